"""Outbox → inbox over the PostgreSQL transport, against the least such a queue could do.

Ours: events already committed to the outbox go through relay, delivery, claim, inbox and the
receiver's copies, with everything on. Against it: bare asyncpg that moves the same bodies in batches
of the same size through one queue table into the same copies: no outbox, no leases, no inbox, no
versions, nothing that survives a crash in between. Both figures are messages a second.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import asyncpg

from shared.bus import Handler, outbox
from shared.bus.consumer import BATCH
from shared.bus.postgres import PostgresTransport
from shared.bus.running import run_bus
from shared.clock import SystemClock
from shared.db import Database, Tx
from shared.events.scheduling import Staff
from tests.bench import rabbitmq
from tests.bench.figures import Measure, Row, interleaved
from tests.support import databases, server
from tests.support.factories import staff_document
from tests.support.hearing import HEARD, HEARER, SENDER, STAFF, event
from tests.support.settle import settle

MESSAGES = 5_000
TABLE = "create table bench_queue (id bigint generated always as identity primary key, body text)"
PUT = "insert into bench_queue (body) select unnest($1::text[])"
TAKE = """
    with next as materialized (select id from bench_queue order by id limit $1 for update skip locked)
    delete from bench_queue using next where bench_queue.id = next.id returning bench_queue.body
"""
KEEP = """
    insert into staff (id, version, organization_id, document)
    select id, version, organization_id, document::jsonb
    from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[])
        as given (id, version, organization_id, document)
    on conflict (id) do update set version = excluded.version, document = excluded.document
"""


async def measure(rounds: int = 3) -> list[Row]:
    with server.running(server.embedded_binaries(), fsync="on", full_page_writes="on") as postgres:
        await databases.make_template(postgres)

        def fresh(side: Callable[[str], Awaitable[float]]) -> Measure:
            async def in_its_own_database() -> float:
                async with databases.copied(postgres) as dsn:
                    return await side(dsn)

            return in_its_own_database

        found = await interleaved(rounds, {"ours": fresh(ours), "bare": fresh(against)})
    what = "outbox → inbox on the PostgreSQL transport against one bare table moved by asyncpg"
    row = Row("events", found["ours"], found["bare"], None, rounds, "messages/s", what)
    return [row, *await rabbitmq.measure(rounds)]


async def hear_staff(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    await STAFF.take(tx, documents)


async def ours(dsn: str, count: int = MESSAGES) -> float:
    """Messages a second from the outbox to the receiver's committed rows. `dsn`: a fresh database."""
    transport, clock = PostgresTransport(), SystemClock()
    await transport.declare(dsn, {HEARER: HEARD})
    sender, hearer = await Database.open(dsn, SENDER), await Database.open(dsn, HEARER)
    try:
        events = [event(staff_document()) for _ in range(count)]
        for at in range(0, count, 500):
            await sender.run(outbox.add_many, events[at : at + 500])
        begun = time.perf_counter()
        async with (
            run_bus(sender, SENDER, {}, clock, transport),
            run_bus(hearer, HEARER, {"Staff": Handler(hear_staff)}, clock, transport),
        ):
            await settle(dsn, mail=False)
            return count / (time.perf_counter() - begun)
    finally:
        await sender.close()
        await hearer.close()


async def against(dsn: str, count: int = MESSAGES) -> float:
    """Messages a second through one bare table, decoded and kept. `dsn`: a fresh database."""
    connection = await asyncpg.connect(dsn, server_settings={"search_path": HEARER})
    try:
        await connection.execute(TABLE)
        bodies = [staff_document().model_dump_json() for _ in range(count)]
        begun = time.perf_counter()
        for at in range(0, count, BATCH):
            await connection.execute(PUT, bodies[at : at + BATCH])
        while True:
            async with connection.transaction():
                rows = await connection.fetch(TAKE, BATCH)
                found = [Staff.model_validate_json(row["body"]) for row in rows]
                await connection.execute(
                    KEEP,
                    [one.id for one in found],
                    [one.version for one in found],
                    [one.organization_id for one in found],
                    [one.model_dump_json() for one in found],
                )
            if not rows:
                return count / (time.perf_counter() - begun)
    finally:
        await connection.close()
