"""The office's mails, for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import resending
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import outgoing
from services.registration.web import views
from services.registration.web.models.messages import (
    AgainAnswer,
    DoneAnswer,
    EmailBody,
    MailAnswer,
    MailsAnswer,
    MailsBody,
    MailsQuery,
)
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.outgoing import sent_again
from shared.i18n import _
from shared.web import Conflict, NotFound, answer, id_in, read_json, read_query, running, staff_of
from shared.web.queries import MOST


async def mails(request: web.Request) -> web.StreamResponse:
    asked, office = read_query(request, MailsQuery), staff_of(request).organization_id
    async with running(request).db.read() as tx:
        found, count = await outgoing.find(tx, office, asked.asked, MOST, asked.skip)
    items = [
        MailAnswer.model_validate({name: getattr(one, name) for name in MailAnswer.model_fields})
        for one in found
    ]
    return answer(MailsAnswer(items=items, total=count))


async def again(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, MailsBody)
    done, left = await sent_again(request, body.ids)
    return answer(AgainAnswer(done=done, refused=left))


async def correct(request: web.Request) -> web.StreamResponse:
    body, service = await read_json(request, EmailBody), running(request)
    id = id_in(request, "registration_id")
    try:
        _row, count = await service.db.run(
            resending.correct_email, service.clock.now(), by_of(request), id, body.email
        )
    except NotPossible as error:
        raise _problem(error) from error
    return answer(AgainAnswer(done=count, refused=0))


async def mark_wrong(request: web.Request) -> web.StreamResponse:
    service, id = running(request), id_in(request, "registration_id")
    try:
        done = await service.db.run(resending.mark_wrong, service.clock.now(), by_of(request), id)
    except NotPossible as error:
        raise _problem(error) from error
    return answer(DoneAnswer(done=done))


def _problem(error: NotPossible) -> Exception:
    return NotFound() if error.reason is Reason.UNKNOWN else Conflict(_(views.REASONS[error.reason]))
