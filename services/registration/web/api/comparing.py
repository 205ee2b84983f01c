"""Registrations that look like one person's, for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import office
from services.registration.actions.comparing import compare
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import comparing, registrations
from services.registration.web import views
from services.registration.web.models.comparing import CompareBody, FlagAnswer, FlagsAnswer, MergeBody
from services.registration.web.organizer.decisions import by_of
from shared.i18n import _
from shared.web import Conflict, NotFound, answer, id_in, read_json, running, staff_of


async def flags(request: web.Request) -> web.StreamResponse:
    return await _flags(request)


async def say(request: web.Request) -> web.StreamResponse:
    body, service = await read_json(request, CompareBody), running(request)
    try:
        await service.db.run(
            compare,
            service.clock.now(),
            by_of(request),
            id_in(request, "registration_id"),
            body.registration_id,
            body.verdict,
        )
    except NotPossible as error:
        raise _problem(error) from error
    return await _flags(request)


async def merge(request: web.Request) -> web.StreamResponse:
    """The one of the address becomes part of the one of the body."""
    body, service = await read_json(request, MergeBody), running(request)
    id = id_in(request, "registration_id")
    try:
        await service.db.run(office.merge, service.clock.now(), by_of(request), id, body.registration_id)
    except NotPossible as error:
        raise _problem(error) from error
    return await _flags(request)


def _problem(error: NotPossible) -> Exception:
    return NotFound() if error.reason is Reason.UNKNOWN else Conflict(_(views.REASONS[error.reason]))


async def _flags(request: web.Request) -> web.StreamResponse:
    id, organization_id = id_in(request, "registration_id"), staff_of(request).organization_id
    async with running(request).db.read() as tx:
        row = await registrations.read(tx, id)
        if row is None or row.organization_id != organization_id:
            raise NotFound
        found = (await comparing.flags(tx, organization_id, (id,))).get(id, [])
    return answer(
        FlagsAnswer(
            flags=[
                FlagAnswer(
                    registration_id=flag.id,
                    full_name=flag.full_name,
                    workshop_id=flag.workshop_id,
                    workshop=flag.workshop,
                    likeness=flag.likeness,
                    grounds=list(flag.grounds),
                )
                for flag in found
            ]
        )
    )
