"""A service that hears staff and offices and writes down what it did: what the bus tests watch."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.bus import Copies, Handler, Handlers, outbox
from shared.bus.consumer import Consumer
from shared.bus.running import Bus, run_bus
from shared.bus.transport import Link, Outgoing, Transport, TransportAway
from shared.bus.trouble import Trouble
from shared.clock import Clock, wall
from shared.db import Database, Tx
from shared.events import Document, Event
from shared.events.cloud import encode
from shared.events.scheduling import ORGANIZATION_CHANGED, STAFF_CHANGED, Organization, Staff
from shared.ids import new_id
from tests.support.settle import PATIENCE, comes_true, settle

SENDER = "scheduling"
HEARER = "example"
HEARD = ("Organization", "Staff")
BINDINGS = {SENDER: (), HEARER: HEARD}

ORGANIZATIONS = Copies("organization", Organization)
STAFF = Copies("staff", Staff)

Take = Callable[[Tx, Sequence[Any]], Awaitable[Sequence[Document]]]


class Poisoned(Exception):
    """What the handler says about a document it cannot take."""


async def note(tx: Tx, documents: Sequence[Document]) -> None:
    """The effect: a row that says this document was acted upon."""
    subjects = [document.subject for document in documents]
    versions = [document.version for document in documents]
    await tx.execute(
        "insert into effect (subject, version) select * from unnest($1::text[], $2::bigint[])",
        subjects,
        versions,
    )


async def hear_organizations(tx: Tx, now: datetime, documents: Sequence[Organization]) -> None:
    changes = await ORGANIZATIONS.take(tx, documents)
    await note(tx, [change.new for change in changes])


async def hear_staff(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    """Staff called "poison" cannot be taken."""
    if any(document.name == "poison" for document in documents):
        raise Poisoned("cannot take it")
    changes = await STAFF.take(tx, documents)
    await note(tx, [change.new for change in changes])


HANDLERS: Handlers = {"Organization": Handler(hear_organizations), "Staff": Handler(hear_staff)}


@dataclass
class World:
    """A sender and a hearer in one database, joined by a transport."""

    dsn: str
    owner: str  # the URL of whoever may declare queues
    transport: Transport
    sender: Database
    hearer: Database
    clock: Clock
    outgoing: Link  # the sender's
    incoming: Link  # the hearer's

    def consumer(self, handlers: Handlers = HANDLERS, kind: type[Consumer] = Consumer) -> Consumer:
        return kind(self.hearer, self.incoming, HEARER, handlers, self.clock)

    async def send(self, documents: Sequence[Document]) -> None:
        """Commit these to the sender's outbox."""
        await self.sender.run(outbox.add_many, [event(document) for document in documents])

    async def declare(self, bindings: Mapping[str, Iterable[str]]) -> None:
        """Let services hear these kinds of subject and no others."""
        await self.transport.declare(self.owner, {SENDER: (), HEARER: (), **bindings})

    async def drain(self, consumer: Consumer | None = None) -> None:
        """Take deliveries until none is left."""
        consumer = consumer or self.consumer()
        async with self.incoming.subscribe(100) as subscription:
            while await consumer.step(subscription, 0.01) or await self.incoming.waiting():
                pass

    async def work_off(self) -> None:
        """Take what was given back: at once or, where the transport marks it, apart from others."""
        await self.drain()
        while await Trouble(self.hearer, HEARER, HANDLERS, self.clock).step():
            pass

    async def settle(self, *, patience: float = PATIENCE) -> None:
        """Return when tables and queue are empty, and were so twice: a delivery may be under way."""
        quiet, deadline = 0, time.monotonic() + patience
        while quiet < 2:
            await settle(self.dsn, mail=False, patience=patience)
            with suppress(TransportAway):
                quiet = 0 if await self.incoming.waiting() else quiet + 1
            assert time.monotonic() < deadline, f"the queue is not empty after {patience:g} s"
            await asyncio.sleep(0.02)

    async def effects(self) -> Counter[tuple[str, int]]:
        """How often each document was acted upon."""
        async with self.hearer.read() as tx:
            rows = await tx.fetch("select subject, version from effect")
        return Counter((row["subject"], row["version"]) for row in rows)

    async def acted(self, count: int) -> None:
        """Return when so many documents have been acted upon: it is in full swing."""

        async def enough() -> bool:
            return (await self.effects()).total() >= count

        await comes_true(enough)

    async def trouble(self) -> list[dict[str, Any]]:
        async with self.hearer.read() as tx:
            rows = await tx.fetch(
                "select message_id, subject, attempts, reason, parked_at from trouble order by subject"
            )
        return [dict(row) for row in rows]

    async def outbox(self) -> int:
        async with self.sender.read() as tx:
            count: int = await tx.fetchval("select count(*) from outbox")
            return count


def outgoing(kind: str = "Staff", body: bytes = b"{}") -> Outgoing:
    """A message that no handler reads."""
    return Outgoing(new_id(), f"{kind}/{new_id()}", body)


def message(document: Document) -> Outgoing:
    """What the relay would hand over for this document."""
    id = new_id()
    return Outgoing(id, document.subject, encode(event(document), id=id, time=wall(), traceparent=""))


def event(document: Document) -> Event:
    if isinstance(document, Organization):
        return ORGANIZATION_CHANGED(document)
    assert isinstance(document, Staff)
    return STAFF_CHANGED(document)


def once_each(documents: Sequence[Document]) -> Counter[tuple[str, int]]:
    """The effects of documents that each had theirs exactly once."""
    return Counter((document.subject, document.version) for document in documents)


@asynccontextmanager
async def world(
    dsn: str, sender: Database, hearer: Database, clock: Clock, transport: Transport, *, owner: str
) -> AsyncIterator[World]:
    """Everything declared and connected, no loop running."""
    await transport.declare(owner, BINDINGS)
    async with transport.link(sender, SENDER) as outgoing, transport.link(hearer, HEARER) as incoming:
        yield World(dsn, owner, transport, sender, hearer, clock, outgoing, incoming)


@asynccontextmanager
async def both(
    here: World, transport: Transport | None = None, *, hearer: Database | None = None
) -> AsyncIterator[tuple[Bus, Bus]]:
    """Sender and hearer at work."""
    through = transport or here.transport
    async with (
        run_bus(here.sender, SENDER, {}, here.clock, through) as sends,
        run_bus(hearer or here.hearer, HEARER, HANDLERS, here.clock, through) as hears,
    ):
        yield sends, hears


async def misses(bus: Bus) -> None:
    """Return when this service has noticed that its transport lacks something."""

    async def lacks() -> int:
        return (await bus.left()).missing

    await comes_true(lacks)


async def send_on(here: World, documents: Sequence[Document], *, seconds: float) -> None:
    """Commit these to the outbox over so many seconds."""
    for at in range(0, len(documents), 10):
        await here.send(documents[at : at + 10])
        await asyncio.sleep(seconds * 10 / len(documents))


async def assert_once_each(here: World, documents: Sequence[Document]) -> None:
    """Lost 0, doubled 0, innocents parked 0."""
    await here.settle(patience=90)
    effects, expected = await here.effects(), once_each(documents)
    assert expected - effects == Counter(), "lost"
    assert effects - expected == Counter(), "doubled"
    assert await here.trouble() == [], "parked"
