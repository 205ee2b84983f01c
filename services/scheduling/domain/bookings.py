"""Who can be where and when: the times a session may have, and the next time that is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.refusals import Invalid
from services.scheduling.settings import DAY_CLOSES, DAY_OPENS, DAYS_AHEAD


@dataclass(frozen=True, order=True)
class Resource:
    """One thing that can be in one place at a time."""

    kind: str  # "trainer" | "venue" | "class"
    id: UUID


@dataclass(frozen=True, order=True)
class Span:
    """From one moment up to, not including, another."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Span) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


def checked_span(day: date, starts: str, ends: str, zone: str) -> Span:
    """A session's time from what was typed: a day and two clock times "09.00" or "09:00".

    Raises Invalid for unreadable times and for an end that is not after the start; one day only, so
    a session never runs across midnight.
    """
    here = ZoneInfo(zone)
    start, end = _clock("starts", starts), _clock("ends", ends)
    span = Span(
        datetime(day.year, day.month, day.day, *start, tzinfo=here),
        datetime(day.year, day.month, day.day, *end, tzinfo=here),
    )
    return checked(span, zone)


def checked(span: Span, zone: str) -> Span:
    """The span, if a session can have it. Raises Invalid otherwise."""
    if span.starts_at.tzinfo is None or span.ends_at.tzinfo is None:
        raise Invalid("starts", "no_zone")
    if span.ends_at <= span.starts_at:
        raise Invalid("ends", "ends_before_start")
    here = ZoneInfo(zone)
    if span.starts_at.astimezone(here).date() != span.ends_at.astimezone(here).date():
        raise Invalid("ends", "across_midnight")
    return span


def next_free(wanted: Span, busy: Sequence[Span], zone: str) -> datetime | None:
    """The earliest start at or after the wanted one at which a session of this length collides with nothing.

    Tried are the wanted start, the end of everything booked, and each following morning; a session
    stays within office hours (or as late as was wanted) of one day. None: nothing in 60 days.
    """
    here = ZoneInfo(zone)
    latest = max(DAY_CLOSES, wanted.ends_at.astimezone(here).time())
    earliest = min(DAY_OPENS, wanted.starts_at.astimezone(here).time())
    first_day = wanted.starts_at.astimezone(here).date()
    mornings = (
        datetime.combine(first_day + timedelta(days=days), DAY_OPENS, here) for days in range(1, DAYS_AHEAD)
    )
    starts = {wanted.starts_at, *mornings, *(span.ends_at for span in busy)}
    for start in sorted(start for start in starts if start >= wanted.starts_at):
        span = Span(start, start + wanted.length)
        local_start, local_end = span.starts_at.astimezone(here), span.ends_at.astimezone(here)
        in_hours = earliest <= local_start.time() and local_end.time() <= latest
        in_a_day = local_start.date() == local_end.date()
        if in_hours and in_a_day and not any(span.overlaps(other) for other in busy):
            return local_start
    return None


def clock_of(field: str, typed: str) -> time:
    """A clock time as people type it, "09.00" or "09:00". Raises Invalid at that field."""
    return time(*_clock(field, typed))


def _clock(field: str, typed: str) -> tuple[int, int]:
    hours, _, minutes = typed.strip().replace(".", ":").partition(":")
    if not ((hours + minutes).isascii() and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise Invalid(field, "clock_unreadable")
    if int(hours) > 23 or int(minutes) > 59:
        raise Invalid(field, "clock_unreadable")
    return int(hours), int(minutes)
