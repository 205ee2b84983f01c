"""What a broker can do to us: restart, die, run short of memory, go silent, hand us nonsense.

Whatever it does, nothing is lost, nothing has effect twice and nobody innocent is parked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

import aio_pika
import asyncpg
import pytest
from prometheus_client import CollectorRegistry

from shared.bus import trouble
from shared.bus.rabbitmq import RabbitTransport, lines
from shared.bus.rabbitmq import transport as rabbit
from shared.bus.rabbitmq.subscription import RabbitSubscription
from shared.bus.rabbitmq.topology import EXCHANGE
from shared.bus.running import run_bus
from shared.bus.transport import Delivery, Subscription, TransportAway
from tests.support.factories import staff_document
from tests.support.hearing import BINDINGS, SENDER, World, assert_once_each, both, misses, outgoing, send_on
from tests.support.rabbitmq import Broker
from tests.support.settle import comes_true, until
from tests.support.wire import Wire

pytestmark = pytest.mark.parametrize("transport", ["rabbitmq"], indirect=True)


# The broker goes away


@pytest.mark.slow
@pytest.mark.parametrize("how", [Broker.stop, Broker.kill], ids=["in order", "killed"])
async def test_the_broker_restarts(here: World, broker: Broker, how: Callable[[Broker], None]) -> None:
    documents = [staff_document() for _ in range(600)]
    async with both(here) as (sends, hears):
        sending = asyncio.create_task(send_on(here, documents, seconds=6))
        await here.acted(100)
        await asyncio.to_thread(how, broker)
        await misses(sends)
        await misses(hears)
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
                await until(lambda: ours.held == 5)
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


# Nonsense


async def hand_over_nonsense(here: World) -> None:
    """A routing key that fits a binding and that no table takes as it is."""
    async with await aio_pika.connect(here.owner) as connection:
        exchange = await (await connection.channel()).get_exchange(EXCHANGE)
        await exchange.publish(aio_pika.Message(b"{ not json"), "Staff.\0x")
    await here.drain()


async def test_a_nul_in_a_routing_key_holds_up_no_queue(here: World) -> None:
    await hand_over_nonsense(here)
    assert [row["subject"] for row in await here.trouble()] == ["Staff/x"]


async def test_control_kept_as_it_came_it_comes_again_for_ever(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "_kept", lambda text: text)
    with pytest.raises(asyncpg.CharacterNotInRepertoireError):
        await hand_over_nonsense(here)
    async with here.incoming.subscribe(10) as subscription:
        assert len(await received(subscription, 1)) == 1


# Lines that are cut


async def test_a_service_starts_and_stops_without_a_broker(here: World) -> None:
    nowhere = RabbitTransport("amqp://guest:guest@127.0.0.1:1/", BINDINGS)
    registry = CollectorRegistry()
    await here.send([staff_document()])
    async with run_bus(here.sender, SENDER, {}, here.clock, nowhere, registry=registry) as bus:
        await misses(bus)
        await bus.count()
    assert registry.get_sample_value("bimtek_bus_outbox_messages") == 1, "counted all the same"
    assert registry.get_sample_value("bimtek_bus_missing") == 1


async def test_cut_connections_lose_nothing(here: World, wire: Wire, wired: RabbitTransport) -> None:
    documents = [staff_document() for _ in range(1000)]
    async with both(here, wired):
        sending = asyncio.create_task(send_on(here, documents, seconds=4))
        cut = 0
        for swing in range(1, 7):
            await here.acted(100 * swing)
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
        wire.silence()  # neither side hears that the other is gone
        await here.send(documents[50:])
        await assert_once_each(here, documents)


def blocked(broker: Broker) -> bool:
    """Whether the broker has stopped reading from one that publishes."""
    return "blocked" in broker.control("list_connections", "state")


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
            await comes_true(lambda: asyncio.to_thread(blocked, broker))
            assert await here.outbox() == 40, "nobody confirmed them"
        finally:
            await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "0.4")
        await assert_once_each(here, documents)
