"""The JSON API of signature blocks."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import signers as actions
from services.scheduling.web.api.calling import do
from services.scheduling.web.models import signers as models
from services.scheduling.web.models.queries import Version
from services.scheduling.web.organizer.signers import listed, office_of
from shared.web import answer, read_json, read_query, running, staff_of


async def list_signers(request: web.Request) -> web.StreamResponse:
    office, today = await office_of(request), running(request).clock.now().date()
    items = [
        models.SignerAnswer(number=row.place + 1, period=row.period, **row.block.model_dump(mode="json"))
        for row in listed(office, today)
    ]
    return answer(models.Signers(version=office.version, items=items))


async def add_signer(request: web.Request) -> web.StreamResponse:
    return answer(await _put(request, None), 201)


async def change_signer(request: web.Request) -> web.StreamResponse:
    return answer(await _put(request, int(request.match_info["number"]) - 1))


async def remove_signer(request: web.Request) -> web.StreamResponse:
    version = read_query(request, Version).version
    place, now = int(request.match_info["number"]) - 1, running(request).clock.now()
    await do(request, actions.remove_signer, now, staff_of(request), place, version)
    return answer(await _version(request))


async def _put(request: web.Request, place: int | None) -> models.Office:
    body = await read_json(request, models.SignerBody)
    now, by = running(request).clock.now(), staff_of(request)
    await do(request, actions.put_signer, now, by, place, body.blocks, body.version)
    return await _version(request)


async def _version(request: web.Request) -> models.Office:
    return models.Office(version=(await office_of(request)).version)
