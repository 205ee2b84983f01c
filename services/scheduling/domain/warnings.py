"""Warnings an organizer may override with a reason: a collision of roads or of calendars, not of bookings.

Each rule reads a `Diary` and nothing else, so whoever plans (a page, a suggestion) can ask about a plan
that is not stored. What is decided once is warned of once: a rule about a whole day names the day, not
each of its sessions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.availability import Unavailable, blocked
from services.scheduling.domain.bookings import Span
from services.scheduling.domain.hours import COUNTING_KINDS, minutes_between
from services.scheduling.domain.roads import TravelTimes, road, travel_minutes
from services.scheduling.settings import (
    CLASS_DAY,
    MIDDAY_ENDS,
    MIDDAY_REST,
    MIDDAY_STARTS,
    PRAYER_ENDS,
    PRAYER_STARTS,
    TRAINER_HOURS_A_DAY,
)
from shared.indonesia import holiday

__all__ = ["BookedSession", "Diary", "TravelTimes", "Unavailable", "Warning", "travel_minutes", "warnings"]

BREAK = "istirahat"
_FRIDAY = 4


@dataclass(frozen=True)
class BookedSession:
    """A session with what a warning needs to know of it."""

    id: UUID
    workshop_id: UUID
    workshop: str
    subject: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    venue: str
    district_code: str
    trainers: tuple[tuple[UUID, str], ...]  # (id, name)
    kind: str = "materi"
    seats: int = 0  # of its workshop

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def day(self) -> date:
        """In the workshop's zone; a session never runs across midnight."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    def at(self, clock: time) -> datetime:
        """That clock time of its day."""
        return datetime.combine(self.day, clock, ZoneInfo(self.zone))


@dataclass(frozen=True)
class Warning:
    """Something that can go wrong with one session, or with the day it stands for, and for whom."""

    kind: str  # one of KINDS
    key: str  # the facts; other facts make another warning
    who: str  # the trainer, the venue, or the class
    session: BookedSession
    resource_id: UUID | None = None  # the trainer or the venue
    before: BookedSession | None = None  # travel: where the trainer comes from
    minutes_needed: int = 0  # travel: the road; over_hours, long_day: what is planned
    minutes_there: int = 0  # travel: between the sessions; over_hours, long_day: what is usual
    source: str = ""  # travel: how we know the road, see domain/roads.py
    note: str = ""  # of the block; the name of the holiday
    whole_day: bool = True  # false for a block with clock times


@dataclass(frozen=True)
class Diary:
    """What an office has planned, and what limits it."""

    sessions: Sequence[BookedSession]
    unavailable: Sequence[Unavailable] = ()
    roads: TravelTimes = field(default_factory=dict)
    trainer_minutes: int = TRAINER_HOURS_A_DAY * 60  # a day, over all workshops

    def blocks(self) -> Mapping[UUID, list[Unavailable]]:
        found: dict[UUID, list[Unavailable]] = defaultdict(list)
        for block in self.unavailable:
            found[block.resource_id].append(block)
        return found


def warnings(diary: Diary) -> list[Warning]:
    """Everything that stands out in these sessions of one office, in order of time."""
    found = [warning for rule in RULES for warning in rule(diary)]
    return sorted(found, key=lambda warning: (warning.session.starts_at, warning.key))


def _travel(diary: Diary) -> Iterator[Warning]:
    """A trainer who cannot be there in time from where they taught before."""
    for (trainer_id, name), booked in _by_trainer(diary.sessions).items():
        for before, after in pairwise(booked):
            if before.venue_id == after.venue_id:
                continue
            needed = road(before.district_code, after.district_code, diary.roads)
            there = minutes_between(before.ends_at, after.starts_at)
            if there < needed.minutes:
                key = _key("travel", trainer_id, needed.minutes, _facts(before), _facts(after))
                yield Warning(
                    "travel",
                    key,
                    name,
                    after,
                    trainer_id,
                    before=before,
                    minutes_needed=needed.minutes,
                    minutes_there=there,
                    source=needed.source,
                )


def _away(diary: Diary) -> Iterator[Warning]:
    """A trainer or a venue that cannot be had then."""
    blocks = diary.blocks()
    for session in diary.sessions:
        asked = [("trainer_away", *trainer) for trainer in session.trainers]
        for kind, resource_id, name in [*asked, ("venue_blocked", session.venue_id, session.venue)]:
            block = blocked(session.span, session.zone, blocks.get(resource_id, ()))
            if block:
                days = f"{block.first_day}-{block.last_day}@{block.starts}-{block.ends}"
                yield Warning(
                    kind,
                    _key(kind, resource_id, days, _facts(session)),
                    name,
                    session,
                    resource_id,
                    note=block.note,
                    whole_day=block.starts is None and block.ends is None,
                )


def _holidays(diary: Diary) -> Iterator[Warning]:
    """A class that meets on a public holiday or on collective leave."""
    for day, met in _by_class_and_day(diary.sessions).items():
        name = holiday(day[1])
        if name:
            yield Warning("holiday", _key("holiday", *day, name), met[0].workshop, met[0], note=name)


def _prayer(diary: Diary) -> Iterator[Warning]:
    """Something planned into the Friday prayer; a break may."""
    for session in diary.sessions:
        if session.kind == BREAK or session.day.weekday() != _FRIDAY:
            continue
        if session.span.overlaps(Span(session.at(PRAYER_STARTS), session.at(PRAYER_ENDS))):
            yield Warning("friday_prayer", _key("friday_prayer", _facts(session)), session.workshop, session)


def _over_hours(diary: Diary) -> Iterator[Warning]:
    """A trainer who teaches more in a day than the office finds usual, over all its workshops."""
    for (trainer_id, name), booked in _by_trainer(diary.sessions).items():
        by_day: dict[date, list[BookedSession]] = defaultdict(list)
        for session in booked:
            if session.kind in COUNTING_KINDS:
                by_day[session.day].append(session)
        for day, taught in by_day.items():
            minutes = sum(minutes_between(session.starts_at, session.ends_at) for session in taught)
            if minutes > diary.trainer_minutes:
                key = _key("over_hours", trainer_id, day, minutes, diary.trainer_minutes)
                yield Warning(
                    "over_hours",
                    key,
                    name,
                    taught[-1],
                    trainer_id,
                    minutes_needed=minutes,
                    minutes_there=diary.trainer_minutes,
                )


def _midday(diary: Diary) -> Iterator[Warning]:
    """A class that works before and after midday without a rest in between."""
    for day, met in _by_class_and_day(diary.sessions).items():
        work = [session for session in met if session.kind != BREAK]
        if not work:
            continue
        opens, closes = work[0].at(MIDDAY_STARTS), work[0].at(MIDDAY_ENDS)
        ends = max(session.ends_at for session in work)
        if work[0].starts_at > opens - MIDDAY_REST or ends < closes + MIDDAY_REST:
            continue
        free_from, rests = opens, False
        for session in work:
            rests = rests or min(session.starts_at, closes) - free_from >= MIDDAY_REST
            free_from = max(free_from, session.ends_at)
        if not rests:
            last = [session for session in work if session.starts_at < closes][-1]
            yield Warning("no_break", _key("no_break", *day, _digest(work)), last.workshop, last)


def _long_days(diary: Diary) -> Iterator[Warning]:
    """A class that is kept from early to late."""
    for day, met in _by_class_and_day(diary.sessions).items():
        last = max(met, key=lambda session: session.ends_at)
        if last.ends_at - met[0].starts_at > CLASS_DAY:
            minutes = minutes_between(met[0].starts_at, last.ends_at)
            usual = CLASS_DAY // timedelta(minutes=1)
            key = _key("long_day", *day, minutes)
            yield Warning("long_day", key, last.workshop, last, minutes_needed=minutes, minutes_there=usual)


RULES = (_travel, _away, _holidays, _prayer, _over_hours, _midday, _long_days)
KINDS = (
    "travel",
    "trainer_away",
    "venue_blocked",
    "holiday",
    "friday_prayer",
    "over_hours",
    "no_break",
    "long_day",
)


def _by_trainer(sessions: Iterable[BookedSession]) -> dict[tuple[UUID, str], list[BookedSession]]:
    found: dict[tuple[UUID, str], list[BookedSession]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: (session.starts_at, session.id)):
        for trainer in session.trainers:
            found[trainer].append(session)
    return found


def _by_class_and_day(sessions: Iterable[BookedSession]) -> dict[tuple[UUID, date], list[BookedSession]]:
    found: dict[tuple[UUID, date], list[BookedSession]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: (session.starts_at, session.id)):
        found[session.workshop_id, session.day].append(session)
    return found


def _facts(session: BookedSession) -> str:
    starts, ends = session.starts_at.timestamp(), session.ends_at.timestamp()
    return f"{session.id}@{starts:.0f}-{ends:.0f}@{session.venue_id}"


def _digest(sessions: Iterable[BookedSession]) -> str:
    """The facts of many sessions, short enough to be sent in a form."""
    return sha256(" ".join(map(_facts, sessions)).encode()).hexdigest()[:32]


def _key(*facts: object) -> str:
    return ":".join(map(str, facts))
