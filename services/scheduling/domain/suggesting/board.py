"""A plan while it grows: who is busy when, so that the next session only goes where nothing is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from random import Random
from typing import NamedTuple
from uuid import UUID

from services.scheduling.domain.suggesting.cost import cost_of_class, trip_minutes, uneven
from services.scheduling.domain.suggesting.problem import (
    Class,
    Held,
    Placed,
    Problem,
    Trainer,
    Venue,
    Wanted,
    Window,
    load_of,
)


class Stay(NamedTuple):
    starts: int
    ends: int
    venue: UUID | None
    district: str
    teaching: int  # minutes


Days = dict[date, list[Stay]]


class Board:
    """Sessions placed so far, by resource and day."""

    def __init__(self, problem: Problem, dice: Random) -> None:
        self.problem = problem
        self.placed: dict[UUID, Placed] = {}
        self._classes = {one.id: _by_day(one.held) for one in problem.classes}
        self._venues = {venue.id: _by_day(venue.held) for venue in problem.venues}
        self._trainers = {trainer.id: _by_day(trainer.held) for trainer in problem.trainers}
        self._loads = {trainer.id: load_of(trainer) for trainer in problem.trainers}
        self._serving: dict[tuple[UUID, UUID], int] = defaultdict(int)  # sessions of a trainer in a class
        self._ties = {trainer.id: dice.random() for trainer in problem.trainers}
        self._able = {session.id: problem.able(session) for _one, session in problem.wanted.values()}
        self._fair = problem.fair_load

    def place(self, one: Class, session: Wanted, placed: Placed, day: date) -> None:
        """Put a session there; whoever calls has looked whether it fits."""
        self.placed[session.id] = placed
        district = self.problem.venue[placed.venue].district
        minutes = session.minutes if session.teaching else 0
        whole = Stay(placed.starts, placed.starts + session.taken, placed.venue, district, 0)
        self._classes[one.id][day].append(whole)
        self._venues[placed.venue][day].append(whole)
        taught = Stay(placed.starts, placed.starts + session.minutes, placed.venue, district, minutes)
        for trainer in placed.trainers:
            self._trainers[trainer][day].append(taught)
            self._loads[trainer] += minutes
            self._serving[trainer, one.id] += 1

    def cost_with(self, one: Class) -> int:
        """What this class costs where it lies: by itself, by its trainers' loads and their other venues."""
        placed = [self.placed[session.id] for session in one.sessions]
        alone = cost_of_class(self.problem, one, placed).total
        return alone + uneven(self.problem, self._loads) + self._hops(one, placed)

    def _hops(self, one: Class, placed: Sequence[Placed]) -> int:
        """Minutes between venues on the days on which this class's trainers teach it."""
        days = {
            (trainer, window.day)
            for p in placed
            for window in one.windows
            if window.starts <= p.starts < window.ends
            for trainer in p.trainers
        }
        return sum(
            self.problem.roads[before.district, after.district]
            for trainer, day in days
            for before, after in pairwise(sorted(self._trainers[trainer][day]))
            if before.venue != after.venue and None not in (before.venue, after.venue)
        )

    def take_out(self, one: Class) -> None:
        """Forget everything placed of a class."""
        for session in one.sessions:
            placed = self.placed.pop(session.id, None)
            if placed is None:
                continue
            ends = placed.starts + session.taken
            _forget(self._classes[one.id], placed.starts, ends)
            _forget(self._venues[placed.venue], placed.starts, ends)
            for trainer in placed.trainers:
                _forget(self._trainers[trainer], placed.starts, placed.starts + session.minutes)
                self._loads[trainer] -= session.minutes if session.teaching else 0
                self._serving[trainer, one.id] -= 1

    def fits(self, one: Class, session: Wanted, starts: int, window: Window, venue: Venue) -> Placed | None:
        """The session at this start in this venue with the cheapest trainers; None if it cannot be."""
        ends, day = starts + session.minutes, window.day
        after = starts + session.taken
        if day in venue.closed or ends > window.ends:
            return None
        if _busy(self._classes[one.id][day], starts, after):
            return None
        if _busy(self._venues[venue.id][day], starts, after):
            return None
        minutes = session.minutes if session.teaching else 0
        for id in session.trainers:
            if not self._can_teach(self.problem.trainer[id], starts, ends, day, venue, minutes):
                return None
        chosen = list(session.trainers)
        if session.needs:
            for trainer in sorted(self._able[session.id], key=lambda t: self._price(t, one, venue, minutes)):
                if self._can_teach(trainer, starts, ends, day, venue, minutes):
                    chosen.append(trainer.id)
                    if len(chosen) == len(session.trainers) + session.needs:
                        break
            else:
                return None
        return Placed(session.id, starts, venue.id, tuple(chosen))

    def _price(self, trainer: Trainer, one: Class, venue: Venue, minutes: int) -> tuple[int, int, int, float]:
        """What it costs to let this trainer teach; then the nearest, who taught least, the dice."""
        serves = self._serving.get((trainer.id, one.id), 0) > 0
        road = self.problem.roads[trainer.home, venue.district]
        trip = 0 if serves else trip_minutes(road)
        load = self._loads[trainer.id]
        more = max(0, load + minutes - self._fair) - max(0, load - self._fair)
        return trip + more, road, load, self._ties[trainer.id]

    def _can_teach(
        self, trainer: Trainer, starts: int, ends: int, day: date, venue: Venue, minutes: int
    ) -> bool:
        if day in trainer.away:
            return False
        roads = self.problem.roads
        for stay in self._trainers[trainer.id][day]:
            road = 0 if stay.venue in (venue.id, None) else roads[stay.district, venue.district]
            if starts < stay.ends + road and stay.starts < ends + road:
                return False
            minutes += stay.teaching
        return minutes <= self.problem.daily_limit


def _by_day(held: Sequence[Held]) -> Days:
    days: Days = defaultdict(list)
    for h in held:
        minutes = h.ends - h.starts if h.teaching else 0
        days[h.day].append(Stay(h.starts, h.ends, h.venue, h.district, minutes))
    return days


def _busy(stays: Iterable[Stay], starts: int, ends: int) -> bool:
    return any(starts < stay.ends and stay.starts < ends for stay in stays)


def _forget(days: Days, starts: int, ends: int) -> None:
    for stays in days.values():
        for at, stay in enumerate(stays):
            if (stay.starts, stay.ends) == (starts, ends):
                del stays[at]
                return
