"""The promise of bookings: nobody and nothing is ever in two places, whatever races.

1,000 requests at once, through the JSON API of two replicas, on 20 trainers and 10 venues: sessions are
added, moved, given other trainers and venues and taken out, workshops change their main venue, venues their
size. Afterwards the tables of sessions and trainers are read, not the bookings that should keep them apart.

Two walls stand behind the promise, the sorted locks and the constraint. Each is tried alone; the control
takes both out, which is how it is done without thinking: look whether it is free, then write.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from services.scheduling.domain.refusals import Collision
from services.scheduling.store import bookings
from services.scheduling.web.passwords import Passwords
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Database
from tests.prove.booking_log import Log
from tests.prove.booking_requests import Dice, Town, answered
from tests.prove.proof import Proof, Size
from tests.support import databases, server
from tests.support.scheduling import Planner, planner
from tests.support.scheduling_site import Member, site

REQUESTS = 1000
REQUESTS_A_DAY = 30  # of the workshops: room for most, and rivals for the same
ALONE = {"ci": 200, "long": 1000}  # requests where one wall or both are out
ROUNDS = {"ci": 1, "long": 10}
REPLICAS = 2
NO_LOCK = "select 1 where $1::text[] is not null"
NO_CONSTRAINT = "alter table scheduling.booking drop constraint booking_never_overlaps"
MOMENT = 0.05  # seconds, at most, between looking whether it is free and writing
APRIL = datetime(2017, 4, 1, 1, 0, tzinfo=UTC)


Look = Callable[..., Awaitable[list[Collision]]]


@dataclass(frozen=True)
class Walls:
    """Which of the two stand."""

    locks: bool = True
    constraint: bool = True


async def prove(size: Size, seed: int) -> Proof:
    """Race with both walls, with each alone, and with none."""
    done: Counter[str] = Counter()
    ours: Counter[str] = Counter(dict.fromkeys(VIOLATIONS, 0))
    longest = 0.0
    with server.running(server.embedded_binaries()) as running, TemporaryDirectory() as folder:
        await databases.make_template(running)
        keys = Keys.load(Path(folder))
        async with databases.copied(running) as dsn:
            town = await _built(dsn, random.Random(seed))

            async def race(name: str, requests: int, walls: Walls) -> tuple[Counter[str], Log]:
                async with databases.copied(running, urlsplit(dsn).path[1:]) as copy:
                    return await _race(copy, keys, town, random.Random(f"{seed} {name}"), requests, walls)

            for number in range(ROUNDS[size]):
                found, log = await race(str(number), REQUESTS, Walls())
                ours.update(found)
                done.update(log.counts)
                longest = max(longest, log.longest)
            for wall, walls in (("locks", Walls(constraint=False)), ("constraint", Walls(locks=False))):
                found, _log = await race(wall, ALONE[size], walls)
                ours[f"double booked with the {wall} alone"] += found["double booked"]
            control, _log = await race("none", ALONE[size], Walls(locks=False, constraint=False))
    tried = {"requests": ROUNDS[size] * REQUESTS, **done, "longest wait in ms": round(longest * 1000)}
    return Proof("bookings", tried, dict(ours), "locks and constraint taken out", dict(control))


async def _built(dsn: str, dice: random.Random) -> Town:
    """What there is before every race."""
    passwords = Passwords()
    try:
        async with _database(dsn) as db:
            office = await planner(db, MovedClock(APRIL), passwords)
            return await Town.built(office, dice)
    finally:
        passwords.close()


async def _race(
    dsn: str, keys: Keys, town: Town, dice: random.Random, requests: int, walls: Walls
) -> tuple[Counter[str], Log]:
    """Everything at the same moment, in a database of its own; what the rows and the answers then say."""
    if not walls.constraint:
        await databases.execute(dsn, NO_CONSTRAINT)
    async with AsyncExitStack() as stack:
        if not walls.locks:
            stack.enter_context(patch.object(bookings, "LOCK", NO_LOCK))
        stack.enter_context(patch.object(bookings, "collisions", _slowly(bookings.collisions, dice)))
        members = [await _replica(stack, dsn, keys, town.office) for _ in range(REPLICAS)]
        log = Log(town.known)
        wishes = Dice(town, dice, days=-(-requests // REQUESTS_A_DAY)).wishes(requests)
        await asyncio.gather(*(answered(dice.choice(members), wish, log) for wish in wishes))
    async with _database(dsn) as db:
        found = await _violations(db)
    found["answered 5xx"] = log.broken
    found["refused without a reason"] = log.unjustified()
    return found, log


def _slowly(look: Look, dice: random.Random) -> Look:
    """Look, and write a moment later: whoever was not kept out by then has looked as well."""

    async def looked(*args: Any) -> list[Collision]:
        found = await look(*args)
        await asyncio.sleep(dice.random() * MOMENT)
        return found

    return looked


async def _replica(stack: AsyncExitStack, dsn: str, keys: Keys, office: Planner) -> Member:
    """One more server on the same database, and somebody of the office signed in there."""
    db = await stack.enter_async_context(_database(dsn))
    here = replace(office, db=db, passwords=Passwords())
    stack.callback(here.passwords.close)
    opened = await stack.enter_async_context(site(db, keys, here.clock, here))
    return await stack.enter_async_context(opened.signed_in())


@asynccontextmanager
async def _database(dsn: str) -> AsyncIterator[Database]:
    db = await Database.open(dsn, "scheduling")
    try:
        yield db
    finally:
        await db.close()


# From the sessions themselves: nothing here reads what the walls keep.
_HELD = """
with planned as (
    select s.id, s.starts_at, s.ends_at, s.venue_id, s.workshop_id, w.capacity
    from session s join workshop w on w.id = s.workshop_id
    where w.state in ('draft', 'published') and s.held is null
), needs as (
    select id, 'venue' as kind, venue_id as resource, starts_at, ends_at from planned
    union all select id, 'class', workshop_id, starts_at, ends_at from planned
    union all select p.id, 'trainer', t.trainer_id, p.starts_at, p.ends_at
              from planned p join session_trainer t on t.session_id = p.id
)
"""
VIOLATIONS = {
    "double booked": _HELD
    + """
select count(*) from needs a join needs b using (kind, resource)
where a.id < b.id and a.starts_at < b.ends_at and b.starts_at < a.ends_at
""",
    "bookings that disagree": _HELD
    + """
select count(*)
from (select id, kind, resource, tstzrange(starts_at, ends_at, '[)') as during from needs) n
full join booking b on (b.session_id, b.resource_kind, b.resource_id, b.during)
                     = (n.id, n.kind, n.resource, n.during)
where n.id is null or b.session_id is null
""",
    "rooms too small": _HELD
    + """
select count(*) from planned p join venue v on v.id = p.venue_id where p.capacity > v.capacity
""",
}


async def _violations(db: Database) -> Counter[str]:
    """What the rows say when everybody has gone home."""
    async with db.read() as tx:
        return Counter({name: int(await tx.fetchval(sql)) for name, sql in VIOLATIONS.items()})
