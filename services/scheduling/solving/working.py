"""What the process of its own does: one slice of the search, from where the last one stopped.

Between two slices whoever asked stores the best plan and looks whether it is still wanted. Each plan that
leaves here has passed the checker, whoever made it.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace

from services.scheduling.domain.suggesting.blocking import blocking
from services.scheduling.domain.suggesting.checking import faults_of
from services.scheduling.domain.suggesting.cost import cost_of
from services.scheduling.domain.suggesting.greedy import first_plan
from services.scheduling.domain.suggesting.problem import Problem
from services.scheduling.solving.state import State, improved

_IDLE_SLICES = 4  # without anything better: the quick suggester has no more to say
_ASKED_TRIES = 3  # of the quick suggester, where it is asked whether there is a plan


class BrokenPlan(Exception):
    """The checker refused a plan: a fault in the program that is never shown as a suggestion."""


def has_solver() -> bool:
    """Whether the extra `[solver]` is installed."""
    return importlib.util.find_spec("ortools") is not None


def work(problem: Problem, state: State, seconds: float, seed: int) -> State:
    """One slice of about so many seconds. Raises BrokenPlan."""
    step = quick
    if has_solver():
        from services.scheduling.solving.search import solve  # loads the extra

        step = solve
    after = step(problem, state, seconds, seed + state.slices)
    if after.plan is not None and after.plan is not state.plan:
        faults = faults_of(problem, after.plan)
        if faults:
            raise BrokenPlan(", ".join(sorted({fault.rule for fault in faults})))
    return replace(after, slices=state.slices + 1)


def quick(problem: Problem, state: State, seconds: float, seed: int) -> State:
    """Without the solver: first any plan, then better ones; where there is none, what blocks it."""
    if state.plan is None:
        plan = first_plan(problem, seed)
        if plan is None:
            return replace(state, blocked=blocking(problem, _finds_a_plan), done=True)
        free = cost_of(problem, plan).total == 0  # nothing is better than that
        return replace(state, plan=plan, bound=0 if free else None, done=free)
    plan = improved(problem, state.plan, seconds, seed)
    if plan is state.plan:
        return replace(state, idle=state.idle + 1, done=state.idle + 1 >= _IDLE_SLICES)
    return replace(state, plan=plan, idle=0)


def _finds_a_plan(problem: Problem) -> bool:
    return first_plan(problem, tries=_ASKED_TRIES) is not None
