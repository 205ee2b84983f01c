"""The public calendar: a month to read, and the same as an iCal feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from aiohttp import web
from icalendar import Calendar, Event

from services.scheduling.store import sessions
from services.scheduling.store.sessions import OnCalendar
from services.scheduling.web.forms.fields import in_our_calendar
from shared.i18n import DEFAULT_ZONE, _, date_plain
from shared.web import render, running

_FEED_PAST, _FEED_AHEAD = timedelta(days=60), timedelta(days=400)


async def month(request: web.Request) -> web.StreamResponse:
    """One month as a list of days, which reads on a phone as it does on paper."""
    first = _month(request.query.get("bulan", ""), running(request).clock.now())
    following = (first + timedelta(days=32)).replace(day=1)
    async with running(request).db.read() as tx:
        found = await sessions.calendar(tx, _midnight(first), _midnight(following))
    days = [
        (day, list(rows))
        for day, rows in groupby(
            (session for session in found if session.state != "cancelled"),
            key=lambda session: session.starts_at.astimezone(ZoneInfo(session.zone)).date(),
        )
    ]
    return render(
        request,
        "participant/calendar.html",
        heading=date_plain(first).partition(" ")[2],
        previous=(first - timedelta(days=1)).strftime("%Y-%m"),
        following=following.strftime("%Y-%m"),
        days=days,
    )


async def feed(request: web.Request) -> web.StreamResponse:
    """All listed sessions as iCal: a session keeps its UID, its SEQUENCE grows with each change."""
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        found = await sessions.calendar(tx, now - _FEED_PAST, now + _FEED_AHEAD)
    calendar = Calendar()
    calendar.add("prodid", "-//Bimtek//Kalender//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Jadwal Bimtek"))
    address = running(request).settings.public_url.rstrip("/")
    for session in found:
        calendar.add_component(_event(session, address))
    calendar.add_missing_timezones()
    return web.Response(
        body=calendar.to_ical(),
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": 'inline; filename="bimtek.ics"'},
    )


def _event(session: OnCalendar, address: str) -> Event:
    zone = ZoneInfo(session.zone)
    event = Event()
    event.add("uid", f"{session.id}@bimtek")
    event.add("sequence", session.version // 1_000_000 % (1 << 31))  # seconds fit RFC 5545's 32 bits
    event.add("dtstamp", datetime.fromtimestamp(session.version / 1_000_000, UTC))
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    event.add("summary", f"{session.subject} · {session.workshop}")
    event.add("location", ", ".join(part for part in (session.venue, session.address) if part))
    event.add("url", f"{address}/bimtek/{session.slug}")
    event.add("status", "CANCELLED" if session.state == "cancelled" else "CONFIRMED")
    return event


def _month(asked: str, now: datetime) -> date:
    """The first day of the month that was asked for, or of this one where none can be read."""
    try:
        return in_our_calendar(datetime.strptime(asked, "%Y-%m").replace(tzinfo=UTC).date())
    except ValueError:
        return now.astimezone(ZoneInfo(DEFAULT_ZONE)).date().replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(DEFAULT_ZONE))
