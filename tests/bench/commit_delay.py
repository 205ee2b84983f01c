"""Signing up on a slower disk: every commit takes 2 ms more, for us and for pgbench alike.

Who commits one by one under the row's lock pays it for every person, a group once for all of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.bench import pgbench
from tests.bench.figures import Row, interleaved
from tests.bench.product import product, publish
from tests.bench.sign_up import CLIENTS, HOT, SEATS, function, rate_through_http, with_quotas
from tests.support.databases import execute

SECONDS = 4  # of pgbench in a round
MICROSECONDS = 2_000
MUST = 10.0


async def measure(rounds: int = 3) -> list[Row]:
    async with product() as suite:
        (hot,) = await publish(suite, 1, SEATS)
        beside = await pgbench.database_beside(suite.owner_dsn, function(hot))
        await with_quotas(suite, hot)
        async with _slower_commits(suite.owner_dsn):
            found = await interleaved(
                rounds,
                {
                    "ours": lambda: rate_through_http(suite, [hot]),
                    "pgbench": lambda: pgbench.rate(beside, HOT, clients=CLIENTS, seconds=SECONDS),
                },
            )
    what = f"one workshop, each commit {MICROSECONDS / 1000:g} ms later, against one function each"
    return [Row("signup slow disk", found["ours"], found["pgbench"], MUST, rounds, "sign-ups/s", what)]


@asynccontextmanager
async def _slower_commits(dsn: str) -> AsyncIterator[None]:
    """Inside the block whoever flushes waits before, even when nobody else is about to commit."""
    await execute(dsn, f"alter system set commit_delay = {MICROSECONDS}")
    await execute(dsn, "alter system set commit_siblings = 0")
    await execute(dsn, "select pg_reload_conf()")
    try:
        yield
    finally:
        await execute(dsn, "alter system reset commit_delay")
        await execute(dsn, "alter system reset commit_siblings")
        await execute(dsn, "select pg_reload_conf()")
