"""What stands in the way: the smallest set of constraints that together leave no plan.

A set is smallest in the sense that giving up any one of its constraints makes a plan possible. Whether a
plan is possible is asked of whoever can tell: the solver knows, the quick suggester only tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.scheduling.domain.suggesting.problem import Class, Held, Problem, Trainer, Venue, Wanted, Window

_NOBODY = UUID(int=0)
_MORE_DAYS = 60
Feasible = Callable[[Problem], bool]


@dataclass(frozen=True, order=True)
class Constraint:
    """One thing a person could change.

    kind → `about`, `word`: skill → class, the skill; with → trainer a session must have; in → venue a
    session must have; away, booked → trainer; closed, used → venue; people, days, order → class;
    holidays, prayer, limit, travel → nothing.
    """

    kind: str
    about: UUID = _NOBODY
    word: str = ""


@dataclass(frozen=True)
class Blocked:
    """The classes that cannot be scheduled, and the constraints that together prevent it."""

    classes: tuple[UUID, ...]
    constraints: tuple[Constraint, ...]


def blocking(problem: Problem, feasible: Feasible) -> Blocked:
    """The smallest set that blocks this problem, which has no plan."""
    classes = _smallest(problem, feasible)
    part = replace(problem, classes=classes)
    kept = list(constraints_of(part))
    if feasible(without(part, kept)):
        _shrink(part, kept, feasible)
    else:  # not even with everything given up: only more days could help, which were not enough
        kept = [constraint for constraint in kept if constraint.kind == "days"]
    return Blocked(tuple(one.id for one in classes), tuple(kept))


def _smallest(problem: Problem, feasible: Feasible) -> tuple[Class, ...]:
    """Few classes that have no plan by themselves: often one, which is then named alone."""
    for one in problem.classes:
        if not feasible(replace(problem, classes=(one,))):
            return (one,)
    left = list(problem.classes)
    for one in problem.classes:
        fewer = [other for other in left if other is not one]
        if fewer and not feasible(replace(problem, classes=tuple(fewer))):
            left = fewer
    return tuple(left)


def _shrink(problem: Problem, kept: list[Constraint], feasible: Feasible) -> None:
    """Give up halves, then quarters, … for good where there is still no plan, at last one by one."""
    given_up: list[Constraint] = []
    size = max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept):
            part = kept[at : at + size]
            if not feasible(without(problem, given_up + part)):
                given_up += part
                del kept[at : at + size]
            else:
                at += size
        if size == 1:
            return
        size = max(1, size // 2)


def constraints_of(problem: Problem) -> Iterator[Constraint]:
    """Everything a person could give up, those first that explain least."""
    sessions = [(one, session) for one in problem.classes for session in one.sessions]
    if len(set(problem.roads.values())) > 1 or any(problem.roads.values()):
        yield Constraint("travel")
    yield Constraint("limit")
    if any(one.with_prayers not in ((), one.windows) for one in problem.classes):
        yield Constraint("prayer")
    if any(one.with_holidays not in ((), one.windows) for one in problem.classes):
        yield Constraint("holidays")
    for one in problem.classes:
        if len({session.rank for session in one.sessions}) > 1:
            yield Constraint("order", one.id)
    days = {day for one in problem.classes for day in one.days}
    for venue in problem.venues:
        if any(held.day in days and held.venue is not None for held in venue.held):
            yield Constraint("used", venue.id)
        if venue.closed & days or any(held.venue is None for held in venue.held):
            yield Constraint("closed", venue.id)
    for trainer in problem.trainers:
        if any(held.day in days and held.venue is not None for held in trainer.held):
            yield Constraint("booked", trainer.id)
        if trainer.away & days or any(held.venue is None for held in trainer.held):
            yield Constraint("away", trainer.id)
    for id in sorted({session.venue for _one, session in sessions if session.venue is not None}):
        yield Constraint("in", id)
    for id in sorted({trainer for _one, session in sessions for trainer in session.trainers}):
        yield Constraint("with", id)
    for one in problem.classes:
        if any(venue.capacity < one.people for venue in problem.venues):
            yield Constraint("people", one.id)
    for one in problem.classes:
        yield Constraint("days", one.id)
    for one_id, skill in sorted({(one.id, session.skill) for one, session in sessions if session.skill}):
        yield Constraint("skill", one_id, skill)


def without(problem: Problem, given_up: Sequence[Constraint]) -> Problem:
    """The problem as it is when these are given up."""
    gone = set(given_up)
    return replace(
        problem,
        classes=tuple(_class_without(one, gone) for one in problem.classes),
        trainers=tuple(_trainer_without(trainer, gone) for trainer in problem.trainers),
        venues=tuple(_venue_without(venue, gone) for venue in problem.venues),
        roads=dict.fromkeys(problem.roads, 0) if Constraint("travel") in gone else problem.roads,
        daily_limit=24 * 60 if Constraint("limit") in gone else problem.daily_limit,
    )


def _class_without(one: Class, gone: set[Constraint]) -> Class:
    windows = one.windows
    if Constraint("prayer") in gone and one.with_prayers:
        windows = one.with_prayers
    if Constraint("holidays") in gone:
        days = {window.day for window in windows}
        windows = tuple(sorted({*windows, *(w for w in one.with_holidays if w.day not in days)}))
    if Constraint("days", one.id) in gone:
        windows = _with_more_days(windows)
    unordered = Constraint("order", one.id) in gone
    return replace(
        one,
        people=0 if Constraint("people", one.id) in gone else one.people,
        windows=windows,
        sessions=tuple(_session_without(one, session, gone, unordered) for session in one.sessions),
    )


def _session_without(one: Class, session: Wanted, gone: set[Constraint], unordered: bool) -> Wanted:
    free = [id for id in session.trainers if Constraint("with", id) in gone]
    anybody = bool(free) or Constraint("skill", one.id, session.skill) in gone
    return replace(
        session,
        rank=0 if unordered else session.rank,
        trainers=tuple(id for id in session.trainers if id not in free),
        needs=session.needs + len(free),
        skill="" if anybody else session.skill,
        venue=None if session.venue and Constraint("in", session.venue) in gone else session.venue,
    )


def _trainer_without(trainer: Trainer, gone: set[Constraint]) -> Trainer:
    free, idle = Constraint("away", trainer.id) in gone, Constraint("booked", trainer.id) in gone
    away = frozenset[date]() if free else trainer.away
    return replace(trainer, away=away, held=_held_without(trainer.held, free, idle))


def _venue_without(venue: Venue, gone: set[Constraint]) -> Venue:
    free, idle = Constraint("closed", venue.id) in gone, Constraint("used", venue.id) in gone
    closed = frozenset[date]() if free else venue.closed
    return replace(venue, closed=closed, held=_held_without(venue.held, free, idle))


def _held_without(held: tuple[Held, ...], free: bool, idle: bool) -> tuple[Held, ...]:
    """Without the hours somebody cannot be had (`free`), and without their bookings (`idle`)."""
    return tuple(one for one in held if not (free if one.venue is None else idle))


def _with_more_days(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """The same hours on the days that follow, as many as anybody could want."""
    if not windows:
        return ()
    last = windows[-1].day
    pattern = [window for window in windows if window.day == windows[0].day]
    more = []
    for ahead in range(1, _MORE_DAYS + 1):
        day = last + timedelta(days=ahead)
        shift = (day - windows[0].day).days * 24 * 60
        more += [Window(w.starts + shift, w.ends + shift, day) for w in pattern]
    return (*windows, *more)
