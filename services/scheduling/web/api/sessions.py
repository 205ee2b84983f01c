"""The JSON API of sessions: planned, moved, taken out, and how they went."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import holding
from services.scheduling.actions import sessions as session_actions
from services.scheduling.domain.bookings import Span
from services.scheduling.web.api.calling import do, says_who
from services.scheduling.web.models import sessions as models
from services.scheduling.web.models.queries import Reason
from shared.web import answer, id_in, read_json, read_query, running, staff_of


@says_who
async def add_session(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.SessionBody)
    workshop_id = id_in(request, "workshop_id")
    by, plan = staff_of(request), models.plan_of(body)
    return answer(await do(request, session_actions.add_session, by, workshop_id, plan, body.reason), 201)


@says_who
async def change_session(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.SessionBody)
    workshop_id, session_id = id_in(request, "workshop_id"), id_in(request, "session_id")
    by, plan = staff_of(request), models.plan_of(body)
    await do(request, session_actions.change_session, by, workshop_id, session_id, plan, body.reason)
    return answer({"id": str(session_id)})


@says_who
async def assign_trainers(request: web.Request) -> web.StreamResponse:
    body, workshop_id = await read_json(request, models.AssignBody), id_in(request, "workshop_id")
    roles = models.chosen(body.trainers, None)
    count = await do(
        request,
        session_actions.assign_trainers,
        staff_of(request),
        workshop_id,
        body.session_ids,
        tuple(roles),
        body.reason,
        roles,
    )
    return answer({"sessions": count})


async def delete_session(request: web.Request) -> web.StreamResponse:
    workshop_id, session_id = id_in(request, "workshop_id"), id_in(request, "session_id")
    reason = read_query(request, Reason).reason
    now, by = running(request).clock.now(), staff_of(request)
    await do(request, session_actions.delete_session, now, by, workshop_id, session_id, reason)
    return answer({"id": str(session_id)})


async def hold_session(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.HeldBody)
    workshop_id, session_id = id_in(request, "workshop_id"), id_in(request, "session_id")
    actual = None
    if body.starts_at is not None and body.ends_at is not None:
        actual = Span(body.starts_at, body.ends_at)
    told = body.trainers is not None or body.trainer_ids is not None
    roles = models.chosen(body.trainers, body.trainer_ids) if told else None
    await do(
        request,
        holding.hold_session,
        running(request).clock.now(),
        staff_of(request),
        workshop_id,
        session_id,
        held=body.held,
        actual=actual,
        trainer_ids=None if roles is None else tuple(roles),
        roles=roles,
    )
    return answer({"id": str(session_id)})


async def hold_all(request: web.Request) -> web.StreamResponse:
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    count = await do(request, holding.hold_all, now, staff_of(request), workshop_id)
    return answer({"sessions": count})
