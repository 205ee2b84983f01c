"""Receivers at a broker: replicas, a database that goes away, and the least rights a service needs."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack

import pytest
from aiormq.exceptions import ChannelAccessRefused
from yarl import URL

from shared.bus.consumer import Consumer
from shared.bus.rabbitmq import RabbitTransport, lines, queue_of
from shared.bus.receiving import Received
from shared.bus.running import run_bus
from shared.bus.transport import Delivery, Subscription
from shared.db import Database
from shared.events import Document
from tests.conftest import DatabaseOf
from tests.support.factories import staff_document
from tests.support.hearing import (
    HANDLERS,
    HEARD,
    HEARER,
    SENDER,
    World,
    assert_once_each,
    both,
    once_each,
    send_on,
)
from tests.support.proxy import line_to
from tests.support.rabbitmq import Broker
from tests.support.server import Server

pytestmark = pytest.mark.parametrize("transport", ["rabbitmq"], indirect=True)


async def test_two_replicas_compete(here: World, database_of: DatabaseOf) -> None:
    documents = [staff_document() for _ in range(1000)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(run_bus(here.sender, SENDER, {}, here.clock, here.transport))
        replicas = [
            await stack.enter_async_context(
                run_bus(await database_of(HEARER), HEARER, HANDLERS, here.clock, here.transport)
            )
            for _ in range(2)
        ]
        await send_on(here, documents, seconds=2)
        await assert_once_each(here, documents)
        assert all(replica.handled > 100 for replica in replicas)


class AcksFirst(Consumer):
    """The control: acknowledges before the commit."""

    async def _take_together(self, subscription: Subscription, batch: dict[Delivery, Received]) -> None:
        await self._ack(subscription, list(batch))
        await self._take(list(batch.values()))


async def database_away(here: World, postgres: Server, seconds: float) -> Sequence[Document]:
    """The receiver's database answers nobody for a while, in the middle of it."""
    documents = [staff_document() for _ in range(500)]
    async with line_to(postgres.socket) as line:
        dsn = here.dsn.replace(str(postgres.socket), str(line.folder))
        hearer = await Database.open(dsn, HEARER)
        try:
            async with both(here, hearer=hearer):
                sending = asyncio.create_task(send_on(here, documents, seconds=3))
                await here.acted(50)
                await line.close()
                await asyncio.sleep(seconds)
                await line.open()
                await sending
                await here.settle(patience=90)
        finally:
            await hearer.close()
    return documents


@pytest.mark.slow
async def test_the_database_is_away_for_ten_seconds(here: World, postgres: Server) -> None:
    await assert_once_each(here, await database_away(here, postgres, 10))


@pytest.mark.slow
async def test_control_acknowledging_first_loses_what_the_database_did_not_take(
    here: World, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.bus.running.Consumer", AcksFirst)
    documents = await database_away(here, postgres, 6)
    assert once_each(documents) - await here.effects() != Counter()


async def test_a_service_needs_no_more_than_its_own_queue_and_the_exchange(
    here: World, broker: Broker
) -> None:
    """What `bimtek secrets` gives a service's user: to send, take and watch, and to make nothing."""
    own = rf"^bimtek(\.{HEARER})?$"
    await asyncio.to_thread(broker.control, "add_user", "service", "secret")
    await asyncio.to_thread(broker.control, "set_permissions", "service", "^$", own, own)
    url = str(URL(broker.url).with_user("service").with_password("secret"))
    transport = RabbitTransport(url, {SENDER: (), HEARER: HEARD})
    documents = [staff_document() for _ in range(20)]
    async with both(here, transport):
        await here.send(documents)
        await assert_once_each(here, documents)

    line = lines.Line(url, "meddles")
    try:
        channel = await line.channel()
        with pytest.raises(ChannelAccessRefused):
            await channel.declare_queue("bimtek.other", durable=True)
        channel = await line.channel()
        with pytest.raises(ChannelAccessRefused):
            await channel.queue_delete(queue_of(SENDER))
    finally:
        await line.close()
