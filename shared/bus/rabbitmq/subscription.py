"""Deliveries of one queue to one consumer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from aio_pika.abc import AbstractChannel
from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic

from shared.bus.rabbitmq.lines import answer
from shared.bus.rabbitmq.topology import subject_of
from shared.bus.transport import Delivery, TransportAway

LINGER = 0.002  # seconds: what arrives together is taken together


class RabbitSubscription:
    """A channel with a consumer on it; what it does not acknowledge goes back when the channel closes."""

    def __init__(self, channel: AbstractChannel, queue: str, most: int) -> None:
        self._channel = channel
        self._queue = queue
        self._most = most
        self._waiting: deque[Delivery] = deque()
        self._held: set[int] = set()
        self._news = asyncio.Event()
        self._lost = ""

    @property
    def held(self) -> int:
        """Deliveries that were given to us and are not acknowledged."""
        return len(self._held)

    async def begin(self) -> None:
        """Ask for deliveries. NotThere without a queue, else TransportAway."""
        await answer(self._channel.set_qos(prefetch_count=self._most))  # of this consumer, never global
        channel = await self._channel.get_underlay_channel()
        channel.on_consumer_cancel_callbacks.add(self._cancelled)
        channel.closing.add_done_callback(lambda _closing: self.lose("the channel was closed"))
        await answer(channel.basic_consume(self._queue, self._take))

    async def receive(self, timeout: float) -> Sequence[Delivery]:
        if not self._waiting and not self._lost:
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._news.wait()
        seen = 0
        while seen < len(self._waiting) < self._most:
            seen = len(self._waiting)
            await asyncio.sleep(LINGER)
        if self._lost:
            # What was received on a lost channel is with the broker again.
            raise TransportAway(self._lost)
        found = list(self._waiting)
        self._waiting.clear()
        return found

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        tags = {delivery.tag for delivery in deliveries}
        if not tags:
            return
        if self._lost:
            raise TransportAway(self._lost)
        channel = await self._channel.get_underlay_channel()
        last = max(tags)
        if any(tag < last for tag in self._held - tags):
            for tag in sorted(tags):
                await answer(channel.basic_ack(tag, wait=tag == last))
        else:
            await answer(channel.basic_ack(last, multiple=True))
        # From what is held now: more has arrived meanwhile, and forgetting it here would acknowledge
        # it, unhandled, together with something later.
        self._held -= tags

    def lose(self, why: str) -> None:
        """From now on this is of no use, and whoever waits on it is told."""
        self._lost = self._lost or why
        self._news.set()

    async def _take(self, message: DeliveredMessage) -> None:
        frame = message.delivery
        assert isinstance(frame, Basic.Deliver)
        tag, key = frame.delivery_tag, frame.routing_key
        assert tag is not None
        self._held.add(tag)
        self._waiting.append(Delivery(tag, subject_of(key or ""), message.body, bool(frame.redelivered)))
        self._news.set()

    async def _cancelled(self, _frame: Basic.Cancel) -> None:
        self.lose("the broker ended the subscription")
