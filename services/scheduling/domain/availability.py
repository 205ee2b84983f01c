"""When a trainer or a venue cannot be had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.bookings import Span


@dataclass(frozen=True)
class Unavailable:
    """Days, last one included; with clock times only that part of each day, in the session's zone."""

    resource_id: UUID
    first_day: date
    last_day: date
    note: str = ""
    starts: time | None = None
    ends: time | None = None


def blocked(span: Span, zone: str, unavailable: Iterable[Unavailable]) -> Unavailable | None:
    """The first of these that stands in the way of a session at this time, if any does."""
    here = ZoneInfo(zone)
    starts, ends = span.starts_at.astimezone(here), span.ends_at.astimezone(here)
    last_moment = ends - timedelta(microseconds=1)
    for block in unavailable:
        if not (block.first_day <= last_moment.date() and starts.date() <= block.last_day):
            continue
        if block.starts is None and block.ends is None:
            return block
        day = starts.date()
        from_clock = datetime.combine(day, block.starts or time.min, here)
        till_clock = datetime.combine(day, block.ends or time.max, here)
        if starts < till_clock and from_clock < ends:
            return block
    return None
