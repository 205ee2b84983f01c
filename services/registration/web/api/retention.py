"""Retention for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import retention as actions
from services.registration.domain.retention import chosen
from services.registration.web.forms.retention import Months
from services.registration.web.models.retention import Counts, RetentionAnswer
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.retention import due_now
from shared.web import answer, read_json, running


async def show(request: web.Request) -> web.StreamResponse:
    return answer(await _told(request))


async def keep(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, Months)
    await running(request).db.run(actions.set_rules, by_of(request), body.rules)
    return answer(await _told(request))


async def _told(request: web.Request) -> RetentionAnswer:
    rules, due = await due_now(request)
    return RetentionAnswer(
        months=Months(**{field.value: number for field, number in chosen(rules.months).items()}),
        due=Counts(**{field.value: number for field, number in due.items()}),
        done_on=rules.done_on,
    )
