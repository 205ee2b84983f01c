"""New versions for rows that are told again, a window at a time in order of id."""

from __future__ import annotations

from uuid import UUID

from shared.db import Tx

STAMP_OFFICES = """
with chosen as (
    select id from office where $1::uuid is null or id > $1 order by id limit $2 for update
)
update office set version = next_version(version) where id in (select id from chosen) returning id
"""
STAMP_ACCOUNTS = """
with chosen as (
    select id from account where $1::uuid is null or id > $1 order by id limit $2 for update
)
update account set version = next_version(version) where id in (select id from chosen) returning id
"""
STAMP_WORKSHOPS = """
with chosen as (
    select id from workshop
    where state <> 'draft' and ($1::uuid is null or id > $1)
    order by id limit $2 for update
)
update workshop set version = next_version(version)
where id in (select id from chosen)
returning id, organization_id, state
"""


async def stamp_offices(tx: Tx, after: UUID | None, most: int) -> list[UUID]:
    return sorted(row["id"] for row in await tx.fetch(STAMP_OFFICES, after, most))


async def stamp_accounts(tx: Tx, after: UUID | None, most: int) -> list[UUID]:
    return sorted(row["id"] for row in await tx.fetch(STAMP_ACCOUNTS, after, most))


async def stamp_workshops(tx: Tx, after: UUID | None, most: int) -> list[tuple[UUID, UUID, str]]:
    """(workshop, office, state) of each."""
    rows = await tx.fetch(STAMP_WORKSHOPS, after, most)
    return sorted((row["id"], row["organization_id"], row["state"]) for row in rows)
