"""The search with the solver: what the quick suggester begins, bounded, improved, or proven impossible."""

from __future__ import annotations

from dataclasses import replace

from services.scheduling.domain.suggesting.blocking import blocking
from services.scheduling.domain.suggesting.cost import cost_of
from services.scheduling.domain.suggesting.greedy import first_plan
from services.scheduling.domain.suggesting.problem import Plan, Problem
from services.scheduling.solving.state import State, improved
from services.scheduling.solving.when import any_plan
from services.scheduling.solving.who import assign

_ASKED_SECONDS = 5.0  # for one question whether there is a plan
_FIRST_TRY, _LONGEST_TRY = 4.0, 20.0  # seconds
_POLISHED = 1.0  # seconds of the quick suggester between two tries of the solver, which does better
_ASKED_TRIES = 1  # of the quick suggester before the solver is asked


def solve(problem: Problem, state: State, seconds: float, seed: int) -> State:
    """One slice: first any plan, then who and where at the least cost, then better times for it."""
    state = replace(state, solver=True)
    if state.plan is None:
        return _begin(problem, state, seconds, seed)
    if state.slices % 2:
        return _bounded(problem, state, seconds, seed)
    plan = improved(problem, state.plan, min(_POLISHED, seconds), seed)
    return _done_if_proven(problem, replace(state, plan=plan))


def _begin(problem: Problem, state: State, seconds: float, seed: int) -> State:
    plan = first_plan(problem, seed)
    if plan is None:
        answer = any_plan(problem, seconds, seed)
        if answer.impossible:
            return replace(state, blocked=blocking(problem, feasible), done=True)
        plan = answer.plan
    return _done_if_proven(problem, replace(state, plan=plan, bound=state.bound or 0))


def _bounded(problem: Problem, state: State, seconds: float, seed: int) -> State:
    """What no plan undercuts; and a plan from the assignment behind it, where it has a timetable."""
    # Each try begins anew with other dice, which decide between one second and thirty; each gets longer.
    who = assign(problem, min(_LONGEST_TRY, min(_FIRST_TRY, seconds) * (1 + state.slices // 2)), seed)
    bound = max(state.bound or 0, who.bound)
    plan = state.plan
    if who.decided is not None:
        timed = first_plan(who.decided, seed)
        if timed is not None:
            better = improved(who.decided, timed, min(_POLISHED, seconds), seed, until=bound)
            plan = _cheaper(problem, plan, better)
    return _done_if_proven(problem, replace(state, plan=plan, bound=bound))


def _cheaper(problem: Problem, one: Plan | None, other: Plan) -> Plan:
    return other if one is None or cost_of(problem, other).total < cost_of(problem, one).total else one


def _done_if_proven(problem: Problem, state: State) -> State:
    proven = state.plan is not None and cost_of(problem, state.plan).total <= (state.bound or 0)
    return replace(state, done=proven)


def feasible(problem: Problem) -> bool:
    """Whether there is a plan: the quick suggester's yes, else the solver's word; no answer counts as yes.

    A question left open must not name a constraint as the one to give up.
    """
    if first_plan(problem, tries=_ASKED_TRIES) is not None:
        return True
    return not any_plan(problem, _ASKED_SECONDS, 1).impossible
