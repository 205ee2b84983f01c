"""What tests wait for instead of time: nothing left to do, a condition, a lock that holds somebody up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import asyncpg

PATIENCE = 30.0  # seconds; a test that needs more has found something
POLL_SECONDS = 0.02
# Rows of these tables are work. Each is taken in the transaction that has its effects, so one
# snapshot in which all are empty means that nothing is on its way.
WORK = {
    "outbox": "true",
    "delivery": "true",
    "trouble": "parked_at is null",
    "mail": "state in ('queued', 'sending', 'retrying') or not told",
    "job": "true",
    "recount": "true",
    "certificate": "wanted_edition > edition and state in ('approved', 'issued') and tries < 5",
}

BLOCKED = """
select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
"""


async def settle(dsn: str, *, patience: float = PATIENCE, mail: bool = True) -> None:
    """Return when outboxes, deliveries, unparked trouble, mail queues and jobs are all empty.

    `dsn` is the owner's. `mail=False` leaves the mail queues out, where no sender runs. Error:
    AssertionError that names what was left after `patience` seconds.
    """
    connection = await asyncpg.connect(dsn)
    try:
        query = await _query(connection, mail)
        deadline = time.monotonic() + patience
        while left := {row["place"]: row["n"] for row in await connection.fetch(query) if row["n"]}:
            assert time.monotonic() < deadline, f"still to do after {patience:g} s: {left}"
            await asyncio.sleep(POLL_SECONDS)
    finally:
        await connection.close()


async def until(condition: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Return when the condition holds; it is looked at again and again. Error: AssertionError."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"not so after {patience:g} s"
        await asyncio.sleep(0.001)


async def comes_true(question: Callable[[], Awaitable[object]], *, patience: float = PATIENCE) -> None:
    """The same for what has to be asked. Error: AssertionError."""
    deadline = time.monotonic() + patience
    while not await question():
        assert time.monotonic() < deadline, f"not so after {patience:g} s"
        await asyncio.sleep(POLL_SECONDS)


async def ended_or_blocked(task: asyncio.Task[object], dsn: str) -> None:
    """Return when the task has ended, or when somebody in this database waits for another's lock.

    The way to let two transactions meet: hold the first, start the second, and wait for this. `dsn` is the
    owner's.
    """
    connection = await asyncpg.connect(dsn)
    try:
        deadline = time.monotonic() + PATIENCE
        while not task.done() and not await connection.fetchval(BLOCKED):
            assert time.monotonic() < deadline, "neither ended nor held up by a lock"
            await asyncio.sleep(POLL_SECONDS)
    finally:
        await connection.close()


async def _query(connection: asyncpg.Connection[asyncpg.Record], mail: bool) -> str:
    tables = await connection.fetch(
        "select schemaname, tablename from pg_tables where tablename = any($1::text[]) order by 1, 2",
        [table for table in WORK if mail or table != "mail"],
    )
    return " union all ".join(
        f"select '{schema}.{table}' as place, count(*) as n from {schema}.{table} where {WORK[table]}"
        for schema, table in tables
    )
