"""Venues."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

import asyncpg

from shared.db import Tx


@dataclass(frozen=True)
class Venue:
    """Tempat. `capacity` is people in the room at once."""

    id: UUID
    name: str
    address: str
    district_code: str
    capacity: int
    equipment: str
    internet: bool
    map_url: str
    contact: str  # who has the key: a name
    archived: bool
    contact_phone: str = ""


SEARCH = """
select id, name, address, district_code, capacity, equipment, internet, map_url, contact, archived,
       contact_phone
from venue
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or address ilike '%' || $2 || '%'
       or equipment ilike '%' || $2 || '%')
  and ($4 = '' or district_code = $4 or starts_with(district_code, $4 || '.'))
  and capacity >= $5
order by archived, case when $6 = 'district' then district_code end,
         case when $6 = 'capacity' then capacity end desc, name, id
limit $7 offset $8
"""
COUNT = """
select count(*)
from venue
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or address ilike '%' || $2 || '%'
       or equipment ilike '%' || $2 || '%')
  and ($4 = '' or district_code = $4 or starts_with(district_code, $4 || '.'))
  and capacity >= $5
"""
FIND = """
select id, name, address, district_code, capacity, equipment, internet, map_url, contact, archived,
       contact_phone
from venue
where organization_id = $1 and id = $2
"""
# A class is put into a venue under the first lock, and a venue shrinks under the second: whichever comes
# later waits, and then sees what the other has done.
STEADY = f"{FIND} for share"
LOCK = """
select id from venue where organization_id = $1 and id = any($2::uuid[]) order by id for no key update
"""
ADD = """
insert into venue (organization_id, id, name, address, district_code, capacity, equipment, internet, map_url,
                   contact, archived, contact_phone)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
CHANGE = """
update venue
set name = $3, address = $4, district_code = $5, capacity = $6, equipment = $7, internet = $8, map_url = $9,
    contact = $10, archived = $11, contact_phone = $12
where organization_id = $1 and id = $2
"""
DELETE = "delete from venue where organization_id = $1 and id = $2"
DISTRICTS = "select distinct district_code from venue where organization_id = $1 order by 1"


async def search(
    tx: Tx,
    organization_id: UUID,
    text: str = "",
    *,
    archived: bool = False,
    district: str = "",
    capacity: int = 0,
    sort: str = "name",
    limit: int = 10_000,
    skip: int = 0,
) -> list[Venue]:
    """Those that fit, archived ones last. `district` may be a regency, `capacity` is the least;
    `sort` is "name", "district" or "capacity" (largest first)."""
    rows = await tx.fetch(SEARCH, organization_id, text, archived, district, capacity, sort, limit, skip)
    return [Venue(**row) for row in rows]


async def count(
    tx: Tx,
    organization_id: UUID,
    text: str = "",
    *,
    archived: bool = False,
    district: str = "",
    capacity: int = 0,
) -> int:
    return int(await tx.fetchval(COUNT, organization_id, text, archived, district, capacity))


async def find(tx: Tx, organization_id: UUID, venue_id: UUID) -> Venue | None:
    row = await tx.fetchrow(FIND, organization_id, venue_id)
    return Venue(**row) if row else None


async def steady(tx: Tx, organization_id: UUID, venue_id: UUID) -> Venue | None:
    """The venue, which cannot shrink until the transaction ends: whoever puts a class into it asks so."""
    row = await tx.fetchrow(STEADY, organization_id, venue_id)
    return Venue(**row) if row else None


async def lock(tx: Tx, organization_id: UUID, venue_ids: Collection[UUID]) -> None:
    """Let no class into these venues until the transaction ends: every change starts here."""
    await tx.execute(LOCK, organization_id, list(venue_ids))


async def add(tx: Tx, organization_id: UUID, venue: Venue) -> None:
    await tx.execute(ADD, organization_id, *asdict(venue).values())


async def change(tx: Tx, organization_id: UUID, venue: Venue) -> None:
    await tx.execute(CHANGE, organization_id, *asdict(venue).values())


async def delete(tx: Tx, organization_id: UUID, venue_id: UUID) -> bool:
    """Whether nothing names the venue any more; if something does, the transaction is over."""
    try:
        await tx.execute(DELETE, organization_id, venue_id)
    except asyncpg.ForeignKeyViolationError:
        return False
    return True


async def districts(tx: Tx, organization_id: UUID) -> Collection[str]:
    """Codes of the districts venues are in."""
    return [row["district_code"] for row in await tx.fetch(DISTRICTS, organization_id)]
