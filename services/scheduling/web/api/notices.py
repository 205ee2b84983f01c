"""Telling people of changes, for programs: the same actions as the pages."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import notices as actions
from services.scheduling.store import notices
from services.scheduling.store.notices import Decided
from services.scheduling.web.api.calling import do
from services.scheduling.web.models import notices as models
from services.scheduling.web.organizer.workshops import find
from services.scheduling.web.untold import Untold, untold
from shared.web import answer, id_in, read_json, running, staff_of
from shared.web.queries import MOST


async def show(request: web.Request) -> web.StreamResponse:
    by, now, workshop_id = staff_of(request), running(request).clock.now(), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        decided = await notices.of_workshop(tx, workshop_id, MOST)
        found = await untold(tx, now, workshop)
    return answer(models.Notices(untold=_untold(found), items=[_decided(one) for one in decided]))


async def send(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.NoticeBody)
    now, by, workshop_id = running(request).clock.now(), staff_of(request), id_in(request, "workshop_id")
    return answer(await do(request, actions.send, now, by, workshop_id, body.reason, body.seen))


async def dismiss(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.DismissBody)
    now, by, workshop_id = running(request).clock.now(), staff_of(request), id_in(request, "workshop_id")
    await do(request, actions.dismiss, now, by, workshop_id, body.reason, body.seen)
    return answer({"id": str(workshop_id)})


async def show_quiet(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        minutes = await notices.quiet_minutes(tx, staff_of(request).organization_id)
    return answer({"quiet_minutes": minutes})


async def set_quiet(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.QuietBody)
    await do(request, actions.set_quiet, staff_of(request), body.quiet_minutes)
    return answer(body)


def _untold(found: Untold | None) -> models.UntoldAnswer:
    if found is None:
        return models.UntoldAnswer(
            sessions=[], terms=[], text=[], seen="", reason="", people=0, confirmed=0, waiting=0, pending=0,
            trainers=0, urgent=False, due_at=None,
        )  # fmt: skip
    one = found.found
    return models.UntoldAnswer(
        sessions=list(one.changes.sessions),
        terms=list(one.changes.terms),
        text=[f"{line.what}. {' '.join(line.texts)}" for line in found.lines],
        seen=found.seen,
        reason=one.reason,
        people=one.people,
        confirmed=one.confirmed,
        waiting=one.waiting,
        pending=one.pending,
        trainers=one.trainers,
        urgent=found.urgent,
        due_at=found.due_at,
    )


def _decided(one: Decided) -> models.DecidedAnswer:
    return models.DecidedAnswer(
        id=one.id,
        at=one.at,
        sent=one.sent,
        by_name=one.by_name,
        reason=one.reason,
        people=one.people,
        sessions=list(one.changes.sessions),
        terms=list(one.changes.terms),
    )
