"""What is to be scheduled, with whom and where: plain values that also travel to the solver's process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from services.scheduling.settings import MINUTES_PER_JP, TRAINER_HOURS_A_DAY

GRID = 15  # minutes between two starts that are tried
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minute_of(moment: datetime) -> int:
    """The minute of an aware moment; seconds are dropped."""
    return int((moment - EPOCH).total_seconds() // 60)


def moment_of(minute: int) -> datetime:
    return EPOCH + timedelta(minutes=minute)


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of one day in which sessions may lie; `day` is the date where the class is held."""

    starts: int
    ends: int
    day: date


@dataclass(frozen=True, order=True)
class Held:
    """Something booked already that stays; only `teaching` counts towards a trainer's day and load.

    `venue` None: hours somebody or something cannot be had, wherever that is.
    """

    starts: int
    ends: int
    day: date
    venue: UUID | None
    district: str
    teaching: bool = True


@dataclass(frozen=True)
class Trainer:
    """Somebody who can teach. `home` "" lives in another province; `away` are whole days."""

    id: UUID
    name: str
    skills: frozenset[str] = frozenset()  # in lower case
    home: str = ""
    away: frozenset[date] = frozenset()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Venue:
    """A room. `capacity` is people at once, `closed` whole days."""

    id: UUID
    name: str
    district: str
    capacity: int
    closed: frozenset[date] = frozenset()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One session that wants a time, a venue and trainers.

    `trainers` teach it in any case, `needs` more are chosen, each with `skill` ("" any). `venue` None
    means that it may be held anywhere. `pause` are the minutes of the breaks that follow it,
    `planned` is its start in the draft, where it has one.
    """

    id: UUID
    subject: str
    rank: int  # sessions of a lower rank come first; equal ranks in any order
    minutes: int
    pause: int = 0
    skill: str = ""
    needs: int = 0
    trainers: tuple[UUID, ...] = ()
    venue: UUID | None = None
    teaching: bool = True
    planned: int | None = None

    @property
    def taken(self) -> int:
        """Minutes the class and its venue are busy: the session and the breaks after it."""
        return self.minutes + self.pause


@dataclass(frozen=True)
class Class:
    """One class with the windows in which it may be held, in order of time.

    `usual`: the venue it is planned in now, taken where nothing else decides. `district`: the solver has
    decided that its venue lies there; "" anywhere.

    `with_holidays` and `with_prayers` are the windows there would be on holidays too, and during Friday's
    prayer too: only who looks for what blocks a plan asks for them.
    """

    id: UUID
    title: str
    people: int
    windows: tuple[Window, ...]
    sessions: tuple[Wanted, ...]
    held: tuple[Held, ...] = ()
    with_holidays: tuple[Window, ...] = ()
    with_prayers: tuple[Window, ...] = ()
    district: str = ""
    usual: UUID | None = None

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(sorted({window.day for window in self.windows}))

    @cached_property
    def least_days(self) -> int:
        """Days this class spans at the least: as if nobody else were there, counted in its own days."""
        ranks = [session.rank for session in self.sessions]
        spans = self._packed() if len(set(ranks)) == len(ranks) else []
        return min(spans, default=self._by_volume())

    def _by_volume(self) -> int:
        hours: dict[date, int] = {}
        for window in self.windows:
            hours[window.day] = hours.get(window.day, 0) + window.ends - window.starts
        left = sum(session.minutes for session in self.sessions)
        for days, most in enumerate(sorted(hours.values(), reverse=True), 1):
            left -= most
            if left <= 0:
                return days
        return max(1, len(hours))

    def _packed(self) -> list[int]:
        """Days spanned from each first day on, where the order of the sessions is fixed."""
        ordered = sorted(self.sessions, key=lambda session: session.rank)
        spans: list[int] = []
        for first, day in enumerate(self.days):
            windows = (window for window in self.windows if window.day >= day)
            window, clock = next(windows), 0
            for session in ordered:
                while max(clock, window.starts) + session.minutes > window.ends:
                    following = next(windows, None)
                    if following is None:
                        return spans
                    window = following
                clock = max(clock, window.starts) + session.taken
            spans.append(self.days.index(window.day) - first + 1)
        return spans


@dataclass(frozen=True)
class Problem:
    """Everything a suggestion is made from.

    `roads` holds the minutes between any two districts named here ("" for another province), both ways.
    `daily_limit`: most teaching minutes of a trainer in a day. `fair`: the fair share of teaching minutes
    where this is a part of a larger problem; None reckons it.
    """

    classes: tuple[Class, ...]
    trainers: tuple[Trainer, ...]
    venues: tuple[Venue, ...]
    roads: Mapping[tuple[str, str], int]
    daily_limit: int = TRAINER_HOURS_A_DAY * 60
    fair: int | None = None

    @cached_property
    def trainer(self) -> dict[UUID, Trainer]:
        return {trainer.id: trainer for trainer in self.trainers}

    @cached_property
    def venue(self) -> dict[UUID, Venue]:
        return {venue.id: venue for venue in self.venues}

    @cached_property
    def wanted(self) -> dict[UUID, tuple[Class, Wanted]]:
        return {session.id: (one, session) for one in self.classes for session in one.sessions}

    @cached_property
    def fair_load(self) -> int:
        """Minutes each trainer who may be chosen would teach if all taught alike, in whole JP."""
        if self.fair is not None:
            return self.fair
        able = {trainer.id for _one, session in self.wanted.values() for trainer in self.able(session)}
        chosen = [self.trainer[id] for id in able]
        if not chosen:
            return 0
        wanted = sum(
            session.minutes * session.teaching * (session.needs + sum(id in able for id in session.trainers))
            for _one, session in self.wanted.values()
        )
        total = wanted + sum(load_of(trainer) for trainer in chosen)
        return -(-total // (len(chosen) * MINUTES_PER_JP)) * MINUTES_PER_JP

    def able(self, session: Wanted) -> list[Trainer]:
        """Who may be chosen for a session: has the skill and is not with it already."""
        return [
            trainer
            for trainer in self.trainers
            if trainer.id not in session.trainers and (not session.skill or session.skill in trainer.skills)
        ]

    def fitting(self, one: Class, session: Wanted) -> list[Venue]:
        """Where a session may be held: its own venue, or whatever holds the class."""
        if session.venue is not None:
            own = self.venue[session.venue]
            return [own] if own.capacity >= one.people else []
        here = (venue for venue in self.venues if one.district in ("", venue.district))
        return [venue for venue in here if venue.capacity >= one.people]


def load_of(trainer: Trainer) -> int:
    """Minutes a trainer teaches already."""
    return sum(held.ends - held.starts for held in trainer.held if held.teaching)


@dataclass(frozen=True, order=True)
class Placed:
    """Where a session lies in a plan."""

    session: UUID
    starts: int
    venue: UUID
    trainers: tuple[UUID, ...] = ()


Plan = Mapping[UUID, Placed]  # by session
