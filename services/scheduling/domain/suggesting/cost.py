"""What a plan costs, in parts that people understand and as the one figure that is minimised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from services.scheduling.domain.suggesting.problem import Class, Placed, Plan, Problem, load_of
from services.scheduling.settings import DAY_TRIP, EXTRA_DAY_COSTS, EXTRA_VENUE_COSTS


@dataclass(frozen=True)
class Cost:
    """The parts of a plan's cost.

    `travel`: minutes on long roads, once there and back for each trainer in each class, and every minute
    between two venues of a day. `uneven`: teaching minutes above the fair share, added up. `venues` and
    `days`: more than one venue, and more days than needed, of each class. `waiting`: minutes a class waits
    between sessions.
    """

    travel: int = 0
    uneven: int = 0
    venues: int = 0
    days: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        return (
            self.travel
            + self.uneven
            + self.waiting
            + self.venues * EXTRA_VENUE_COSTS
            + self.days * EXTRA_DAY_COSTS
        )


def cost_of(problem: Problem, plan: Plan) -> Cost:
    """The cost of a plan, also of one that does not hold every session."""
    travel, venues, days, waiting = _hops(problem, plan), 0, 0, 0
    for one in problem.classes:
        alone = cost_of_class(problem, one, [plan[s.id] for s in one.sessions if s.id in plan])
        travel += alone.travel
        venues += alone.venues
        days += alone.days
        waiting += alone.waiting
    return Cost(travel, uneven(problem, loads_of(problem, plan)), venues, days, waiting)


def cost_of_class(problem: Problem, one: Class, placed: Sequence[Placed]) -> Cost:
    """What one class costs by itself: its trips, venues, days and waiting."""
    venues = max(0, len(_chosen_venues(problem, placed)) - 1)
    days, waiting = _extra_days(one, placed), _waiting(problem, one, placed)
    return Cost(_trips(problem, placed), 0, venues, days, waiting)


def _chosen_venues(problem: Problem, placed: Sequence[Placed]) -> set[UUID]:
    return {one.venue for one in placed if problem.wanted[one.session][1].venue is None}


def _extra_days(one: Class, placed: Sequence[Placed]) -> int:
    used = {window.day for window in one.windows for p in placed if window.starts <= p.starts < window.ends}
    if not used:
        return 0
    spanned = one.days.index(max(used)) - one.days.index(min(used)) + 1
    return max(0, spanned - one.least_days)


def _waiting(problem: Problem, one: Class, placed: Sequence[Placed]) -> int:
    minutes = 0
    for before, after in pairwise(sorted(placed, key=lambda p: p.starts)):
        ended = before.starts + problem.wanted[before.session][1].taken
        for window in one.windows:
            if window.starts <= after.starts < window.ends and before.starts >= window.starts:
                minutes += max(0, after.starts - ended)
    return minutes


def _trips(problem: Problem, placed: Sequence[Placed]) -> int:
    """There and back once for each trainer of one class, as far as its farthest venue of theirs."""
    farthest: dict[UUID, int] = defaultdict(int)
    for one in placed:
        district = problem.venue[one.venue].district
        for trainer in one.trainers:
            road = problem.roads[problem.trainer[trainer].home, district]
            farthest[trainer] = max(farthest[trainer], road)
    return sum(trip_minutes(road) for road in farthest.values())


def trip_minutes(road: int) -> int:
    """There and back, as far as it is more than a day trip: those who live near go home for nothing."""
    return 2 * max(0, road - DAY_TRIP)


def _hops(problem: Problem, plan: Plan) -> int:
    """Roads between two venues of a trainer's day; those between two held sessions are nobody's doing."""
    days: dict[tuple[UUID, date], list[tuple[int, str, UUID, bool]]] = defaultdict(list)
    for placed in plan.values():
        if not placed.trainers:
            continue
        one, _session = problem.wanted[placed.session]
        day = next((w.day for w in one.windows if w.starts <= placed.starts < w.ends), None)
        if day is None:
            continue
        venue = problem.venue[placed.venue]
        for trainer in placed.trainers:
            days[trainer, day].append((placed.starts, venue.district, venue.id, True))
    for trainer_id, day in list(days):
        for held in problem.trainer[trainer_id].held:
            if held.day == day and held.venue is not None:
                days[trainer_id, day].append((held.starts, held.district, held.venue, False))
    return sum(
        problem.roads[one[1], other[1]]
        for visits in days.values()
        for one, other in pairwise(sorted(visits))
        if one[2] != other[2] and (one[3] or other[3])
    )


def uneven(problem: Problem, loads: Mapping[UUID, int]) -> int:
    """Teaching minutes above the fair share, added up over the trainers."""
    return sum(max(0, load - problem.fair_load) for load in loads.values())


def loads_of(problem: Problem, plan: Plan) -> dict[UUID, int]:
    """Teaching minutes of each trainer, those held already included."""
    loads = {trainer.id: load_of(trainer) for trainer in problem.trainers}
    for placed in plan.values():
        _one, session = problem.wanted[placed.session]
        for trainer in placed.trainers:
            loads[trainer] += session.minutes if session.teaching else 0
    return loads
