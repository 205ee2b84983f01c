"""What there is on the broker: names, arguments, and how they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aio_pika.abc import AbstractChannel

from shared.bus.rabbitmq.lines import answer
from shared.events.catalogue import DOCUMENTS

EXCHANGE = "bimtek"
DEAD = "bimtek.dead"  # exchange and queue of what the broker itself gave up on; nothing ever should be
# Quorum queues need a limit: 4.x gives up after 20 deliveries, and -1 does so on 3.10 at the first
# repeat. We never refuse a message and `trouble` counts its attempts, so the broker shall not.
QUEUE: dict[str, Any] = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 1_000_000,
    "x-dead-letter-exchange": DEAD,
}
DEAD_QUEUE: dict[str, Any] = {"x-queue-type": "quorum"}
# Seconds after which a new quorum queue is safe. 3.10 writes down half a second late which log belongs
# to which queue; killed before that it comes back with the queue empty, or down (measured).
SAFE_AFTER = 2.0


def queue_of(service: str) -> str:
    """The name of a service's queue."""
    return f"{EXCHANGE}.{service}"


def key_of(subject: str) -> str:
    """The routing key of `Workshop/<id>`: `Workshop.<id>`."""
    return subject.replace("/", ".", 1)


def subject_of(key: str) -> str:
    """The subject whose routing key that is; of what others publish something just as harmless."""
    return key.replace(".", "/", 1)


def pattern(kind: str) -> str:
    """What a queue that hears this kind of subject is bound with."""
    return f"{kind}.*"


async def declare(channel: AbstractChannel, bindings: Mapping[str, Iterable[str]]) -> None:
    """Make all of it, service → kinds of subject; unbind what a service no longer hears. TransportAway."""
    for exchange, kind in ((EXCHANGE, "topic"), (DEAD, "fanout")):
        await answer(channel.declare_exchange(exchange, kind, durable=True))
    dead = await answer(channel.declare_queue(DEAD, durable=True, arguments=DEAD_QUEUE))
    await answer(dead.bind(DEAD))
    for service, heard in bindings.items():
        queue = await answer(channel.declare_queue(queue_of(service), durable=True, arguments=QUEUE))
        # The broker lists no bindings, so every kind there is gets bound or unbound.
        for kind in DOCUMENTS:
            change = queue.bind if kind in set(heard) else queue.unbind
            await answer(change(EXCHANGE, pattern(kind)))
