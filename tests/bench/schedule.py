"""A timetable for 60 and 200 sessions, 20 trainers, 10 venues and 60 half-days: first plan, proof, memory."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from statistics import median

from services.scheduling.domain.suggesting.checking import faults_of
from services.scheduling.domain.suggesting.cost import cost_of
from services.scheduling.solving.state import State
from services.scheduling.solving.working import work
from shared.workers import Worker
from tests.bench.figures import Row
from tests.support.suggesting import office

SIZES = (60, 200)
SECONDS = 60.0  # after which a search that has proven nothing is given up
SLICE = 5.0
FIRST_PLAN, PROVEN, MEGABYTES = 0.5, 10.0, 1000.0  # what it must reach
_MOST_MEGABYTES = 4096


@dataclass(frozen=True)
class Searched:
    first: float  # seconds
    proven: float  # seconds; as long as was searched where nothing is proven
    gap: float  # percent between the plan's cost and what none undercuts
    megabytes: float


async def measure(rounds: int) -> list[Row]:
    """Both sizes, each round with another office of its own seed."""
    rows = []
    for size in SIZES:
        found = [await _search(size, seed) for seed in range(7, 7 + rounds)]
        about = f"{size} sessions, {rounds} seeded offices"
        rows += [
            _row(f"first plan {size}", [f.first for f in found], FIRST_PLAN, rounds, "s", about),
            _row(f"proven best {size}", [f.proven for f in found], PROVEN, rounds, "s", about),
            Row(
                f"gap {size}", 100 + max(f.gap for f in found), 100, None, rounds, "%", f"{about}: the widest"
            ),
            _row(f"memory {size}", [f.megabytes for f in found], MEGABYTES, rounds, "MB", about),
        ]
    return rows


def _row(name: str, figures: list[float], limit: float, rounds: int, unit: str, about: str) -> Row:
    return Row(name, median(figures), limit, None, rounds, unit, f"{about}, against the goal", most=1.0)


async def _search(sessions: int, seed: int) -> Searched:
    """As the product searches: in a process of its own, which is started before the clock is."""
    problem = office(sessions, seed=seed)
    worker = Worker("tests.bench.schedule:slice_of", seconds=SECONDS * 2, megabytes=_MOST_MEGABYTES)
    await worker.call(office(8), State(), 0.1, 1)
    begun = time.perf_counter()
    state, megabytes = await worker.call(problem, State(), SLICE, 1)
    first = time.perf_counter() - begun
    while not state.done and time.perf_counter() - begun < SECONDS:
        state, megabytes = await worker.call(problem, state, SLICE, 1)
    spent = time.perf_counter() - begun
    await worker.close()
    assert state.plan is not None and faults_of(problem, state.plan) == []
    cost = cost_of(problem, state.plan).total
    gap = 100 * (cost - (state.bound or 0)) / cost if cost else 0.0
    return Searched(first, spent, gap, megabytes)


def slice_of(*given: object) -> tuple[State, float]:
    """One slice, and the most memory this process has had until now, in MB."""
    state = work(*given)  # type: ignore[arg-type]
    return state, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
