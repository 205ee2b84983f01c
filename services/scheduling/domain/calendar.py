"""Weeks and months as people lay them out, and a day of one class as one stretch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

VIEWS = ("minggu", "bulan", "narasumber", "tempat", "kelas")


@dataclass(frozen=True)
class Planned:
    """A session as calendars show it. `trainers`: (id, name)."""

    id: UUID
    workshop_id: UUID
    workshop: str
    state: str  # of the workshop
    slug: str | None
    subject: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    venue_id: UUID
    venue: str
    trainers: tuple[tuple[UUID, str], ...] = ()
    office: str = ""

    @property
    def day(self) -> date:
        """In the workshop's own zone: the day people come."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class Stretch:
    """What one class does in one day, from its first session to its last, in order of time."""

    sessions: tuple[Planned, ...]
    place_known: bool = False  # where it was on its day before, in the same week: no need to repeat it

    @property
    def first(self) -> Planned:
        return self.sessions[0]

    @property
    def starts_at(self) -> datetime:
        return self.first.starts_at

    @property
    def ends_at(self) -> datetime:
        return max(session.ends_at for session in self.sessions)

    @property
    def venues(self) -> str:
        return ", ".join(dict.fromkeys(session.venue for session in self.sessions))

    @property
    def trainers(self) -> str:
        names = (name for session in self.sessions for _id, name in session.trainers)
        return ", ".join(dict.fromkeys(names))


def week_of(day: date) -> list[date]:
    """Monday to Sunday of the week in which the day is."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def weeks_of(day: date) -> list[list[date]]:
    """The whole weeks that hold the day's month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    weeks = [week_of(first)]
    while weeks[-1][-1] + timedelta(days=1) < following:
        weeks.append(week_of(weeks[-1][-1] + timedelta(days=1)))
    return weeks


def stretches(sessions: Iterable[Planned]) -> dict[date, list[Stretch]]:
    """By day: one stretch for each class, the earliest first."""
    found: dict[tuple[date, UUID], list[Planned]] = {}
    for session in sorted(sessions, key=lambda one: (one.starts_at, one.workshop, one.id)):
        found.setdefault((session.day, session.workshop_id), []).append(session)
    by_day: dict[date, list[Stretch]] = {}
    before: dict[UUID, tuple[date, str]] = {}
    for (day, workshop), parts in found.items():
        stretch = Stretch(tuple(parts))
        here = (week_of(day)[0], stretch.venues)
        by_day.setdefault(day, []).append(replace(stretch, place_known=before.get(workshop) == here))
        before[workshop] = here
    return by_day


def only_zone(sessions: Iterable[Planned]) -> str:
    """The zone of all of them; empty where there are several, or none."""
    zones = {session.zone for session in sessions}
    return zones.pop() if len(zones) == 1 else ""
