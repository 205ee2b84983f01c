"""The office's pages: the workshops, a workshop's sheet, closing, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.attendance.actions import closing, taking
from services.attendance.domain import Register, closes_from, may_close, session_now
from services.attendance.settings import LISTED_CLOSED, LISTED_OPEN
from services.attendance.store import sheets
from services.attendance.web import views
from services.attendance.web.forms import WITHDRAWN, Correction, Reopening
from services.attendance.web.views import register_of
from shared import staff as staff_store
from shared.db import Tx
from shared.i18n import _
from shared.web import (
    NotFound,
    fingerprint,
    flash,
    form_key,
    id_in,
    read_form,
    redirect,
    render,
    running,
    staff_of,
)
from shared.web.access import OPERATOR, ORGANIZER
from shared.web.context import FORM


async def index(request: web.Request) -> web.Response:
    """Today's workshops first, then those that wait for closing, those to come, the closed ones."""
    service, office = running(request), staff_of(request).organization_id
    now = service.clock.now()
    async with service.db.read() as tx:
        open_ones = await sheets.listed(tx, office, closed=False, most=LISTED_OPEN)
        closed = await sheets.listed(tx, office, closed=True, most=LISTED_CLOSED)
    groups: dict[str, list[sheets.Listed]] = {"today": [], "waiting": [], "coming": []}
    for one in open_ones:
        zone = ZoneInfo(one.workshop.zone)
        today = now.astimezone(zone).date()
        days = {session.starts_at.astimezone(zone).date() for session in one.workshop.sessions}
        key = "today" if today in days else "waiting" if one.workshop.ends_at <= now else "coming"
        if key == "coming" and one.workshop.starts_at <= now:
            key = "today"  # between two of its days
        groups[key].append(one)
    doors = {}
    if OPERATOR.allows(staff_of(request).role):
        here = ((one.workshop.id, session_now(one.workshop, now)) for one in groups["today"])
        doors = {id: session for id, session in here if session}
    return render(request, "organizer/index.html", groups=groups, closed=closed, doors=doors)


async def summary(request: web.Request) -> web.Response:
    """For the desk: workshops that have ended and whose sheet is not closed."""
    service, staff = running(request), staff_of(request)
    waiting = []
    if ORGANIZER.allows(staff.role):
        async with service.db.read() as tx:
            waiting = await sheets.not_closed(tx, staff.organization_id, service.clock.now(), LISTED_OPEN)
    return render(request, "organizer/summary.html", waiting=waiting)


async def sheet(request: web.Request) -> web.Response:
    service, staff = running(request), staff_of(request)
    now = service.clock.now()
    async with service.db.read() as tx:
        register = await register_of(request, tx)
        row = await sheets.read(tx, register.workshop.id)
        last = await sheets.last_closing(tx, register.workshop.id)
        closer = await staff_store.find(tx, last.staff_id) if last else None
    rows = views.session_rows(register, now)
    return render(
        request,
        "organizer/sheet.html",
        workshop=register.workshop,
        register=register,
        row=row,
        last=last,
        closer=closer,
        changed_since=_changed_since(register, last),
        sessions=rows,
        days=views.by_day(register.workshop, rows),
        people=views.person_rows(register),
        unrecorded=closing.unrecorded_places(register),
        may_close=may_close(register.workshop, now),
        closes_from=closes_from(register.workshop),
        step=register.workshop.step(now),
        takes=OPERATOR.allows(staff.role),
        organizes=ORGANIZER.allows(staff.role),
        words=[views.shown(status) for status in views.WORDS],
        # A door opens an hour before its session; earlier, a tap would be a mistake.
        opens_before=timedelta(hours=1),
    )


async def ask_close(request: web.Request) -> web.Response:
    """Names everybody who would become tanpa keterangan."""
    return await _close_page(request)


async def close(request: web.Request) -> web.Response:
    service, staff = running(request), staff_of(request)
    async with service.db.read() as tx:
        register = await register_of(request, tx)
    try:
        await service.db.run(
            closing.close,
            register.workshop.id,
            shown=_count(request),
            organization_id=staff.organization_id,
            staff_id=staff.staff_id,
            now=service.clock.now(),
        )
    except closing.ListGrew:
        return await _close_page(request, 409, _("Daftarnya bertambah. Periksa lagi, lalu tutup."))
    except closing.NotYet:
        return await _close_page(request, 409)
    done = redirect(request, "sheet", workshop_id=register.workshop.id)
    flash(done, _("Daftar hadir sudah ditutup. Sertifikat disiapkan dari daftar ini."))
    return done


async def ask_reopen(request: web.Request) -> web.Response:
    return await _reopen_page(request, {}, {})


async def reopen(request: web.Request) -> web.Response:
    service, staff = running(request), staff_of(request)
    values, problems = await read_form(request, Reopening)
    if problems:
        return await _reopen_page(request, values, problems, 422)
    async with service.db.read() as tx:
        register = await register_of(request, tx)
    await service.db.run(
        closing.reopen,
        register.workshop.id,
        reason=values.model.reason,
        organization_id=staff.organization_id,
        staff_id=staff.staff_id,
    )
    done = redirect(request, "sheet", workshop_id=register.workshop.id)
    flash(done, _("Daftar hadir dibuka kembali. Tutup lagi setelah selesai diperbaiki."))
    return done


async def person(request: web.Request) -> web.Response:
    return await _person_page(request, {}, {})


async def correct(request: web.Request) -> web.Response:
    service, staff = running(request), staff_of(request)
    values, problems = await read_form(request, Correction)
    if problems:
        return await _person_page(request, values, problems, 422)
    async with service.db.read() as tx:
        register = await register_of(request, tx)
    registration_id = id_in(request, "registration_id")
    key, form = form_key(request), values.model
    try:
        await service.db.once(
            "attendance correction",
            key,
            fingerprint(request),
            taking.correct,
            workshop_id=register.workshop.id,
            session_id=form.session_id,
            registration_id=registration_id,
            status=form.corrected,
            reason=form.reason,
            organization_id=staff.organization_id,
            staff_id=staff.staff_id,
            key=key,
            now=service.clock.now(),
        )
    except taking.NotOnRoster:
        raise NotFound from None
    done = redirect(request, "person", workshop_id=register.workshop.id, registration_id=registration_id)
    flash(done, _("Kehadiran diperbaiki: {status}.", status=views.shown(form.corrected).word))
    return done


async def _close_page(request: web.Request, status: int = 200, notice: str = "") -> web.Response:
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        register = await register_of(request, tx)
    return render(
        request,
        "organizer/close.html",
        status=status,
        workshop=register.workshop,
        closed=register.closed,
        notice=notice,
        may_close=may_close(register.workshop, now),
        closes_from=closes_from(register.workshop),
        unrecorded=register.unrecorded(),
        places=closing.unrecorded_places(register),
        people=len(register.people),
    )


async def _reopen_page(
    request: web.Request, values: Mapping[str, object], problems: Mapping[str, str], status: int = 200
) -> web.Response:
    async with running(request).db.read() as tx:
        register = await register_of(request, tx)
    return render(
        request,
        "organizer/reopen.html",
        status=status,
        workshop=register.workshop,
        closed=register.closed,
        values=values,
        problems=problems,
    )


async def _person_page(
    request: web.Request, values: Mapping[str, object], problems: Mapping[str, str], status: int = 200
) -> web.Response:
    service, staff = running(request), staff_of(request)
    registration_id = id_in(request, "registration_id")
    async with service.db.read() as tx:
        register = await register_of(request, tx)
        history = await _history(tx, register, registration_id)
    who = next((one for one in register.people if one.id == registration_id), None)
    if who is None:
        raise NotFound
    rows = views.session_rows(register, service.clock.now())
    return render(
        request,
        "organizer/person.html",
        status=status,
        workshop=register.workshop,
        register=register,
        person=who,
        sessions=[(row, views.shown(register.status(who.id, row.session))) for row in rows],
        jp=register.jp(who.id),
        history=history,
        corrects=ORGANIZER.allows(staff.role),
        choices=[*views.all_choices(), (WITHDRAWN, _("Belum dicatat (catatan dihapus)"))],
        values=values,
        problems=problems,
    )


async def _history(tx: Tx, register: Register, registration_id: UUID) -> list[views.MarkRow]:
    """Every mark of the person, the newest first, with who made it."""
    found = [
        mark
        for (of, _session), several in register.marks.items()
        if of == registration_id
        for mark in several
    ]
    makers = {mark.staff_id: await staff_store.find(tx, mark.staff_id) for mark in found}
    return views.mark_rows(register, found, {id: who.name for id, who in makers.items() if who})


def _changed_since(register: Register, last: sheets.Closing | None) -> bool:
    """Whether a mark was made after the closing: late from a phone, or a correction."""
    return (
        register.closed
        and last is not None
        and any(mark.at > last.closed_at for several in register.marks.values() for mark in several)
    )


def _count(request: web.Request) -> int:
    """How many unrecorded places the confirm page showed; a broken figure is none."""
    typed = str(request[FORM].get("shown", ""))
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 0
