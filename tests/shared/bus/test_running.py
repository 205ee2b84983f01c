"""The loops of two services together: what one commits, the other acts upon, by itself."""

from __future__ import annotations

import time
from uuid import UUID

import asyncpg
from prometheus_client import CollectorRegistry

from shared.bus.republish import republish
from shared.bus.running import run_bus
from shared.db import Tx
from shared.events import Event
from tests.support.factories import staff_document
from tests.support.hearing import HANDLERS, HEARER, SENDER, World, both, event, once_each
from tests.support.settle import until


async def test_a_thousand_events_have_their_effect_once(here: World) -> None:
    documents = [staff_document() for _ in range(1000)]
    async with (
        run_bus(here.sender, SENDER, {}, here.clock, here.transport),
        run_bus(here.hearer, HEARER, HANDLERS, here.clock, here.transport),
    ):
        for at in range(0, 1000, 50):
            await here.send(documents[at : at + 50])
        await here.settle()

    assert await here.effects() == once_each(documents)
    assert await here.trouble() == []


async def test_what_is_committed_is_heard_well_before_the_next_poll(here: World) -> None:
    async with (
        run_bus(here.sender, SENDER, {}, here.clock, here.transport),
        run_bus(here.hearer, HEARER, HANDLERS, here.clock, here.transport),
    ):
        await here.send([staff_document()])
        await here.settle()
        took = []
        for _ in range(5):
            begun = time.monotonic()
            await here.send([staff_document()])
            await here.settle()
            took.append(time.monotonic() - begun)
        assert sorted(took)[2] < 0.5, "woken in the process, not polled once a second"


async def test_stopping_and_starting_loses_nothing(here: World) -> None:
    documents = [staff_document() for _ in range(600)]
    for at in range(0, 600, 100):
        async with both(here) as (sends, _hears):
            await here.send(documents[at : at + 100])
            await until(lambda: sends.sent)
    async with both(here):
        await here.settle()

    assert await here.effects() == once_each(documents)
    assert await here.trouble() == []


TERMINATE = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name like 'bimtek %' and datname = current_database()
"""


async def test_cutting_every_connection_loses_nothing_and_blames_nobody(here: World) -> None:
    documents = [staff_document() for _ in range(1000)]
    await here.send(documents)
    owner = await asyncpg.connect(here.dsn)
    async with (
        run_bus(here.sender, SENDER, {}, here.clock, here.transport),
        run_bus(here.hearer, HEARER, HANDLERS, here.clock, here.transport) as bus,
    ):
        for swing in range(1, 6):
            await until(lambda: bus.handled >= 100 * swing)  # noqa: B023 - asked here and now
            await owner.execute(TERMINATE)
        await here.settle()
        assert bus.handled > 0
    await owner.close()

    assert await here.effects() == once_each(documents)
    assert await here.trouble() == []


async def test_figures_tell_what_waits(here: World) -> None:
    registry = CollectorRegistry()
    await here.send([staff_document(), staff_document()])
    await here.declare({})  # nobody hears: they stay
    async with run_bus(here.sender, SENDER, {}, here.clock, here.transport, registry=registry) as bus:
        left = await bus.left()
        await bus.count()
    assert (left.outbox, left.deliveries, left.trouble, left.parked) == (2, 0, 0, 0)
    assert not left.nothing
    assert registry.get_sample_value("bimtek_bus_outbox_messages") == 2
    assert registry.get_sample_value("bimtek_bus_parked_messages") == 0


async def test_republishing_tells_everything_again_in_windows(here: World) -> None:
    known = sorted((staff_document() for _ in range(450)), key=lambda document: document.id)

    async def again(tx: Tx, after: UUID | None, most: int) -> list[Event]:
        following = [document for document in known if after is None or document.id > after]
        return [event(document) for document in following[:most]]

    assert await republish(here.sender, again) == 450
    assert await here.outbox() == 450
