"""Seat rows. Whoever changes a count locks the row first, and seat rows before registrations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import asyncpg

from services.registration.domain.quotas import Tally
from services.registration.domain.seats import Seats
from services.registration.store import quotas
from shared.db import Tx
from shared.events.scheduling import SignUp, Workshop, WorkshopState


class Oversold(Exception):
    """A guarded update found fewer seats than were to be taken: the caller did not hold the lock."""


NO_TALLY = Tally()


def _seats(record: Any) -> Seats:
    values = dict(record)
    values["state"] = WorkshopState(values["state"])
    values["sign_up"] = SignUp(values["sign_up"])
    rules = values["quotas"]
    values["quotas"] = quotas.read_all(rules) if rules else ()
    values["tally"] = quotas.read_tally(values["tally"]) if rules else NO_TALLY
    return Seats(**values)


READ = """
select workshop_id, organization_id, workshop_version, state, sign_up, opens_at, closes_at, starts_at,
       offer_hours, wanted_capacity, seats, taken, waiting, quotas, tally
from seat where workshop_id = any($1::uuid[])
"""


async def read(tx: Tx, workshop_ids: Collection[UUID]) -> dict[UUID, Seats]:
    """The rows as they are now, without a lock: for pages, never for a decision."""
    return {row["workshop_id"]: _seats(row) for row in await tx.fetch(READ, list(workshop_ids))}


LOCK = """
select workshop_id, organization_id, workshop_version, state, sign_up, opens_at, closes_at, starts_at,
       offer_hours, wanted_capacity, seats, taken, waiting, quotas, tally,
       exists (select from webhook h where h.organization_id = seat.organization_id) as hooked
from seat where workshop_id = any($1::uuid[]) order by workshop_id for update
"""


async def lock(tx: Tx, workshop_ids: Collection[UUID]) -> dict[UUID, Seats]:
    """Lock the rows in the order of their ids; two callers with the same workshops cannot deadlock."""
    return {row["workshop_id"]: _seats(row) for row in await tx.fetch(LOCK, list(workshop_ids))}


async def lock_one(tx: Tx, workshop_id: UUID) -> Seats:
    """The locked row of a workshop that has registrations, so it exists."""
    return (await lock(tx, (workshop_id,)))[workshop_id]


LOCK_FREE = """
select workshop_id, organization_id, workshop_version, state, sign_up, opens_at, closes_at, starts_at,
       offer_hours, wanted_capacity, seats, taken, waiting, quotas, tally,
       exists (select from webhook h where h.organization_id = seat.organization_id) as hooked
from seat where workshop_id = any($1::uuid[]) order by workshop_id for update skip locked
"""
EXISTING = "select workshop_id from seat where workshop_id = any($1::uuid[])"


async def lock_soon(tx: Tx, workshop_ids: Collection[UUID]) -> tuple[dict[UUID, Seats], set[UUID]]:
    """Lock what can be locked within half a second; the second answer are those still held by others.

    The savepoint lets the round go on for all other workshops after one lock timeout.
    """
    await tx.execute("savepoint seats; set local lock_timeout = '500ms'")
    try:
        return await lock(tx, workshop_ids), set()
    except asyncpg.LockNotAvailableError:
        await tx.execute("rollback to savepoint seats")
    rows = {row["workshop_id"]: _seats(row) for row in await tx.fetch(LOCK_FREE, list(workshop_ids))}
    known = {row["workshop_id"] for row in await tx.fetch(EXISTING, list(workshop_ids))}
    return rows, known - rows.keys()


COUNT = """
update seat
set taken = seat.taken + change.taken,
    waiting = seat.waiting + change.waiting,
    seats = case when change.taken < 0
                 then greatest(seat.wanted_capacity, seat.taken + change.taken)
                 else seat.seats end,
    tally = coalesce(change.tally, seat.tally)
from unnest($1::uuid[], $2::int[], $3::int[], $4::jsonb[]) as change (workshop_id, taken, waiting, tally)
where seat.workshop_id = change.workshop_id
  and (change.taken <= 0 or seat.taken + change.taken <= seat.seats)
"""
COUNTED = f"""{COUNT}
returning seat.workshop_id, seat.organization_id, seat.workshop_version, seat.state, seat.sign_up,
          seat.opens_at, seat.closes_at, seat.starts_at, seat.offer_hours, seat.wanted_capacity,
          seat.seats, seat.taken, seat.waiting, seat.quotas, seat.tally
"""


async def count(
    tx: Tx, taken: Mapping[UUID, int], waiting: Mapping[UUID, int], tallies: Mapping[UUID, Tally]
) -> None:
    """Add to the counts of locked rows, guarded; raises Oversold if a seat was not there.

    `tallies` of workshops with quotas are put in the place of the old ones.
    """
    changed = sorted({*taken, *waiting, *tallies})
    if changed:
        status = await tx.execute(COUNT, *_changes(changed, taken, waiting, tallies))
        _all_counted(int(status.split()[-1]), len(changed))


async def counted(tx: Tx, workshop_id: UUID, taken: int, waiting: int, tally: Tally | None) -> Seats:
    """The same for one row, and how it is now."""
    tallies = {} if tally is None else {workshop_id: tally}
    changes = _changes([workshop_id], {workshop_id: taken}, {workshop_id: waiting}, tallies)
    rows = await tx.fetch(COUNTED, *changes)
    _all_counted(len(rows), 1)
    return _seats(rows[0])


def _changes(
    changed: list[UUID], taken: Mapping[UUID, int], waiting: Mapping[UUID, int], tallies: Mapping[UUID, Tally]
) -> tuple[list[Any], ...]:
    return (
        changed,
        [taken.get(key, 0) for key in changed],
        [waiting.get(key, 0) for key in changed],
        [quotas.written_tally(tallies[key]) if key in tallies else None for key in changed],
    )


def _all_counted(counted: int, changed: int) -> None:
    if counted != changed:
        raise Oversold(f"{changed - counted} of {changed} workshops had no seat left")


APPLY = """
insert into seat (workshop_id, organization_id, workshop_version, state, sign_up, opens_at, closes_at,
                  starts_at, offer_hours, wanted_capacity, seats)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
on conflict (workshop_id) do update
set workshop_version = excluded.workshop_version, state = excluded.state, sign_up = excluded.sign_up,
    opens_at = excluded.opens_at, closes_at = excluded.closes_at, starts_at = excluded.starts_at,
    offer_hours = excluded.offer_hours, wanted_capacity = excluded.wanted_capacity,
    seats = greatest(excluded.wanted_capacity, seat.taken)
returning workshop_id, organization_id, workshop_version, state, sign_up, opens_at, closes_at, starts_at,
          offer_hours, wanted_capacity, seats, taken, waiting, quotas, tally
"""


async def apply(tx: Tx, workshop: Workshop) -> Seats:
    """Take over a workshop's terms and capacity; nobody loses a seat. The row is locked afterwards."""
    row = await tx.fetchrow(
        APPLY,
        workshop.id,
        workshop.organization_id,
        workshop.version,
        workshop.state.value,
        workshop.sign_up.value,
        workshop.sign_up_opens_at,
        workshop.sign_up_closes_at,
        workshop.starts_at,
        workshop.offer_hours,
        workshop.capacity,
    )
    assert row is not None
    return _seats(row)
