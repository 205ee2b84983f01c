"""The one judge of every plan, whoever made it. It shares nothing with those who make them.

Written to be read, not to be fast: each rule compares every pair it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from uuid import UUID

from services.scheduling.domain.suggesting.problem import Class, Plan, Problem, Wanted


@dataclass(frozen=True, order=True)
class Fault:
    """A rule that a plan breaks, and the sessions or resources it breaks it with."""

    rule: str
    about: tuple[UUID, ...]


@dataclass(frozen=True)
class _Stay:
    """Somebody or something at a place for a time; `session` None was booked before."""

    starts: int
    ends: int
    day: date | None
    venue: UUID | None
    district: str
    teaching: int  # minutes
    session: UUID | None


def faults_of(problem: Problem, plan: Plan) -> list[Fault]:
    """Everything wrong with a plan; an empty list is a plan without conflicts."""
    return sorted(set(_faults(problem, plan)))


def _faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    yield from _each_session(problem, plan)
    known = {id: placed for id, placed in plan.items() if id in problem.wanted}
    for one in problem.classes:
        yield from _order(one, known)
    stays = _stays(problem, known)
    for kind, resource in stays:
        for one_stay, other in combinations(stays[kind, resource], 2):
            if one_stay.session is None and other.session is None:
                continue  # held before: not this plan's doing
            if one_stay.starts < other.ends and other.starts < one_stay.ends:
                yield Fault(f"{kind} twice", (resource,))
            elif kind == "trainer" and not _time_to_travel(problem, one_stay, other):
                yield Fault("no time to travel", (resource,))
        if kind == "trainer":
            yield from _long_days(problem, resource, stays[kind, resource])


def _each_session(problem: Problem, plan: Plan) -> Iterator[Fault]:
    for id in plan.keys() - problem.wanted.keys():
        yield Fault("not asked for", (id,))
    for id, (one, session) in problem.wanted.items():
        placed = plan.get(id)
        if placed is None:
            yield Fault("left out", (id,))
            continue
        day = _day(one, session, placed.starts)
        if day is None:
            yield Fault("outside the hours", (id,))
        venue = problem.venue.get(placed.venue)
        if venue is None or (session.venue not in (None, placed.venue)):
            yield Fault("another venue", (id,))
        elif venue.capacity < one.people:
            yield Fault("venue too small", (id,))
        elif day in venue.closed:
            yield Fault("venue closed", (id, venue.id))
        yield from _its_trainers(problem, session, placed.trainers, day)


def _its_trainers(
    problem: Problem, session: Wanted, trainers: tuple[UUID, ...], day: date | None
) -> Iterator[Fault]:
    chosen = [id for id in trainers if id not in session.trainers]
    if len(set(trainers)) != len(trainers) or len(chosen) != session.needs:
        yield Fault("wrong number of trainers", (session.id,))
    if not set(session.trainers) <= set(trainers):
        yield Fault("a trainer is missing", (session.id,))
    for id in trainers:
        trainer = problem.trainer.get(id)
        if trainer is None or (id in chosen and session.skill and session.skill not in trainer.skills):
            yield Fault("not able", (session.id, id))
        elif day in trainer.away:
            yield Fault("trainer away", (session.id, id))


def _day(one: Class, session: Wanted, starts: int) -> date | None:
    for window in one.windows:
        if window.starts <= starts and starts + session.minutes <= window.ends:
            return window.day
    return None


def _order(one: Class, plan: Plan) -> Iterator[Fault]:
    for before, after in combinations(sorted(one.sessions, key=lambda session: session.rank), 2):
        if before.rank == after.rank or before.id not in plan or after.id not in plan:
            continue
        if plan[after.id].starts < plan[before.id].starts + before.taken:
            yield Fault("order", (before.id, after.id))


def _stays(problem: Problem, plan: Plan) -> dict[tuple[str, UUID], list[_Stay]]:
    stays: dict[tuple[str, UUID], list[_Stay]] = defaultdict(list)
    held = [("class", one.id, one.held) for one in problem.classes]
    held += [("trainer", trainer.id, trainer.held) for trainer in problem.trainers]
    held += [("venue", venue.id, venue.held) for venue in problem.venues]
    for kind, resource, booked in held:
        for h in booked:
            minutes = h.ends - h.starts if h.teaching else 0
            stays[kind, resource].append(_Stay(h.starts, h.ends, h.day, h.venue, h.district, minutes, None))
    for id, placed in plan.items():
        one, session = problem.wanted[id]
        venue = problem.venue.get(placed.venue)
        day, district = _day(one, session, placed.starts), venue.district if venue else ""
        minutes = session.minutes if session.teaching else 0
        starts, ends = placed.starts, placed.starts + session.minutes
        with_breaks = _Stay(starts, starts + session.taken, day, placed.venue, district, 0, id)
        stays["class", one.id].append(with_breaks)
        stays["venue", placed.venue].append(with_breaks)
        for trainer in placed.trainers:
            taught = _Stay(starts, ends, day, placed.venue, district, minutes, id)
            stays["trainer", trainer].append(taught)
    return stays


def _time_to_travel(problem: Problem, one: _Stay, other: _Stay) -> bool:
    if one.venue == other.venue or None in (one.venue, other.venue) or one.day != other.day:
        return True
    first, second = sorted((one, other), key=lambda stay: stay.starts)
    return second.starts - first.ends >= problem.roads.get((first.district, second.district), 0)


def _long_days(problem: Problem, trainer: UUID, stays: list[_Stay]) -> Iterator[Fault]:
    minutes: dict[date | None, int] = defaultdict(int)
    for stay in stays:
        minutes[stay.day] += stay.teaching
    for day, taught in minutes.items():
        ours = any(stay.session and stay.day == day and stay.teaching for stay in stays)
        if ours and taught > problem.daily_limit:
            yield Fault("too long a day", (trainer,))
