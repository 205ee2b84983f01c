"""A timetable moved to other days: working days stay working days, and Friday noon stays free.

A slot is a session on its day in clock times of the workshop's zone. Nothing here knows of trainers, venues
or bookings, so last year's sessions, a parallel class and a kept timetable are all moved by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Generic, TypeVar

from services.scheduling.settings import DAY_CLOSES, PRAYER_ENDS, PRAYER_STARTS
from shared.indonesia import holiday

BREAK = "istirahat"
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
_SHORTEST_PART = timedelta(minutes=20)  # less than this before noon is not begun, but moved behind it
_FRIDAY_BREAK = "Istirahat, salat Jumat, makan siang"  # the office's own text, like every subject
_FRIDAY_WORDS = re.compile(r"\bsal?at jum'?at\b|\bshalat jum'?at\b", re.IGNORECASE)
_CONTINUED = "{subject} (lanjutan)"

S = TypeVar("S")


@dataclass(frozen=True)
class Slot(Generic[S]):
    """A session on a day; `of` is whatever the caller needs to make it again, None for an added break."""

    kind: str
    subject: str
    starts_at: datetime  # naive: clock time of the zone
    ends_at: datetime
    of: S | None = None

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


def shifted_days(days: Iterable[date], start: date) -> dict[date, date]:
    """Each old day with its new one, the first on `start` or the next day that may be used.

    A timetable that kept off Saturdays or Sundays goes on doing so; days that followed each other as
    working days follow each other again, so Tuesday to Friday from a Thursday is Thursday, Friday, Monday,
    Tuesday. Holidays are used: a warning says which they are, and an office decides.
    """
    old = sorted(set(days))
    used = {day.weekday() for day in old}
    free = {SATURDAY, SUNDAY} - used
    made: dict[date, date] = {}
    for at, day in enumerate(old):
        if at == 0:
            made[day] = _on_or_after(start, free)
        else:
            steps = sum(_after(old[at - 1], n).weekday() not in free for n in range(1, _gap(old, at) + 1))
            made[day] = _stepped(made[old[at - 1]], steps, free)
    return made


def moved(slots: Sequence[Slot[S]], days: dict[date, date]) -> list[Slot[S]]:
    """The slots on their new days, a day that became a Friday with its noon free; in order of time."""
    made: list[Slot[S]] = []
    for day, group in groupby(sorted(slots, key=lambda slot: slot.starts_at), key=lambda slot: slot.day):
        there = [_on(slot, days[day]) for slot in group]
        if days[day].weekday() != FRIDAY:
            made += [_without_friday(slot) for slot in there]
        elif day.weekday() == FRIDAY:
            made += there  # as the office planned that Friday
        else:
            made += friday(there)
    return made


def friday(slots: Sequence[Slot[S]]) -> list[Slot[S]]:
    """The slots of one Friday with 11.30 to 13.00 free: what is taught then goes on afterwards.

    A session that has begun is divided, breaks that touch the noon become one, and what follows moves later
    by as much; nothing is lost. A day that keeps the noon free already stays as it is.
    """
    if not slots:
        return []
    opens = datetime.combine(slots[0].day, PRAYER_STARTS)
    closes = datetime.combine(slots[0].day, PRAYER_ENDS)
    if not any(slot.kind != BREAK and _touches(slot, opens, closes) for slot in slots):
        return list(slots)
    before: list[Slot[S]] = []
    after: list[Slot[S]] = []
    noon, free_from = opens, closes
    for slot in slots:
        if slot.kind == BREAK and _touches(slot, opens, closes):
            noon = min(noon, slot.starts_at)
        elif slot.ends_at <= opens and not after:
            before.append(slot)
        elif slot.starts_at < opens and opens - slot.starts_at >= _SHORTEST_PART and not after:
            before.append(replace(slot, ends_at=opens))
            rest = _CONTINUED.format(subject=slot.subject)
            after.append(
                replace(slot, subject=rest, starts_at=closes, ends_at=closes + (slot.ends_at - opens))
            )
            free_from = after[-1].ends_at
        else:
            start = max(slot.starts_at, free_from)
            after.append(replace(slot, starts_at=start, ends_at=start + slot.length))
            free_from = after[-1].ends_at
    noon = max([noon, *(slot.ends_at for slot in before)])
    pause: Slot[S] = Slot(BREAK, _FRIDAY_BREAK, noon, closes)
    return [*before, pause, *after]


def holidays(days: Iterable[date]) -> list[tuple[date, str]]:
    """Which of these days are public holidays or collective leave, with their names."""
    named = ((day, holiday(day)) for day in sorted(set(days)))
    return [(day, name) for day, name in named if name]


def late_days(slots: Iterable[Slot[S]]) -> list[date]:
    """The days that end after office hours."""
    return sorted({slot.day for slot in slots if slot.ends_at.time() > DAY_CLOSES})


def past_midnight(slots: Iterable[Slot[S]]) -> bool:
    """Whether moving it later has carried a session into the next day."""
    return any(slot.ends_at.date() != slot.day for slot in slots)


def _on(slot: Slot[S], day: date) -> Slot[S]:
    by = day - slot.day
    return replace(slot, starts_at=slot.starts_at + by, ends_at=slot.ends_at + by)


def _without_friday(slot: Slot[S]) -> Slot[S]:
    """A break that was for Friday's prayer is one for prayer on other days."""
    if slot.kind != BREAK:
        return slot
    return replace(slot, subject=_FRIDAY_WORDS.sub("salat", slot.subject))


def _touches(slot: Slot[S], opens: datetime, closes: datetime) -> bool:
    return slot.starts_at < closes and opens < slot.ends_at


def _gap(days: Sequence[date], at: int) -> int:
    return (days[at] - days[at - 1]).days


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _on_or_after(day: date, free: set[int]) -> date:
    while day.weekday() in free:
        day += timedelta(days=1)
    return day


def _stepped(day: date, steps: int, free: set[int]) -> date:
    for _step in range(max(steps, 1)):
        day = _on_or_after(day + timedelta(days=1), free)
    return day
