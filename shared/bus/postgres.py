"""The transport on PostgreSQL tables: a row for each queue, given out by lease.

It works between any processes that share the database. Services of one process wake each other;
otherwise a queue is looked at every second.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import UUID

import asyncpg

from shared.bus.failures import passing
from shared.bus.transport import Delivery, Link, Outgoing, Subscription
from shared.db import Database, Tx
from shared.logging import logger
from shared.loops import Signal

log = logger(__name__)

LEASE = 30.0  # seconds; work that takes longer may be done twice, which the inbox sees

ROUTES = """
    select kind, queue from bus.subscription where kind = any ($1::text[])
"""
PUBLISH = """
    insert into bus.delivery (queue, message_id, subject, body)
    select subscription.queue, message.message_id, message.subject, message.body
    from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) with ordinality
        as message (message_id, kind, subject, body, place)
    join bus.subscription on subscription.kind = message.kind
    order by message.place, subscription.queue
"""
# A subquery in its place may be run again for every row of the join, and claims more than its limit.
CLAIM = """
    with free as materialized (
        select id, locked_until from bus.delivery
        where queue = $1 and (locked_until is null or locked_until < clock_timestamp())
        order by id limit $2 for update skip locked
    )
    update bus.delivery
    set locked_until = clock_timestamp() + $3::interval
    from free
    where delivery.queue = $1 and delivery.id = free.id
    returning delivery.id, delivery.subject, delivery.body, free.locked_until is not null as redelivered
"""
ACK = """
    delete from bus.delivery where queue = $1 and id = any ($2::bigint[])
"""
RELEASE = """
    update bus.delivery set locked_until = null where queue = $1 and id = any ($2::bigint[])
"""
WAITING = """
    select count(*) from bus.delivery where queue = $1
"""
UNDELIVERED = """
    select count(*) from bus.delivery
"""
# A lost claim or acknowledgement only brings the message again, so these commits need not wait for
# the disk. What they follow, the effects, was committed with the full wait.
RELAXED = """
    set local synchronous_commit = off
"""
UNBIND = """
    delete from bus.subscription
    where (queue, kind) not in (
        select queue, kind from unnest($1::text[], $2::text[]) as wanted (queue, kind)
    )
"""
BIND = """
    insert into bus.subscription (queue, kind)
    select queue, kind from unnest($1::text[], $2::text[]) as wanted (queue, kind)
    on conflict (kind, queue) do nothing
"""


class PostgresTransport:
    """One for each process; its links share nothing but the knowledge who to wake."""

    def __init__(self, *, lease: float = LEASE) -> None:
        self._lease = timedelta(seconds=lease)
        self._arrived: dict[str, Signal] = defaultdict(Signal)

    @asynccontextmanager
    async def link(self, db: Database, service: str) -> AsyncIterator[Link]:
        """Connect a service whose `db` reaches the database with the schema `bus`."""
        yield _Link(db, service, self._lease, self._arrived)

    async def declare(self, url: str, bindings: Mapping[str, Iterable[str]]) -> None:
        """Write down who hears what, in place of what was written before."""
        pairs = [(queue, kind) for queue, kinds in bindings.items() for kind in kinds]
        queues, kinds = [queue for queue, _ in pairs], [kind for _, kind in pairs]
        connection = await asyncpg.connect(url)
        try:
            async with connection.transaction():
                await connection.execute(UNBIND, queues, kinds)
                await connection.execute(BIND, queues, kinds)
        finally:
            await connection.close()


async def undelivered(url: str) -> int:
    """How many deliveries wait in all queues; `url` is the owner's."""
    connection = await asyncpg.connect(url)
    try:
        count: int = await connection.fetchval(UNDELIVERED)
        return count
    finally:
        await connection.close()


class _Link:
    def __init__(self, db: Database, queue: str, lease: timedelta, arrived: dict[str, Signal]) -> None:
        self._db = db
        self._queue = queue
        self._lease = lease
        self._arrived = arrived

    async def publish(self, messages: Sequence[Outgoing]) -> set[UUID]:
        heard = await self._db.run(_publish, messages)
        for queue in {queue for queues in heard.values() for queue in queues}:
            self._arrived[queue].set()
        return {message.message_id for message in messages if message.kind in heard}

    @asynccontextmanager
    async def subscribe(self, most: int) -> AsyncIterator[Subscription]:
        subscription = _Subscription(self._db, self._queue, most, self._lease, self._arrived[self._queue])
        try:
            yield subscription
        finally:
            await subscription.give_back()

    @property
    def missing(self) -> Sequence[str]:
        return ()  # its tables are the database's own: without them nothing is committed either

    async def waiting(self) -> int:
        async with self._db.read() as tx:
            count: int = await tx.fetchval(WAITING, self._queue)
            return count


class _Subscription:
    def __init__(self, db: Database, queue: str, most: int, lease: timedelta, arrived: Signal) -> None:
        self._db = db
        self._queue = queue
        self._most = most
        self._lease = lease
        self._arrived = arrived
        self._held: set[int] = set()

    async def receive(self, timeout: float) -> Sequence[Delivery]:
        seen = self._arrived.sent
        found = await self._claim()
        if not found:
            await self._arrived.wait(timeout, seen=seen)
            if self._arrived.sent != seen:  # else the next look is the poll
                found = await self._claim()
        return found

    async def _claim(self) -> list[Delivery]:
        room = self._most - len(self._held)
        claiming = asyncio.ensure_future(self._db.run(_claim, self._queue, room, self._lease))
        try:
            return self._hold(await asyncio.shield(claiming))
        except asyncio.CancelledError:
            # We are being stopped, perhaps between the commit and its answer: what was claimed has to
            # be known, or nobody could have it before the lease ends.
            with suppress(Exception):
                self._hold(await claiming)
            raise

    def _hold(self, found: list[Delivery]) -> list[Delivery]:
        self._held.update(delivery.tag for delivery in found)
        return found

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        tags = [delivery.tag for delivery in deliveries]
        await self._db.run(_ack, self._queue, tags)
        self._held.difference_update(tags)

    async def give_back(self) -> None:
        """Let others have at once what this consumer leaves; if that fails, the lease ends by itself."""
        if not self._held:
            return
        try:
            await self._db.run(_release, self._queue, list(self._held))
        except Exception as error:
            if not passing(error):
                raise
            log.info("deliveries come back when their lease ends", queue=self._queue, count=len(self._held))
        self._held.clear()
        self._arrived.set()


async def _publish(tx: Tx, messages: Sequence[Outgoing]) -> dict[str, list[str]]:
    kinds = [message.kind for message in messages]
    heard: dict[str, list[str]] = defaultdict(list)
    for row in await tx.fetch(ROUTES, list(set(kinds))):
        heard[row["kind"]].append(row["queue"])
    if heard:
        await tx.execute(
            PUBLISH,
            [message.message_id for message in messages],
            kinds,
            [message.subject for message in messages],
            [message.body for message in messages],
        )
    return heard


async def _claim(tx: Tx, queue: str, most: int, lease: timedelta) -> list[Delivery]:
    await tx.execute(RELAXED)
    rows = await tx.fetch(CLAIM, queue, most, lease)
    found = [Delivery(row["id"], row["subject"], row["body"], row["redelivered"]) for row in rows]
    return sorted(found, key=lambda delivery: delivery.tag)


async def _ack(tx: Tx, queue: str, tags: list[int]) -> None:
    await tx.execute(RELAXED)
    await tx.execute(ACK, queue, tags)


async def _release(tx: Tx, queue: str, tags: list[int]) -> None:
    await tx.execute(RELAXED)
    await tx.execute(RELEASE, queue, tags)
