"""Copying a programme or a workshop to other days, and seeing to what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from services.scheduling.actions import copying as actions
from services.scheduling.actions.copying import (
    ProgrammeCopy,
    WorkshopCopy,
    first_day_of,
    moved_to,
)
from services.scheduling.domain.copying import for_year
from services.scheduling.domain.refusals import Refused
from services.scheduling.domain.shifting import FRIDAY, holidays, late_days, shifted_days
from services.scheduling.store import listing, programmes, sessions, workshops
from services.scheduling.store.programmes import Programme
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.planning import CopyProgrammeForm, CopyWorkshopForm, PlaceForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.workshops import find
from services.scheduling.web.organizer.workshops import workshop_page as schedule_page
from services.scheduling.web.sentences import problems_of
from shared.db import Tx
from shared.i18n import _, ngettext
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of


@dataclass(frozen=True)
class Moved:
    """What the days of one workshop become, and what there is to say of them."""

    workshop: Workshop
    first_day: date
    days: list[tuple[date, date]]  # old, new
    holidays: list[tuple[date, str]]
    fridays: list[date]  # days that became a Friday
    late: list[date]


def moved_days(workshop: Workshop, planned: Sequence[Session], first_day: date) -> Moved:
    slots = moved_to(first_day, planned, workshop.zone)
    old = [slot.day for slot in actions.slots_of(planned, workshop.zone)]
    days = sorted(shifted_days(old, first_day).items())
    return Moved(
        workshop,
        days[0][1] if days else first_day,
        days,
        holidays(new for _old, new in days),
        [new for old_day, new in days if new.weekday() == FRIDAY != old_day.weekday()],
        late_days(slots),
    )


# A whole programme


@dataclass(frozen=True)
class _Rows:
    programme: Programme
    workshops: list[Workshop]  # all but the cancelled
    planned: dict[Any, list[Session]]

    @property
    def begins(self) -> date | None:
        firsts = [first_day_of(one, self.planned[one.id]) for one in self.workshops if self.planned[one.id]]
        return min(firsts, default=None)


async def programme_page(request: web.Request) -> web.StreamResponse:
    """The form; with a first day chosen it also shows what every day becomes."""
    rows = await _programme(request)
    old = rows.programme.year
    year = max(old + 1, running(request).clock.now().year)
    begins = rows.begins
    values = {
        "title": for_year(rows.programme.title, old, year),
        "year": year,
        "first_day": _a_year_later(begins, year - old) if begins else "",
        "workshop_ids": [str(one.id) for one in rows.workshops],
    }
    given = request.query
    if "first_day" in given:
        values |= {name: given[name] for name in ("title", "year", "first_day") if name in given}
        values["workshop_ids"] = given.getall("workshop_ids", [])
    return _programme_page(request, rows, values, {}, 200)


async def copy_programme(request: web.Request) -> web.StreamResponse:
    rows = await _programme(request)
    values, problems = await read_form(request, CopyProgrammeForm)
    if not problems:
        form, by = values.model, staff_of(request)
        wanted = ProgrammeCopy(form.title, form.year, form.first_day, tuple(form.workshop_ids))
        try:
            made = await once(request, actions.copy_programme, by, rows.programme.id, wanted)
        except Refused as refused:
            problems = problems_of(refused)
        else:
            response = redirect(request, "programme", programme_id=made["id"])
            flash(response, _copied_text(made["left_out"]))
            return response
    return _programme_page(request, rows, values, problems, 422)


def _copied_text(left_out: int) -> str:
    if not left_out:
        return _("Kegiatan disalin sebagai draf. Periksa nomor DPA dan SK panitia: masih dari tahun lalu.")
    return ngettext(
        "Kegiatan disalin sebagai draf. {n} hal tidak ikut tersalin, lihat di tiap Bimtek.",
        "Kegiatan disalin sebagai draf. {n} hal tidak ikut tersalin, lihat di tiap Bimtek.",
        left_out,
    )


def _a_year_later(day: date, years: int) -> str:
    """The same weekday nearest to that date so many years later."""
    try:
        later = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        later = day.replace(year=day.year + years, day=28)
    behind = (day.weekday() - later.weekday()) % 7
    near = behind if behind <= 3 else behind - 7
    return date.fromordinal(later.toordinal() + near).isoformat()


async def _programme(request: web.Request) -> _Rows:
    by, programme_id, now = staff_of(request), id_in(request, "programme_id"), running(request).clock.now()
    async with running(request).db.read() as tx:
        found = await programmes.find(tx, by.organization_id, programme_id)
        if found is None:
            raise NotFound
        listed = await listing.listed(tx, by.organization_id, now, programme_id=programme_id)
        rows = [await workshops.find(tx, by.organization_id, row.id) for row in listed[::-1]]
        kept = [row for row in rows if row and row.state != "cancelled"]
        planned = {row.id: await sessions.of_workshop(tx, row.id) for row in kept}
    return _Rows(found, kept, planned)


def _programme_page(
    request: web.Request, rows: _Rows, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    chosen = {str(one) for one in values.get("workshop_ids", ())}
    there = [one for one in rows.workshops if str(one.id) in chosen]
    first_day = _day(values.get("first_day"))
    begins = [first_day_of(one, rows.planned[one.id]) for one in there]
    shown: list[Moved] = []
    if first_day:
        for one, day in zip(there, begins, strict=True):
            shown.append(moved_days(one, rows.planned[one.id], first_day + (day - min(begins))))
    return render(
        request,
        "organizer/copy_programme.html",
        status=status,
        programme=rows.programme,
        workshops=[(str(one.id), one.full_title) for one in rows.workshops],
        moved=shown,
        values=values,
        problems=problems,
    )


def _day(typed: object) -> date | None:
    try:
        day = date.fromisoformat(str(typed))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


# One workshop


async def workshop_page(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        source, planned = await _workshop(tx, request)
    begins = first_day_of(source, planned)
    values = {
        "programme_id": str(source.programme_id),
        "title": source.title,
        "class_label": source.class_label,
        "first_day": _a_year_later(begins, 1),
    }
    values |= {name: request.query[name] for name in values if name in request.query}
    return await _workshop_page(request, source, planned, values, {}, 200)


async def copy_workshop(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        source, planned = await _workshop(tx, request)
    values, problems = await read_form(request, CopyWorkshopForm)
    if not problems:
        form, by = values.model, staff_of(request)
        wanted = WorkshopCopy(form.programme_id, form.title, form.class_label, form.first_day)
        try:
            made = await once(request, actions.copy_workshop, by, source.id, wanted)
        except Refused as refused:
            problems = problems_of(refused)
        else:
            response = redirect(request, "workshop", workshop_id=made["id"])
            flash(response, _("Bimtek disalin sebagai draf."))
            return response
    return await _workshop_page(request, source, planned, values, problems, 422)


async def _workshop(tx: Tx, request: web.Request) -> tuple[Workshop, list[Session]]:
    source = await find(tx, staff_of(request).organization_id, id_in(request, "workshop_id"))
    return source, await sessions.of_workshop(tx, source.id)


async def _workshop_page(
    request: web.Request,
    source: Workshop,
    planned: list[Session],
    values: dict[str, Any],
    problems: dict[str, str],
    status: int,
) -> web.Response:
    async with running(request).db.read() as tx:
        options = await choices.programme_options(tx, source.organization_id)
    first_day = _day(values.get("first_day"))
    return render(
        request,
        "organizer/copy_workshop.html",
        status=status,
        workshop=source,
        programmes=options,
        moved=[moved_days(source, planned, first_day)] if first_day else [],
        values=values,
        problems=problems,
    )


async def settle(request: web.Request) -> web.StreamResponse:
    """One line of what was left out has been seen to."""
    workshop_id, gap_id = id_in(request, "workshop_id"), id_in(request, "gap_id")
    await tried(request, actions.settle_gap, staff_of(request), workshop_id, gap_id)
    return redirect(request, "workshop", workshop_id=workshop_id)


async def place(request: web.Request) -> web.StreamResponse:
    """Every session that was left out gets another venue."""
    workshop_id = id_in(request, "workshop_id")
    values, problems = await read_form(request, PlaceForm)
    if not problems:
        venue_id = values.model.venue_id
        try:
            done = await once(request, actions.place_left_out, staff_of(request), workshop_id, venue_id)
        except Refused as refused:
            problems = problems_of(refused)
        else:
            response = redirect(request, "workshop", workshop_id=workshop_id)
            said = ngettext("{n} sesi dijadwalkan.", "{n} sesi dijadwalkan.", done["sessions"])
            flash(response, said)
            return response
    return await schedule_page(request, workshop_id, problems, 422)
