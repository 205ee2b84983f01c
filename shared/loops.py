"""Work that goes on beside the requests: a step repeated until nothing is left, then a wait.

A loop never ends by itself. Whatever it must not lose is in a table, so a step that failed is
simply done again, later and later while it keeps failing.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator

from shared.logging import logger

log = logger(__name__)

LONGEST_BACK_OFF = 30.0  # seconds between two tries of a step that keeps failing
MOST_COUNTED = 10  # people who wait; more make no work pause longer
LONGEST_PAUSE = 1.0  # seconds; so of all loops together at least one goes on each second
LOOK_AGAIN = 0.05  # seconds between two looks whether the crowd has gone

_waiting = 0  # people whose form this process is working on
_elsewhere_until = 0.0  # until when a crowd is known at another process (monotonic)
_rested_at = 0.0  # when the pauses end that loops make for them, one after the other


class Signal:
    """Wakes the loops of this process that wait on it. Nothing correct depends on it: it saves a poll."""

    def __init__(self) -> None:
        self.sent = 0
        self._taken = 0
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake whoever waits, and whoever comes to wait without having seen this."""
        self.sent += 1
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, timeout: float, *, seen: int | None = None) -> None:
        """Return at the next `set()`, after `timeout` seconds, or at once if one was missed.

        `seen` is the value of `sent` that the caller knows; several loops may wait on one signal
        only if each passes its own.
        """
        known = self._taken if seen is None else seen
        if self.sent == known:
            # Not wait_for: before Python 3.12 it swallows a cancellation that meets the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._event.wait()
        self._taken = self.sent


@contextlib.contextmanager
def somebody_waits() -> Iterator[None]:
    """Inside the block a person waits for an answer: work that nobody waits for makes room."""
    global _waiting
    _waiting += 1
    try:
        yield
    finally:
        _waiting -= 1


class Turns:
    """Lets the forms of a crowd begin one in each turn of the event loop, in the order they came.

    The loop runs all that has arrived before it looks for more. After a group commit that is everybody who
    was in it, and the next group's transaction, a dozen short answers of the database, would wait for all
    of them: process and database would work one after the other instead of side by side.
    """

    def __init__(self) -> None:
        self._line: deque[asyncio.Future[None]] = deque()
        self._taken = False  # this turn, by somebody

    async def begin(self) -> None:
        """Return at once if nobody has begun in this turn, else in one of the next."""
        loop = asyncio.get_running_loop()
        if not self._taken:
            self._taken = True
            loop.call_soon(self._next)
            return
        turn = loop.create_future()
        self._line.append(turn)
        await turn

    def _next(self) -> None:
        while self._line:
            turn = self._line.popleft()
            if not turn.done():  # done: who waited was cancelled
                turn.set_result(None)
                asyncio.get_running_loop().call_soon(self._next)
                return
        self._taken = False


def crowded() -> bool:
    """Whether so many wait, here or at another process, that background work should come in small pieces."""
    return _room_for() >= MOST_COUNTED


def crowded_here() -> bool:
    """Whether so many wait at this process."""
    return _waiting >= MOST_COUNTED


def crowd_elsewhere(until: float) -> None:
    """A crowd waits at another process, at least until that moment of the monotonic clock; 0: at none."""
    global _elsewhere_until
    _elsewhere_until = until


def _room_for() -> int:
    """How many people work that nobody waits for makes room for."""
    return max(_waiting, MOST_COUNTED if time.monotonic() < _elsewhere_until else 0)


async def give_way(took: float) -> None:
    """After a piece of background work that took so many seconds: pause once as long for each who waits.

    Pauses of several loops follow each other, so in a crowd all of them together, which share the event
    loop with the requests, get a tenth of it. What they would have done is in tables, which are the buffer,
    and is made up for as soon as the crowd has gone.
    """
    global _rested_at
    await asyncio.sleep(0)  # a piece that never waited must not starve the requests
    if not (people := _room_for()):
        _rested_at = 0.0
        return
    pause = min(took * min(people, MOST_COUNTED), LONGEST_PAUSE)
    _rested_at = until = max(time.monotonic(), _rested_at) + pause
    while _room_for() and (left := until - time.monotonic()) > 0:  # noqa: ASYNC110 - both end it
        await asyncio.sleep(min(left, LOOK_AGAIN))


async def forever(
    name: str,
    step: Callable[[], Awaitable[int]],
    *,
    every: float,
    signal: Signal | None = None,
    failed: Callable[[str], None] | None = None,
) -> None:
    """Run `step` until cancelled: at once again while it did something, else at `signal` or after `every` s.

    `step` returns how much it did. An error is logged and tried again with growing pauses;
    `failed` is told the loop's name each time (a metric).
    """
    signal = signal or Signal()
    failures = 0
    while True:
        seen = signal.sent
        begun = time.monotonic()
        try:
            done = await step()
        except Exception as error:  # whatever a step meets, the loop must outlive it
            failures += 1
            pause = back_off(failures)
            log.warning("step failed", loop=name, failures=failures, retry_in=round(pause, 1), exc_info=error)
            if failed:
                failed(name)
            await asyncio.sleep(pause)
            continue
        failures = 0
        if done:
            await give_way(time.monotonic() - begun)
        else:
            await signal.wait(every, seen=seen)


def back_off(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling from 0.5 s, jittered, at most 30 s."""
    longest: float = min(LONGEST_BACK_OFF, 0.5 * 2 ** min(failures - 1, 10))
    return longest * random.uniform(0.5, 1.0)
