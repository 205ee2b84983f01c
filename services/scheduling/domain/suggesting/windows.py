"""The windows in which a class may be held: allowed days and hours, without holidays and Friday's prayer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.scheduling.domain.suggesting.problem import Window, minute_of
from services.scheduling.settings import PRAYER_ENDS, PRAYER_STARTS
from shared.indonesia import holiday

_FRIDAY = 4
Hours = tuple[time, time]


def windows_of(
    days: Iterable[date], hours: Iterable[Hours], zone: str, *, holidays: bool = False, fridays: bool = False
) -> tuple[Window, ...]:
    """One window for each stretch of hours on each day, in order of time.

    `holidays`: also public holidays and collective leave; `fridays`: also during the Friday prayer.
    """
    here = ZoneInfo(zone)
    stretches = sorted(hours)
    found = []
    for day in sorted(set(days)):
        if not holidays and holiday(day):
            continue
        prayer = day.weekday() == _FRIDAY and not fridays
        for starts, ends in _without_prayer(stretches) if prayer else stretches:
            first, last = datetime.combine(day, starts, here), datetime.combine(day, ends, here)
            found.append(Window(minute_of(first), minute_of(last), day))
    return tuple(found)


def _without_prayer(hours: Iterable[Hours]) -> list[Hours]:
    left = []
    for starts, ends in hours:
        parts = ((starts, min(ends, PRAYER_STARTS)), (max(starts, PRAYER_ENDS), ends))
        left += [part for part in parts if part[0] < part[1]] if starts < PRAYER_ENDS else [(starts, ends)]
    return left
