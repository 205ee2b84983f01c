"""What a participant card's QR code opens: nothing for strangers, a door for operators."""

from __future__ import annotations

from aiohttp import web

from services.attendance.actions import taking
from services.attendance.domain import Card, Method, NewMark, Register, session_now
from services.attendance.store import copies, marks
from services.attendance.web.door import said
from services.attendance.web.views import door_choices, genuine, shown, ticket_hash
from shared.db import Tx
from shared.events.attendance import Status
from shared.events.registration import Registration
from shared.web import BadRequest, NotFound, flash, form_key, redirect, render, running, staff_of
from shared.web.access import OPERATOR
from shared.web.context import FORM, STAFF


async def card(request: web.Request) -> web.Response:
    """A stranger reads what the card is for and no name, whether or not the ticket exists."""
    service = running(request)
    found = genuine(service.keys, request.match_info["ticket"])
    if found is None or not _is_operator(request):
        return render(request, "participant/card.html")
    async with service.db.read() as tx:
        holder = await _holder(request, tx, found)
    if holder is None:
        return render(request, "participant/card.html")
    person, register = holder
    session = session_now(register.workshop, service.clock.now())
    return render(
        request,
        "organizer/card.html",
        person=person,
        workshop=register.workshop,
        session=session,
        on_roster=bool(register.people),
        recorded=shown(register.recorded(person.id, session.id)) if session and register.people else None,
        ticket=f"{found.ticket}.{found.signature}",
        choices=door_choices(),
    )


async def record_card(request: web.Request) -> web.Response:
    """The operator confirms: this person is at the door of the session that runs now."""
    service, staff = running(request), staff_of(request)
    found = genuine(service.keys, request.match_info["ticket"])
    status = _status(request)
    if found is None:
        raise NotFound
    now = service.clock.now()
    async with service.db.read() as tx:
        holder = await _holder(request, tx, found)
    session = session_now(holder[1].workshop, now) if holder else None
    if session is None or str(session.id) != request[FORM].get("session_id"):
        raise NotFound
    mark = NewMark(
        session_id=session.id,
        device=f"form:{staff.staff_id}",
        nonce=form_key(request),
        at=now,
        method=Method.CARD,
        status=status,
        ticket_sha256=ticket_hash(found),
    )
    (answer,) = await service.part(taking.Taking).record(
        [mark], organization_id=staff.organization_id, staff_id=staff.staff_id, now=now
    )
    back = redirect(request, "card", ticket=f"{found.ticket}.{found.signature}")
    flash(back, said(answer, status))
    return back


async def _holder(request: web.Request, tx: Tx, found: Card) -> tuple[Registration, Register] | None:
    """Whose card it is, if it is one of this office's workshops."""
    ticket = ticket_hash(found)
    id = (await copies.holders(tx, [ticket])).get(ticket)
    person = (await copies.resolved(tx, [id])).get(id) if id else None
    if person is None or person.organization_id != staff_of(request).organization_id:
        return None
    register = await marks.register(tx, person.workshop_id, [person.id])
    return (person, register) if register else None


def _is_operator(request: web.Request) -> bool:
    return STAFF in request and OPERATOR.allows(request[STAFF].role)


def _status(request: web.Request) -> Status:
    word = str(request[FORM].get("status", ""))
    if word not in {Status.HADIR.value, *(value for value, _word in door_choices())}:
        raise BadRequest
    return Status(word)
