"""Workers: results and errors come back, limits end the process, the next call gets a new one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.workers import CHECKOUT, NICE, TookTooLong, Worker, WorkerFailed

HERE = "tests.support.working"
Make = Callable[..., Worker]


@pytest.fixture
async def worker() -> AsyncIterator[Make]:
    async with AsyncExitStack() as made:

        def make(function: str, *, seconds: float = 20, megabytes: int = 512) -> Worker:
            one = Worker(f"{HERE}:{function}", seconds=seconds, megabytes=megabytes)
            made.push_async_callback(one.close)
            return one

        yield make


async def test_work_is_done_in_another_niced_process(worker: Make) -> None:
    pid, niceness = await worker("who_and_how_nice").call()
    assert pid != os.getpid()
    assert niceness == os.nice(0) + NICE


def test_what_gave_way_itself_starts_its_work_no_lower_still() -> None:
    """At 19 a certificate would run into its limit of time whenever pages are busy."""
    asked = (
        "import asyncio, os\n"
        "from shared.workers import Worker, give_way\n"
        "async def niceness():\n"
        f"    one = Worker('{HERE}:who_and_how_nice', seconds=60, megabytes=512)\n"
        "    _pid, found = await one.call()\n"
        "    await one.close()\n"
        "    return found\n"
        "give_way()\n"
        "print(os.nice(0), asyncio.run(niceness()))\n"
    )
    command = [sys.executable, "-P", "-c", asked]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(os.nice(0) + NICE)] * 2


async def test_one_process_serves_call_after_call(worker: Make) -> None:
    one = worker("who_and_how_nice")
    answers = await asyncio.gather(*(one.call() for _ in range(5)))
    assert len({pid for pid, _ in answers}) == 1


async def test_what_the_function_prints_does_not_garble_its_answers(worker: Make) -> None:
    assert await worker("chatty").call("batok") == "batok"


async def test_large_arguments_and_results_pass(worker: Make) -> None:
    page = os.urandom(3_000_000)
    assert await worker("same").call(page) == page


async def test_an_error_of_the_function_is_raised_here_and_the_process_stays(worker: Make) -> None:
    one = worker("fails_on_zero")
    with pytest.raises(ZeroDivisionError):
        await one.call(0)
    before = await one.call(1)
    assert await one.call(1) == before


async def test_an_error_that_cannot_be_pickled_still_tells_its_words(worker: Make) -> None:
    with pytest.raises(WorkerFailed, match="Stubborn: no paper"):
        await worker("fails_stubbornly").call()


async def test_the_limit_of_time_ends_the_process(worker: Make) -> None:
    one = worker("sleeps", seconds=0.3)
    assert await one.call(0) == 0
    started = time.monotonic()
    with pytest.raises(TookTooLong):
        await one.call(60)
    assert time.monotonic() - started < 5
    assert await one.call(0) == 0


async def test_the_limit_of_memory_ends_the_call_and_not_us(worker: Make) -> None:
    one = worker("takes_memory", megabytes=200)
    with pytest.raises(WorkerFailed, match="needs more than 200 MB"):
        await one.call(400)
    assert await one.call(1) == 1


async def test_a_killed_process_is_told_and_replaced(worker: Make) -> None:
    one = worker("who_and_how_nice")
    pid, _ = await one.call()
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerFailed, match="SIGKILL"):
        await one.call()
    other, _ = await one.call()
    assert other != pid


async def test_a_cancelled_call_does_not_leave_its_answer_to_the_next(worker: Make) -> None:
    one = worker("sleeps")
    assert await one.call(0) == 0
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(one.call(1), 0.1)
    assert await one.call(0) == 0


async def test_a_function_that_is_not_there_is_named(worker: Make) -> None:
    with pytest.raises(WorkerFailed, match="working:missing could not be started"):
        await worker("missing").call()


async def test_an_idle_process_ends_by_itself_and_tidies_up(worker: Make, tmp_path: Path) -> None:
    one = worker("tidies_up")
    left = tmp_path / "left"
    await one.call(str(left))
    await one.close()
    assert left.read_text() == "tidied up"
