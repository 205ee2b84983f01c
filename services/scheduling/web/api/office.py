"""The JSON API of the office's own details."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import offices as actions
from services.scheduling.web.api.calling import do
from services.scheduling.web.models import office as models
from services.scheduling.web.organizer.office import changed, problems_in
from services.scheduling.web.organizer.signers import office_of
from shared.web import answer, read_json, running, staff_of
from shared.web.errors import Invalid


async def show(request: web.Request) -> web.StreamResponse:
    return answer(await _answer(request))


async def change(request: web.Request) -> web.StreamResponse:
    body, now = await read_json(request, models.OfficeBody), running(request).clock.now()
    if problems := problems_in(body, now.date()):
        raise Invalid(errors=problems)
    office = await office_of(request)
    kept = changed(office, body, office.emblem_png)
    await do(request, actions.change_office, now, staff_of(request), kept, body.version)
    return answer(await _answer(request))


async def _answer(request: web.Request) -> models.OfficeAnswer:
    office = await office_of(request)
    return models.OfficeAnswer(
        **office.model_dump(include=set(models.OfficeAnswer.model_fields)), has_emblem=bool(office.emblem_png)
    )
