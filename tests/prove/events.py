"""The promise `events`: whoever is killed, whatever comes twice and in whatever order, nothing is lost,
nothing has effect twice, nobody innocent is parked, and every row ends as the newest document says.

Two real processes run sender and hearer, and one of them is killed with SIGKILL again and again while
events flow; over RabbitMQ its broker is killed as well. The control runs a deliberately broken consumer under
the same load; it has to fail in all four ways, or the counts would prove nothing.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess

import asyncpg

from shared.bus import outbox
from shared.bus.postgres import PostgresTransport
from shared.bus.rabbitmq import RabbitTransport
from shared.bus.rabbitmq.topology import SAFE_AFTER
from shared.bus.receiving import key_of
from shared.bus.transport import Outgoing
from shared.clock import wall
from shared.events.cloud import encode
from shared.events.scheduling import Staff
from shared.ids import new_id
from tests.prove import replica
from tests.prove.proof import Proof
from tests.prove.proof import Size as SizeName
from tests.support import databases, rabbitmq, server
from tests.support.factories import staff_document
from tests.support.hearing import HEARD, HEARER, SENDER, event
from tests.support.rabbitmq import Broker

REPLICAS = 2
CHUNK = 50  # messages committed to the outbox together
QUIET = 3  # looks in a row that find nothing left: what a broker says of its queues is a moment old
PATIENCE = 60.0  # seconds without any progress after which what is left counts as lost


@dataclass(frozen=True)
class Size:
    subjects: int
    versions: int
    repeats: int  # messages that are sent a second time
    poison: int  # messages no handler can take
    nonsense: int  # bodies that are no event at all
    kills: int
    broker_kills: int = 0


SIZES = {
    "ci": Size(subjects=500, versions=5, repeats=700, poison=5, nonsense=20, kills=8, broker_kills=1),
    "long": Size(12_000, versions=8, repeats=20_000, poison=50, nonsense=500, kills=150, broker_kills=15),
}
CONTROL = Size(subjects=250, versions=4, repeats=300, poison=5, nonsense=5, kills=4)


@dataclass(frozen=True)
class Load:
    """What is sent, in the order in which it is sent."""

    messages: Sequence[Outgoing]
    newest: dict[str, Staff]  # the state every receiver has to end in
    poison: set[str]  # subjects
    nonsense: set[str]  # message ids as the receiver makes them

    @classmethod
    def make(cls, size: Size, chance: random.Random) -> Load:
        documents = []
        newest = {}
        for _ in range(size.subjects):
            first = staff_document(version=1)
            for version in range(1, size.versions + 1):
                documents.append(first.model_copy(update={"version": version, "name": f"Alice {version}"}))
            newest[first.subject] = documents[-1]
        poison = [staff_document(name="poison") for _ in range(size.poison)]
        bodies = [f"nonsense {number}".encode() for number in range(size.nonsense)]
        messages = [_message(document) for document in documents]
        messages += chance.sample(messages, size.repeats)
        messages += [_message(document) for document in poison]
        messages += [Outgoing(new_id(), f"Staff/{new_id()}", body) for body in bodies]
        chance.shuffle(messages)
        return cls(
            messages,
            newest,
            {document.subject for document in poison},
            {str(key_of(body)) for body in bodies},
        )


def _message(document: Staff) -> Outgoing:
    id = new_id()
    body = encode(event(document), id=id, time=wall(), traceparent=f"00-{id.hex}-{id.hex[:16]}-01")
    return Outgoing(id, document.subject, body)


async def prove(size: SizeName, seed: int) -> Proof:
    """Run the promise and its control over PostgreSQL alone."""
    return await over("events", None, replace(SIZES[size], broker_kills=0), seed)


async def over(promise: str, broker: Broker | None, wanted: Size, seed: int) -> Proof:
    """Run the promise and its control, each in a fresh database and on an empty broker."""
    with server.running(server.embedded_binaries()) as postgres:
        await databases.make_template(postgres)
        async with databases.copied(postgres) as dsn:
            counts = await _run(dsn, broker, wanted, random.Random(seed), broken=False)
        async with databases.copied(postgres) as dsn:
            control = await _run(dsn, broker, CONTROL, random.Random(seed), broken=True)
    killed = {"kills of the broker": wanted.broker_kills} if broker else {}
    return Proof(
        promise,
        tried={
            "messages": wanted.subjects * wanted.versions,
            "repeats": wanted.repeats,
            "poison and nonsense": wanted.poison + wanted.nonsense,
            "kills": wanted.kills,
            **killed,
        },
        violations=counts,
        control_is="acknowledge first, keep what came last, no inbox, blame the batch",
        control=control,
    )


async def _run(
    dsn: str, broker: Broker | None, size: Size, chance: random.Random, *, broken: bool
) -> dict[str, int]:
    await _declare(dsn, broker)
    load = Load.make(size, chance)
    replicas = [_start(dsn, broker, broken) for _ in range(REPLICAS)]
    connection = await asyncpg.connect(dsn)
    broker_dies = set(range(2, size.kills, max(size.kills // (size.broker_kills or 1), 1)))
    try:
        sending = asyncio.create_task(_send(dsn, load))
        for number in range(size.kills):
            await asyncio.sleep(chance.uniform(0.1, 0.4))
            if broker and size.broker_kills and number in broker_dies:
                await asyncio.to_thread(broker.kill)
                await asyncio.to_thread(broker.start)
            victim = chance.randrange(REPLICAS)
            replicas[victim].kill()
            replicas[victim].join()
            replicas[victim] = _start(dsn, broker, broken)
        await sending
        await _work_off(connection, broker, load)
        return await _judge(connection, load)
    finally:
        await connection.close()
        for replica in replicas:
            replica.kill()
            replica.join()


async def _declare(dsn: str, broker: Broker | None) -> None:
    bindings = {SENDER: (), HEARER: HEARD}
    if broker is None:
        await PostgresTransport().declare(dsn, bindings)
    else:
        await rabbitmq.sweep(broker.url)
        await RabbitTransport(broker.url, {}).declare(broker.url, bindings)
        await asyncio.sleep(SAFE_AFTER)  # as `bimtek migrate` does before any service starts


def _start(dsn: str, broker: Broker | None, broken: bool) -> ForkServerProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.prove.replica"])
    process = context.Process(
        target=replica.main, args=(dsn, broker.url if broker else "", broken), daemon=True
    )
    process.start()
    return process


async def _send(dsn: str, load: Load) -> None:
    """Commit everything to the sender's outbox, slowly enough for the kills to fall in between."""
    connection = await asyncpg.connect(dsn, server_settings={"search_path": SENDER})
    try:
        for at in range(0, len(load.messages), CHUNK):
            chunk = load.messages[at : at + CHUNK]
            ids, subjects = [one.message_id for one in chunk], [one.subject for one in chunk]
            await connection.execute(outbox.INSERT, ids, subjects, [one.body for one in chunk])
            await asyncio.sleep(0.02)
    finally:
        await connection.close()


LEFT = f"""
    select (select count(*) from {SENDER}.outbox) + (select count(*) from bus.delivery)
        + (select count(*) from {HEARER}.trouble where parked_at is null and subject <> all ($1::text[]))
"""


async def _work_off(
    connection: asyncpg.Connection[asyncpg.Record], broker: Broker | None, load: Load
) -> None:
    """Wait until only poison is left; what nobody works off any more will be counted as lost."""
    quiet, last, give_up = 0, -1, time.monotonic() + PATIENCE
    while quiet < QUIET and time.monotonic() < give_up:
        # Tables last: what leaves the broker is in one of them, or done.
        queued = await asyncio.to_thread(_queued, broker) if broker else 0
        left = queued + await connection.fetchval(LEFT, list(load.poison))
        quiet = 0 if left else quiet + 1
        if left != last:
            last, give_up = left, time.monotonic() + PATIENCE
        await asyncio.sleep(0.25)


def _queued(broker: Broker) -> int:
    """What the broker holds, given out or not."""
    return sum(int(line) for line in broker.control("list_queues", "messages").split() if line.isdigit())


async def _judge(connection: asyncpg.Connection[asyncpg.Record], load: Load) -> dict[str, int]:
    kept = {
        row["subject"]: Staff.model_validate_json(row["document"])
        for row in await connection.fetch(
            f"select 'Staff/' || id as subject, document::text as document from {HEARER}.staff"
        )
    }
    effects = Counter(
        (row["subject"], row["version"])
        for row in await connection.fetch(f"select subject, version from {HEARER}.effect")
    )
    parked = await connection.fetch(
        f"select message_id::text as id, subject from {HEARER}.trouble where parked_at is not null"
    )
    acted: dict[str, int] = {}
    for subject, version in effects:
        acted[subject] = max(version, acted.get(subject, 0))
    arrived = {s: document for s, document in load.newest.items() if acted.get(s, 0) == document.version}
    return {
        "lost": len(load.newest) - len(arrived) + len(load.nonsense - {row["id"] for row in parked}),
        "doubled": sum(count - 1 for count in effects.values()),
        "innocents parked": sum(
            row["id"] not in load.nonsense and row["subject"] not in load.poison for row in parked
        ),
        "diverged": sum(kept.get(subject) != document for subject, document in arrived.items()),
    }
