"""One process of the promise `events`: the loops of sender and hearer, until it is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared import logging
from shared.bus import Handler, inbox, running, trouble
from shared.bus.consumer import Consumer
from shared.bus.postgres import PostgresTransport
from shared.bus.rabbitmq import RabbitTransport
from shared.bus.receiving import Received
from shared.bus.running import run_bus
from shared.bus.transport import Delivery, Subscription, Transport
from shared.bus.trouble import Aside
from shared.clock import SystemClock
from shared.db import Database, Tx
from shared.events.scheduling import Staff
from tests.support.hearing import HEARD, HEARER, SENDER, STAFF, Poisoned, hear_staff, note

# Seconds after which what a dead process held is free again: short, or the proof would mostly wait.
LEASE = 0.5


async def hear_slowly(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    """As a service would, with work enough that a kill falls into the middle of it."""
    await hear_staff(tx, now, documents)
    if len(documents) > 1:
        await tx.execute("select pg_sleep(0.02)")


class Broken(Consumer):
    """The control: acknowledges first, and blames the whole batch for one message."""

    async def _take_together(self, subscription: Subscription, batch: dict[Delivery, Received]) -> None:
        if not batch:
            return
        await self._ack(subscription, list(batch))
        try:
            await self._take(list(batch.values()))
        except Poisoned:
            aside = [
                Aside(one.message_id, one.subject, one.body, 1, "blamed", parked=True)
                for one in batch.values()
            ]
            await self._db.run(trouble.set_aside, aside)


async def hear_carelessly(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    """Keeps whatever came last and acts on all of it."""
    if any(document.name == "poison" for document in documents):
        raise Poisoned("cannot take it")
    await tx.execute("delete from staff where id = any($1::uuid[])", [each.id for each in documents])
    await STAFF.take(tx, documents)
    await note(tx, documents)
    if len(documents) > 1:
        await tx.execute("select pg_sleep(0.02)")


async def no_inbox(tx: Tx, message_ids: Iterable[UUID]) -> set[UUID]:
    return set(message_ids)


async def run(dsn: str, amqp_url: str, handler: Handler) -> None:
    """Two services in one process, joined by RabbitMQ where `amqp_url` names one."""
    bindings = {SENDER: (), HEARER: HEARD}
    transport: Transport = PostgresTransport(lease=LEASE)
    if amqp_url:
        transport = RabbitTransport(amqp_url, bindings)
    clock = SystemClock()
    sender, hearer = await Database.open(dsn, SENDER, size=4), await Database.open(dsn, HEARER, size=4)
    async with (
        run_bus(sender, SENDER, {}, clock, transport),
        run_bus(hearer, HEARER, {"Staff": handler}, clock, transport),
    ):
        await asyncio.sleep(3600)


def main(dsn: str, amqp_url: str, broken: bool) -> None:
    logging.configure("CRITICAL")  # a broker that is killed is no news here
    trouble.LEASE = timedelta(seconds=LEASE)
    handler = Handler(hear_slowly)
    if broken:
        replaced: Any = running
        replaced.Consumer = Broken
        inbox.add = no_inbox
        handler = Handler(hear_carelessly)
    asyncio.run(run(dsn, amqp_url, handler))
