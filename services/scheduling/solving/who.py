"""Who teaches what, and in which district each class is held, without a look at the clock.

What this finds at the least, no timetable can cost less: leaving the times out only makes it easier. If a
timetable exists for its answer, that plan is proven to be the best. It is an integer program, and its
relaxation is tight: a session is taught in a district only as far as the class is held there, so a
trainer cannot serve a class by halves.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import UUID

from ortools.linear_solver.python import model_builder

from services.scheduling.domain.suggesting.cost import trip_minutes
from services.scheduling.domain.suggesting.problem import Class, Problem, Trainer, Wanted, load_of
from services.scheduling.settings import EXTRA_VENUE_COSTS

_ANSWERED = (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE)
_NUDGE = 1e-4


@dataclass(frozen=True)
class Who:
    """The problem with trainers and districts decided (None: nothing found), and what no plan undercuts."""

    decided: Problem | None
    bound: int


def assign(problem: Problem, seconds: float, seed: int) -> Who:
    """The cheapest assignment found in that time; another seed searches in another order."""
    made = _Model(problem)
    solver = model_builder.Solver("scip")
    solver.set_time_limit_in_seconds(seconds)
    solver.set_solver_specific_parameters("\n".join(_options(made.unit, seed)))
    status = solver.solve(made.model)
    if status not in _ANSWERED:
        return Who(None, 0)
    bound = math.ceil((solver.best_objective_bound - made.nudges) / made.unit - 1e-6) * made.unit
    return Who(made.decided(solver), max(0, bound - _saved_by_more_venues(problem)))


def _options(unit: int, seed: int) -> tuple[str, ...]:
    return (
        # All costs are multiples of the unit: nothing lies between two of them.
        f"limits/absgap = {unit * 0.99}",
        f"randomization/randomseedshift = {seed % 1000}",
        # The bound is what is slow, so the relaxation is tightened before anything is branched on.
        "separating/maxroundsroot = -1",
        "separating/maxstallroundsroot = -1",
    )


def _saved_by_more_venues(problem: Problem) -> int:
    """How far splitting classes could undercut one venue each; 0 unless their travel is absurdly long."""
    longest = trip_minutes(max(problem.roads.values(), default=0))
    saved = 0
    for one in problem.classes:
        able = {t.id for s in one.sessions if s.needs for t in problem.able(s)}
        able |= {id for s in one.sessions for id in s.trainers}
        seats = sum(s.needs + len(s.trainers) for s in one.sessions)
        saved += max(0, longest * min(seats, len(able)) - EXTRA_VENUE_COSTS)
    return saved


class _Model:
    """Variables and constraints; `unit` divides every cost there can be, `nudges` are no costs."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = model_builder.Model()  # type: ignore[no-untyped-call]
        self.unit = _common(problem)
        self.nudges = _NUDGE * len(problem.classes)
        self._teaches: dict[tuple[UUID, UUID], list[Any]] = defaultdict(list)  # session, trainer
        self._place: dict[tuple[UUID, str], Any] = {}
        self._costs: list[Any] = []
        for one in problem.classes:
            self._class(one)
        for trainer in problem.trainers:
            self._load_of(trainer)
        self.model.minimize(sum(self._costs))

    def _class(self, one: Class) -> None:
        free = [session for session in one.sessions if session.venue is None]
        visits = [session for session in one.sessions if session.venue is not None]
        serves: dict[tuple[UUID, str], Any] = {}
        if free:
            self._free_sessions(one, free, serves)
        far = self._visits(visits)
        for trainer in self.problem.trainers:
            near = [
                (served, self._trip(trainer, district))
                for (id, district), served in serves.items()
                if id == trainer.id
            ]
            self._cost_of_trips(near, far.get(trainer.id, []))

    def _free_sessions(self, one: Class, free: list[Wanted], serves: dict[tuple[UUID, str], Any]) -> None:
        """Their venue is chosen by district: venues of one district cost the same."""
        districts = sorted({venue.district for venue in self.problem.fitting(one, free[0])})
        own = self.problem.venue.get(one.usual) if one.usual else None
        for district in districts:
            self._place[one.id, district] = self.model.new_bool_var("")
            if own is not None and own.district != district:
                # Too little to outweigh anything: among equals the class stays where it is planned.
                self._costs.append(_NUDGE * self._place[one.id, district])
        self.model.add(sum(self._place[one.id, district] for district in districts) == 1)
        for district in districts:
            for session in free:
                able = self.problem.able(session) if session.needs else []
                row = []
                for trainer in able:
                    teaches = self.model.new_bool_var("")
                    self._teaches[session.id, trainer.id].append(teaches)
                    self.model.add(teaches <= self._serving(serves, trainer.id, district))
                    row.append(teaches)
                self.model.add(sum(row) == session.needs * self._place[one.id, district])
                for id in session.trainers:
                    self.model.add(self._serving(serves, id, district) >= self._place[one.id, district])

    def _serving(self, serves: dict[tuple[UUID, str], Any], trainer: UUID, district: str) -> Any:
        if (trainer, district) not in serves:
            serves[trainer, district] = self.model.new_num_var(0, 1, "")
        return serves[trainer, district]

    def _visits(self, visits: list[Wanted]) -> dict[UUID, list[tuple[Any, int]]]:
        """What the trainers of sessions with a venue of their own travel."""
        far: dict[UUID, list[tuple[Any, int]]] = defaultdict(list)
        for session in visits:
            assert session.venue is not None
            district, row = self.problem.venue[session.venue].district, []
            for trainer in self.problem.able(session) if session.needs else []:
                teaches = self.model.new_bool_var("")
                self._teaches[session.id, trainer.id].append(teaches)
                far[trainer.id].append((teaches, self._trip(trainer, district)))
                row.append(teaches)
            self.model.add(sum(row) == session.needs)
            for id in session.trainers:
                far[id].append((1, self._trip(self.problem.trainer[id], district)))
        return far

    def _trip(self, trainer: Trainer, district: str) -> int:
        return trip_minutes(self.problem.roads[trainer.home, district])

    def _cost_of_trips(self, near: list[tuple[Any, int]], far: list[tuple[Any, int]]) -> None:
        """The farthest venue of one trainer in one class counts."""
        if not far:
            self._costs += [served * trip for served, trip in near]
            return
        longest = self.model.new_num_var(0, max(trip for _taught, trip in near + far), "")
        if near:
            self.model.add(longest >= sum(served * trip for served, trip in near))
        for taught, trip in far:
            self.model.add(longest >= taught * trip)
        self._costs.append(longest)

    def _load_of(self, trainer: Trainer) -> None:
        fixed = load_of(trainer)
        chosen = []
        for id, (_one, session) in self.problem.wanted.items():
            if session.teaching and trainer.id in session.trainers:
                fixed += session.minutes
            elif session.teaching:
                chosen += [(t, session.minutes) for t in self._teaches.get((id, trainer.id), ())]
        above = fixed - self.problem.fair_load
        if above + sum(minutes for _teaches, minutes in chosen) > 0:
            over = self.model.new_num_var(0, math.inf, "")
            self.model.add(over >= sum(teaches * minutes for teaches, minutes in chosen) + above)
            self._costs.append(over)
        self._room_for(trainer)

    def _room_for(self, trainer: Trainer) -> None:
        """Nobody teaches more than the days they have allow; for each set of days that classes share."""
        by_days = sorted(self.problem.classes, key=lambda one: one.days)
        for days, classes in groupby(by_days, key=lambda one: one.days):
            sessions = [session for one in classes for session in one.sessions if session.teaching]
            fixed = sum(session.minutes for session in sessions if trainer.id in session.trainers)
            chosen = [
                teaches * session.minutes
                for session in sessions
                for teaches in self._teaches.get((session.id, trainer.id), ())
            ]
            here = sum(day not in trainer.away for day in days) * self.problem.daily_limit
            if chosen and sum(session.minutes for session in sessions) > here:
                self.model.add(sum(chosen) <= here - fixed)

    def decided(self, solver: Any) -> Problem:
        """The same problem, with nothing left to choose but times and the venue in each district."""
        taught: dict[UUID, list[UUID]] = defaultdict(list)
        for (session, trainer), teaches in self._teaches.items():
            if any(solver.value(one) > 0.5 for one in teaches):
                taught[session].append(trainer)
        districts = {one: there for (one, there), place in self._place.items() if solver.value(place) > 0.5}
        classes = tuple(
            replace(
                one,
                district=districts.get(one.id, ""),
                sessions=tuple(
                    replace(session, trainers=(*session.trainers, *taught[session.id]), needs=0)
                    for session in one.sessions
                ),
            )
            for one in self.problem.classes
        )
        return replace(self.problem, classes=classes, fair=self.problem.fair_load)


def _common(problem: Problem) -> int:
    """The greatest number that divides every cost and every load."""
    roads = (trip_minutes(road) for road in problem.roads.values())
    lengths = (session.minutes for _one, session in problem.wanted.values())
    loads = (load_of(trainer) for trainer in problem.trainers)
    return math.gcd(*roads, *lengths, *loads, problem.fair_load) or 1
