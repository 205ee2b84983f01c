"""Invitations of trainers: what each was told last, their answer, and what is different now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Invitation:
    """One trainer asked for one workshop; `told` and `pending` as the view `teaching` has sessions."""

    id: UUID
    organization_id: UUID
    workshop_id: UUID
    trainer_id: UUID
    state: str
    words: str
    asked_at: datetime
    told: list[dict[str, Any]]
    about: dict[str, Any]
    told_at: datetime
    begins_at: datetime
    sequence: int
    pending: list[dict[str, Any]] | None
    pending_since: datetime | None


@dataclass(frozen=True)
class Teaching:
    """What a trainer has to do in a workshop as it is now; nothing when it is cancelled or gone."""

    sessions: list[dict[str, Any]]
    version: int
    state: str  # of the workshop; "deleted" for a draft that is gone
    reason: str
    about: dict[str, Any] | None


FIND = """
select id, organization_id, workshop_id, trainer_id, state, words, asked_at, told, about, told_at, begins_at,
       sequence, pending, pending_since
from invitation
where organization_id = $1 and workshop_id = $2 and trainer_id = $3
"""
LOCK_FOUND = f"{FIND} for update"
LOCK = """
select id, organization_id, workshop_id, trainer_id, state, words, asked_at, told, about, told_at, begins_at,
       sequence, pending, pending_since
from invitation
where id = $1
for update
"""
TEACHING = """
select case when w.state = 'cancelled' then '[]'::jsonb else coalesce(t.sessions, '[]') end as sessions,
       w.version, w.state, w.reason,
       jsonb_build_object(
           'workshop', btrim(w.title || ' ' || w.class_label), 'zone', w.zone,
           'contact_name', w.contact_name, 'contact_whatsapp', w.contact_whatsapp,
           'contact_hours', w.contact_hours) as about
from workshop w
left join lateral (
    select sessions from teaching where workshop_id = w.id and trainer_id = $3
) t on true
where w.organization_id = $1 and w.id = $2
"""
TRAINERS_OF = """
select distinct st.trainer_id
from session_trainer st
join session s on s.id = st.session_id
join workshop w on w.id = s.workshop_id
where w.organization_id = $1 and w.id = $2 and s.starts_at > $3
order by st.trainer_id
"""
ASK = """
insert into invitation (id, organization_id, workshop_id, trainer_id, state, asked_at, told, about, told_at,
                        begins_at, over_at, sequence)
values ($1, $2, $3, $4, 'asked', $5, $6, $7, $5, $8, $9, $10)
on conflict on constraint invitation_once do update
set state = 'asked', words = '', asked_at = $5, answered_at = null, nudged_at = null, told = $6, about = $7,
    told_at = $5, begins_at = $8, over_at = $9, sequence = $10, pending = null, pending_since = null
returning id
"""
ANSWER = """
update invitation set state = $2, words = $3, answered_at = $4 where id = $1
"""
ASK_AGAIN = """
update invitation set state = 'asked', words = '', asked_at = $2, answered_at = null, nudged_at = null
where id = $1
"""
TOLD = """
update invitation
set told = $2, about = $3, told_at = $4, begins_at = $5, over_at = $6, sequence = $7, pending = null,
    pending_since = null
where id = $1
"""
WITHDRAW = """
update invitation
set state = 'withdrawn', told = '[]', sequence = $2, pending = null, pending_since = null
where id = $1
"""
# What differs only in what is over is taken as told, without a word.
SETTLE = "update invitation set told = $2, pending = null, pending_since = null where id = $1"
WAIT = "update invitation set pending = $2, pending_since = $3 where id = $1"
# The comparison is the whole rule; versions and times would only be a way to miss something.
TO_TELL = """
select i.id
from invitation i
left join workshop w on w.id = i.workshop_id
cross join lateral (
    select coalesce((select t.sessions from teaching t
                     where t.workshop_id = i.workshop_id and t.trainer_id = i.trainer_id
                       and w.state <> 'cancelled'), '[]') as sessions
) now_so
where i.state <> 'withdrawn' and (w.state in ('draft', 'published') or i.over_at > $1)
  and ((i.told <> now_so.sessions
        and (i.pending is null or i.pending <> now_so.sessions or i.pending_since <= $2))
       or (i.told = now_so.sessions and i.pending is not null))
order by i.id
"""
TO_REMIND = """
select i.id
from invitation i
left join trainer_rule r on r.organization_id = i.organization_id
where i.state in ('asked', 'confirmed', 'proposed') and i.over_at > $1 and i.begins_at > $1
  and i.begins_at - make_interval(days => coalesce(r.remind_days, $2)) <= $1
  and i.told_at <= i.begins_at - make_interval(days => coalesce(r.remind_days, $2))
  and i.reminded_for is distinct from i.begins_at
order by i.id
"""
TO_NUDGE = """
select i.id
from invitation i
left join trainer_rule r on r.organization_id = i.organization_id
where i.state = 'asked' and i.over_at > $1 and i.nudged_at is null
  and i.asked_at + make_interval(days => coalesce(r.answer_days, $2)) <= $1
order by i.id
"""
REMINDED = """
update invitation
set reminded_for = begins_at, nudged_at = case when state = 'asked' then $2::timestamptz else nudged_at end
where id = $1
"""
NUDGED = "update invitation set nudged_at = $2 where id = $1"


async def find(tx: Tx, organization_id: UUID, workshop_id: UUID, trainer_id: UUID) -> Invitation | None:
    row = await tx.fetchrow(FIND, organization_id, workshop_id, trainer_id)
    return Invitation(**row) if row else None


async def found_locked(
    tx: Tx, organization_id: UUID, workshop_id: UUID, trainer_id: UUID
) -> Invitation | None:
    """The same, held until the transaction ends. Whoever also locks the workshop does that first."""
    row = await tx.fetchrow(LOCK_FOUND, organization_id, workshop_id, trainer_id)
    return Invitation(**row) if row else None


async def locked(tx: Tx, invitation_id: UUID) -> Invitation | None:
    row = await tx.fetchrow(LOCK, invitation_id)
    return Invitation(**row) if row else None


async def teaching(tx: Tx, organization_id: UUID, workshop_id: UUID, trainer_id: UUID) -> Teaching:
    """What is so now."""
    row = await tx.fetchrow(TEACHING, organization_id, workshop_id, trainer_id)
    return Teaching(**row) if row else Teaching([], 0, "deleted", "", None)


async def trainers_of(tx: Tx, organization_id: UUID, workshop_id: UUID, now: datetime) -> list[UUID]:
    """Everybody with a session to come."""
    return [row["trainer_id"] for row in await tx.fetch(TRAINERS_OF, organization_id, workshop_id, now)]


async def ask(
    tx: Tx,
    invitation_id: UUID,
    organization_id: UUID,
    workshop_id: UUID,
    trainer_id: UUID,
    now: datetime,
    teaching: Teaching,
    begins_at: datetime,
    over_at: datetime,
    sequence: int,
) -> UUID:
    """Invite, for the first time or again after a withdrawal; the id of the row."""
    return UUID(
        str(
            await tx.fetchval(
                ASK,
                invitation_id,
                organization_id,
                workshop_id,
                trainer_id,
                now,
                teaching.sessions,
                teaching.about,
                begins_at,
                over_at,
                sequence,
            )
        )
    )


async def answer(tx: Tx, invitation_id: UUID, state: str, words: str, now: datetime) -> None:
    await tx.execute(ANSWER, invitation_id, state, words, now)


async def ask_again(tx: Tx, invitation_id: UUID, now: datetime) -> None:
    """Their yes or no was to something else."""
    await tx.execute(ASK_AGAIN, invitation_id, now)


async def mark_told(
    tx: Tx,
    invitation_id: UUID,
    teaching: Teaching,
    now: datetime,
    begins_at: datetime,
    over_at: datetime,
    sequence: int,
) -> None:
    await tx.execute(
        TOLD, invitation_id, teaching.sessions, teaching.about, now, begins_at, over_at, sequence
    )


async def withdraw(tx: Tx, invitation_id: UUID, sequence: int) -> None:
    await tx.execute(WITHDRAW, invitation_id, sequence)


async def settle(tx: Tx, invitation_id: UUID, sessions: Sequence[dict[str, Any]]) -> None:
    await tx.execute(SETTLE, invitation_id, list(sessions))


async def wait(tx: Tx, invitation_id: UUID, sessions: Sequence[dict[str, Any]], now: datetime) -> None:
    """Note a difference; it is told when it is still the same after the quiet time."""
    await tx.execute(WAIT, invitation_id, list(sessions), now)


async def to_tell(tx: Tx, now: datetime, quiet: timedelta) -> list[UUID]:
    """Invitations with a difference that is new, or that has stayed the same for so long."""
    return [row["id"] for row in await tx.fetch(TO_TELL, now, now - quiet)]


async def to_remind(tx: Tx, now: datetime, days: int) -> list[UUID]:
    """Whose first session is near, unless they were told of it only now; `days` where the office has none."""
    return [row["id"] for row in await tx.fetch(TO_REMIND, now, days)]


async def to_nudge(tx: Tx, now: datetime, days: int) -> list[UUID]:
    """Who has not answered for too long; `days` where the office has none of its own."""
    return [row["id"] for row in await tx.fetch(TO_NUDGE, now, days)]


async def mark_reminded(tx: Tx, invitation_id: UUID, now: datetime) -> None:
    await tx.execute(REMINDED, invitation_id, now)


async def mark_nudged(tx: Tx, invitation_id: UUID, now: datetime) -> None:
    await tx.execute(NUDGED, invitation_id, now)
