"""The JSON calls of phones at the door."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from services.attendance.actions import taking
from services.attendance.domain import Answer, Method, NewMark, Outcome
from services.attendance.web.forms import Batch, BatchAnswer, Door, MarkAnswer, MarkSent, PersonAtDoor
from services.attendance.web.views import door_of, genuine, ticket_hash, untimely_said
from shared.crypto import Keys
from shared.events.attendance import Status
from shared.web import answer, read_json, running, staff_of
from shared.web.errors import Invalid


async def marks(request: web.Request) -> web.Response:
    """A batch of a phone. Cards that nobody printed are told apart before anything is stored."""
    service, staff = running(request), staff_of(request)
    batch = await read_json(request, Batch)
    now = service.clock.now()
    new = [
        _new_mark(service.keys, batch.device, sent, sent.at.astimezone(now.tzinfo) if sent.at else now)
        for sent in batch.marks
    ]
    known = {place: mark for place, mark in enumerate(new) if mark is not None}
    try:
        answers = iter(
            await service.part(taking.Taking).record(
                list(known.values()),
                organization_id=staff.organization_id,
                staff_id=staff.staff_id,
                now=now,
            )
        )
    except taking.WrongTimes as wrong:
        places = list(known)
        raise Invalid(
            errors={f"marks.{places[at]}.at": untimely_said(one) for at, one in wrong.marks.items()}
        ) from None
    return answer(
        BatchAnswer(
            marks=[
                _answered(sent, Answer(Outcome.NOT_A_CARD) if mark is None else next(answers))
                for sent, mark in zip(batch.marks, new, strict=True)
            ]
        )
    )


async def session(request: web.Request) -> web.Response:
    """The roster of one session with what is recorded, for a page that is open meanwhile."""
    async with running(request).db.read() as tx:
        register, session = await door_of(request, tx)
    return answer(
        Door(
            session_id=session.id,
            present=register.present(session),
            total=len(register.people),
            people=[
                PersonAtDoor(
                    registration_id=person.id,
                    name=person.full_name,
                    status=register.recorded(person.id, session.id),
                )
                for person in register.people
            ],
        )
    )


def _new_mark(keys: Keys, device: str, sent: MarkSent, at: datetime) -> NewMark | None:
    ticket = None
    if sent.ticket:
        card = genuine(keys, sent.ticket)
        if card is None:
            return None
        ticket = ticket_hash(card)
    return NewMark(
        session_id=sent.session_id,
        device=device,
        nonce=sent.nonce,
        at=at,
        method=Method.SCAN if sent.ticket else Method.TAP,
        status=Status(sent.status),
        registration_id=sent.registration_id,
        ticket_sha256=ticket,
    )


def _answered(sent: MarkSent, answer: Answer) -> MarkAnswer:
    return MarkAnswer(
        nonce=sent.nonce,
        outcome=answer.outcome,
        registration_id=answer.registration_id,
        name=answer.name,
    )
