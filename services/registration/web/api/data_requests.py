"""Requests about personal data for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import data_requests as actions
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import data_requests
from services.registration.store.data_requests import Request
from services.registration.web import views
from services.registration.web.models.data_requests import (
    DataRequestAnswer,
    DataRequestsAnswer,
    DataRequestsQuery,
    DecisionBody,
)
from services.registration.web.organizer.decisions import by_of
from shared.i18n import _
from shared.web import Conflict, NotFound, answer, id_in, read_json, read_query, running, staff_of
from shared.web.errors import Invalid
from shared.web.queries import MOST


def _answer(one: Request) -> DataRequestAnswer:
    return DataRequestAnswer(**{name: getattr(one, name) for name in DataRequestAnswer.model_fields})


async def index(request: web.Request) -> web.StreamResponse:
    asked = read_query(request, DataRequestsQuery)
    skip = (asked.halaman - 1) * MOST
    async with running(request).db.read() as tx:
        items, count = await data_requests.of_office(
            tx, staff_of(request).organization_id, str(asked.status), MOST, skip
        )
    return answer(DataRequestsAnswer(items=[_answer(one) for one in items], total=count))


async def decide(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, DecisionBody)
    service, by, id = running(request), by_of(request), id_in(request, "request_id")
    try:
        await service.db.run(
            actions.decide, service.clock.now(), by, id, body.decision == "done", body.reason
        )
    except NotPossible as error:
        if error.reason is Reason.UNKNOWN:
            raise NotFound from error
        if error.reason is Reason.NEEDS_REASON:
            raise Invalid(errors={"reason": _(views.REASONS[error.reason])}) from error
        raise Conflict(_(views.REASONS[error.reason])) from error
    async with service.db.read() as tx:
        one = await data_requests.read(tx, id, by.organization_id)
    if one is None:
        raise NotFound
    return answer(_answer(one))
