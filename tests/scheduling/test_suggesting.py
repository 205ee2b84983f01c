"""Timetables are worked out: whatever is suggested has no conflict, and what blocks one is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduling.domain.suggesting.blocking import Constraint, blocking, without
from services.scheduling.domain.suggesting.checking import faults_of
from services.scheduling.domain.suggesting.cost import cost_of
from services.scheduling.domain.suggesting.greedy import better_plan, first_plan
from services.scheduling.domain.suggesting.problem import (
    Class,
    Held,
    Placed,
    Plan,
    Problem,
    Trainer,
    Venue,
    Wanted,
)
from services.scheduling.domain.suggesting.windows import windows_of
from services.scheduling.solving import working
from services.scheduling.solving.state import State
from services.scheduling.solving.when import any_plan
from services.scheduling.solving.who import assign
from services.scheduling.solving.working import BrokenPlan, work
from tests.support.suggesting import HOURS, office, roads, working_days

HERE, THERE = "19.02.01", "19.02.02"
TUESDAY = date(2017, 4, 25)


def id(number: int) -> UUID:
    return UUID(int=number)


def rules(problem: Problem, plan: Plan) -> set[str]:
    return {fault.rule for fault in faults_of(problem, plan)}


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Offices of all sizes, some of them impossible."""
    return office(
        draw(st.integers(1, 40)),
        trainers=draw(st.integers(1, 12)),
        venues=draw(st.integers(1, 4)),
        half_days=draw(st.sampled_from([4, 8, 12, 20])),
        seed=draw(st.integers(0, 10_000)),
    )


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(0, 1000))
def test_whatever_is_found_has_no_conflict_and_never_gets_dearer(problem: Problem, seed: int) -> None:
    plan = first_plan(problem, seed, tries=3)
    if plan is not None:
        assert faults_of(problem, plan) == []
        better = better_plan(problem, plan, seed, rounds=2)
        assert faults_of(problem, better) == []
        assert cost_of(problem, better).total <= cost_of(problem, plan).total
        assert first_plan(problem, seed, tries=3) == plan, "the same seed, another plan"


def two_classes(**given: object) -> Problem:
    """Two classes on one morning, one trainer, two venues in two districts an hour apart."""
    windows = windows_of([TUESDAY], [(time(8), time(12))], "Asia/Jakarta")
    one = Wanted(id(1), "Ukir", 0, 90, skill="ukir", needs=1)
    other = Wanted(id(2), "Ukir lanjutan", 0, 90, skill="ukir", needs=1)
    values: dict[str, object] = {
        "classes": (Class(id(11), "A", 20, windows, (one,)), Class(id(12), "B", 20, windows, (other,))),
        "trainers": (Trainer(id(21), "Suparno", frozenset({"ukir"}), HERE),),
        "venues": (Venue(id(31), "Bekemas", HERE, 40), Venue(id(32), "Balai Kembiri", THERE, 40)),
        "roads": roads(),
    }
    return Problem(**{**values, **given})  # type: ignore[arg-type]


def spoiled(plan: Plan, session: UUID, **changes: Any) -> Plan:
    return {**plan, session: replace(plan[session], **changes)}


def test_the_checker_sees_what_a_planner_blind_to_it_would_do() -> None:
    """The negative control of every other test here: each rule, broken once, is named."""
    problem = two_classes()
    plan = first_plan(problem)
    assert plan is not None and rules(problem, plan) == set()
    first, second = plan[id(1)], plan[id(2)]
    assert rules(problem, spoiled(plan, id(2), starts=first.starts)) >= {"trainer twice"}
    both = spoiled(plan, id(2), starts=first.starts, venue=first.venue)
    assert rules(problem, both) == {"trainer twice", "venue twice"}
    early, late = sorted((first, second), key=lambda placed: placed.starts)
    far = {
        early.session: replace(early, venue=id(31)),
        late.session: replace(late, venue=id(32), starts=early.starts + 90 + 59),
    }
    assert rules(problem, far) == {"no time to travel"}
    assert rules(problem, spoiled(far, late.session, starts=early.starts + 90 + 60)) == set()
    assert rules(problem, spoiled(plan, id(1), starts=first.starts - 600)) >= {"outside the hours"}
    assert rules(problem, spoiled(plan, id(1), trainers=())) == {"wrong number of trainers"}
    assert rules(problem, {id(1): first}) == {"left out"}
    assert rules(problem, {**plan, id(9): Placed(id(9), 0, id(31))}) >= {"not asked for"}
    assert rules(replace(problem, daily_limit=100), plan) == {"too long a day"}
    assert rules(replace(problem, venues=(replace(problem.venues[0], capacity=10),) * 2), plan)


@pytest.mark.parametrize(
    "changed",
    [
        lambda p: replace(p, trainers=(replace(p.trainers[0], away=frozenset({TUESDAY})),)),
        lambda p: replace(p, trainers=(replace(p.trainers[0], skills=frozenset({"batik"})),)),
        lambda p: replace(p, venues=tuple(replace(v, closed=frozenset({TUESDAY})) for v in p.venues)),
        lambda p: replace(p, venues=tuple(replace(v, capacity=19) for v in p.venues)),
    ],
)
def test_what_becomes_impossible_is_seen_in_a_plan_made_before(changed: Callable[[Problem], Problem]) -> None:
    plan = first_plan(two_classes())
    assert plan is not None
    assert faults_of(changed(two_classes()), plan)
    assert first_plan(changed(two_classes())) is None


def test_a_plan_with_a_conflict_never_leaves_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A suggester without its no-overlap rule: the checker stops it, so nobody is shown its plan."""
    problem = two_classes()
    monkeypatch.setattr(working, "has_solver", lambda: False)
    good = work(problem, State(), 0.1, 1)
    assert good.plan is not None
    monkeypatch.setattr("services.scheduling.domain.suggesting.board._busy", lambda *_given: False)
    monkeypatch.setattr("services.scheduling.domain.suggesting.board.Board._can_teach", lambda *_given: True)
    with pytest.raises(BrokenPlan, match="twice"):
        work(problem, State(), 0.1, 1)


def test_what_is_booked_stays_and_the_road_to_it_counts() -> None:
    windows = windows_of([TUESDAY], [(time(8), time(12))], "Asia/Jakarta")
    starts = windows[0].starts
    busy = Held(starts, starts + 60, TUESDAY, id(99), THERE)
    problem = two_classes()
    problem = replace(
        problem,
        classes=problem.classes[:1],
        venues=problem.venues[:1],
        trainers=(replace(problem.trainers[0], held=(busy,)),),
    )
    plan = first_plan(problem)
    assert plan is not None
    assert plan[id(1)].starts == starts + 60 + 60, "an hour taught there, an hour on the road"


def test_a_class_stays_together_and_the_load_is_spread() -> None:
    problem = office(16, trainers=8, half_days=20)
    plan = first_plan(problem)
    assert plan is not None
    cost = cost_of(problem, plan)
    assert (cost.venues, cost.days, cost.waiting) == (0, 0, 0)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_the_solver_contradicts_neither_the_checker_nor_the_quick_suggester(problem: Problem) -> None:
    """Its plans have no conflict, it finds none where there is none, and its bound holds for every plan."""
    plan = first_plan(problem, tries=3)
    answer = any_plan(problem, 2.0, 1)
    if answer.plan is not None:
        assert faults_of(problem, answer.plan) == []
    assert not (plan is not None and answer.impossible)
    for known in (plan, answer.plan):
        if known is not None:
            assert assign(problem, 1.0, 1).bound <= cost_of(problem, known).total


def test_sixty_sessions_are_proven_best() -> None:
    problem, state = office(60), State()
    for _slice in range(20):
        state = work(problem, state, 10.0, 1)
        if state.done:
            break
    assert state.solver and state.plan is not None and state.bound == cost_of(problem, state.plan).total


def test_a_solver_without_its_no_overlap_rule_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the quick suggester finds nothing, the solver does; without the rule its plan never shows."""
    problem = tight()
    nothing_quick = "services.scheduling.solving.search.first_plan"
    monkeypatch.setattr(nothing_quick, lambda *_given, **_options: None)
    good = work(problem, State(), 5.0, 1)
    assert good.plan is not None and faults_of(problem, good.plan) == []
    monkeypatch.setattr("ortools.sat.python.cp_model.CpModel.add_no_overlap", lambda *_given: None)
    monkeypatch.setattr("services.scheduling.solving.when.faults_of", lambda *_given: [])
    with pytest.raises(BrokenPlan, match="twice"):
        work(problem, State(), 5.0, 1)


def tight() -> Problem:
    """Three sessions of an hour, one trainer, one venue, three hours: one place for each."""
    problem = two_classes()
    windows = windows_of([TUESDAY], [(time(8), time(11))], "Asia/Jakarta")
    hour = Wanted(id(1), "Ukir", 0, 60, skill="ukir", needs=1)
    classes = tuple(
        Class(id(10 + number), f"K{number}", 20, windows, (replace(hour, id=id(number)),))
        for number in (1, 2, 3)
    )
    return replace(problem, classes=classes, venues=problem.venues[:1])


def test_the_solver_proves_what_the_quick_suggester_only_misses() -> None:
    windows = windows_of([TUESDAY], [(time(8), time(10, 59))], "Asia/Jakarta")
    short = replace(tight(), classes=tuple(replace(one, windows=windows) for one in tight().classes))
    assert any_plan(short, 5.0, 1).impossible
    blocked = work(short, State(), 5.0, 1)
    assert blocked.done and blocked.blocked is not None and blocked.solver
    for one in blocked.blocked.constraints:
        assert not any_plan(without(short, [one]), 5.0, 1).impossible, one


def test_roads_and_long_days_bind_the_solver_too() -> None:
    """Both sessions fit one morning only side by side; the road between their venues is longer than that."""
    problem = two_classes()
    windows = windows_of([TUESDAY], [(time(8), time(11, 59))], "Asia/Jakarta")
    fixed = tuple(
        replace(one, windows=windows, sessions=(replace(one.sessions[0], venue=id(31 + at)),))
        for at, one in enumerate(problem.classes)
    )
    assert any_plan(replace(problem, classes=fixed), 5.0, 1).impossible
    longer = windows_of([TUESDAY], [(time(8), time(12))], "Asia/Jakarta")
    roomy = tuple(replace(one, windows=longer) for one in fixed)
    plan = any_plan(replace(problem, classes=roomy), 5.0, 1).plan
    assert plan is not None and faults_of(replace(problem, classes=roomy), plan) == []
    assert any_plan(replace(problem, classes=roomy, daily_limit=179), 5.0, 1).impossible


def feasible(problem: Problem) -> bool:
    return first_plan(problem, tries=3) is not None


def blocked_by(problem: Problem) -> set[Constraint]:
    """The named set, after the test of what "smallest" means: give up any one of them and there is a plan."""
    assert not feasible(problem)
    found = blocking(problem, feasible).constraints
    assert found
    for one in found:
        assert feasible(without(problem, [one])), one
    assert not feasible(without(problem, [c for c in all_other(problem) if c not in found])), "one is missing"
    return set(found)


def all_other(problem: Problem) -> list[Constraint]:
    from services.scheduling.domain.suggesting.blocking import constraints_of

    return list(constraints_of(problem))


def test_the_only_carver_is_away() -> None:
    problem = two_classes()
    away = replace(problem.trainers[0], away=frozenset({TUESDAY}))
    someone = Trainer(id(22), "Sri", frozenset({"batik"}), HERE)
    problem = replace(problem, classes=problem.classes[:1], trainers=(away, someone))
    assert blocked_by(problem) == {
        Constraint("away", id(21)),
        Constraint("skill", id(11), "ukir"),
        Constraint("days", id(11)),
    }


def test_everything_fits_but_for_the_small_rooms() -> None:
    problem = two_classes()
    small = tuple(replace(venue, capacity=19) for venue in problem.venues)
    assert blocked_by(replace(problem, classes=problem.classes[:1], venues=small)) == {
        Constraint("people", id(11))
    }


def test_a_morning_is_too_short_for_what_was_asked() -> None:
    problem = two_classes()
    one = problem.classes[0]
    long = tuple(replace(one.sessions[0], id=id(number), rank=number, minutes=100) for number in (1, 2, 3))
    blocked = blocked_by(replace(problem, classes=(replace(one, sessions=long),)))
    assert blocked == {Constraint("days", id(11))}


def test_a_day_lost_to_a_holiday_is_named() -> None:
    days = [date(2017, 4, 24)]  # Isra Mikraj
    problem = two_classes()
    plain = windows_of(days, HOURS, "Asia/Jakarta")
    there = windows_of(days, HOURS, "Asia/Jakarta", holidays=True)
    one = replace(problem.classes[0], windows=plain, with_holidays=there)
    assert plain == ()
    assert Constraint("holidays") in blocked_by(replace(problem, classes=(one,)))


def test_friday_prayer_and_holidays_are_no_windows() -> None:
    friday, monday = date(2017, 4, 28), date(2017, 5, 1)
    windows = windows_of([friday, monday], HOURS, "Asia/Jakarta")
    assert {window.day for window in windows} == {friday}, "1 May is Labour Day"
    assert [(w.ends - w.starts) for w in windows] == [210, 210], "08.00–11.30 and 13.00–16.30"
    across = windows_of([friday], [(time(11), time(14))], "Asia/Jakarta")
    assert [(w.ends - w.starts) for w in across] == [30, 60]


def test_days_are_counted_in_those_that_may_be_used() -> None:
    assert len(working_days(10)) == 10 and all(day.weekday() < 5 for day in working_days(10))
