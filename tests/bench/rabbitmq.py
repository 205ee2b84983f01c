"""Outbox → RabbitMQ → inbox, against aio-pika alone, with the same bodies on the same broker.

Ours is the whole way: committed outbox rows, relay, confirmed publishing, a quorum queue, the inbox and
the receiver's copies. Against it: the same bodies published in gathered windows and consumed with an
acknowledgement each, no database, nothing done with them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from shared.bus import Handler, outbox, running
from shared.bus.consumer import BATCH, Consumer
from shared.bus.rabbitmq import RabbitTransport
from shared.bus.relay import WINDOW
from shared.bus.running import POLL, Bus, run_bus
from shared.bus.transport import Delivery, Subscription
from shared.clock import SystemClock
from shared.db import Database, Tx
from shared.events.scheduling import Staff
from shared.service import RELAY_POLL_APART
from tests.bench.figures import Row, interleaved
from tests.support import databases, rabbitmq, server
from tests.support.factories import staff_document
from tests.support.hearing import HEARD, HEARER, SENDER, STAFF, event

MESSAGES = 5_000
A_SECOND, SECONDS = 100, 10  # of the row that measures time
MUST, MUST_MS, MUST_MB = 0.6, 250.0, 300.0
RAW_QUEUE = "bimtek.bench"
QUORUM: dict[str, Any] = {"x-queue-type": "quorum"}


async def measure(rounds: int = 3) -> list[Row]:
    with server.running(server.embedded_binaries(), fsync="on", full_page_writes="on") as postgres:
        await databases.make_template(postgres)
        with rabbitmq.node() as broker:

            async def ours() -> float:
                async with databases.copied(postgres) as dsn:
                    return await through_us(dsn, broker.url)

            async def raw() -> float:
                return await through_aio_pika(broker.url)

            found = await interleaved(rounds, {"ours": ours, "raw": raw})
            megabytes = broker.megabytes()
            async with databases.copied(postgres) as dsn:
                p99 = await delay(dsn, broker.url)
            async with databases.copied(postgres) as dsn:
                p99_apart = await delay(dsn, broker.url, apart=True)
    what = "outbox → RabbitMQ quorum queue → inbox against aio-pika alone publishing and consuming"
    at = f"committed → consumed, p99 at {A_SECOND}/s, against the most it may be"
    polled = f"{at}; web and worker in processes of their own"
    memory = "resident memory of RabbitMQ after that load, against the most it may be"
    return [
        Row("events over RabbitMQ", found["ours"], found["raw"], MUST, rounds, "messages/s", what),
        Row("events p99", p99, MUST_MS, None, 1, "ms", at, most=1.0),
        Row("events p99 apart", p99_apart, MUST_MS, None, 1, "ms", polled, most=1.0),
        Row("RabbitMQ memory", megabytes, MUST_MB, None, 1, "MB", memory, most=1.0),
    ]


async def hear_staff(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    await STAFF.take(tx, documents)


@asynccontextmanager
async def joined(dsn: str, url: str) -> AsyncIterator[tuple[Database, Database, RabbitTransport]]:
    """Sender and hearer on an empty broker."""
    await rabbitmq.sweep(url)
    transport = RabbitTransport(url, {})
    await transport.declare(url, {SENDER: (), HEARER: HEARD})
    sender, hearer = await Database.open(dsn, SENDER), await Database.open(dsn, HEARER)
    try:
        yield sender, hearer, transport
    finally:
        await sender.close()
        await hearer.close()
        await rabbitmq.sweep(url)


async def through_us(dsn: str, url: str) -> float:
    """Messages a second from committed outbox rows to the receiver's committed copies."""
    clock = SystemClock()
    async with joined(dsn, url) as (sender, hearer, transport):
        events = [event(staff_document()) for _ in range(MESSAGES)]
        for at in range(0, MESSAGES, 500):
            await sender.run(outbox.add_many, events[at : at + 500])
        begun = time.perf_counter()
        async with (
            run_bus(sender, SENDER, {}, clock, transport),
            run_bus(hearer, HEARER, {"Staff": Handler(hear_staff)}, clock, transport) as bus,
        ):
            await _handled(bus, MESSAGES)
            return MESSAGES / (time.perf_counter() - begun)


async def _handled(bus: Bus, count: int) -> None:
    while bus.handled < count:
        await asyncio.sleep(0.005)


@asynccontextmanager
async def _web(dsn: str) -> AsyncIterator[Database]:
    """The sender's database as another process has it: its commits wake nobody here."""
    database = await Database.open(dsn, SENDER)
    try:
        yield database
    finally:
        await database.close()


async def through_aio_pika(url: str) -> float:
    """Messages a second through aio-pika alone, published and consumed at the same time."""
    bodies = [staff_document().model_dump_json().encode() for _ in range(MESSAGES)]
    consumed = 0

    async def take(message: AbstractIncomingMessage) -> None:
        nonlocal consumed
        await message.ack()
        consumed += 1

    async with await aio_pika.connect(url) as publishing, await aio_pika.connect(url) as consuming:
        out, into = await publishing.channel(on_return_raises=True), await consuming.channel()
        await into.set_qos(prefetch_count=BATCH)
        queue = await into.declare_queue(RAW_QUEUE, durable=True, arguments=QUORUM)
        begun = time.perf_counter()
        await queue.consume(take)
        for at in range(0, MESSAGES, WINDOW):
            await asyncio.gather(
                *(
                    out.default_exchange.publish(
                        aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT), RAW_QUEUE
                    )
                    for body in bodies[at : at + WINDOW]
                )
            )
        while consumed < MESSAGES:
            await asyncio.sleep(0.005)
        took = time.perf_counter() - begun
        await queue.delete(if_unused=False, if_empty=False)
    return MESSAGES / took


async def delay(dsn: str, url: str, *, apart: bool = False) -> float:
    """Milliseconds from a commit to the receiver's, the 99th of 100, at a steady rate.

    `apart`: nobody wakes the relay, which looks at the outbox as a worker does that runs beside the web.
    """
    committed: dict[str, float] = {}
    taken: dict[str, float] = {}

    class Timed(Consumer):
        async def _ack(self, subscription: Subscription, deliveries: Sequence[Delivery]) -> None:
            now = time.perf_counter()  # its effects are committed
            taken.update((delivery.subject, now) for delivery in deliveries)
            await super()._ack(subscription, deliveries)

    clock, loops = SystemClock(), cast(Any, running)
    usual, loops.Consumer = loops.Consumer, Timed
    try:
        async with (
            joined(dsn, url) as (relays, hearer, transport),
            run_bus(relays, SENDER, {}, clock, transport, relay_poll=RELAY_POLL_APART if apart else POLL),
            run_bus(hearer, HEARER, {"Staff": Handler(hear_staff)}, clock, transport) as bus,
            _web(dsn) as web,
        ):
            sender = web if apart else relays
            await sender.run(outbox.add, event(staff_document()))
            await _handled(bus, 1)
            begun = time.perf_counter()
            for number in range(A_SECOND * SECONDS):
                await asyncio.sleep(max(begun + number / A_SECOND - time.perf_counter(), 0))
                document = staff_document()
                await sender.run(outbox.add, event(document))
                committed[document.subject] = time.perf_counter()
            await _handled(bus, 1 + A_SECOND * SECONDS)
    finally:
        loops.Consumer = usual
    delays = sorted(taken[subject] - at for subject, at in committed.items())
    return 1000 * delays[int(len(delays) * 0.99)]
