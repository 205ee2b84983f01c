"""A crowd at one process is known to the others, so that the work behind makes room in all of them.

Inside one process `shared.loops` knows who waits. Where pages and the work behind are processes of their
own, a process in which many wait holds a lock of the database that stands for them, and the others look
twice a second whether anybody holds it. A process that dies lets go of it by dying.

Nothing correct depends on it: who does not know of a crowd only takes more of the machine from it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from shared import loops
from shared.db.pool import broken
from shared.db.run import Database

KEY = 0x6B657261  # "kera": the only advisory lock of a session that waits for nothing
LOOK = 0.5  # seconds between two looks

HOLD = "select pg_try_advisory_lock_shared($1)"
HELD = """
select exists (
    select from pg_locks
    where locktype = 'advisory' and classid = 0 and objid = $1::bigint::oid and objsubid = 1 and granted
      and database = (select oid from pg_database where datname = current_database()))
"""


@asynccontextmanager
async def announced(db: Database) -> AsyncIterator[None]:
    """Inside the block the others learn whether a crowd waits at this process."""
    async with _beside(lambda: _announce(db)):
        yield


@asynccontextmanager
async def heard(db: Database) -> AsyncIterator[None]:
    """Inside the block the loops of this process make room for crowds at others, as for one of its own."""
    async with _beside(lambda: _hear(db)):
        yield


@asynccontextmanager
async def _beside(look: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    async def step() -> int:
        await look()
        return 0

    task = asyncio.create_task(loops.forever("crowd", step, every=LOOK), name="crowd")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        loops.crowd_elsewhere(until=0.0)


async def _announce(db: Database) -> None:
    if not loops.crowded_here():
        return
    async with db.read() as tx:
        try:
            await tx.execute(HOLD, KEY)
            while loops.crowded_here():  # noqa: ASYNC110 - it is only counted
                await asyncio.sleep(LOOK)
        finally:
            if not broken(tx):
                tx.terminate()  # a lock of the session must not go back to the pool with it


async def _hear(db: Database) -> None:
    async with db.read() as tx:
        if await tx.fetchval(HELD, KEY):
            # For as long as two looks: one that fails must not end it.
            loops.crowd_elsewhere(until=time.monotonic() + 2 * LOOK)
