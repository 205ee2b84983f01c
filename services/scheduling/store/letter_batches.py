"""The acts that letters are made in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.scheduling.domain.letters import Details
from shared.db import Tx


@dataclass(frozen=True)
class Batch:
    """Letters of one act."""

    id: UUID
    organization_id: UUID
    workshop_id: UUID
    kind: str
    details: Details
    made_at: datetime
    by_name: str
    workshop: str


ADD = """
insert into letter_batch (id, organization_id, workshop_id, kind, details, made_at, by_name)
values ($1, $2, $3, $4, $5, $6, $7)
"""
CHANGE = "update letter_batch set details = $3 where organization_id = $1 and id = $2"
DELETE = "delete from letter_batch where organization_id = $1 and id = $2"
FIND = """
select b.id, b.organization_id, b.workshop_id, b.kind, b.details, b.made_at, b.by_name,
       btrim(w.title || ' ' || w.class_label) as workshop
from letter_batch b
join workshop w on w.id = b.workshop_id
where b.organization_id = $1 and b.id = $2
"""
LOCK = f"{FIND} for update of b"
NUMBERED = """
select exists (select from letter l join letter_batch b on b.id = l.batch_id
               where b.workshop_id = $1 and l.number is not null)
"""
DELETE_OF_WORKSHOP = "delete from letter_batch where workshop_id = $1"
DELETE_DRAFTS_OF_WORKSHOP = """
delete from letter using letter_batch b
where b.id = letter.batch_id and b.workshop_id = $1 and letter.state = 'draft'
"""
WORKSHOPS = """
select distinct w.id, btrim(w.title || ' ' || w.class_label) as title
from letter_batch b
join workshop w on w.id = b.workshop_id
where b.organization_id = $1
order by title
"""
LOCK_LETTERS = "select id from letter where batch_id = $1 order by position for update"


def _batch(row: asyncpg.Record) -> Batch:
    return Batch(**{**dict(row), "details": Details.model_validate(row["details"])})


async def add(tx: Tx, batch: Batch) -> None:
    details = batch.details.model_dump(mode="json")
    await tx.execute(
        ADD, batch.id, batch.organization_id, batch.workshop_id, batch.kind, details, batch.made_at,
        batch.by_name,
    )  # fmt: skip


async def change(tx: Tx, organization_id: UUID, batch_id: UUID, details: Details) -> None:
    await tx.execute(CHANGE, organization_id, batch_id, details.model_dump(mode="json"))


async def delete(tx: Tx, organization_id: UUID, batch_id: UUID) -> None:
    await tx.execute(DELETE, organization_id, batch_id)


async def find(tx: Tx, organization_id: UUID, batch_id: UUID) -> Batch | None:
    row = await tx.fetchrow(FIND, organization_id, batch_id)
    return _batch(row) if row else None


async def locked(tx: Tx, organization_id: UUID, batch_id: UUID) -> Batch | None:
    """The act and its letters, held until the transaction ends."""
    row = await tx.fetchrow(LOCK, organization_id, batch_id)
    if row is None:
        return None
    await tx.execute(LOCK_LETTERS, batch_id)
    return _batch(row)


async def numbered(tx: Tx, workshop_id: UUID) -> bool:
    """Whether a letter of this workshop has a number."""
    return bool(await tx.fetchval(NUMBERED, workshop_id))


async def delete_of_workshop(tx: Tx, workshop_id: UUID) -> None:
    """Its drafts; a letter with a number stops the transaction."""
    await tx.execute(DELETE_DRAFTS_OF_WORKSHOP, workshop_id)
    await tx.execute(DELETE_OF_WORKSHOP, workshop_id)


async def workshops(tx: Tx, organization_id: UUID) -> list[tuple[UUID, str]]:
    """(id, title) of the workshops letters were made for."""
    return [(row["id"], row["title"]) for row in await tx.fetch(WORKSHOPS, organization_id)]
