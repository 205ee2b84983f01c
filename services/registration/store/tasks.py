"""Tasks "Perlu dihubungi": messages that no mail can carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class NewTask:
    registration_id: UUID
    workshop_id: UUID
    organization_id: UUID
    purpose: str
    occasion: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody to be called or written to, with what the message has to say."""

    id: UUID
    registration_id: UUID
    workshop_id: UUID
    purpose: str
    data: Mapping[str, Any]
    created_at: datetime
    done_at: datetime | None
    done_by: str


ADD = """
insert into contact_task
    (id, registration_id, workshop_id, organization_id, purpose, occasion, data, created_at)
select id, registration_id, workshop_id, organization_id, purpose, occasion, data, $8
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[])
     as new (id, registration_id, workshop_id, organization_id, purpose, occasion, data)
order by registration_id, purpose, occasion
on conflict on constraint contact_task_once do nothing
"""


async def add_many(tx: Tx, now: datetime, tasks: Sequence[NewTask]) -> None:
    """One statement; a repeat of registration, purpose and occasion changes nothing."""
    if not tasks:
        return
    await tx.execute(
        ADD,
        [new_id() for _ in tasks],
        [task.registration_id for task in tasks],
        [task.workshop_id for task in tasks],
        [task.organization_id for task in tasks],
        [task.purpose for task in tasks],
        [task.occasion for task in tasks],
        [dict(task.data) for task in tasks],
        now,
    )


OPEN = """
select id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by
from contact_task
where organization_id = $1 and workshop_id = $2 and done_at is null
order by created_at, id limit $3
"""


async def open_tasks(tx: Tx, organization_id: UUID, workshop_id: UUID, most: int) -> list[Task]:
    """What still has to be said, the oldest first."""
    return [Task(**row) for row in await tx.fetch(OPEN, organization_id, workshop_id, most)]


DONE = """
update contact_task set done_at = $3, done_by = $4
where id = $1 and organization_id = $2 and done_at is null
returning id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by
"""


async def mark_done(tx: Tx, id: UUID, organization_id: UUID, now: datetime, who: str) -> Task | None:
    """Note who reached the person and when; None if it was done already or is not this office's."""
    row = await tx.fetchrow(DONE, id, organization_id, now, who)
    return None if row is None else Task(**row)


OF_PERSON = """
select id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by
from contact_task where registration_id = $1 order by created_at, id
"""


async def of_person(tx: Tx, registration_id: UUID) -> list[Task]:
    return [Task(**row) for row in await tx.fetch(OF_PERSON, registration_id)]


FORGET = "delete from contact_task where registration_id = any($1::uuid[])"


async def forget(tx: Tx, registration_ids: Sequence[UUID]) -> None:
    """Delete what was to be said to these people and what was: their names stand in it."""
    await tx.execute(FORGET, list(registration_ids))
