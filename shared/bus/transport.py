"""The port every transport stands behind: PostgreSQL tables, or RabbitMQ.

What any transport promises: what `publish` confirms will be delivered at least once to every queue
that hears its kind of subject, in any order; what is not acknowledged comes back.
tests/shared/bus/test_transport.py holds every transport to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from shared.db import Database


class TransportAway(Exception):
    """The transport cannot be reached now. Nobody's fault: counts against no message."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as the relay hands it over."""

    message_id: UUID
    subject: str  # "Workshop/<id>"
    body: bytes

    @property
    def kind(self) -> str:
        """What queues subscribe to: "Workshop"."""
        return self.subject.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as it arrives. Its body may be anything: whoever can send can send nonsense."""

    tag: int  # the transport's own name for this delivery, for `ack`
    subject: str
    body: bytes
    redelivered: bool  # given out before and never acknowledged: it may have killed its consumer


class Subscription(Protocol):
    """Deliveries of one queue to one consumer. Leaving its context gives back what is not acknowledged."""

    async def receive(self, timeout: float) -> Sequence[Delivery]:
        """What waits, oldest first, as much as was asked for; nothing after `timeout` seconds."""

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        """Forget these for good: their effects are committed."""


class Link(Protocol):
    """One service's connection to the transport."""

    async def publish(self, messages: Sequence[Outgoing]) -> set[UUID]:
        """Hand messages over; the ids of those that are safe with the transport.

        A message that no queue hears is not confirmed. TransportAway when nothing can be said.
        """

    def subscribe(self, most: int) -> AbstractAsyncContextManager[Subscription]:
        """Take this service's deliveries, at most `most` unacknowledged at a time."""

    async def waiting(self) -> int:
        """How many deliveries this service's queue holds, those given out here included."""

    @property
    def missing(self) -> Sequence[str]:
        """What the transport should have and has not; nothing is sent until it is back."""


class Transport(Protocol):
    """What a process joins its services with."""

    def link(self, db: Database, service: str) -> AbstractAsyncContextManager[Link]:
        """Connect a service; its queue has its name. `db` is the service's own database."""

    async def declare(self, url: str, bindings: Mapping[str, Iterable[str]]) -> None:
        """Make every queue and what it hears, before any service starts: queue → kinds of subject.

        `url` belongs to one who may do so (the database's owner, the broker's administrator).
        """
