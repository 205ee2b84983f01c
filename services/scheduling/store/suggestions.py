"""Suggested timetables: asked for, worked on under a lease, looked at, accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Suggestion:
    """A row; the JSON of `wishes`, `plan`, costs and `blocked` is read by whoever needs it."""

    id: UUID
    organization_id: UUID
    by_name: str
    wishes: dict[str, Any]
    workshop_ids: list[UUID]
    state: str
    progress: int
    solver: bool
    attempts: int
    plan: list[dict[str, Any]] | None
    cost_before: dict[str, int] | None
    cost: dict[str, int] | None
    bound: int | None
    blocked: dict[str, Any] | None
    reason: str
    created_at: datetime
    finished_at: datetime | None
    accepted_at: datetime | None
    accepted_sessions: int | None

    @property
    def at_work(self) -> bool:
        return self.state in ("queued", "running")


@dataclass(frozen=True)
class Candidate:
    """A workshop that a timetable can be asked for."""

    id: UUID
    title: str
    programme: str
    state: str


ADD = """
insert into suggestion (id, organization_id, by_name, wishes, workshop_ids)
values ($2, $1, $3, $4, $5)
"""
FIND = """
select id, organization_id, by_name, wishes, workshop_ids, state, progress, solver, attempts, plan,
       cost_before, cost, bound, blocked, reason, created_at, finished_at, accepted_at, accepted_sessions
from suggestion
where organization_id = $1 and id = $2
"""
LOCKED = f"{FIND} for update"
LATEST = """
select id, organization_id, by_name, wishes, workshop_ids, state, progress, solver, attempts, plan,
       cost_before, cost, bound, blocked, reason, created_at, finished_at, accepted_at, accepted_sessions
from suggestion
where organization_id = $1
order by created_at desc, id
limit $2 offset $3
"""
COUNT = "select count(*) from suggestion where organization_id = $1"
AT_WORK = "select count(*) from suggestion where organization_id = $1 and state in ('queued', 'running')"
# Workshops a timetable can be asked for, next to begin first; those without a session at the end.
CANDIDATES = """
select w.id, btrim(w.title || ' ' || w.class_label) as title, p.title as programme, w.state
from workshop w
join programme p on p.id = w.programme_id
left join session s on s.workshop_id = w.id
where w.organization_id = $1 and w.state in ('draft', 'published')
group by w.id, p.id
having w.state = 'draft' or max(s.ends_at) > $2
order by min(s.starts_at) nulls last, w.created_at desc
limit 200
"""
# Titles at once for a list, however many rows.
TITLES = """
select id, btrim(title || ' ' || class_label) as title
from workshop
where organization_id = $1 and id = any($2::uuid[])
"""
# By state and lease, so work that a lost process held is taken up by the next one.
CLAIM = """
update suggestion
set state = 'running', attempts = attempts + 1, leased_until = clock_timestamp() + make_interval(secs => $1)
where id = (
    select id from suggestion
    where state = 'queued' or (state = 'running' and leased_until < clock_timestamp())
    order by created_at
    limit 1
    for update skip locked
)
returning id, organization_id, by_name, wishes, workshop_ids, state, progress, solver, attempts, plan,
          cost_before, cost, bound, blocked, reason, created_at, finished_at, accepted_at, accepted_sessions
"""
KEEP = """
update suggestion
set progress = $3, solver = $4, plan = $5, cost_before = $6, cost = $7, bound = $8, blocked = $9,
    leased_until = clock_timestamp() + make_interval(secs => $10)
where id = $1 and state = 'running' and attempts = $2
returning true
"""
FINISH = """
update suggestion
set state = $3, reason = $4, progress = 100, leased_until = null, finished_at = clock_timestamp()
where id = $1 and attempts = $2 and state = 'running'
"""
CANCEL = """
update suggestion
set state = 'cancelled', leased_until = null, finished_at = clock_timestamp()
where organization_id = $1 and id = $2 and state in ('queued', 'running')
returning true
"""
ACCEPT = """
update suggestion set accepted_at = $3, accepted_sessions = coalesce(accepted_sessions, 0) + $4
where organization_id = $1 and id = $2
"""
FORGET = "delete from suggestion where created_at < clock_timestamp() - make_interval(days => $1)"


async def add(
    tx: Tx,
    organization_id: UUID,
    id: UUID,
    by_name: str,
    wishes: dict[str, Any],
    workshop_ids: Sequence[UUID],
) -> None:
    await tx.execute(ADD, organization_id, id, by_name, wishes, list(workshop_ids))


async def find(tx: Tx, organization_id: UUID, id: UUID) -> Suggestion | None:
    row = await tx.fetchrow(FIND, organization_id, id)
    return Suggestion(**row) if row else None


async def locked(tx: Tx, organization_id: UUID, id: UUID) -> Suggestion | None:
    row = await tx.fetchrow(LOCKED, organization_id, id)
    return Suggestion(**row) if row else None


async def latest(tx: Tx, organization_id: UUID, *, limit: int, skip: int = 0) -> list[Suggestion]:
    return [Suggestion(**row) for row in await tx.fetch(LATEST, organization_id, limit, skip)]


async def count(tx: Tx, organization_id: UUID) -> int:
    return int(await tx.fetchval(COUNT, organization_id))


async def candidates(tx: Tx, organization_id: UUID, now: datetime) -> list[Candidate]:
    return [Candidate(**row) for row in await tx.fetch(CANDIDATES, organization_id, now)]


async def titles(tx: Tx, organization_id: UUID, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {row["id"]: row["title"] for row in await tx.fetch(TITLES, organization_id, list(ids))}


async def at_work(tx: Tx, organization_id: UUID) -> int:
    """How many of an office's suggestions wait or are being worked on."""
    return int(await tx.fetchval(AT_WORK, organization_id))


async def claim(tx: Tx, seconds: float) -> Suggestion | None:
    """The oldest that nobody works on, ours for `seconds`."""
    row = await tx.fetchrow(CLAIM, seconds)
    return Suggestion(**row) if row else None


async def keep(
    tx: Tx,
    suggestion: Suggestion,
    *,
    progress: int,
    solver: bool,
    plan: list[dict[str, Any]] | None,
    cost_before: dict[str, int] | None,
    cost: dict[str, int] | None,
    bound: int | None,
    blocked: dict[str, Any] | None,
    seconds: float,
) -> bool:
    """Store how far it is and hold it longer; False when it is no longer ours: cancelled, or taken over."""
    kept = await tx.fetchval(
        KEEP,
        *(suggestion.id, suggestion.attempts, progress, solver, plan),
        *(cost_before, cost, bound, blocked, seconds),
    )
    return kept is not None


async def finish(tx: Tx, suggestion: Suggestion, state: str, reason: str) -> None:
    await tx.execute(FINISH, suggestion.id, suggestion.attempts, state, reason)


async def cancel(tx: Tx, organization_id: UUID, id: UUID) -> bool:
    """False when it was over already."""
    return await tx.fetchval(CANCEL, organization_id, id) is not None


async def accept(tx: Tx, organization_id: UUID, id: UUID, now: datetime, sessions: int) -> None:
    await tx.execute(ACCEPT, organization_id, id, now, sessions)


async def forget(tx: Tx, days: int) -> int:
    """Delete those older than `days`; how many."""
    return int((await tx.execute(FORGET, days)).split()[-1])
