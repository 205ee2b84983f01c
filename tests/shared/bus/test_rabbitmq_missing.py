"""What a broker can lack: a queue, its bindings, our consumer. Nothing is sent that somebody would miss."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aio_pika
import pytest
from prometheus_client import CollectorRegistry

from shared.bus.rabbitmq import RabbitTransport, lines, queue_of
from shared.bus.rabbitmq import transport as rabbit
from shared.bus.rabbitmq.topology import QUEUE
from shared.bus.running import run_bus
from shared.bus.transport import TransportAway
from tests.support.factories import staff_document
from tests.support.hearing import (
    BINDINGS,
    HANDLERS,
    HEARD,
    HEARER,
    SENDER,
    World,
    assert_once_each,
    misses,
    outgoing,
)
from tests.support.settle import until
from tests.support.wire import Wire

pytestmark = pytest.mark.parametrize("transport", ["rabbitmq"], indirect=True)
TWO_HEAR = {HEARER: HEARD, SENDER: ("Staff",)}


async def delete_queue(url: str, service: str) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.queue_delete(queue_of(service))


async def make_queue(url: str, service: str) -> None:
    """The queue without its bindings: by hand, or in the middle of `bimtek migrate`."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.declare_queue(queue_of(service), durable=True, arguments=QUEUE)


# A queue


async def publish_without_a_queue(here: World) -> set[object]:
    """Two services hear of staff, and the queue of one is gone; what the link says was confirmed."""
    await here.declare(TWO_HEAR)
    async with here.transport.link(here.sender, SENDER) as link:
        await link.publish([outgoing()])
        await delete_queue(here.owner, HEARER)
        return set(await link.publish([outgoing()]))


async def test_nothing_counts_as_sent_while_one_of_two_queues_is_missing(here: World) -> None:
    with pytest.raises(TransportAway, match=r"bimtek\.example"):
        await publish_without_a_queue(here)


async def test_control_mandatory_alone_loses_what_the_missing_queue_should_have(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def trust(link: object, kinds: set[str]) -> None:
        pass

    monkeypatch.setattr(rabbit._Link, "_make_sure", trust)
    assert len(await publish_without_a_queue(here)) == 1


async def test_a_deleted_queue_stops_the_relay_and_shows_until_it_is_declared_again(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit, "TRUSTED_AFTER", 1.0)
    before, after = staff_document(), [staff_document() for _ in range(30)]
    registry = CollectorRegistry()
    async with (
        run_bus(here.sender, SENDER, {}, here.clock, here.transport, registry=registry) as sends,
        run_bus(here.hearer, HEARER, HANDLERS, here.clock, here.transport),
    ):
        await here.send([before])
        await here.settle()
        await delete_queue(here.owner, HEARER)
        await here.send(after)
        await misses(sends)
        await sends.count()
        assert registry.get_sample_value("bimtek_bus_missing") == 1
        assert await here.outbox() == len(after), "all of it waits"

        await here.declare(BINDINGS)
        await assert_once_each(here, [before, *after])
        await sends.count()
        assert registry.get_sample_value("bimtek_bus_missing") == 0


# Its bindings


async def publish_before_it_is_bound(here: World) -> set[object]:
    """The queue that was missing is there again, its bindings are not; what the link says was confirmed."""
    await here.declare(TWO_HEAR)
    async with here.transport.link(here.sender, SENDER) as link:
        assert isinstance(link, rabbit._Link)
        await delete_queue(here.owner, HEARER)
        with pytest.raises(TransportAway):
            await link.publish([outgoing()])
        await make_queue(here.owner, HEARER)
        await link._look()
        return set(await link.publish([outgoing()]))


async def test_nothing_is_sent_before_a_queue_that_came_back_is_bound(here: World) -> None:
    with pytest.raises(TransportAway, match=rabbit.UNBOUND):
        await publish_before_it_is_bound(here)


async def test_control_trusting_a_queue_as_soon_as_it_is_there_loses_what_it_should_have(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit, "TRUSTED_AFTER", 0.0)
    assert len(await publish_before_it_is_bound(here)) == 1
    assert await here.incoming.waiting() == 0


async def test_a_queue_made_by_hand_gets_its_bindings_back(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit, "WATCHED_CLOSELY", 0.01)
    monkeypatch.setattr(rabbit, "TRUSTED_AFTER", 0.1)
    async with here.transport.link(here.hearer, HEARER) as link:
        assert isinstance(link, rabbit._Link)
        await delete_queue(here.owner, HEARER)
        await link._look()
        assert list(link.missing) == [queue_of(HEARER)]
        await make_queue(here.owner, HEARER)
        await link._look()
        assert list(link.missing) == [rabbit.UNBOUND]
        await sent_and_waiting(here)


async def test_a_queue_made_again_between_two_looks_is_bound_by_who_subscribes(here: World) -> None:
    await delete_queue(here.owner, HEARER)
    await make_queue(here.owner, HEARER)
    async with here.incoming.subscribe(10):
        pass
    await sent_and_waiting(here)


async def sent_and_waiting(here: World) -> None:
    """What a link that knows nothing of the past sends arrives."""
    async with here.transport.link(here.sender, SENDER) as link:
        await link.publish([outgoing()])
    assert await here.incoming.waiting() == 1


# Our consumer, and the broker's answers


async def test_a_consumer_the_broker_does_not_know_is_noticed(here: World) -> None:
    async with here.incoming.subscribe(10) as subscription:
        link = here.incoming
        assert isinstance(link, rabbit._Link)
        channel = await subscription._channel.get_underlay_channel()  # type: ignore[attr-defined]
        await channel.basic_cancel(next(iter(channel.consumers)))
        await link._look()
        with pytest.raises(TransportAway):
            await subscription.receive(5)


async def test_the_watchdog_outlives_whatever_it_meets(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    async def strange(link: rabbit._Link) -> list[str]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ValueError("nobody thought of that")
        return []

    monkeypatch.setattr(rabbit._Link, "_lacking", strange)
    monkeypatch.setattr(rabbit, "WATCHED_CLOSELY", 0.01)
    async with here.transport.link(here.sender, SENDER) as link:
        await until(lambda: looks == 1)
        assert list(link.missing) == [rabbit.BROKER]
        await until(lambda: not link.missing)


async def test_a_connection_that_closed_a_moment_ago_counts_as_away(here: World) -> None:
    line = lines.Line(here.owner, "closes")
    try:
        for _ in range(5):
            await line.channel()
            assert line._connection is not None and line._connection.transport is not None
            library = line._connection.transport.connection
            closing = asyncio.ensure_future(library.close())
            while not library.is_closed:  # not a moment later
                await asyncio.sleep(0)
            with suppress(TransportAway):  # anything else would end the loop that asks
                await line.channel()
            await asyncio.gather(closing, return_exceptions=True)
    finally:
        await line.close()


async def test_who_sends_does_not_wait_for_a_broker_that_hangs(
    here: World, wire: Wire, wired: RabbitTransport
) -> None:
    """The relay hands over with the rows of its window locked, and erasing a person waits for them."""
    wire.hold()
    async with wired.link(here.sender, SENDER) as link:
        await until(lambda: link.missing)
        async with asyncio.timeout(1):
            with pytest.raises(TransportAway):
                await link.publish([outgoing()])
        wire.release()
