"""The office's calendar: a week, a month, or who and what is where, each on one page that also prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.domain.calendar import (
    VIEWS,
    Planned,
    Stretch,
    only_zone,
    stretches,
    week_of,
    weeks_of,
)
from services.scheduling.store import calendar
from services.scheduling.store.calendar import BlockedDays, Named
from services.scheduling.web.feed_address import venue_signature
from services.scheduling.web.forms.fields import in_our_calendar
from shared.i18n import N_, _, language, zone_name
from shared.indonesia import holiday
from shared.web import render, route_url, running, staff_of, zone_of

VIEW_NAMES = {
    "minggu": N_("Minggu"),
    "bulan": N_("Bulan"),
    "narasumber": N_("Narasumber"),
    "tempat": N_("Tempat"),
    "kelas": N_("Kelas"),
}


@dataclass(frozen=True)
class Line:
    """One trainer, venue or class with its days: what is planned, and why it cannot be had."""

    name: str
    href: str
    days: Mapping[date, list[Stretch]]
    blocked: Mapping[date, str]
    feed: str = ""  # its iCal feed, for somebody outside the office


async def show(request: web.Request) -> web.StreamResponse:
    by, view = staff_of(request), request.query.get("tampilan", "")
    view = view if view in VIEWS else "minggu"
    zone = zone_of(request)
    now = running(request).clock.now()
    today = now.astimezone(ZoneInfo(zone)).date()
    day = day_asked(request.query.get("tanggal", ""), today)
    weeks = weeks_of(day) if view == "bulan" else [week_of(day)]
    first, last = weeks[0][0], weeks[-1][-1]
    since, until = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    async with running(request).db.read() as tx:
        planned = await calendar.of_office(tx, by.organization_id, since, until)
        blocked = await calendar.blocked(tx, by.organization_id, first, last)
        trainers = await calendar.trainers(tx, by.organization_id, since, until)
        venues = await calendar.venues(tx, by.organization_id, since, until)
    all_in = only_zone(planned)
    lines = _lines(request, view, planned, blocked, trainers, venues)
    return render(
        request,
        "organizer/calendar.html",
        view=view,
        views=[(name, _(word)) for name, word in VIEW_NAMES.items()],
        weeks=weeks,
        month=day.month if view == "bulan" else 0,
        first=first,
        last=last,
        day=day,
        today=today,
        before=_moved(day, view, -1),
        after=_moved(day, view, 1),
        days=stretches(planned),
        one_zone=zone_name(now, all_in) if all_in else "",
        lines=lines,
        holidays={one: holiday(one) for week in weeks for one in week if holiday(one)},
    )


def day_asked(asked: str, today: date) -> date:
    """The day of the address, or today where none can be read."""
    try:
        return in_our_calendar(datetime.strptime(asked, "%Y-%m-%d").replace(tzinfo=UTC).date())
    except ValueError:
        return today


def _lines(
    request: web.Request,
    view: str,
    planned: list[Planned],
    blocked: list[BlockedDays],
    trainers: list[Named],
    venues: list[Named],
) -> list[Line]:
    """The rows of a view of trainers, venues or classes; none for a week or a month."""
    if view == "narasumber":
        busy = _by(planned, lambda session: [id for id, _name in session.trainers])
        return [
            _line(one, route_url(request, "trainer", trainer_id=one.id), busy, blocked) for one in trainers
        ]
    if view == "tempat":
        busy = _by(planned, lambda session: [session.venue_id])
        return [
            _line(one, route_url(request, "venue", venue_id=one.id), busy, blocked, _venue_feed(request, one))
            for one in venues
        ]
    if view == "kelas":
        busy = _by(planned, lambda session: [session.workshop_id])
        found = sorted({(one.workshop, one.workshop_id, one.slug or "") for one in planned})
        return [
            _line(
                Named(id, name),
                route_url(request, "workshop", workshop_id=id),
                busy,
                [],
                _class_feed(request, slug),
            )
            for name, id, slug in found
        ]
    return []


def _moved(day: date, view: str, by: int) -> date:
    if view != "bulan":
        return day + timedelta(days=7 * by)
    return (day.replace(day=1) + timedelta(days=32 if by > 0 else -1)).replace(day=1)


def _by(planned: Iterable[Planned], whose: Callable[[Planned], list[UUID]]) -> dict[UUID, list[Planned]]:
    found: dict[UUID, list[Planned]] = {}
    for session in planned:
        for id in whose(session):
            found.setdefault(id, []).append(session)
    return found


def _line(
    one: Named,
    href: str,
    busy: Mapping[UUID, list[Planned]],
    blocked: Iterable[BlockedDays],
    feed: str = "",
) -> Line:
    away = {
        days.first_day + timedelta(days=number): _why(days)
        for days in blocked
        if days.resource_id == one.id
        for number in range((days.last_day - days.first_day).days + 1)
    }
    return Line(one.name, href, stretches(busy.get(one.id, [])), away, feed)


def _why(days: BlockedDays) -> str:
    """The hours, where it is not the whole day, and the note."""
    dot = ":" if language() == "en" else "."
    hours = f"{days.starts:%H{dot}%M}–{days.ends:%H{dot}%M}" if days.starts and days.ends else ""
    return " ".join(part for part in (hours, days.note) if part)


def _venue_feed(request: web.Request, venue: Named) -> str:
    signature = venue_signature(running(request).keys, venue.id)
    return route_url(request, "venue_feed", venue_id=venue.id, signature=signature)


def _class_feed(request: web.Request, slug: str) -> str:
    """A draft has no name yet under which anybody could fetch it."""
    return route_url(request, "class_feed", slug=slug) if slug else ""


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
