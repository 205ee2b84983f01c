"""The public calendar: a month or a week to read; what programs fetch is in feeds.py."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.domain.calendar import stretches, week_of, weeks_of
from services.scheduling.store import calendar
from services.scheduling.web.forms.fields import in_our_calendar
from services.scheduling.web.organizer.calendar import day_asked
from shared.i18n import DEFAULT_ZONE, date_plain, date_range
from shared.web import render, running


async def show(request: web.Request) -> web.StreamResponse:
    """A month, or a week with its sessions, of all offices; on a phone a list of days."""
    now = running(request).clock.now()
    today = now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    if "minggu" in request.query:
        view, day = "minggu", day_asked(request.query["minggu"], today)
        weeks, week = [week_of(day)], timedelta(days=7)
        heading = date_range(weeks[0][0], weeks[0][-1])
        previous, following = ({"minggu": (day + by).isoformat()} for by in (-week, week))
    else:
        view, day = "bulan", _month(request.query.get("bulan", ""), now)
        weeks = weeks_of(day)
        heading = date_plain(day).partition(" ")[2]
        previous = {"bulan": (day - timedelta(days=1)).strftime("%Y-%m")}
        following = {"bulan": (day + timedelta(days=32)).strftime("%Y-%m")}
    first, last = weeks[0][0], weeks[-1][-1]
    async with running(request).db.read() as tx:
        # A day more on both sides: in other zones the days begin at other moments.
        found = await calendar.for_everybody(
            tx, _midnight(first - timedelta(days=1)), _midnight(last + timedelta(days=2))
        )
    days = stretches(session for session in found if first <= session.day <= last)
    inside = [one for one in days if view == "minggu" or one.month == day.month]
    return render(
        request,
        "participant/calendar.html",
        view=view,
        heading=heading,
        previous=previous,
        following=following,
        weeks=weeks,
        month=day.month if view == "bulan" else 0,
        today=today,
        days=days if inside else {},
        several_offices=len({session.office for session in found}) > 1,
        month_asked=day.strftime("%Y-%m"),
        week_asked=max(day, min(inside, default=day)),
    )


def _month(asked: str, now: datetime) -> date:
    """The first day of the month that was asked for, or of this one where none can be read."""
    try:
        return in_our_calendar(datetime.strptime(asked, "%Y-%m").replace(tzinfo=UTC).date())
    except ValueError:
        return now.astimezone(ZoneInfo(DEFAULT_ZONE)).date().replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(DEFAULT_ZONE))
