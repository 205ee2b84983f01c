"""How far a search is, and the quick suggester's way to something better; knows no solver."""

from __future__ import annotations

import time
from dataclasses import dataclass

from services.scheduling.domain.suggesting.blocking import Blocked
from services.scheduling.domain.suggesting.cost import cost_of
from services.scheduling.domain.suggesting.greedy import better_plan
from services.scheduling.domain.suggesting.problem import Plan, Problem

_ROUNDS = 5  # between two looks at the clock


@dataclass(frozen=True)
class State:
    """How far the search is; `bound` None: nobody can tell what the least cost is."""

    plan: Plan | None = None
    bound: int | None = None
    blocked: Blocked | None = None
    solver: bool = False
    done: bool = False
    slices: int = 0
    idle: int = 0  # slices in a row that found nothing better


def improved(problem: Problem, plan: Plan, seconds: float, seed: int, *, until: int = 0) -> Plan:
    """A better plan after that time, or the very same; it stops early at a cost of `until`."""
    end, best, cost = time.monotonic() + seconds, plan, cost_of(problem, plan).total
    while cost > until and time.monotonic() < end:
        seed += 1_000_003  # another stretch of the dice in each call
        again = better_plan(problem, best, seed, _ROUNDS)
        found = cost_of(problem, again).total
        if found < cost:
            best, cost = again, found
    return best
