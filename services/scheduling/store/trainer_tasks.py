"""Trainers to be told by hand, and how many days an office gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Task:
    """Somebody to be called or written to, with what the message has to say."""

    id: UUID
    invitation_id: UUID
    trainer_id: UUID
    name: str
    phone: str
    purpose: str
    data: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class Rule:
    remind_days: int  # before the first session
    answer_days: int  # before an answer is missed


ADD = """
insert into trainer_task (id, organization_id, invitation_id, purpose, occasion, data, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict on constraint trainer_task_once do nothing
"""
_FROM = """
from trainer_task k
join invitation i on i.id = k.invitation_id
join trainer t on t.id = i.trainer_id
where k.organization_id = $1 and k.done_at is null
  and ($2 = '' or t.name ilike '%' || $2 || '%' or k.data ->> 'workshop' ilike '%' || $2 || '%')
  and ($3 = '' or k.purpose = $3)
"""
OPEN = f"""
select k.id, k.invitation_id, t.id as trainer_id, t.name, t.phone, k.purpose, k.data, k.created_at
{_FROM}
order by case when $4 = 'name' then t.name end, k.created_at, k.id
limit $5 offset $6
"""
COUNT = f"select count(*) {_FROM}"
OLDEST = """
select count(*) as count, min(created_at) as oldest
from trainer_task
where organization_id = $1 and done_at is null
"""
DONE = """
update trainer_task set done_at = $3, done_by = $4
where organization_id = $1 and id = $2 and done_at is null
returning (select trainer_id from invitation where id = invitation_id) as trainer_id, purpose
"""
RULE = "select remind_days, answer_days from trainer_rule where organization_id = $1"
SET_RULE = """
insert into trainer_rule (organization_id, remind_days, answer_days) values ($1, $2, $3)
on conflict (organization_id) do update set remind_days = $2, answer_days = $3
"""


async def add(
    tx: Tx,
    task_id: UUID,
    organization_id: UUID,
    invitation_id: UUID,
    purpose: str,
    occasion: str,
    data: Mapping[str, Any],
    now: datetime,
) -> None:
    """A repeat of invitation, purpose and occasion changes nothing."""
    await tx.execute(ADD, task_id, organization_id, invitation_id, purpose, occasion, dict(data), now)


async def open_of(
    tx: Tx,
    organization_id: UUID,
    search: str = "",
    purpose: str = "",
    *,
    sort: str = "",
    limit: int = 1000,
    skip: int = 0,
) -> list[Task]:
    """What still has to be said, the oldest first or by "name"; `search` is for `like`."""
    rows = await tx.fetch(OPEN, organization_id, search, purpose, sort, limit, skip)
    return [Task(**row) for row in rows]


async def count(tx: Tx, organization_id: UUID, search: str, purpose: str) -> int:
    return int(await tx.fetchval(COUNT, organization_id, search, purpose))


async def oldest(tx: Tx, organization_id: UUID) -> tuple[int, datetime | None]:
    """How many wait, and since when the first of them."""
    row = await tx.fetchrow(OLDEST, organization_id)
    assert row is not None
    return row["count"], row["oldest"]


async def mark_done(
    tx: Tx, organization_id: UUID, task_id: UUID, now: datetime, by_name: str
) -> tuple[UUID, str] | None:
    """(trainer, purpose) of what was said; None when it was marked before or is not this office's."""
    row = await tx.fetchrow(DONE, organization_id, task_id, now, by_name)
    return (row["trainer_id"], row["purpose"]) if row else None


async def rule(tx: Tx, organization_id: UUID) -> Rule | None:
    """The office's own figures; None where it has not chosen any."""
    row = await tx.fetchrow(RULE, organization_id)
    return Rule(**row) if row else None


async def set_rule(tx: Tx, organization_id: UUID, rule: Rule) -> None:
    await tx.execute(SET_RULE, organization_id, rule.remind_days, rule.answer_days)
