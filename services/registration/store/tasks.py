"""Tasks "Perlu dihubungi": messages that no mail can carry.

A task ends because somebody reached the person, or because a newer message says what holds now
(`overtaken`). Both keep the row: it is the history of what the person was told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.ids import new_id
from shared.mail import MailResult


@dataclass(frozen=True, slots=True)
class NewTask:
    registration_id: UUID
    workshop_id: UUID
    organization_id: UUID
    purpose: str
    occasion: str
    data: Mapping[str, Any]
    overtaken: bool = False  # a newer message was on its way already


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
    done_by: str  # empty when overtaken
    overtaken: bool  # nobody needs to say it any more
    occasion: str
    said_at: datetime  # wall clock


ADD = """
insert into contact_task
    (id, registration_id, workshop_id, organization_id, purpose, occasion, data, created_at, overtaken,
     done_at)
select id, registration_id, workshop_id, organization_id, purpose, occasion, data, $9::timestamptz, overtaken,
       case when overtaken then $9::timestamptz end
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[], $8::bool[])
     as new (id, registration_id, workshop_id, organization_id, purpose, occasion, data, overtaken)
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
        [task.overtaken for task in tasks],
        now,
    )


OVERTAKE = """
update contact_task set done_at = $3, overtaken = true
where registration_id = any($1::uuid[]) and purpose = any($2::text[]) and done_at is null
"""


async def overtake(tx: Tx, now: datetime, people: Sequence[UUID], purposes: Collection[str]) -> None:
    """Close what need not be said to these people any more."""
    await tx.execute(OVERTAKE, list(people), list(purposes), now)


OVERTAKE_ALL = """
update contact_task set done_at = $2, overtaken = true where registration_id = $1 and done_at is null
"""


async def overtake_all(tx: Tx, now: datetime, registration_id: UUID) -> None:
    """Close everything of a registration that lives on in another one."""
    await tx.execute(OVERTAKE_ALL, registration_id, now)


OPEN = """
select id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by, overtaken, occasion,
       said_at
from contact_task
where organization_id = $1 and ($2::uuid is null or workshop_id = $2) and ($3 = '' or purpose = $3)
  and done_at is null
order by created_at, id limit $4 offset $5
"""
COUNT_OPEN = """
select count(*) from contact_task
where organization_id = $1 and ($2::uuid is null or workshop_id = $2) and ($3 = '' or purpose = $3)
  and done_at is null
"""


async def open_tasks(
    tx: Tx, organization_id: UUID, workshop_id: UUID | None, most: int, after: int = 0, purpose: str = ""
) -> list[Task]:
    """What still has to be said, the oldest first; of the whole office without a workshop."""
    rows = await tx.fetch(OPEN, organization_id, workshop_id, purpose, most, after)
    return [Task(**row) for row in rows]


async def count_open(tx: Tx, organization_id: UUID, workshop_id: UUID | None, purpose: str = "") -> int:
    return int(await tx.fetchval(COUNT_OPEN, organization_id, workshop_id, purpose))


JUST_DONE = """
select id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by, overtaken, occasion,
       said_at
from contact_task
where organization_id = $1 and ($2::uuid is null or workshop_id = $2) and done_at >= $3 and not overtaken
order by done_at desc, id limit $4
"""


async def just_done(
    tx: Tx, organization_id: UUID, workshop_id: UUID | None, since: datetime, most: int
) -> list[Task]:
    """Who was marked as reached since then, the latest first: a wrong click can be taken back."""
    return [Task(**row) for row in await tx.fetch(JUST_DONE, organization_id, workshop_id, since, most)]


DONE = """
update contact_task set done_at = $3, done_by = $4
where id = $1 and organization_id = $2 and done_at is null
returning id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by, overtaken, occasion,
       said_at
"""


async def mark_done(tx: Tx, id: UUID, organization_id: UUID, now: datetime, who: str) -> Task | None:
    """Note who reached the person and when; None if it was done already or is not this office's."""
    row = await tx.fetchrow(DONE, id, organization_id, now, who)
    return None if row is None else Task(**row)


READ = """
select id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by, overtaken, occasion,
       said_at
from contact_task where id = $1 and organization_id = $2 for update
"""
REOPEN = "update contact_task set done_at = null, done_by = '' where id = $1"


async def lock(tx: Tx, id: UUID, organization_id: UUID) -> Task | None:
    """One task of this office, held until the end of the transaction."""
    row = await tx.fetchrow(READ, id, organization_id)
    return None if row is None else Task(**row)


async def reopen(tx: Tx, id: UUID) -> None:
    """Nobody was reached after all."""
    await tx.execute(REOPEN, id)


OF_PERSON = """
select id, registration_id, workshop_id, purpose, data, created_at, done_at, done_by, overtaken, occasion,
       said_at
from contact_task where registration_id = $1 order by created_at, id
"""


async def of_person(tx: Tx, registration_id: UUID) -> list[Task]:
    return [Task(**row) for row in await tx.fetch(OF_PERSON, registration_id)]


IS_THERE = """
select exists (select from contact_task where registration_id = $1 and purpose = $2 and occasion = $3)
"""


async def is_there(tx: Tx, registration_id: UUID, told: MailResult) -> bool:
    """Whether a call stands, or stood, for this very mail."""
    return bool(await tx.fetchval(IS_THERE, registration_id, told.purpose, told.occasion))


GOODBYE = "data_request_done"  # the one task that may be about somebody who was erased
FORGET_GOODBYE = """
delete from contact_task t using registration r
where t.id = $1 and r.id = t.registration_id and r.state = 'erased'
"""
FORGET_GOODBYES = """
delete from contact_task t using registration r
where t.created_at <= $1 and r.id = t.registration_id and r.state = 'erased'
"""


async def forget_goodbye(tx: Tx, id: UUID) -> None:
    """It was said: nothing of whoever was erased stays. A task of anybody else is left alone."""
    await tx.execute(FORGET_GOODBYE, id)


async def forget_goodbyes(tx: Tx, until: datetime) -> int:
    """Give up what nobody has said to erased people since then, in every office; how many there were."""
    return int((await tx.execute(FORGET_GOODBYES, until)).split()[-1])


FORGET = "delete from contact_task where registration_id = any($1::uuid[])"


async def forget(tx: Tx, registration_ids: Sequence[UUID]) -> None:
    """Delete what was to be said to these people and what was: their names stand in it."""
    await tx.execute(FORGET, list(registration_ids))
