"""Services joined by RabbitMQ: sending, subscribing, and the watchdog that keeps both honest."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import DeliveryError

from shared.bus.rabbitmq import topology
from shared.bus.rabbitmq.lines import Line, NotThere, answer
from shared.bus.rabbitmq.subscription import RabbitSubscription
from shared.bus.rabbitmq.topology import EXCHANGE, key_of, pattern, queue_of
from shared.bus.transport import Link, Outgoing, Subscription, TransportAway
from shared.db import Database
from shared.events.cloud import CONTENT_TYPE
from shared.logging import logger

log = logger(__name__)

CONFIRMED = 10.0  # seconds for a whole window to be confirmed
WATCHED = 5.0  # seconds between two looks of the watchdog
WATCHED_CLOSELY = 1.0  # the same while something is missing
# Seconds for which what was just made counts as missing. A queue comes first and its bindings later, and
# in between a message that another queue takes is confirmed and lost for this one. `bimtek migrate` needs
# much less; what somebody made by hand is bound by its owner's watchdog within two looks.
TRUSTED_AFTER = 2 * WATCHED
BROKER = "broker"  # how the watchdog calls it when it cannot ask
UNBOUND = "bindings of what was just made"


class RabbitTransport:
    """One for each process. `bindings` name all services, so that none's queue can go missing unseen.

    A service without kinds may hear anything: its queue has to be there for every message.
    """

    def __init__(self, url: str, bindings: Mapping[str, Iterable[str]]) -> None:
        self._url = url
        self._bindings = {service: frozenset(kinds) for service, kinds in bindings.items()}

    @asynccontextmanager
    async def link(self, db: Database, service: str) -> AsyncIterator[Link]:
        """Connect a service, whenever the broker is there: the service starts without it too."""
        async with AsyncExitStack() as stack:
            # A broker short of memory stops reading from those that publish, hence two connections.
            publishing = Line(self._url, f"{service} publishes")
            consuming = Line(self._url, f"{service} consumes")
            for line in (publishing, consuming):
                stack.push_async_callback(line.close)
            link = _Link(publishing, consuming, service, self._bindings)
            watching = asyncio.create_task(link.watch(), name=f"{service} watchdog")
            try:
                yield link
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)

    async def declare(self, url: str, bindings: Mapping[str, Iterable[str]]) -> None:
        """Make exchanges, queues and bindings as `url`'s user, who may. TransportAway."""
        self._bindings.clear()  # in place: the links look into the same table
        self._bindings |= {service: frozenset(kinds) for service, kinds in bindings.items()}
        line = Line(url, "declares")
        try:
            await topology.declare(await line.channel(), self._bindings)
        finally:
            await line.close()


class _Link:
    def __init__(
        self, publishing: Line, consuming: Line, service: str, bindings: Mapping[str, frozenset[str]]
    ) -> None:
        self._publishing = publishing
        self._consuming = consuming
        self._service = service
        self._queue = queue_of(service)
        self._bindings = bindings
        self._out: AbstractChannel | None = None
        self._doubtful = False  # the last window was not answered in time
        self._asking: AbstractChannel | None = None
        self._turn = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._whole_since = -math.inf  # nothing lacked since then; inf: something did when we last asked
        self._subscriptions: set[RabbitSubscription] = set()
        self._missing: tuple[str, ...] = ()

    @property
    def missing(self) -> Sequence[str]:
        return self._missing

    async def publish(self, messages: Sequence[Outgoing]) -> set[UUID]:
        # Looking again is the watchdog's: a broker that hangs takes long to ask, and the relay waits for us
        # with rows locked that a person's erasing needs.
        if self._missing:
            raise TransportAway(f"nothing is sent while this is missing: {', '.join(self._missing)}")
        if self._out is None or self._out.is_closed:
            self._out = await self._publishing.channel(confirms=True)
        confirmed: set[UUID] = set()
        left = messages
        if self._doubtful:
            # What was not answered may lie in the socket and arrive later. While the broker does not
            # read, one message asks for all, or every try would add a whole window of repeats.
            confirmed |= await self._hand_over(self._out, messages[:1])
            left = messages[1:]
        confirmed |= await self._hand_over(self._out, left)
        await self._make_sure({message.kind for message in messages})
        return confirmed

    async def _hand_over(self, channel: AbstractChannel, messages: Sequence[Outgoing]) -> set[UUID]:
        """Send these and gather the confirmations; what was refused or returned has none."""
        if not messages:
            return set()
        exchange = await answer(channel.get_exchange(EXCHANGE, ensure=False))
        sending = [
            asyncio.ensure_future(exchange.publish(_on_the_wire(one), key_of(one.subject), mandatory=True))
            for one in messages
        ]
        try:
            await asyncio.wait(sending, timeout=CONFIRMED)
        finally:
            for one in sending:
                one.cancel()
        confirmed: set[UUID] = set()
        unanswered: BaseException | None = None
        for message, task in zip(messages, sending, strict=True):
            error = _error(task)
            if error is None:
                confirmed.add(message.message_id)
            elif not isinstance(error, DeliveryError):
                unanswered = error
        self._doubtful = unanswered is not None
        if unanswered is not None and not confirmed:
            raise TransportAway(f"no confirmation: {type(unanswered).__name__}") from unanswered
        return confirmed

    async def _make_sure(self, kinds: set[str]) -> None:
        """TransportAway unless every queue that hears these kinds is there.

        `mandatory` speaks up only when no queue at all took a message (measured).
        """
        hearers = [name for name, heard in self._bindings.items() if not heard or heard & kinds]
        if await self._lost_queues(hearers):
            await self._look()
            raise TransportAway(f"not everybody heard it, missing: {', '.join(self._missing)}")

    @asynccontextmanager
    async def subscribe(self, most: int) -> AsyncIterator[Subscription]:
        # Whoever made the queue again behind the watchdog's back may have forgotten them.
        await self._bind()
        channel = await self._consuming.channel()
        subscription = RabbitSubscription(channel, self._queue, most)
        try:
            await subscription.begin()
            self._subscriptions.add(subscription)
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
            # Closing the channel gives back at once, and marked, what was not acknowledged.
            with suppress(TransportAway):
                await answer(channel.close())

    async def waiting(self) -> int:
        ready, _consumers = await self._count(self._queue)
        return ready + sum(subscription.held for subscription in self._subscriptions)

    async def watch(self) -> None:
        """Look for what has to be there until cancelled."""
        while True:
            await self._look()
            await asyncio.sleep(WATCHED_CLOSELY if self._missing else WATCHED)

    async def _look(self) -> None:
        async with self._looking:
            before, why = self._missing, ""
            try:
                missing = await self._lacking()
            except TransportAway as error:
                missing, why = [BROKER], str(error)
            except Exception as error:  # whatever a look meets, the watchdog must outlive it
                missing, why = [BROKER], repr(error)
            self._missing = tuple(missing)
            if self._missing != before:
                tell = log.error if missing else log.info
                tell("watched the broker", service=self._service, missing=missing, why=why)

    async def _lacking(self) -> list[str]:
        if lost := [*await self._lost_exchange(), *await self._lost_queues(self._bindings)]:
            return lost
        if self._whole_since == math.inf:
            await self._bind()
            self._whole_since = time.monotonic()
        if time.monotonic() < self._whole_since + TRUSTED_AFTER:
            return [UNBOUND]
        return await self._lost_consumer()

    async def _lost_exchange(self) -> list[str]:
        async with self._turn:
            channel = await self._question()
            try:
                await answer(channel.declare_exchange(EXCHANGE, passive=True))
            except NotThere:
                self._whole_since = math.inf
                return [EXCHANGE]
        return []

    async def _lost_queues(self, services: Iterable[str]) -> list[str]:
        lost = []
        for service in services:
            try:
                await self._count(queue_of(service))
            except NotThere:
                self._whole_since = math.inf
                lost.append(queue_of(service))
        return lost

    async def _lost_consumer(self) -> list[str]:
        """Our own, if the broker does not know it: it would wait for ever."""
        subscriptions = list(self._subscriptions)
        if not subscriptions or (await self._count(self._queue))[1]:
            return []
        for subscription in subscriptions:
            subscription.lose("the broker does not know this consumer")
        return [f"consumer of {self._queue}"]

    async def _bind(self) -> None:
        """Bind our own queue, as far as it is not: it may have been made by hand. NotThere, TransportAway."""
        async with self._turn:
            channel = await self._question()
            queue = await answer(channel.get_queue(self._queue, ensure=False))
            for kind in self._bindings.get(self._service, ()):
                await answer(queue.bind(EXCHANGE, pattern(kind)))

    async def _count(self, queue: str) -> tuple[int, int]:
        """Messages ready in a queue, and its consumers. NotThere, TransportAway."""
        async with self._turn:
            channel = await self._question()
            found = await answer(channel.declare_queue(queue, passive=True))
        told = found.declaration_result
        return told.message_count or 0, told.consumer_count or 0

    async def _question(self) -> AbstractChannel:
        """The channel for questions; one that was answered "not there" is closed by that."""
        if self._asking is None or self._asking.is_closed:
            self._asking = await self._consuming.channel()
        return self._asking


def _on_the_wire(message: Outgoing) -> Message:
    return Message(
        message.body,
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=str(message.message_id),
    )


def _error(task: asyncio.Task[Any]) -> BaseException | None:
    """Why a message is not confirmed; None if it is."""
    if not task.done() or task.cancelled():
        return TimeoutError()
    return task.exception()
