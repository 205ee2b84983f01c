"""The promise of seats: never one too many, none left empty while somebody waits, and in order.

200 clients (1,000 in the long size), spread over two replicas, race for 1, 10 and 100 seats. Some press
twice, some cancel as soon as they have an answer, some later. The control counts the taken seats and then
inserts, which is how it is done without thinking.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from uuid import UUID

from services.registration.actions.leaving import Leaving
from services.registration.actions.sign_up import Admission, Admitted, Wish, new_registration
from services.registration.domain.seats import Refusal
from services.registration.store import registrations
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Database, Tx, Unavailable
from shared.events.registration import RegistrationState
from shared.events.scheduling import Workshop
from tests.prove.proof import Proof, Size
from tests.support import databases, server
from tests.support.registration import OFFICE, Office, workshop

CLIENTS = {"ci": 200, "long": 1_000}
CAPACITIES = (1, 10, 100)
ROUNDS = {"ci": 1, "long": 100}
CONTROL_ROUNDS = 5  # at most
REPLICAS = 2
PRESS_TWICE = 0.2  # share of clients
CANCEL = 0.5
LATEST = 0.15  # seconds within which everybody has come

T = TypeVar("T")
R = TypeVar("R")
SignUp = Callable[[Wish], Awaitable["Admitted | Refusal"]]
Cancel = Callable[[UUID], Awaitable[None]]


@dataclass(frozen=True)
class Door:
    """How one replica lets people in and out."""

    sign_up: SignUp
    cancel: Cancel


@dataclass(frozen=True)
class Crowd:
    """Who races in one round, and what came of it."""

    dice: random.Random
    clients: int
    done: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)  # seconds until the answer to a sign-up


Round = Callable[[server.Server, Keys, Crowd, bool], Awaitable[Counter[str]]]


async def prove(size: Size, seed: int) -> Proof:
    """Race for seats, through the product's door and through the control's."""
    return await raced("seats", "count, then insert", VIOLATIONS, len(CAPACITIES), _round, size, seed)


async def raced(
    name: str, control: str, violations: Sequence[str], races: int, one_round: Round, size: Size, seed: int
) -> Proof:
    """All rounds through the product's door, and then some through the control's, until it breaks a promise.

    A control loses a race only where two people meet in it, and a round may pass without that.
    """
    done: Counter[str] = Counter()
    waits: list[float] = []
    ours: Counter[str] = Counter(dict.fromkeys(violations, 0))
    theirs: Counter[str] = Counter(dict.fromkeys(violations, 0))
    clients = CLIENTS[size]
    with server.running(server.embedded_binaries()) as running, TemporaryDirectory() as folder:
        await databases.make_template(running)
        keys = Keys.load(Path(folder))
        for number in range(ROUNDS[size]):
            dice = random.Random(f"{seed} {name} {number}")
            ours.update(await one_round(running, keys, Crowd(dice, clients, done, waits), True))
        for number in range(CONTROL_ROUNDS):
            dice = random.Random(f"{seed} {name} control {number}")
            theirs.update(await one_round(running, keys, Crowd(dice, clients), False))
            if any(theirs.values()):
                break
    tried = {"clients a race": clients, "races": ROUNDS[size] * races, **done, **answer_times(waits)}
    return Proof(name, tried, dict(ours), control, dict(theirs))


@asynccontextmanager
async def replicas(
    running: server.Server, keys: Keys, races: Sequence[Workshop]
) -> AsyncIterator[tuple[Database, list[Office]]]:
    """Two processes' worth of registration on one new database that has heard of the races."""
    clock = MovedClock(datetime(2017, 4, 1, 1, 0, tzinfo=UTC))
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(databases.copied(running))
        offices: list[Office] = []
        for _ in range(REPLICAS):
            db = await Database.open(dsn, "registration")
            stack.push_async_callback(db.close)
            admission = await stack.enter_async_context(Admission(db))
            leaving = await stack.enter_async_context(Leaving(db))
            offices.append(Office(db, keys, clock, admission, leaving))
        await offices[-1].hears(*races)
        yield offices[-1].db, offices


async def _round(running: server.Server, keys: Keys, crowd: Crowd, locked: bool) -> Counter[str]:
    """One race for each capacity, all at the same time, in a database of its own."""
    races = [workshop(capacity=capacity) for capacity in CAPACITIES]
    async with replicas(running, keys, races) as (db, offices):
        doors = [product(office) if locked else _control(office.db, races) for office in offices]
        clients = [
            client(crowd.dice.choice(doors), offices[-1].wish(race), crowd)
            for race in races
            for _ in range(crowd.clients)
        ]
        await asyncio.gather(*clients)
        return await _violations(db, races, counted=locked)


def answer_times(waits: list[float]) -> dict[str, int]:
    """How long people waited for the answer to a sign-up, in ms."""
    ordered = sorted(waits)
    return {f"p{share} ms": round(1000 * ordered[len(ordered) * share // 100]) for share in (50, 99)}


async def client(door: Door, wish: Wish, crowd: Crowd) -> None:
    """Comes at some moment, perhaps presses twice, perhaps leaves again."""
    dice, done = random.Random(crowd.dice.random()), crowd.done
    await asyncio.sleep(dice.choice((0, dice.random() * LATEST)))  # half of them at the first moment
    presses = 2 if dice.random() < PRESS_TWICE else 1
    came = time.perf_counter()
    answers = await asyncio.gather(*(_insist(done, door.sign_up, wish) for _ in range(presses)))
    crowd.waits.append(time.perf_counter() - came)
    done["sign-ups"] += presses
    admitted = {answer.registration_id for answer in answers if isinstance(answer, Admitted)}
    if dice.random() < CANCEL:
        await asyncio.sleep(dice.choice((0, dice.random() * LATEST)))
        await asyncio.gather(*(_insist(done, door.cancel, id) for id in admitted))
        done["cancels"] += len(admitted)


async def _insist(done: Counter[str], act: Callable[[T], Awaitable[R]], what: T) -> R:
    """Whoever is told 503 tries again, as people do."""
    while True:
        try:
            return await act(what)
        except Unavailable:
            done["told to try again"] += 1
            await asyncio.sleep(0.1)


def product(office: Office) -> Door:
    async def cancel(id: UUID) -> None:
        await office.leaving.cancel(office.now, id)

    return Door(office.admission.sign_up, cancel)


TAKEN = "select count(*) from registration where workshop_id = $1 and state = 'confirmed'"
CANCELLED = "update registration set state = 'cancelled' where id = $1 returning workshop_id"
NEXT = """
update registration set state = 'confirmed' where id in (
    select id from registration where workshop_id = $1 and state = 'waitlisted' order by queue limit $2)
"""


def _control(db: Database, races: list[Workshop]) -> Door:
    """Looks how many seats are taken, and if one is free, takes it; the same after a cancellation."""
    capacity = {race.id: race.capacity for race in races}

    async def admit(tx: Tx, wish: Wish) -> RegistrationState:
        taken = await tx.fetchval(TAKEN, wish.workshop_id)
        free = taken < capacity[wish.workshop_id]
        state = RegistrationState.CONFIRMED if free else RegistrationState.WAITLISTED
        new = new_registration(wish, OFFICE, state)
        await registrations.insert_many(tx, [new])
        return state

    async def leave(tx: Tx, id: UUID) -> None:
        race = await tx.fetchval(CANCELLED, id)
        free = capacity[race] - await tx.fetchval(TAKEN, race)
        await tx.execute(NEXT, race, max(free, 0))

    async def sign_up(wish: Wish) -> Admitted:
        state = await db.run(admit, wish)
        return Admitted(wish.id, state, wish.manage_sealed)

    async def cancel(id: UUID) -> None:
        await db.run(leave, id)

    return Door(once_each(sign_up), cancel)


def once_each(sign_up: Callable[[Wish], Awaitable[Admitted]]) -> SignUp:
    """The control is about seats: a second press is left out."""
    pressed: set[UUID] = set()

    async def first_only(wish: Wish) -> Admitted:
        if wish.id in pressed:
            return Admitted(wish.id, RegistrationState.WAITLISTED, wish.manage_sealed, repeated=True)
        pressed.add(wish.id)
        try:
            return await sign_up(wish)
        except Unavailable:
            pressed.discard(wish.id)
            raise

    return first_only


VIOLATIONS = ("oversold", "left empty", "out of order", "signed up twice", "miscounted")
ROWS = """
select id, phone, state, queue,
       (select max(outbox.id) from outbox join mail using (subject)
        where subject = 'Registration/' || registration.id and mail.purpose = 'seat_given'
          and convert_from(outbox.body, 'UTF8')::jsonb ->> 'type' = 'RegistrationConfirmed') as given
from registration where workshop_id = $1 order by queue
"""
COUNTED = "select taken, waiting from seat where workshop_id = $1"


async def _violations(db: Database, races: list[Workshop], *, counted: bool) -> Counter[str]:
    """What the rows say when everybody has gone home."""
    found: Counter[str] = Counter()
    async with db.read() as tx:
        for race in races:
            rows = await tx.fetch(ROWS, race.id)
            seated = [row for row in rows if row["state"] in ("confirmed", "offered")]
            waiting = [row for row in rows if row["state"] == "waitlisted"]
            found["oversold"] += max(len(seated) - race.capacity, 0)
            found["left empty"] += min(max(race.capacity - len(seated), 0), len(waiting))
            if waiting:
                found["out of order"] += sum(row["queue"] > waiting[0]["queue"] for row in seated)
            given = [row["given"] for row in rows if row["given"] is not None]
            found["out of order"] += sum(after < before for before, after in itertools.pairwise(given))
            found["signed up twice"] += len(rows) - len({row["phone"] for row in rows})
            if counted:
                counts = await tx.fetchrow(COUNTED, race.id)
                assert counts is not None
                found["miscounted"] += abs(counts["taken"] - len(seated))
                found["miscounted"] += abs(counts["waiting"] - len(waiting))
    return found
