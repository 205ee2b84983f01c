"""The JSON API of workshops: the same actions as the pages."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import workshops as workshop_actions
from services.scheduling.actions.alternatives import judged
from services.scheduling.store import listing, sessions
from services.scheduling.web.api.calling import do, says_who
from services.scheduling.web.models import queries
from services.scheduling.web.models import workshops as models
from services.scheduling.web.models.sessions import session_answer
from services.scheduling.web.models.warnings import warning_answer
from services.scheduling.web.organizer.drafting import timetable_of
from services.scheduling.web.organizer.workshops import details_of, find
from shared.web import answer, id_in, read_json, read_query, running, staff_of
from shared.web.queries import MOST


@says_who
async def create_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.NewWorkshopBody)
    by, timetable = staff_of(request), timetable_of(body.template_days, body.first_day)
    return answer(await do(request, workshop_actions.create_workshop, by, details_of(body), timetable), 201)


async def list_workshops(request: web.Request) -> web.StreamResponse:
    by, now = staff_of(request), running(request).clock.now()
    asked = read_query(request, queries.Workshops)
    search, state, programme_id = asked.search, asked.status, asked.programme_id
    async with running(request).db.read() as tx:
        total = await listing.count(tx, by.organization_id, search, state, programme_id)
        rows = await listing.listed(
            tx,
            by.organization_id,
            now,
            search=search,
            state=state,
            programme_id=programme_id,
            sort=asked.urut,
            limit=MOST,
            skip=asked.skip,
        )
    items = [
        models.WorkshopRow(
            **{name: getattr(row, name) for name in models.WorkshopRow.model_fields if name != "shown"},
            shown=row.standing.shown(now),
        )
        for row in rows
    ]
    return answer(models.Workshops(items=items, total=total))


async def show_workshop(request: web.Request) -> web.StreamResponse:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        held = await sessions.of_workshop(tx, workshop_id)
        found = await judged(tx, now, by.organization_id)
    details = {name: getattr(workshop, name) for name in models.WorkshopAnswer.model_fields if name not in (
        "sessions", "warnings"
    )}  # fmt: skip
    return answer(
        models.WorkshopAnswer(
            **details,
            sessions=[session_answer(session) for session in held],
            warnings=[warning_answer(found, warning) for warning in found.open(workshop_id)],
        )
    )


@says_who
async def change_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.WorkshopBody)
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    await do(
        request,
        workshop_actions.change_workshop,
        now,
        staff_of(request),
        workshop_id,
        details_of(body),
        body.reason,
    )
    return answer({"id": str(workshop_id)})


async def delete_workshop(request: web.Request) -> web.StreamResponse:
    workshop_id = id_in(request, "workshop_id")
    await do(request, workshop_actions.delete_draft, staff_of(request), workshop_id)
    return answer({"id": str(workshop_id)})


async def publish_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.PublishBody)
    by, now = staff_of(request), running(request).clock.now()
    workshop_id = id_in(request, "workshop_id")
    return answer(await do(request, workshop_actions.publish_workshop, now, by, workshop_id, body.slug))


async def cancel_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ReasonBody)
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    await do(request, workshop_actions.cancel_workshop, now, staff_of(request), workshop_id, body.reason)
    return answer({"id": str(workshop_id)})


async def complete_workshop(request: web.Request) -> web.StreamResponse:
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    await do(request, workshop_actions.complete_workshop, now, staff_of(request), workshop_id)
    return answer({"id": str(workshop_id)})
