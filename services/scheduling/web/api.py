"""The JSON API: the same actions as the pages, for programs and the demo."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from aiohttp import web

from services.scheduling.actions import programmes as programme_actions
from services.scheduling.actions import resources as resource_actions
from services.scheduling.actions import warnings as warning_actions
from services.scheduling.actions import workshops as workshop_actions
from services.scheduling.domain.refusals import Refused, Taken
from services.scheduling.store import listing, programmes, resources, sessions
from services.scheduling.store.programmes import Programme
from services.scheduling.store.resources import Trainer, Venue
from services.scheduling.web import models
from services.scheduling.web.doing import called
from services.scheduling.web.organizer.workshops import details_of, find
from services.scheduling.web.sentences import collision_text, problems_of, taken_text, warning_text
from shared import ids
from shared.i18n import _
from shared.web import answer, id_in, read_json, running, staff_of
from shared.web.errors import Invalid as InvalidBody
from shared.web.routes import Handler
from shared.web.searching import page_number, searched

_CONFLICT = 409
_MOST = 100


async def do(request: web.Request, action: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
    """Call the action; a refusal becomes an RFC 9457 problem with its fields. Taken passes."""
    try:
        return await called(request, action, *args, **kwargs)
    except Taken:
        raise
    except Refused as refused:
        raise InvalidBody(errors=problems_of(refused)) from refused


def says_who(handler: Handler) -> Handler:
    """Answer a double booking with 409 and everything a program needs to find another time."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Taken as taken:
            text = json.dumps(conflict(taken), ensure_ascii=False)
            return web.Response(text=text, status=_CONFLICT, content_type="application/problem+json")

    return answered


def conflict(taken: Taken) -> dict[str, Any]:
    """The problem document of a double booking: who, where, when, and the next free start."""
    return {
        "type": "/api/v1/scheduling/problems/taken",
        "title": _("Sudah dipesan pada waktu itu"),
        "status": _CONFLICT,
        "detail": taken_text(taken),
        "next_free": taken.next_free.isoformat() if taken.next_free else None,
        "collisions": [
            {
                "kind": collision.kind,
                "resource_id": str(collision.resource_id),
                "resource": collision.resource,
                "session_id": str(collision.session_id),
                "subject": collision.subject,
                "workshop_id": str(collision.workshop_id),
                "workshop": collision.workshop,
                "venue": collision.venue,
                "starts_at": collision.starts_at.isoformat(),
                "ends_at": collision.ends_at.isoformat(),
                "message": collision_text(collision, taken.zone),
            }
            for collision in taken.collisions
        ],
    }


# Programmes, trainers, venues


async def add_programme(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ProgrammeBody)
    programme = Programme(ids.new_id(), **body.model_dump())
    return answer(await do(request, programme_actions.add_programme, staff_of(request), programme), 201)


async def list_programmes(request: web.Request) -> web.StreamResponse:
    by, skip = staff_of(request), (page_number(request) - 1) * _MOST
    async with running(request).db.read() as tx:
        rows = await programmes.search(tx, by.organization_id, searched(request), limit=_MOST, skip=skip)
    return answer(models.Programmes(items=[models.ProgrammeAnswer.model_validate(row) for row in rows]))


async def add_trainer(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.TrainerBody)
    trainer = Trainer(ids.new_id(), **body.model_dump(), archived=False)
    return answer(await do(request, resource_actions.add_trainer, staff_of(request), trainer), 201)


async def list_trainers(request: web.Request) -> web.StreamResponse:
    by, skip = staff_of(request), (page_number(request) - 1) * _MOST
    async with running(request).db.read() as tx:
        rows = await resources.trainers(tx, by.organization_id, searched(request), limit=_MOST, skip=skip)
    return answer(models.Trainers(items=[models.TrainerAnswer.model_validate(row) for row in rows]))


async def add_venue(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.VenueBody)
    venue = Venue(ids.new_id(), **body.model_dump(), archived=False)
    return answer(await do(request, resource_actions.add_venue, staff_of(request), venue), 201)


async def list_venues(request: web.Request) -> web.StreamResponse:
    by, skip = staff_of(request), (page_number(request) - 1) * _MOST
    async with running(request).db.read() as tx:
        rows = await resources.venues(tx, by.organization_id, searched(request), limit=_MOST, skip=skip)
    return answer(models.Venues(items=[models.VenueAnswer.model_validate(row) for row in rows]))


async def block_days(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.BlockBody)
    block_id = await do(
        request,
        resource_actions.block_days,
        staff_of(request),
        body.resource_kind,
        body.resource_id,
        body.first_day,
        body.last_day,
        body.note,
    )
    return answer({"id": str(block_id)}, 201)


async def set_road(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.RoadBody)
    by = staff_of(request)
    await do(
        request,
        resource_actions.set_travel_time,
        by,
        body.one_district,
        body.other_district,
        body.minutes,
    )
    return answer({"minutes": body.minutes})


# Workshops


@says_who
async def create_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.NewWorkshopBody)
    timetable = None
    if body.template_days != "0" and body.first_day is not None:
        timetable = workshop_actions.Timetable(int(body.template_days), body.first_day)
    by = staff_of(request)
    return answer(await do(request, workshop_actions.create_workshop, by, details_of(body), timetable), 201)


async def list_workshops(request: web.Request) -> web.StreamResponse:
    by, now = staff_of(request), running(request).clock.now()
    skip = (page_number(request) - 1) * _MOST
    async with running(request).db.read() as tx:
        rows = await listing.listed(
            tx, by.organization_id, now, search=searched(request), limit=_MOST, skip=skip
        )
    items = [
        models.WorkshopRow(
            **{name: getattr(row, name) for name in models.WorkshopRow.model_fields if name != "shown"},
            shown=row.standing.shown(now),
        )
        for row in rows
    ]
    return answer(models.Workshops(items=items))


async def show_workshop(request: web.Request) -> web.StreamResponse:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        held = await sessions.of_workshop(tx, workshop_id)
        open_warnings = await warning_actions.unresolved(tx, now, by.organization_id, workshop_id)
    details = {name: getattr(workshop, name) for name in models.WorkshopAnswer.model_fields if name not in (
        "sessions", "warnings"
    )}  # fmt: skip
    return answer(
        models.WorkshopAnswer(
            **details,
            sessions=[models.session_answer(session) for session in held],
            warnings=[
                models.WarningAnswer(key=warning.key, kind=warning.kind, message=warning_text(warning))
                for warning in open_warnings
            ],
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


async def publish_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.PublishBody)
    by, now = staff_of(request), running(request).clock.now()
    workshop_id = id_in(request, "workshop_id")
    return answer(await do(request, workshop_actions.publish_workshop, now, by, workshop_id, body.slug))


async def cancel_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ReasonBody)
    workshop_id = id_in(request, "workshop_id")
    await do(request, workshop_actions.cancel_workshop, staff_of(request), workshop_id, body.reason)
    return answer({"id": str(workshop_id)})


async def complete_workshop(request: web.Request) -> web.StreamResponse:
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    await do(request, workshop_actions.complete_workshop, now, staff_of(request), workshop_id)
    return answer({"id": str(workshop_id)})


async def override_warning(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.OverrideBody)
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    by = staff_of(request)
    await do(request, warning_actions.override_warning, now, by, workshop_id, body.key, body.reason)
    return answer({"id": str(workshop_id)})
