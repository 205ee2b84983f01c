"""Questions of check-in for programs: of the person's own link, and of the office."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web

from services.registration.actions import check_in as actions
from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import registrations
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.check_in import Asked, answered_by_call, asked_of
from services.registration.web.models.check_in import (
    CheckInAnswer,
    CheckInBody,
    UnansweredAnswer,
    UnansweredListAnswer,
)
from services.registration.web.models.form import QuestionAnswer
from services.registration.web.organizer.check_in import unanswered
from services.registration.web.organizer.decisions import by_of, person_of_office
from services.registration.web.pages.registration import by_link
from shared.i18n import _
from shared.web import Conflict, NotFound, answer, read_json, running


async def own(request: web.Request) -> web.StreamResponse:
    return _shown(await asked_of(request, await by_link(request), by_office=False))


async def answer_own(request: web.Request) -> web.StreamResponse:
    return await _answered(request, await by_link(request), None)


async def of_workshop(request: web.Request) -> web.StreamResponse:
    _workshop, asked, people = await unanswered(request)
    items = [
        UnansweredAnswer(id=row.id, full_name=row.full_name, questions=[one.field for one in still])
        for row, still in people
    ]
    return answer(UnansweredListAnswer(asked=asked, items=items))


async def of_person(request: web.Request) -> web.StreamResponse:
    return _shown(await asked_of(request, await _person(request), by_office=True))


async def answer_for(request: web.Request) -> web.StreamResponse:
    return await _answered(request, await _person(request), by_of(request))


async def _person(request: web.Request) -> Row:
    async with running(request).db.read() as tx:
        row, _workshop = await person_of_office(request, tx, "registration_id")
    return row


async def _answered(request: web.Request, row: Row, by: By | None) -> web.Response:
    body = await read_json(request, CheckInBody)
    asked = await asked_of(request, row, by_office=by is not None)
    if asked.why_not:
        raise Conflict(asked.why_not)
    answered = await answered_by_call(request, asked.questions, body.answers, row.answers, blank=True)
    service = running(request)
    try:
        await service.db.run(actions.answer, service.clock.now(), row.id, answered, by)
    except NotPossible as refused:
        if refused.reason is Reason.UNKNOWN:
            raise NotFound from None
        raise Conflict(_(views.REASONS[refused.reason])) from None
    now = await _now(request, row.id)
    return _shown(await asked_of(request, now, by_office=by is not None))


async def _now(request: web.Request, id: UUID) -> Row:
    async with running(request).db.read() as tx:
        row = await registrations.read(tx, id)
    assert row is not None
    return row


def _shown(asked: Asked) -> web.Response:
    return answer(
        CheckInAnswer(
            why_not=asked.why_not,
            questions=[QuestionAnswer.of(one, int(one.key in asked.row.answers)) for one in asked.questions],
        )
    )
