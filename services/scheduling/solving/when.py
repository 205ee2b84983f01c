"""Whether there is a timetable at all: every choice at once, times, venues and trainers, nothing to minimise.

Roads between venues and the hours of a trainer's day touch few sessions, so they are added only where an
answer broke them; an answer that breaks nothing is a plan, and no answer means there is none.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Any
from uuid import UUID

from ortools.sat.python import cp_model

from services.scheduling.domain.suggesting.checking import faults_of
from services.scheduling.domain.suggesting.problem import Class, Held, Placed, Plan, Problem, Wanted

# Eight workers also on two cores: they search in different ways, and one of them is the right one.
WORKERS = 8
Literal = Any  # a Boolean variable; ortools has no public type for "variable or its negation"


@dataclass(frozen=True)
class Answer:
    """A plan, or the proof that there is none; neither: the time was too short."""

    plan: Plan | None
    impossible: bool


def any_plan(problem: Problem, seconds: float, seed: int) -> Answer:
    """The first plan without a fault."""
    until = time.monotonic() + seconds
    made = _Model(problem)
    if made.hopeless:
        return Answer(None, True)
    while (left := until - time.monotonic()) > 0:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = WORKERS
        solver.parameters.max_time_in_seconds = left
        solver.parameters.random_seed = seed
        status = solver.solve(made.model)
        if status == cp_model.INFEASIBLE:
            return Answer(None, True)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        plan = made.read(solver)
        faults = faults_of(problem, plan)
        if not faults:
            return Answer(plan, False)
        made.forbid(plan, {fault.about[0] for fault in faults})
    return Answer(None, False)


class _Model:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.hopeless = False  # a session has nowhere to go, whatever the others do
        self._starts: dict[UUID, Any] = {}
        self._teaches: dict[tuple[UUID, UUID], Literal] = {}
        self._held_in: dict[tuple[UUID, UUID], Literal] = {}
        self._by_trainer: dict[UUID, list[Any]] = defaultdict(list)
        self._by_venue: dict[UUID, list[Any]] = defaultdict(list)
        self._true = self.model.new_constant(1)
        self._on_day: dict[tuple[UUID, date], Literal] = {}
        for one in problem.classes:
            self._class(one)
        windows = {window.day: window for one in problem.classes for window in one.windows}
        days = {
            day: (
                min(w.starts for one in problem.classes for w in one.windows if w.day == day),
                max(w.ends for one in problem.classes for w in one.windows if w.day == day),
            )
            for day in windows
        }
        for trainer in problem.trainers:
            blocks = [days[day] for day in trainer.away if day in days]
            self._one_at_a_time(self._by_trainer[trainer.id], trainer.held, blocks)
        for venue in problem.venues:
            blocks = [days[day] for day in venue.closed if day in days]
            self._one_at_a_time(self._by_venue[venue.id], venue.held, blocks)

    def _class(self, one: Class) -> None:
        whole = []
        for session in one.sessions:
            domain = [
                [window.starts, window.ends - session.minutes]
                for window in one.windows
                if window.ends - window.starts >= session.minutes
            ]
            if not domain:
                self.hopeless = True
                return
            starts = self.model.new_int_var_from_domain(cp_model.Domain.from_intervals(domain), "")
            self._starts[session.id] = starts
            whole.append(self.model.new_fixed_size_interval_var(starts, session.taken, ""))
            self._venues(one, session, starts)
            self._trainers(session, starts)
        self._one_at_a_time(whole, one.held, ())
        for before, after in _in_order(one):
            self.model.add(self._starts[after.id] >= self._starts[before.id] + before.taken)

    def _venues(self, one: Class, session: Wanted, starts: Any) -> None:
        row = []
        for venue in self.problem.fitting(one, session):
            here = self.model.new_bool_var("")
            self._held_in[session.id, venue.id] = here
            row.append(here)
            stay = self.model.new_optional_fixed_size_interval_var(starts, session.taken, here, "")
            self._by_venue[venue.id].append(stay)
        self.model.add_exactly_one(row)

    def _trainers(self, session: Wanted, starts: Any) -> None:
        row = []
        for trainer in self.problem.able(session) if session.needs else []:
            teaches = self.model.new_bool_var("")
            self._teaches[session.id, trainer.id] = teaches
            row.append(teaches)
        self.model.add(sum(row) == session.needs)
        for id in session.trainers:
            self._teaches[session.id, id] = self._true
        for (other, id), teaches in self._teaches.items():
            if other == session.id:
                stay = self.model.new_optional_fixed_size_interval_var(starts, session.minutes, teaches, "")
                self._by_trainer[id].append(stay)

    def _one_at_a_time(
        self, stays: list[Any], held: Iterable[Held], blocks: Iterable[tuple[int, int]]
    ) -> None:
        busy = _joined([*((one.starts, one.ends) for one in held), *blocks])
        fixed = [self.model.new_fixed_size_interval_var(starts, ends - starts, "") for starts, ends in busy]
        if stays:
            self.model.add_no_overlap([*stays, *fixed])

    def read(self, solver: cp_model.CpSolver) -> Plan:
        plan = {}
        for id, (_one, session) in self.problem.wanted.items():
            venue = next(v for (s, v), here in self._held_in.items() if s == id and solver.value(here))
            chosen = [t for (s, t), teaches in self._teaches.items() if s == id and solver.value(teaches)]
            others = [t for t in chosen if t not in session.trainers]
            starts = solver.value(self._starts[id])
            plan[id] = Placed(id, starts, venue, (*session.trainers, *others))
        return plan

    def forbid(self, plan: Plan, about: set[UUID]) -> None:
        """Add the roads and the hours of these trainers' days as they lie in this plan."""
        for trainer in self.problem.trainers:
            if trainer.id not in about:
                continue
            taught = [p for p in plan.values() if trainer.id in p.trainers]
            for day in {self._day(p) for p in taught}:
                here = [p for p in taught if self._day(p) == day]
                for one, other in combinations(here, 2):
                    self._road(trainer.id, one, other)
                for one in here:
                    for held in trainer.held:
                        if held.day == day and held.venue is not None:
                            self._road_to_held(trainer.id, one, held)
                self._hours(trainer.id, day, trainer.held)

    def _day(self, placed: Placed) -> date:
        one, _session = self.problem.wanted[placed.session]
        return next(w.day for w in one.windows if w.starts <= placed.starts < w.ends)

    def _road(self, trainer: UUID, one: Placed, other: Placed) -> None:
        """Whoever teaches both, in venues like these, needs the road between them."""
        venue = self.problem.venue
        road = self.problem.roads[venue[one.venue].district, venue[other.venue].district]
        if one.venue == other.venue or not road:
            return
        both = self._both(trainer, one, other)
        first = self.model.new_bool_var("")
        lengths = {p.session: self.problem.wanted[p.session][1].minutes for p in (one, other)}
        for a, b, literal in ((one, other, first), (other, one, ~first)):
            after = self._starts[b.session] >= self._starts[a.session] + lengths[a.session] + road
            self.model.add(after).only_enforce_if([*both, literal])

    def _both(self, trainer: UUID, one: Placed, other: Placed) -> list[Literal]:
        return [
            self._teaches[one.session, trainer],
            self._teaches[other.session, trainer],
            self._held_in[one.session, one.venue],
            self._held_in[other.session, other.venue],
        ]

    def _road_to_held(self, trainer: UUID, one: Placed, held: Held) -> None:
        road = self.problem.roads[self.problem.venue[one.venue].district, held.district]
        if one.venue == held.venue or not road:
            return
        minutes = self.problem.wanted[one.session][1].minutes
        there = [self._teaches[one.session, trainer], self._held_in[one.session, one.venue]]
        far = cp_model.Domain.from_intervals(
            [[0, held.starts - road - minutes], [held.ends + road, cp_model.INT32_MAX]]
        )
        self.model.add_linear_expression_in_domain(self._starts[one.session], far).only_enforce_if(there)

    def _hours(self, trainer: UUID, day: date, held: Iterable[Held]) -> None:
        """What this trainer teaches on that day stays within the limit."""
        used = sum(one.ends - one.starts for one in held if one.day == day and one.teaching)
        taught: Any = used
        for (session_id, other), teaches in self._teaches.items():
            one, session = self.problem.wanted[session_id]
            if other != trainer or not session.teaching or day not in one.days:
                continue
            on = self._on(one, session, day)
            counts = self.model.new_bool_var("")
            self.model.add_bool_or([~teaches if teaches is not self._true else ~on, ~on, counts])
            taught += session.minutes * counts
        if not isinstance(taught, int):
            self.model.add(taught <= self.problem.daily_limit)

    def _on(self, one: Class, session: Wanted, day: date) -> Literal:
        """Whether the session lies on that day."""
        key = (session.id, day)
        if key not in self._on_day:
            literal = self._on_day[key] = self.model.new_bool_var("")
            here = cp_model.Domain.from_intervals([[w.starts, w.ends] for w in one.windows if w.day == day])
            starts = self._starts[session.id]
            self.model.add_linear_expression_in_domain(starts, here).only_enforce_if(literal)
            elsewhere = here.complement()
            self.model.add_linear_expression_in_domain(starts, elsewhere).only_enforce_if(~literal)
        return self._on_day[key]


def _in_order(one: Class) -> Iterable[tuple[Wanted, Wanted]]:
    """Pairs of neighbouring ranks: between them everything of the lower comes first."""
    ranks: dict[int, list[Wanted]] = defaultdict(list)
    for session in one.sessions:
        ranks[session.rank].append(session)
    for lower, higher in pairwise(sorted(ranks)):
        yield from ((before, after) for before in ranks[lower] for after in ranks[higher])


def _joined(busy: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same minutes without overlaps: what is booked before may overlap, and is nobody's fault here."""
    joined: list[tuple[int, int]] = []
    for starts, ends in sorted(busy):
        if joined and starts < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((starts, ends))
    return joined
