"""The promise of seats where the office has set quotas: none is broken, and no seat is left empty for one
that nobody needs.

The clients of tests/prove/seats.py, women and men of two kecamatan, race for 10 and 100 seats: some are held
back for women, and only some may go to Kecamatan Membalong. The control counts people by the same rules, but
without holding the row while it does.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.registration.actions import quotas
from services.registration.actions.office import By
from services.registration.actions.sign_up import Admitted, Wish, new_registration
from services.registration.domain.quotas import Ledger, Of, Quota, Rule, Tally, profile_of
from services.registration.store import registrations, seats
from shared.crypto import Keys
from shared.db import Database, Tx
from shared.events.registration import RegistrationState
from shared.events.scheduling import Workshop
from tests.prove.proof import Proof, Size
from tests.prove.seats import Crowd, Door, client, once_each, product, raced, replicas
from tests.support import server
from tests.support.registration import OFFICE, person, workshop

CAPACITIES = (10, 100)
MEMBALONG, TANJUNGPANDAN = "19.02.02", "19.02.01"
HELD_FOR_WOMEN = 0.4  # of the seats
FOR_MEMBALONG = 0.3
WOMEN = 0.15  # of the clients: so few that men wait while seats of women are free
PANITIA = By("Staff/prove", "Panitia", OFFICE)


def rules(capacity: int) -> tuple[Quota, ...]:
    return (
        Quota("women", Rule.RESERVED, round(capacity * HELD_FOR_WOMEN), Of.SEX, ("P",)),
        Quota("membalong", Rule.AT_MOST, round(capacity * FOR_MEMBALONG), Of.DISTRICT, (MEMBALONG,)),
    )


VIOLATIONS = ("oversold", "left empty", "out of order", "quota broken", "miscounted")


async def prove(size: Size, seed: int) -> Proof:
    """Race for seats with quotas, through the product's door and through the control's."""
    control = "quotas counted without the lock"
    return await raced("seats with quotas", control, VIOLATIONS, len(CAPACITIES), _round, size, seed)


async def _round(running: server.Server, keys: Keys, crowd: Crowd, locked: bool) -> Counter[str]:
    races = [workshop(capacity=capacity) for capacity in CAPACITIES]
    async with replicas(running, keys, races) as (db, offices):
        doors = [product(office) if locked else _control(office.db, races) for office in offices]
        for race in races:
            await db.run(quotas.change, offices[-1].now, PANITIA, race.id, rules(race.capacity))
        clients = [
            client(crowd.dice.choice(doors), offices[-1].wish(race, _somebody(crowd.dice)), crowd)
            for race in races
            for _ in range(crowd.clients)
        ]
        await asyncio.gather(*clients)
        return await _violations(db, races, counted=locked)


def _somebody(dice: random.Random) -> Any:
    gender = "P" if dice.random() < WOMEN else "L"
    return person(gender=gender, district_code=dice.choice((MEMBALONG, TANJUNGPANDAN)))


BY_PROFILE = """
select quota_profile, state, count(*) as people from registration
where workshop_id = $1 and state in ('confirmed', 'waitlisted') group by 1, 2
"""
CANCELLED = "update registration set state = 'cancelled' where id = $1 returning workshop_id"
LINE = """
select id, quota_profile from registration where workshop_id = $1 and state = 'waitlisted' order by queue
"""
SEAT = "update registration set state = 'confirmed' where id = any($1::uuid[])"


def _control(db: Database, races: Sequence[Workshop]) -> Door:
    """The same rules and the same ledger; only that nobody holds the row while it is counted."""
    capacity = {race.id: race.capacity for race in races}

    async def ledger(tx: Tx, race: UUID) -> Ledger:
        seated: dict[int, int] = {}
        waiting: dict[int, int] = {}
        for row in await tx.fetch(BY_PROFILE, race):
            part = seated if row["state"] == "confirmed" else waiting
            part[row["quota_profile"]] = row["people"]
        return Ledger(capacity[race], rules(capacity[race]), Tally(seated, waiting))

    async def admit(tx: Tx, wish: Wish) -> RegistrationState:
        profile = profile_of(rules(capacity[wish.workshop_id]), wish.person.traits)
        sits = (await ledger(tx, wish.workshop_id)).admit(profile)
        state = RegistrationState.CONFIRMED if sits else RegistrationState.WAITLISTED
        await registrations.insert_many(tx, [new_registration(wish, OFFICE, state, profile)])
        return state

    async def leave(tx: Tx, id: UUID) -> None:
        race = await tx.fetchval(CANCELLED, id)
        seats_left = await ledger(tx, race)
        given = [row["id"] for row in await tx.fetch(LINE, race) if seats_left.seat(row["quota_profile"])]
        await tx.execute(SEAT, given)

    async def sign_up(wish: Wish) -> Admitted:
        return Admitted(wish.id, await db.run(admit, wish), wish.manage_sealed)

    async def cancel(id: UUID) -> None:
        await db.run(leave, id)

    return Door(once_each(sign_up), cancel)


ROWS = """
select state, queue, gender, district_code, quota_profile,
       (select max(outbox.id) from outbox join mail using (subject)
        where subject = 'Registration/' || registration.id and mail.purpose = 'seat_given'
          and convert_from(outbox.body, 'UTF8')::jsonb ->> 'type' = 'RegistrationConfirmed') as given
from registration where workshop_id = $1 order by queue
"""


async def _violations(db: Database, races: Sequence[Workshop], *, counted: bool) -> Counter[str]:
    """What the rows say when everybody has gone home; the rules are counted here once more, by hand."""
    found: Counter[str] = Counter()
    async with db.read() as tx:
        for race in races:
            rows = await tx.fetch(ROWS, race.id)
            seated = [row for row in rows if row["state"] == "confirmed"]
            waiting = [row for row in rows if row["state"] == "waitlisted"]
            held, most = (rule.number for rule in rules(race.capacity))
            men = sum(row["gender"] == "L" for row in seated)
            there = sum(row["district_code"] == MEMBALONG for row in seated)
            found["oversold"] += max(len(seated) - race.capacity, 0)
            found["quota broken"] += max(men - (race.capacity - held), 0) + max(there - most, 0)
            for row in waiting:
                fits = len(seated) < race.capacity
                fits &= row["gender"] == "P" or men < race.capacity - held
                fits &= row["district_code"] != MEMBALONG or there < most
                found["left empty"] += fits
            for kind in itertools.product("LP", (MEMBALONG, TANJUNGPANDAN)):
                alike = [row for row in rows if (row["gender"], row["district_code"]) == kind]
                first = min((row["queue"] for row in alike if row["state"] == "waitlisted"), default=None)
                if first is not None:
                    late = [row for row in alike if row["state"] == "confirmed" and row["queue"] > first]
                    found["out of order"] += len(late)
                given = [row["given"] for row in alike if row["given"] is not None]
                found["out of order"] += sum(after < before for before, after in itertools.pairwise(given))
            if counted:
                seat = (await seats.read(tx, (race.id,)))[race.id]
                found["miscounted"] += Counter(row["quota_profile"] for row in seated) != seat.tally.seated
                found["miscounted"] += Counter(row["quota_profile"] for row in waiting) != seat.tally.waiting
    return found
