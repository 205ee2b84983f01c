"""The JSON API of warnings: read with what else is free, lived with, or settled by moving a day."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from services.scheduling.actions import days
from services.scheduling.actions import warnings as actions
from services.scheduling.actions.alternatives import judged
from services.scheduling.actions.rules import set_trainer_hours
from services.scheduling.store import rules
from services.scheduling.web.api.calling import do, says_who
from services.scheduling.web.models import warnings as models
from services.scheduling.web.models.workshops import OverrideBody
from shared.web import NotFound, answer, id_in, read_json, running, staff_of


async def list_warnings(request: web.Request) -> web.StreamResponse:
    by, now = staff_of(request), running(request).clock.now()
    async with running(request).db.read() as tx:
        found = await judged(tx, now, by.organization_id)
    return answer(models.Warnings(items=[models.warning_answer(found, one) for one in found.open()]))


async def override_warning(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, OverrideBody)
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    by = staff_of(request)
    await do(request, actions.override_warning, now, by, workshop_id, body.key, body.reason)
    return answer({"id": str(workshop_id)})


@says_who
async def move_day(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.MoveDayBody)
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    try:
        day = date.fromisoformat(request.match_info["day"])
    except ValueError:
        raise NotFound from None
    by = staff_of(request)
    count = await do(request, days.move_day, now, by, workshop_id, day, body.to_day, body.reason)
    return answer({"sessions": count})


async def show_rules(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        hours = await rules.trainer_hours(tx, staff_of(request).organization_id)
    return answer(models.RulesAnswer(trainer_hours=hours))


async def change_rules(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.RulesBody)
    await do(request, set_trainer_hours, staff_of(request), body.trainer_hours)
    return answer(models.RulesAnswer(trainer_hours=body.trainer_hours))
