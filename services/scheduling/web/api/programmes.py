"""The JSON API of programmes."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import programmes as programme_actions
from services.scheduling.store import programmes
from services.scheduling.store.programmes import Programme
from services.scheduling.web.api.calling import MOST, do
from services.scheduling.web.models import programmes as models
from shared import ids
from shared.web import answer, read_json, running, staff_of
from shared.web.searching import page_number, searched


async def add_programme(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ProgrammeBody)
    programme = Programme(ids.new_id(), **body.model_dump())
    return answer(await do(request, programme_actions.add_programme, staff_of(request), programme), 201)


async def list_programmes(request: web.Request) -> web.StreamResponse:
    by, skip = staff_of(request), (page_number(request) - 1) * MOST
    async with running(request).db.read() as tx:
        rows = await programmes.search(tx, by.organization_id, searched(request), limit=MOST, skip=skip)
    return answer(models.Programmes(items=[models.ProgrammeAnswer.model_validate(row) for row in rows]))
