"""Warnings with what else is free: a part of the schedule tab, and all of the office on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions.alternatives import Judged, judged
from services.scheduling.actions.rules import set_trainer_hours
from services.scheduling.domain.alternatives import Alternatives
from services.scheduling.domain.warnings import Warning
from services.scheduling.settings import CLASS_DAY
from services.scheduling.store import rules
from services.scheduling.store.sessions import Session
from services.scheduling.store.warnings import Override
from services.scheduling.web import words
from services.scheduling.web.cautions import room_text, trainer_text, warning_text
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.warnings import RulesForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.sentences import start_text
from shared.i18n import _, date_long
from shared.web import flash, read_form, redirect, render, route_url, running, staff_of
from shared.web.access import ORGANIZER


@dataclass(frozen=True)
class Option:
    """One alternative: a link to a form that is filled with it, and changes nothing before it is sent."""

    text: str
    href: str


@dataclass(frozen=True)
class Shown:
    """A warning as its box shows it."""

    key: str
    title: str
    text: str
    options: tuple[Option, ...]
    change: str  # the form of its session
    override: Override | None


def of_workshop(request: web.Request, found: Judged, workshop_id: UUID, *, may_change: bool) -> list[Shown]:
    """The warnings of a workshop, open ones with alternatives for whoever may take them."""
    return [
        _shown(request, found, warning, may_change=may_change and warning.key not in found.settled)
        for warning in found.of(workshop_id)
    ]


def _shown(request: web.Request, found: Judged, warning: Warning, *, may_change: bool) -> Shown:
    session = warning.session
    free = found.instead_of(warning) if may_change else Alternatives()
    change = route_url(request, "session", workshop_id=session.workshop_id, session_id=session.id)
    title = _(words.WARNING_KINDS[warning.kind])
    settled = found.settled.get(warning.key)
    return Shown(warning.key, title, warning_text(warning), _options(request, warning, free), change, settled)


def _options(request: web.Request, warning: Warning, free: Alternatives) -> tuple[Option, ...]:
    session = warning.session
    ids = {"workshop_id": session.workshop_id, "session_id": session.id}
    found = []
    if free.starts_at:
        when = start_text(free.starts_at, session.zone)
        href = route_url(request, "session", **ids, mulai=free.starts_at.isoformat())
        found.append(Option(_("Pindah ke {when}", when=when), href))
    if free.day:
        moved = {
            "workshop_id": session.workshop_id,
            "day": session.day.isoformat(),
            "ke": free.day.isoformat(),
        }
        text = _("Pindahkan hari itu ke {day}", day=date_long(free.day, session.zone))
        found.append(Option(text, route_url(request, "move_day", **moved)))
    for instead in free.trainers:
        href = route_url(request, "session", **ids, ganti=instead.of, narasumber=instead.trainer.id)
        found.append(Option(_("Ganti dengan {name}", name=trainer_text(instead)), href))
    for room in free.venues:
        href = route_url(request, "session", **ids, tempat=room.id)
        found.append(Option(_("Pakai {venue}", venue=room_text(room)), href))
    return tuple(found)


def suggested(query: Mapping[str, str], session: Session, zone: str) -> dict[str, Any]:
    """What an alternative's link fills into the form of a session; what cannot be read fills nothing."""
    values: dict[str, Any] = {}
    start = _moment(query.get("mulai", ""))
    if start:
        here = ZoneInfo(zone)
        start, length = start.astimezone(here), session.ends_at - session.starts_at
        ends = (start + length).strftime("%H:%M")
        values |= {"day": start.date(), "starts": start.strftime("%H:%M"), "ends": ends}
    if _is_id(query.get("tempat", "")):
        values["venue_id"] = query["tempat"]
    instead, by = query.get("ganti", ""), query.get("narasumber", "")
    given = [str(trainer_id) for trainer_id in session.trainer_ids]
    if instead in given and _is_id(by):
        values["trainer_ids"] = [by if trainer_id == instead else trainer_id for trainer_id in given]
    return values


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and 2000 <= moment.year <= 2100 else None


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


# The whole office


@dataclass(frozen=True)
class Row:
    """One warning on the office's list."""

    workshop_id: UUID
    day: date
    zone: str
    title: str
    text: str


async def index(request: web.Request) -> web.StreamResponse:
    return await _page(request, None, {}, 200)


async def change_rules(request: web.Request) -> web.StreamResponse:
    """Keep how long a trainer may teach in a day."""
    values, problems = await read_form(request, RulesForm)
    if not problems:
        hours = values.model.trainer_hours
        problems = await tried(request, set_trainer_hours, staff_of(request), hours)
    if problems:
        return await _page(request, values, problems, 422)
    response = redirect(request, "warnings")
    flash(response, _("Batas tersimpan. Peringatan dihitung ulang."))
    return response


async def _page(
    request: web.Request, values: dict[str, Any] | None, problems: dict[str, str], status: int
) -> web.Response:
    by, now = staff_of(request), running(request).clock.now()
    async with running(request).db.read() as tx:
        found = await judged(tx, now, by.organization_id)
        hours = await rules.trainer_hours(tx, by.organization_id)
    rows = [
        Row(
            warning.session.workshop_id,
            warning.session.day,
            warning.session.zone,
            _(words.WARNING_KINDS[warning.kind]),
            warning_text(warning),
        )
        for warning in found.open()
    ]
    titles = {warning.session.workshop_id: warning.session.workshop for warning in found.open()}
    rows.sort(key=lambda row: (titles[row.workshop_id], row.workshop_id))
    grouped = groupby(rows, key=lambda row: row.workshop_id)
    return render(
        request,
        "organizer/warnings.html",
        status=status,
        by_workshop=[(id, titles[id], sorted(some, key=lambda row: row.day)) for id, some in grouped],
        count=len(rows),
        settled=len(found.of()) - len(rows),
        values=values if values is not None else {"trainer_hours": hours},
        problems=problems,
        hours=hours,
        class_day=CLASS_DAY.total_seconds() // 3600,
        district_name=choices.district_name,
        may_change=ORGANIZER.allows(by.role),
    )
