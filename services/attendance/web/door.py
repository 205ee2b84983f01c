"""The operator's page at one session's door. Everything works by plain forms; script adds the camera."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.attendance.actions import taking
from services.attendance.domain import Answer, Method, NewMark, Outcome, opens_at
from services.attendance.web.forms import WITHDRAWN, tapped
from services.attendance.web.views import (
    WORDS,
    door_choices,
    door_of,
    genuine,
    shown,
    ticket_hash,
    untimely_said,
)
from shared.events.attendance import Status
from shared.events.scheduling import Session, Workshop
from shared.i18n import _
from shared.web import BadRequest, Conflict, flash, form_key, redirect, render, running, staff_of
from shared.web.context import FORM


async def door(request: web.Request) -> web.Response:
    service = running(request)
    async with service.db.read() as tx:
        register, session = await door_of(request, tx)
    now, zone = service.clock.now(), ZoneInfo(register.workshop.zone)
    here = {person.id: shown(register.recorded(person.id, session.id)) for person in register.people}
    return render(
        request,
        "organizer/door.html",
        workshop=register.workshop,
        session=session,
        people=register.people,
        statuses=here,
        present=register.present(session),
        others=_same_day(register.workshop, register.sessions, session),
        choices=door_choices(),
        chips=[(status.value if status else WITHDRAWN, shown(status)) for status in WORDS],
        closed=register.closed,
        open=opens_at(session) <= now,
        early=session.starts_at > now,
        now=now,
        past_day=session.ends_at.astimezone(zone).date() < now.astimezone(zone).date(),
    )


async def tap(request: web.Request) -> web.Response:
    """A button of the name list."""
    pressed = str(request[FORM].get("mark", ""))
    found = tapped(pressed)
    if found is None:
        raise BadRequest
    person, status = found
    answer = await _record(request, f"{form_key(request)}:{pressed}", Method.TAP, status, person=person)
    return _back(request, answer, status, f"#p-{person}")


async def scan(request: web.Request) -> web.Response:
    """The text of a card, from a hand scanner or pasted."""
    card = genuine(running(request).keys, str(request[FORM].get("card", "")))
    if card is None:
        return _back(request, Answer(Outcome.NOT_A_CARD), Status.HADIR, "#kartu")
    answer = await _record(request, form_key(request), Method.SCAN, Status.HADIR, ticket=ticket_hash(card))
    return _back(request, answer, Status.HADIR, "#kartu")


async def _record(
    request: web.Request,
    nonce: str,
    method: Method,
    status: Status,
    *,
    person: UUID | None = None,
    ticket: str | None = None,
) -> Answer:
    service, staff = running(request), staff_of(request)
    async with service.db.read() as tx:
        _register, session = await door_of(request, tx)
    now = service.clock.now()
    mark = NewMark(
        session_id=session.id,
        device=f"form:{staff.staff_id}",
        nonce=nonce,
        at=now,
        method=method,
        status=status,
        registration_id=person,
        ticket_sha256=ticket,
    )
    try:
        (answer,) = await service.part(taking.Taking).record(
            [mark], organization_id=staff.organization_id, staff_id=staff.staff_id, now=now
        )
    except taking.WrongTimes as wrong:  # it was moved while the page stood open
        raise Conflict(untimely_said(wrong.marks[0])) from None
    return answer


def _back(request: web.Request, answer: Answer, status: Status, anchor: str) -> web.Response:
    place = redirect(request, "door", session_id=request.match_info["session_id"])
    place.headers["Location"] += anchor
    flash(place, said(answer, status))
    return place


def said(answer: Answer, status: Status) -> str:
    """What happened, as the person at the door reads it."""
    match answer.outcome:
        case Outcome.RECORDED | Outcome.REPEATED if answer.name:
            return _("{name}: {status}", name=answer.name, status=shown(status).word)
        case Outcome.RECORDED | Outcome.REPEATED:
            return _("Sudah tercatat.")
        case Outcome.UNKNOWN_TICKET:
            return _("Kartu ini belum dikenal. Sudah disimpan dan dihitung begitu datanya masuk.")
        case Outcome.NOT_ON_ROSTER:
            return _("Orang ini tidak ada di daftar peserta Bimtek ini. Periksa namanya di daftar.")
        case _:
            return _("Ini bukan kartu peserta. Pindai kode QR pada kartu, atau ketuk nama di daftar.")


def _same_day(workshop: Workshop, sessions: list[Session], here: Session) -> list[Session]:
    """The other sessions of that day, to step to the next door."""
    zone = ZoneInfo(workshop.zone)
    day = here.starts_at.astimezone(zone).date()
    return [one for one in sessions if one.id != here.id and one.starts_at.astimezone(zone).date() == day]
