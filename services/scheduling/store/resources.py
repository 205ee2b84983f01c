"""Trainers and venues, and the days they cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.scheduling.domain.warnings import Unavailable
from shared.db import Tx


@dataclass(frozen=True)
class Trainer:
    """Narasumber. `name` is printed as it stands, with titles."""

    id: UUID
    name: str
    skills: list[str]
    district_code: str  # empty: another province
    home: str  # then the town in words
    phone: str
    email: str
    note: str
    archived: bool


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


@dataclass(frozen=True)
class Block:
    """One stretch of days on which a trainer or venue cannot be had."""

    id: UUID
    resource_kind: str
    resource_id: UUID
    first_day: date
    last_day: date
    note: str


TRAINERS = """
select id, name, skills, district_code, home, phone, email, note, archived
from trainer
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or array_to_string(skills, ' ') ilike '%' || $2 || '%')
order by archived, name, id
limit $4 offset $5
"""
COUNT_TRAINERS = """
select count(*)
from trainer
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or array_to_string(skills, ' ') ilike '%' || $2 || '%')
"""
TRAINER = """
select id, name, skills, district_code, home, phone, email, note, archived
from trainer
where organization_id = $1 and id = $2
"""
ADD_TRAINER = """
insert into trainer (organization_id, id, name, skills, district_code, home, phone, email, note, archived)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
CHANGE_TRAINER = """
update trainer
set name = $3, skills = $4, district_code = $5, home = $6, phone = $7, email = $8, note = $9, archived = $10
where organization_id = $1 and id = $2
"""
VENUES = """
select id, name, address, district_code, capacity, equipment, internet, map_url, contact, archived
from venue
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or address ilike '%' || $2 || '%')
order by archived, name, id
limit $4 offset $5
"""
COUNT_VENUES = """
select count(*)
from venue
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or address ilike '%' || $2 || '%')
"""
VENUE = """
select id, name, address, district_code, capacity, equipment, internet, map_url, contact, archived
from venue
where organization_id = $1 and id = $2
"""
ADD_VENUE = """
insert into venue (organization_id, id, name, address, district_code, capacity, equipment, internet, map_url,
                   contact, archived)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
CHANGE_VENUE = """
update venue
set name = $3, address = $4, district_code = $5, capacity = $6, equipment = $7, internet = $8, map_url = $9,
    contact = $10, archived = $11
where organization_id = $1 and id = $2
"""
SESSIONS_TO_COME = """
select count(*)
from session s
join workshop w on w.id = s.workshop_id
where w.organization_id = $1 and w.state in ('draft', 'published') and s.ends_at > $3
  and (s.venue_id = $2 or exists (select from session_trainer t where t.session_id = s.id and t.trainer_id =
  $2))
"""
LARGEST_CLASS = """
select btrim(w.title || ' ' || w.class_label) as title, w.capacity
from session s
join workshop w on w.id = s.workshop_id
where w.organization_id = $1 and w.state in ('draft', 'published') and s.ends_at > $3 and s.venue_id = $2
order by w.capacity desc, w.id
limit 1
"""
BLOCKS = """
select id, resource_kind, resource_id, first_day, last_day, note
from unavailable
where organization_id = $1 and resource_id = $2
order by first_day, id
"""
ALL_BLOCKS = """
select resource_id, first_day, last_day, note from unavailable where organization_id = $1 and last_day >= $2
"""
ADD_BLOCK = """
insert into unavailable (organization_id, id, resource_kind, resource_id, first_day, last_day, note)
values ($1, $2, $3, $4, $5, $6, $7)
"""
DELETE_BLOCK = """
delete from unavailable where organization_id = $1 and resource_id = $2 and id = $3 returning id
"""


async def trainers(
    tx: Tx,
    organization_id: UUID,
    search: str = "",
    *,
    archived: bool = False,
    limit: int = 1000,
    skip: int = 0,
) -> list[Trainer]:
    rows = await tx.fetch(TRAINERS, organization_id, search, archived, limit, skip)
    return [Trainer(**row) for row in rows]


async def count_trainers(tx: Tx, organization_id: UUID, search: str, *, archived: bool) -> int:
    return int(await tx.fetchval(COUNT_TRAINERS, organization_id, search, archived))


async def trainer(tx: Tx, organization_id: UUID, trainer_id: UUID) -> Trainer | None:
    row = await tx.fetchrow(TRAINER, organization_id, trainer_id)
    return Trainer(**row) if row else None


async def add_trainer(tx: Tx, organization_id: UUID, trainer: Trainer) -> None:
    await tx.execute(ADD_TRAINER, organization_id, *_trainer_values(trainer))


async def change_trainer(tx: Tx, organization_id: UUID, trainer: Trainer) -> None:
    await tx.execute(CHANGE_TRAINER, organization_id, *_trainer_values(trainer))


async def venues(
    tx: Tx,
    organization_id: UUID,
    search: str = "",
    *,
    archived: bool = False,
    limit: int = 1000,
    skip: int = 0,
) -> list[Venue]:
    rows = await tx.fetch(VENUES, organization_id, search, archived, limit, skip)
    return [Venue(**row) for row in rows]


async def count_venues(tx: Tx, organization_id: UUID, search: str, *, archived: bool) -> int:
    return int(await tx.fetchval(COUNT_VENUES, organization_id, search, archived))


async def venue(tx: Tx, organization_id: UUID, venue_id: UUID) -> Venue | None:
    row = await tx.fetchrow(VENUE, organization_id, venue_id)
    return Venue(**row) if row else None


async def add_venue(tx: Tx, organization_id: UUID, venue: Venue) -> None:
    await tx.execute(ADD_VENUE, organization_id, *_venue_values(venue))


async def change_venue(tx: Tx, organization_id: UUID, venue: Venue) -> None:
    await tx.execute(CHANGE_VENUE, organization_id, *_venue_values(venue))


async def sessions_to_come(tx: Tx, organization_id: UUID, resource_id: UUID, now: datetime) -> int:
    """How many sessions that have not ended need this trainer or venue."""
    return int(await tx.fetchval(SESSIONS_TO_COME, organization_id, resource_id, now))


async def largest_class(
    tx: Tx, organization_id: UUID, venue_id: UUID, now: datetime
) -> tuple[str, int] | None:
    """Title and seats of the largest workshop with sessions to come in this venue."""
    row = await tx.fetchrow(LARGEST_CLASS, organization_id, venue_id, now)
    return (row["title"], row["capacity"]) if row else None


async def blocks(tx: Tx, organization_id: UUID, resource_id: UUID) -> list[Block]:
    return [Block(**row) for row in await tx.fetch(BLOCKS, organization_id, resource_id)]


async def all_blocks(tx: Tx, organization_id: UUID, since: date) -> list[Unavailable]:
    return [Unavailable(**row) for row in await tx.fetch(ALL_BLOCKS, organization_id, since)]


async def add_block(tx: Tx, organization_id: UUID, block: Block) -> None:
    await tx.execute(
        ADD_BLOCK,
        organization_id,
        block.id,
        block.resource_kind,
        block.resource_id,
        block.first_day,
        block.last_day,
        block.note,
    )


async def delete_block(tx: Tx, organization_id: UUID, resource_id: UUID, block_id: UUID) -> bool:
    return await tx.fetchval(DELETE_BLOCK, organization_id, resource_id, block_id) is not None


def _trainer_values(trainer: Trainer) -> tuple[object, ...]:
    return (
        trainer.id,
        trainer.name,
        trainer.skills,
        trainer.district_code,
        trainer.home,
        trainer.phone,
        trainer.email,
        trainer.note,
        trainer.archived,
    )


def _venue_values(venue: Venue) -> tuple[object, ...]:
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
