"""The nearest free alternatives of a session: another time, another trainer, another venue.

Offered is only what collides with nothing and brings no warning of its own, so taking it never makes the next
trouble.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.bookings import Resource, Span
from services.scheduling.domain.roads import travel_minutes
from services.scheduling.domain.warnings import KINDS, BookedSession, Diary, Warning, warnings
from services.scheduling.settings import ALTERNATIVES, DAY_CLOSES, DAY_OPENS, DAYS_AHEAD, PRAYER_ENDS

_NEIGHBOURS = timedelta(days=1)  # how far away a session can still matter to a warning
# What another trainer or venue can settle; a Friday stays a Friday.
OF_RESOURCES = ("travel", "trainer_away", "venue_blocked", "over_hours")
_WHOLE_CLASS = ("holiday", "no_break", "long_day")
_WEEKEND = (5, 6)
_STEP = 5  # minutes; nobody begins at 10.37


@dataclass(frozen=True)
class Teacher:
    """A trainer who can be asked."""

    id: UUID
    name: str
    skills: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """A venue that can be chosen."""

    id: UUID
    name: str
    district_code: str
    capacity: int


@dataclass(frozen=True)
class Instead:
    """One trainer for another, at the same time and place."""

    of: UUID
    trainer: Teacher


@dataclass(frozen=True)
class Alternatives:
    """What may be done instead, best first; nothing where nothing is free."""

    starts_at: datetime | None = None  # in the workshop's zone; the session keeps its length
    day: date | None = None  # for every session of the class on that day, their clock times stay
    trainers: tuple[Instead, ...] = ()
    venues: tuple[Room, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.starts_at or self.day or self.trainers or self.venues)


class Finder:
    """Looks for alternatives in one office's diary."""

    def __init__(self, diary: Diary, teachers: Iterable[Teacher], rooms: Iterable[Room]) -> None:
        self._diary = diary
        self._teachers = {teacher.id: teacher for teacher in teachers}
        self._rooms = tuple(rooms)
        self._booked: dict[Resource, list[BookedSession]] = defaultdict(list)
        for session in diary.sessions:
            for resource in needed(session):
                self._booked[resource].append(session)

    def name_of(self, trainer_id: UUID) -> str:
        teacher = self._teachers.get(trainer_id)
        return teacher.name if teacher else ""

    def of_warning(self, warning: Warning, now: datetime) -> Alternatives:
        """What would settle it: another time or day, and for some another trainer or venue."""
        session = warning.session
        if warning.kind == "holiday":
            return Alternatives(day=self.next_day(session))
        if warning.kind in _WHOLE_CLASS and self._stays(warning):
            return Alternatives()
        trainers: tuple[Instead, ...] = ()
        venues: tuple[Room, ...] = ()
        if warning.kind in ("travel", "trainer_away", "over_hours") and warning.resource_id:
            trainers = self.trainers(session, warning.resource_id)
        if warning.kind in ("travel", "venue_blocked"):
            venues = self.venues(session)
        return Alternatives(self.next_time(session, now), None, trainers, venues)

    def next_time(self, session: BookedSession, now: datetime) -> datetime | None:
        """The earliest start after `now`, from the planned one on, that is free of everything."""
        here = ZoneInfo(session.zone)
        length = session.ends_at - session.starts_at
        latest = max(DAY_CLOSES, session.ends_at.astimezone(here).time())
        earliest = min(DAY_OPENS, session.starts_at.astimezone(here).time())
        until = session.starts_at + timedelta(days=DAYS_AHEAD)
        for start in sorted(self._starts(session)):
            if not (max(now, session.starts_at) < start < until):
                continue
            if not _is_usual(start.astimezone(here).date(), session.day):
                continue
            local, end = start.astimezone(here), (start + length).astimezone(here)
            in_hours = earliest <= local.time() and end.time() <= latest and local.date() == end.date()
            if in_hours and self.fits(replace(session, starts_at=start, ends_at=start + length)):
                return local
        return None

    def trainers(self, session: BookedSession, instead_of: UUID) -> tuple[Instead, ...]:
        """Others with a skill of that trainer's, who shares most first."""
        asked = self._teachers.get(instead_of)
        wanted = {skill.casefold() for skill in asked.skills} if asked else set()
        present = {trainer_id for trainer_id, _ in session.trainers}

        def shared(teacher: Teacher) -> int:
            return len(wanted & {skill.casefold() for skill in teacher.skills})

        able = [one for one in self._teachers.values() if one.id not in present and shared(one)]
        able.sort(key=lambda one: (-shared(one), one.name))
        free = (one for one in able if self.fits(_taught_by(session, instead_of, one), kinds=OF_RESOURCES))
        return tuple(Instead(instead_of, one) for one in islice(free, ALTERNATIVES))

    def venues(self, session: BookedSession) -> tuple[Room, ...]:
        """Others that hold the class, in the same district first, then in the same regency."""

        def nearness(room: Room) -> tuple[bool, bool, int, str]:
            same_regency = room.district_code[:5] == session.district_code[:5]
            return room.district_code != session.district_code, not same_regency, room.capacity, room.name

        others = (room for room in self._rooms if room.id != session.venue_id)
        able = (room for room in others if room.capacity >= session.seats)
        free = (
            room
            for room in sorted(able, key=nearness)
            if self.fits(_held_in(session, room), kinds=OF_RESOURCES)
        )
        return tuple(islice(free, ALTERNATIVES))

    def next_day(self, session: BookedSession) -> date | None:
        """The next day to which the class can move with everything it has on this one."""
        met = [other for other in self._booked[_class_of(session)] if other.day == session.day]
        for days in range(1, DAYS_AHEAD):
            ahead = timedelta(days=days)
            moved = [
                replace(other, starts_at=other.starts_at + ahead, ends_at=other.ends_at + ahead)
                for other in met
            ]
            if _is_usual(moved[0].day, session.day) and self.fits(*moved):
                return moved[0].day
        return None

    def fits(self, *changed: BookedSession, kinds: Container[str] = KINDS) -> bool:
        """Whether sessions changed like this collide with nothing and no warning of `kinds` touches them."""
        ids = {session.id for session in changed}
        near: dict[UUID, BookedSession] = {}
        for session in changed:
            around = Span(session.starts_at - _NEIGHBOURS, session.ends_at + _NEIGHBOURS)
            for resource in needed(session):
                for other in self._booked[resource]:
                    if other.id in ids or not other.span.overlaps(around):
                        continue
                    if other.span.overlaps(session.span):
                        return False
                    near[other.id] = other
        plan = replace(self._diary, sessions=[*near.values(), *changed])
        found = [warning for warning in warnings(plan) if warning.kind in kinds]
        return not any(_touches(warning, session) for warning in found for session in changed)

    def _stays(self, warning: Warning) -> bool:
        """Whether a day is still what was warned of without the session that would move."""
        met = self._booked[_class_of(warning.session)]
        rest = [other for other in met if other.day == warning.session.day and other != warning.session]
        return any(left.kind == warning.kind for left in warnings(replace(self._diary, sessions=rest)))

    def _starts(self, session: BookedSession) -> set[datetime]:
        """Where something ends, or could have been reached from; each morning; each midday."""
        here = ZoneInfo(session.zone)
        found = set()
        for days in range(DAYS_AHEAD):
            day = session.day + timedelta(days=days)
            found |= {datetime.combine(day, clock, here) for clock in (DAY_OPENS, PRAYER_ENDS)}
        for resource in needed(session):
            for other in self._booked[resource]:
                road = travel_minutes(other.district_code, session.district_code, self._diary.roads)
                found |= {other.ends_at, _rounded(other.ends_at + timedelta(minutes=road))}
        blocks = self._diary.blocks()
        for resource in needed(session):
            for block in blocks.get(resource.id, ()):
                if block.ends is not None:
                    found.add(datetime.combine(block.first_day, block.ends, here))
        return found


def _class_of(session: BookedSession) -> Resource:
    return Resource("class", session.workshop_id)


def _is_usual(day: date, planned: date) -> bool:
    """A weekend is offered only instead of a weekend."""
    return day.weekday() not in _WEEKEND or planned.weekday() in _WEEKEND


def needed(session: BookedSession) -> list[Resource]:
    """What a session books."""
    trainers = [Resource("trainer", trainer_id) for trainer_id, _ in session.trainers]
    return [_class_of(session), Resource("venue", session.venue_id), *trainers]


def _touches(warning: Warning, session: BookedSession) -> bool:
    """Whether a warning is about this session, or about a day that it shares."""
    if session.id in (warning.session.id, warning.before and warning.before.id):
        return True
    if warning.session.day != session.day:
        return False
    if warning.kind == "over_hours":
        return warning.resource_id in {trainer_id for trainer_id, _ in session.trainers}
    return warning.kind in _WHOLE_CLASS and warning.session.workshop_id == session.workshop_id


def _taught_by(session: BookedSession, instead_of: UUID, teacher: Teacher) -> BookedSession:
    trainers = [
        (teacher.id, teacher.name) if trainer[0] == instead_of else trainer for trainer in session.trainers
    ]
    return replace(session, trainers=tuple(trainers))


def _held_in(session: BookedSession, room: Room) -> BookedSession:
    return replace(session, venue_id=room.id, venue=room.name, district_code=room.district_code)


def _rounded(moment: datetime) -> datetime:
    """Up to the next five minutes."""
    over = timedelta(minutes=moment.minute % _STEP, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (timedelta(minutes=_STEP) - over if over else timedelta())
