"""Loops: at once while there is work, woken without losing a call, and never ended by an error."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack, suppress

import pytest

from shared import loops
from shared.loops import Signal, Turns, back_off, forever, give_way, somebody_waits


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_step_runs_again_at_once_while_it_did_something() -> None:
    left = [3, 2, 1, 0]
    task = asyncio.create_task(forever("counting", lambda: asyncio.sleep(0, left.pop(0)), every=3600))
    started = time.monotonic()
    while left:
        await asyncio.sleep(0)
    assert time.monotonic() - started < 1
    await ended(task)


async def test_a_signal_during_a_step_is_not_lost() -> None:
    signal = Signal()
    steps = 0
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def step() -> int:
        nonlocal steps
        steps += 1
        begun.set()
        await go_on.wait()
        return 0

    task = asyncio.create_task(forever("busy", step, every=3600, signal=signal))
    await begun.wait()
    signal.set()  # the step has already looked, and would find this only an hour later
    go_on.set()
    async with asyncio.timeout(2):
        while steps < 2:
            await asyncio.sleep(0)
    await ended(task)


async def test_one_signal_wakes_every_loop_that_waits_on_it() -> None:
    signal = Signal()
    steps = [0, 0]

    async def step(which: int) -> int:
        steps[which] += 1
        return 0

    tasks = [
        asyncio.create_task(forever("one", lambda: step(0), every=3600, signal=signal)),
        asyncio.create_task(forever("other", lambda: step(1), every=3600, signal=signal)),
    ]
    for expected in range(1, 4):
        async with asyncio.timeout(2):
            while min(steps) < expected:
                await asyncio.sleep(0)
        signal.set()
    for task in tasks:
        await ended(task)


async def test_an_error_is_told_and_the_loop_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "back_off", lambda _failures: 0.0)
    told: list[str] = []
    steps = 0

    async def step() -> int:
        nonlocal steps
        steps += 1
        if steps < 3:
            raise OSError("the disk is away")
        return 0

    task = asyncio.create_task(forever("stubborn", step, every=3600, failed=told.append))
    async with asyncio.timeout(2):
        while steps < 3:
            await asyncio.sleep(0)
    assert told == ["stubborn", "stubborn"]
    await ended(task)


async def test_work_makes_room_for_those_who_wait_and_only_for_them() -> None:
    async def paused(took: float) -> float:
        started = time.monotonic()
        await give_way(took)
        return time.monotonic() - started

    assert await paused(10) < 1  # nobody waits
    with somebody_waits(), somebody_waits():
        assert await paused(0.1) >= 0.2


async def test_the_pauses_of_several_loops_follow_each_other() -> None:
    """Otherwise five loops would take half of a process that a crowd waits for."""
    started = time.monotonic()
    with somebody_waits(), somebody_waits():
        await asyncio.gather(*(give_way(0.05) for _ in range(5)))
    assert time.monotonic() - started >= 5 * 2 * 0.05


async def test_work_is_never_starved(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a piece took and however many wait, it goes on while they still do."""
    monkeypatch.setattr(loops, "LONGEST_PAUSE", 0.02)
    with ExitStack() as crowd:
        for _ in range(50):
            crowd.enter_context(somebody_waits())
        assert loops.crowded()
        await asyncio.gather(*(give_way(3600) for _ in range(5)))
        assert loops.crowded()
    assert not loops.crowded()


async def test_work_goes_on_as_soon_as_the_crowd_has_gone() -> None:
    started = time.monotonic()
    with somebody_waits():
        working = asyncio.create_task(give_way(60))
        for _ in range(10):  # turns of the loop, more than it would need to end
            await asyncio.sleep(0)
        assert not working.done()
    await working
    assert time.monotonic() - started < 2


def test_pauses_grow_and_stay_bearable() -> None:
    assert 0.25 <= back_off(1) <= 0.5
    assert 15 <= back_off(1000) <= 30


async def begun_in_one_turn(turns: Turns) -> list[str]:
    """Four forms come at once; who of them has begun when the loop has gone round once."""
    happened: list[str] = []

    async def form(name: str) -> None:
        await turns.begin()
        happened.append(name)

    forms = [asyncio.create_task(form(name)) for name in "abcd"]
    await asyncio.sleep(0)
    now = list(happened)
    await asyncio.gather(*forms)
    return now


async def test_without_turns_a_whole_crowd_begins_at_once() -> None:
    """Negative control."""

    class AtOnce(Turns):
        async def begin(self) -> None:
            return

    assert await begun_in_one_turn(AtOnce()) == ["a", "b", "c", "d"]
    assert await begun_in_one_turn(Turns()) == ["a"]


async def test_of_a_crowd_one_begins_in_each_turn_in_the_order_they_came() -> None:
    """So what the loop hears meanwhile is taken between any two of them."""
    turns, happened = Turns(), list[str]()

    async def form(name: str) -> None:
        await turns.begin()
        happened.append(name)

    async def database() -> None:
        while len(happened) < 5:
            await asyncio.sleep(0)
            happened.append("-")

    forms = [asyncio.create_task(form(name)) for name in "abcd"]
    await asyncio.sleep(0)
    assert happened == ["a"]  # the others wait, though all have come
    forms[2].cancel()
    await database()
    await asyncio.gather(*forms, return_exceptions=True)
    assert [one for one in happened if one != "-"] == ["a", "b", "d"]
    assert "bd" not in "".join(happened)
    assert forms[2].cancelled()
    await turns.begin()  # nobody is in line any more: at once
