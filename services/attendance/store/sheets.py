"""Sheets: one row a workshop, and what each closing froze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.events.scheduling import Workshop


@dataclass(frozen=True, slots=True)
class Sheet:
    """One row of `sheet`."""

    workshop_id: UUID
    organization_id: UUID
    version: int
    closed: bool
    closed_at: datetime | None
    sent_sha256: bytes | None


PUT = """
insert into sheet (workshop_id, organization_id, starts_at, ends_at)
values ($1, $2, $3, $4)
on conflict (workshop_id) do update
set organization_id = excluded.organization_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at
"""


async def put(tx: Tx, workshop: Workshop) -> None:
    """Bring the sheet's dates in step with the workshop's document."""
    await tx.execute(PUT, workshop.id, workshop.organization_id, workshop.starts_at, workshop.ends_at)


READ = """
select workshop_id, organization_id, version, closed, closed_at, sent_sha256
from sheet where workshop_id = $1
"""
LOCK = """
select workshop_id, organization_id, version, closed, closed_at, sent_sha256
from sheet where workshop_id = $1 for update
"""
SHARE = """
select workshop_id, closed from sheet where workshop_id = any($1::uuid[]) order by workshop_id for share
"""


SHARE_FREE = """
select workshop_id, closed from sheet
where workshop_id = any($1::uuid[]) order by workshop_id for share skip locked
"""


async def read(tx: Tx, workshop_id: UUID) -> Sheet | None:
    row = await tx.fetchrow(READ, workshop_id)
    return Sheet(**dict(row)) if row else None


async def lock(tx: Tx, workshop_id: UUID) -> Sheet | None:
    """The sheet, kept from closing, reopening and new marks until the transaction ends."""
    row = await tx.fetchrow(LOCK, workshop_id)
    return Sheet(**dict(row)) if row else None


async def share(tx: Tx, workshop_ids: Iterable[UUID]) -> set[UUID]:
    """Keep these sheets from closing and reopening meanwhile; returns the ones that are closed."""
    rows = await tx.fetch(SHARE, sorted(workshop_ids))
    return {row["workshop_id"] for row in rows if row["closed"]}


async def share_free(tx: Tx, workshop_ids: Iterable[UUID]) -> dict[UUID, bool]:
    """The same for those that nobody closes or reopens just now: workshop → whether its sheet is closed."""
    rows = await tx.fetch(SHARE_FREE, sorted(workshop_ids))
    return {row["workshop_id"]: row["closed"] for row in rows}


SET_CLOSED = "update sheet set closed = $2, closed_at = $3 where workshop_id = $1"
SENT = """
update sheet set version = next_version(version), sent_sha256 = $2 where workshop_id = $1 returning version
"""


async def set_closed(tx: Tx, workshop_id: UUID, closed_at: datetime | None) -> None:
    """Close at that business time; None opens again."""
    await tx.execute(SET_CLOSED, workshop_id, closed_at is not None, closed_at)


async def sent(tx: Tx, workshop_id: UUID, sha256: bytes) -> int:
    """Remember what is being sent; returns the document's version."""
    version: int = await tx.fetchval(SENT, workshop_id, sha256)
    return version


ADD_CLOSING = """
insert into closing (workshop_id, number, closed_at, staff_id, recap, sha256)
select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 from closing where workshop_id = $1
returning number
"""
LAST_CLOSING = """
select number, closed_at, staff_id, sha256
from closing where workshop_id = $1 order by number desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Closing:
    """The last time a sheet was closed."""

    number: int
    closed_at: datetime
    staff_id: UUID
    sha256: bytes


async def add_closing(
    tx: Tx, workshop_id: UUID, closed_at: datetime, staff_id: UUID, recap: Mapping[str, Any], sha256: bytes
) -> int:
    """Freeze what the sheet says now; returns its number, counted from 1."""
    number: int = await tx.fetchval(ADD_CLOSING, workshop_id, closed_at, staff_id, dict(recap), sha256)
    return number


async def last_closing(tx: Tx, workshop_id: UUID) -> Closing | None:
    row = await tx.fetchrow(LAST_CLOSING, workshop_id)
    return Closing(**dict(row)) if row else None


# Counting again

NAME_FOR_RECOUNT = """
insert into recount (workshop_id) select id from unnest($1::uuid[]) as given (id) order by id
on conflict (workshop_id) do nothing
"""
NEXT_RECOUNT = "select workshop_id from recount order by since, workshop_id limit 1"
TAKE_RECOUNT = "delete from recount where workshop_id = $1"


async def name_for_recount(tx: Tx, workshop_ids: Iterable[UUID]) -> None:
    """What these workshops' documents say may have changed. Last in a transaction: others wait on it."""
    await tx.execute(NAME_FOR_RECOUNT, list(workshop_ids))


async def next_recount(tx: Tx) -> UUID | None:
    found: UUID | None = await tx.fetchval(NEXT_RECOUNT)
    return found


async def take_recount(tx: Tx, workshop_id: UUID) -> None:
    """After `lock`, and before reading what is counted: whoever names it later is counted later."""
    await tx.execute(TAKE_RECOUNT, workshop_id)


# Lists and sending anew

LISTED = """
select sheet.workshop_id, sheet.closed, sheet.closed_at, workshop_copy.document,
       (select count(*) from registration_copy
        where registration_copy.workshop_id = sheet.workshop_id
          and registration_copy.state = 'confirmed') as people
from sheet join workshop_copy on workshop_copy.id = sheet.workshop_id
where sheet.organization_id = $1 and sheet.closed = $2 and workshop_copy.state <> 'cancelled'
order by case when $2 then -extract(epoch from sheet.starts_at) else extract(epoch from sheet.starts_at) end,
         sheet.workshop_id
limit $3
"""
NOT_CLOSED = """
select workshop_copy.document
from sheet join workshop_copy on workshop_copy.id = sheet.workshop_id
where sheet.organization_id = $1 and not sheet.closed and workshop_copy.state <> 'cancelled'
  and sheet.ends_at <= $2
order by sheet.ends_at, sheet.workshop_id
limit $3
"""
AFTER = """
select workshop_id from sheet where version > 0 and ($1::uuid is null or workshop_id > $1)
order by workshop_id limit $2 for update
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A workshop as a list shows it."""

    workshop: Workshop
    people: int
    closed: bool
    closed_at: datetime | None


async def listed(tx: Tx, organization_id: UUID, *, closed: bool, most: int) -> list[Listed]:
    """The office's workshops: those not closed in order of time, or the closed ones, the newest first."""
    return [
        Listed(Workshop.model_validate(row["document"]), row["people"], row["closed"], row["closed_at"])
        for row in await tx.fetch(LISTED, organization_id, closed, most)
    ]


async def not_closed(tx: Tx, organization_id: UUID, ended_by: datetime, most: int) -> list[Workshop]:
    """Workshops that have ended and wait for closing, the longest wait first."""
    rows = await tx.fetch(NOT_CLOSED, organization_id, ended_by, most)
    return [Workshop.model_validate(row["document"]) for row in rows]


async def after(tx: Tx, workshop_id: UUID | None, most: int) -> list[UUID]:
    """The next sheets that were ever sent, locked, in the order of their ids."""
    return [row["workshop_id"] for row in await tx.fetch(AFTER, workshop_id, most)]
