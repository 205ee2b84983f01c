"""What a broker can do to us: restart, die, lose a queue, run short of memory, go silent.

Whatever it does, nothing is lost, nothing has effect twice and nobody innocent is parked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, cast

import aio_pika
import pytest
from prometheus_client import CollectorRegistry
from yarl import URL

from shared.bus.rabbitmq import RabbitTransport, lines, queue_of
from shared.bus.rabbitmq import transport as rabbit
from shared.bus.rabbitmq.subscription import RabbitSubscription
from shared.bus.rabbitmq.topology import QUEUE
from shared.bus.running import run_bus
from shared.bus.transport import Delivery, Outgoing, Subscription, TransportAway
from shared.ids import new_id
from tests.support.factories import staff_document
from tests.support.hearing import HANDLERS, HEARD, HEARER, SENDER, World, assert_once_each, both, send_on
from tests.support.rabbitmq import Broker
from tests.support.wire import Wire, wire_to

pytestmark = pytest.mark.parametrize("transport", ["rabbitmq"], indirect=True)
BINDINGS = {SENDER: (), HEARER: HEARD}


def outgoing(kind: str = "Staff") -> Outgoing:
    return Outgoing(new_id(), f"{kind}/{new_id()}", b"{}")


@pytest.fixture
async def wire(amqp_url: str) -> AsyncIterator[Wire]:
    async with wire_to(URL(amqp_url).port or 5672) as made:
        yield made


@pytest.fixture
def wired(wire: Wire, amqp_url: str) -> RabbitTransport:
    """A transport whose connections can be held and cut."""
    url = URL(amqp_url).with_host("127.0.0.1").with_port(wire.port)
    return RabbitTransport(str(url), BINDINGS)


# The broker goes away


@pytest.mark.slow
@pytest.mark.parametrize("how", [Broker.stop, Broker.kill], ids=["in order", "killed"])
async def test_the_broker_restarts(here: World, broker: Broker, how: Callable[[Broker], None]) -> None:
    documents = [staff_document() for _ in range(600)]
    async with both(here):
        sending = asyncio.create_task(send_on(here, documents, seconds=6))
        await asyncio.sleep(2)
        await asyncio.to_thread(how, broker)
        await asyncio.sleep(1)
        await asyncio.to_thread(broker.start)
        await sending
        await assert_once_each(here, documents)


# Acknowledging


class Forgetful(RabbitSubscription):
    """The control: afterwards holds what it held before, less what it acknowledged."""

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        left = self._held - {delivery.tag for delivery in deliveries}
        await super().ack(deliveries)
        self._held = left


@pytest.mark.parametrize(("kind", "kept"), [(RabbitSubscription, True), (Forgetful, False)])
async def test_what_arrives_while_we_acknowledge_is_not_acknowledged_with_it(
    here: World, amqp_url: str, monkeypatch: pytest.MonkeyPatch, kind: type[RabbitSubscription], kept: bool
) -> None:
    monkeypatch.setattr(rabbit, "RabbitSubscription", kind)
    early, late = [outgoing() for _ in range(3)], [outgoing() for _ in range(2)]
    await here.outgoing.publish(early)
    async with here.incoming.subscribe(100) as subscription:
        ours = cast(RabbitSubscription, subscription)
        first = await received(subscription, 3)
        channel = await ours._channel.get_underlay_channel()
        answer_of_the_broker = channel.basic_ack

        async def slow(*arguments: Any, **named: Any) -> None:
            if ours.held == 3:
                await here.outgoing.publish(late)
                while ours.held < 5:
                    await asyncio.sleep(0.01)
            await answer_of_the_broker(*arguments, **named)

        monkeypatch.setattr(channel, "basic_ack", slow)
        await subscription.ack([first[1]])
        await subscription.ack([first[0], first[2]])
        second = await received(subscription, 2)
        await subscription.ack([second[1]])
    async with here.incoming.subscribe(100) as subscription:
        again = await subscription.receive(0.5)
    assert [one.subject for one in again] == ([second[0].subject] if kept else [])


async def received(subscription: Subscription, count: int) -> list[Delivery]:
    found: list[Delivery] = []
    while len(found) < count:
        found += await subscription.receive(1)
    return found


async def test_a_service_starts_and_stops_without_a_broker(here: World) -> None:
    nowhere = RabbitTransport("amqp://guest:guest@127.0.0.1:1/", BINDINGS)
    registry = CollectorRegistry()
    await here.send([staff_document()])
    async with run_bus(here.sender, SENDER, {}, here.clock, nowhere, registry=registry) as bus:
        await asyncio.sleep(0.1)
        await bus.count()
    assert registry.get_sample_value("bimtek_bus_outbox_messages") == 1, "counted all the same"
    assert registry.get_sample_value("bimtek_bus_missing") == 1


async def test_cut_connections_lose_nothing(here: World, wire: Wire, wired: RabbitTransport) -> None:
    documents = [staff_document() for _ in range(1000)]
    async with both(here, wired):
        sending = asyncio.create_task(send_on(here, documents, seconds=4))
        cut = 0
        for _ in range(6):
            await asyncio.sleep(0.5)
            cut += wire.cut()
        await sending
        await assert_once_each(here, documents)
    assert cut > 6


async def cut_before_the_answer(here: World, wire: Wire, wired: RabbitTransport) -> set[object]:
    """A window that goes nowhere; what the link says was confirmed."""
    async with wired.link(here.sender, SENDER) as link:
        await link.publish([outgoing()])
        wire.hold()
        loop = asyncio.get_running_loop()
        loop.call_later(0.1, wire.cut)
        loop.call_later(0.1, wire.release)
        return set(await link.publish([outgoing() for _ in range(20)]))


async def test_a_window_without_an_answer_is_not_confirmed(
    here: World, wire: Wire, wired: RabbitTransport
) -> None:
    with pytest.raises(TransportAway):
        await cut_before_the_answer(here, wire, wired)
    assert await here.incoming.waiting() == 1


async def test_control_without_waiting_for_answers_a_window_is_lost(
    here: World, wire: Wire, wired: RabbitTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit, "_error", lambda task: None)
    assert len(await cut_before_the_answer(here, wire, wired)) == 20
    assert await here.incoming.waiting() == 1


@pytest.mark.slow
async def test_a_line_that_goes_silent_is_left(
    here: World, wire: Wire, wired: RabbitTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit, "CONFIRMED", 1.0)
    monkeypatch.setattr(lines, "HEARTBEAT", 1)
    transport = RabbitTransport(wired._url, BINDINGS)
    documents = [staff_document() for _ in range(100)]
    async with both(here, transport):
        await here.send(documents[:50])
        await here.settle()
        wire.hold()
        await here.send(documents[50:])
        await asyncio.sleep(8)  # neither side hears that the other is gone
        wire.cut()
        wire.release()
        await assert_once_each(here, documents)


# The broker lacks something


async def delete_queue(url: str, service: str) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.queue_delete(queue_of(service))


async def publish_without_a_queue(here: World) -> set[object]:
    """Two services hear of staff, and the queue of one is gone; what the link says was confirmed."""
    await here.declare({HEARER: HEARD, SENDER: ("Staff",)})
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


async def test_a_deleted_queue_stops_the_relay_and_shows_until_it_is_declared_again(here: World) -> None:
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
        async with asyncio.timeout(10):
            while not (await sends.left()).missing:
                await asyncio.sleep(0.05)
        await sends.count()
        assert registry.get_sample_value("bimtek_bus_missing") == 1
        assert await here.outbox() == len(after), "all of it waits"

        await here.declare(BINDINGS)
        await assert_once_each(here, [before, *after])
        await sends.count()
        assert registry.get_sample_value("bimtek_bus_missing") == 0


async def test_a_queue_made_by_hand_gets_its_bindings_back(here: World) -> None:
    async with here.transport.link(here.hearer, HEARER) as link:
        assert isinstance(link, rabbit._Link)
        await delete_queue(here.owner, HEARER)
        await link._look()
        assert list(link.missing) == [queue_of(HEARER)]
        async with await aio_pika.connect(here.owner) as connection:
            channel = await connection.channel()
            await channel.declare_queue(queue_of(HEARER), durable=True, arguments=QUEUE)
        await link._look()
        assert list(link.missing) == []
    await here.outgoing.publish([outgoing()])
    assert await here.incoming.waiting() == 1


async def test_a_consumer_the_broker_does_not_know_is_noticed(here: World) -> None:
    async with here.incoming.subscribe(10) as subscription:
        link = here.incoming
        assert isinstance(link, rabbit._Link)
        channel = await subscription._channel.get_underlay_channel()  # type: ignore[attr-defined]
        await channel.basic_cancel(next(iter(channel.consumers)))
        await link._look()
        with pytest.raises(TransportAway):
            await subscription.receive(5)


@pytest.mark.slow
async def test_a_memory_alarm_stops_sending_and_loses_nothing(
    here: World, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit, "CONFIRMED", 1.0)
    documents = [staff_document() for _ in range(60)]
    async with both(here):
        await here.send(documents[:20])
        await here.settle()
        await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "0.00001")
        try:
            await here.send(documents[20:])
            await asyncio.sleep(4)
            assert await here.outbox() == 40, "nobody confirmed them"
        finally:
            await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "0.4")
        await assert_once_each(here, documents)
