"""Other times that trainers ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Proposal:
    """Another time for one session, with what the session is now."""

    id: UUID
    invitation_id: UUID
    workshop_id: UUID
    trainer_id: UUID
    trainer: str
    session_id: UUID
    subject: str
    session_starts_at: datetime
    session_ends_at: datetime
    starts_at: datetime
    ends_at: datetime
    words: str
    state: str


OPEN = """
select p.id, p.invitation_id, i.workshop_id, i.trainer_id, t.name as trainer, p.session_id, s.subject,
       s.starts_at as session_starts_at, s.ends_at as session_ends_at, p.starts_at, p.ends_at, p.words,
       p.state
from proposal p
join invitation i on i.id = p.invitation_id
join trainer t on t.id = i.trainer_id
join session s on s.id = p.session_id
where i.organization_id = $1 and i.workshop_id = $2 and p.state = 'open'
order by p.created_at, p.id
"""
FIND = """
select p.id, p.invitation_id, i.workshop_id, i.trainer_id, t.name as trainer, p.session_id, s.subject,
       s.starts_at as session_starts_at, s.ends_at as session_ends_at, p.starts_at, p.ends_at, p.words,
       p.state
from proposal p
join invitation i on i.id = p.invitation_id
join trainer t on t.id = i.trainer_id
join session s on s.id = p.session_id
where i.organization_id = $1 and i.workshop_id = $2 and p.id = $3
"""
OF_INVITATION = """
select count(*) from proposal where invitation_id = $1 and state = 'open'
"""
ADD = """
insert into proposal (id, invitation_id, session_id, starts_at, ends_at, words, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""
DECIDE = """
update proposal
set state = $2, answer = $3, decided_by = $4, decided_at = $5
where id = $1 and state = 'open'
returning id
"""
SUPERSEDE = """
update proposal
set state = 'superseded', decided_at = $2
where invitation_id = $1 and state = 'open' and ($3::uuid[] is null or session_id = any($3))
"""


async def open_of(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[Proposal]:
    """What waits for a decision, the oldest first."""
    return [Proposal(**row) for row in await tx.fetch(OPEN, organization_id, workshop_id)]


async def find(tx: Tx, organization_id: UUID, workshop_id: UUID, proposal_id: UUID) -> Proposal | None:
    row = await tx.fetchrow(FIND, organization_id, workshop_id, proposal_id)
    return Proposal(**row) if row else None


async def count_open(tx: Tx, invitation_id: UUID) -> int:
    return int(await tx.fetchval(OF_INVITATION, invitation_id))


async def add(
    tx: Tx,
    proposal_id: UUID,
    invitation_id: UUID,
    session_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    words: str,
    now: datetime,
) -> None:
    """Keep a wish; an earlier one for the same session is superseded first, so each id is one time."""
    await tx.execute(ADD, proposal_id, invitation_id, session_id, starts_at, ends_at, words, now)


async def decide(tx: Tx, proposal_id: UUID, state: str, answer: str, by_name: str, now: datetime) -> bool:
    """False when somebody decided before; the guarded update is what makes it once."""
    return await tx.fetchval(DECIDE, proposal_id, state, answer, by_name, now) is not None


async def supersede(
    tx: Tx, invitation_id: UUID, now: datetime, session_ids: Sequence[UUID] | None = None
) -> None:
    """What is asked for is asked no more: of these sessions, or of all."""
    await tx.execute(SUPERSEDE, invitation_id, now, None if session_ids is None else list(session_ids))
