"""The public calendar: a month to read, and the same as an iCal feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.domain import ical
from services.scheduling.domain.ical import Entry
from services.scheduling.domain.invitations import feed_sequence
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
    address = running(request).settings.public_url.rstrip("/")
    body = ical.feed(_("Jadwal Bimtek"), [_entry(session, address) for session in found])
    return web.Response(
        body=body,
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": 'inline; filename="bimtek.ics"'},
    )


def _entry(session: OnCalendar, address: str) -> Entry:
    return Entry(
        session_id=session.id,
        sequence=feed_sequence(session.version),
        stamp=datetime.fromtimestamp(session.version / 1_000_000, UTC),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=session.zone,
        summary=f"{session.subject} · {session.workshop}",
        location=", ".join(part for part in (session.venue, session.address) if part),
        url=f"{address}/bimtek/{session.slug}",
        cancelled=session.state == "cancelled",
    )


def _month(asked: str, now: datetime) -> date:
    """The first day of the month that was asked for, or of this one where none can be read."""
    try:
        return in_our_calendar(datetime.strptime(asked, "%Y-%m").replace(tzinfo=UTC).date())
    except ValueError:
        return now.astimezone(ZoneInfo(DEFAULT_ZONE)).date().replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(DEFAULT_ZONE))
