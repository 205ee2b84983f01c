"""Venues."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

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
    contact: str
    archived: bool


SEARCH = """
select id, name, address, district_code, capacity, equipment, internet, map_url, contact, archived
from venue
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or address ilike '%' || $2 || '%')
order by archived, name, id
limit $4 offset $5
"""
COUNT = """
select count(*)
from venue
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or address ilike '%' || $2 || '%')
"""
FIND = """
select id, name, address, district_code, capacity, equipment, internet, map_url, contact, archived
from venue
where organization_id = $1 and id = $2
"""
ADD = """
insert into venue (organization_id, id, name, address, district_code, capacity, equipment, internet, map_url,
                   contact, archived)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
CHANGE = """
update venue
set name = $3, address = $4, district_code = $5, capacity = $6, equipment = $7, internet = $8, map_url = $9,
    contact = $10, archived = $11
where organization_id = $1 and id = $2
"""


async def search(
    tx: Tx,
    organization_id: UUID,
    text: str = "",
    *,
    archived: bool = False,
    limit: int = 1000,
    skip: int = 0,
) -> list[Venue]:
    rows = await tx.fetch(SEARCH, organization_id, text, archived, limit, skip)
    return [Venue(**row) for row in rows]


async def count(tx: Tx, organization_id: UUID, text: str, *, archived: bool) -> int:
    return int(await tx.fetchval(COUNT, organization_id, text, archived))


async def find(tx: Tx, organization_id: UUID, venue_id: UUID) -> Venue | None:
    row = await tx.fetchrow(FIND, organization_id, venue_id)
    return Venue(**row) if row else None


async def add(tx: Tx, organization_id: UUID, venue: Venue) -> None:
    await tx.execute(ADD, organization_id, *_values(venue))


async def change(tx: Tx, organization_id: UUID, venue: Venue) -> None:
    await tx.execute(CHANGE, organization_id, *_values(venue))


def _values(venue: Venue) -> tuple[object, ...]:
    return (
        venue.id,
        venue.name,
        venue.address,
        venue.district_code,
        venue.capacity,
        venue.equipment,
        venue.internet,
        venue.map_url,
        venue.contact,
        venue.archived,
    )
