"""A crowd at one process is known to the others, through the database alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack

import asyncpg
import pytest

from shared import loops
from shared.db import Database, crowd
from shared.loops import give_way, somebody_waits


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "LOOK", 0.05)


@pytest.fixture
async def other(dsn: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection of another process."""
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


async def becomes(wanted: bool, asked: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while await asked() is not wanted:
            await asyncio.sleep(0.02)


def a_crowd() -> ExitStack:
    waiting = ExitStack()
    for _ in range(loops.MOST_COUNTED):
        waiting.enter_context(somebody_waits())
    return waiting


async def test_a_crowd_is_announced_while_it_waits(
    db: Database, other: asyncpg.Connection[asyncpg.Record]
) -> None:
    async def known() -> bool:
        return bool(await other.fetchval(crowd.HELD, crowd.KEY))

    async with crowd.announced(db):
        await asyncio.sleep(4 * crowd.LOOK)
        assert not await known()
        with a_crowd():
            await becomes(True, known)
        await becomes(False, known)
        with a_crowd():
            await becomes(True, known)
    # Stopped while people waited: nothing is left behind, and the connections are as good as before.
    with a_crowd():
        await becomes(False, known)
    async with db.read() as tx:
        assert await tx.fetchval("select 1") == 1


async def test_who_hears_of_a_crowd_makes_room_until_it_has_gone(
    db: Database, other: asyncpg.Connection[asyncpg.Record]
) -> None:
    async def crowded() -> bool:
        return loops.crowded()

    async with crowd.heard(db):
        await asyncio.sleep(4 * crowd.LOOK)
        assert not loops.crowded()
        await other.execute(crowd.HOLD, crowd.KEY)
        await becomes(True, crowded)
        assert not loops.crowded_here()  # which would be announced in its turn, and never end
        begun = time.monotonic()
        await give_way(0.02)
        assert time.monotonic() - begun >= 0.02 * loops.MOST_COUNTED
        other.terminate()  # the process died
        await becomes(False, crowded)
        begun = time.monotonic()
        await give_way(60)
        assert time.monotonic() - begun < 1


async def test_a_lock_of_another_kind_is_no_crowd(
    db: Database, other: asyncpg.Connection[asyncpg.Record]
) -> None:
    await other.execute("select pg_advisory_lock(0, $1)", crowd.KEY)
    assert not await other.fetchval(crowd.HELD, crowd.KEY)
