"""How the trainers of a workshop answered, for the pages and the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Answer:
    """One trainer of a workshop; `state` is "" for who was not invited."""

    trainer_id: UUID
    name: str
    email: str
    phone: str
    sessions: int  # to come
    invitation_id: UUID | None
    state: str
    words: str
    asked_at: datetime | None
    answered_at: datetime | None
    told_at: datetime | None
    differs: bool  # something changed that they have not been told
    proposals: int  # open
    tasks: int  # open: must be told by hand


@dataclass(frozen=True)
class Waiting:
    """What of one workshop's invitations waits for the office."""

    workshop_id: UUID
    workshop: str
    zone: str
    kind: str  # "declined" | "proposed" | "unanswered"
    count: int
    oldest: datetime


OF_WORKSHOP = """
select t.id as trainer_id, t.name, t.email, t.phone, coalesce(s.sessions, 0) as sessions,
       i.id as invitation_id, coalesce(i.state, '') as state, coalesce(i.words, '') as words, i.asked_at,
       i.answered_at, i.told_at,
       coalesce(i.state <> 'withdrawn' and i.told <> coalesce(n.sessions, '[]'), false) as differs,
       (select count(*) from proposal p where p.invitation_id = i.id and p.state = 'open') as proposals,
       (select count(*) from trainer_task k where k.invitation_id = i.id and k.done_at is null) as tasks
from workshop w
join lateral (
    select trainer_id from session_trainer st join session s on s.id = st.session_id
    where s.workshop_id = w.id
    union
    select trainer_id from invitation where workshop_id = w.id
) named on true
join trainer t on t.id = named.trainer_id
left join invitation i on i.workshop_id = w.id and i.trainer_id = t.id
left join lateral (
    select count(*) as sessions from session_trainer st join session s on s.id = st.session_id
    where s.workshop_id = w.id and st.trainer_id = t.id and s.starts_at > $3
) s on true
left join lateral (
    select sessions from teaching where workshop_id = w.id and trainer_id = t.id
      and w.state <> 'cancelled'
) n on true
where w.organization_id = $1 and w.id = $2
order by i.state = 'withdrawn', t.name, t.id
"""
WAITING = """
select w.id as workshop_id, btrim(w.title || ' ' || w.class_label) as workshop, w.zone, found.kind,
       count(*) as count, min(found.since) as oldest
from (
    select workshop_id, 'declined' as kind, answered_at as since
    from invitation
    where organization_id = $1 and state = 'declined' and over_at > $2
    union all
    select i.workshop_id, 'proposed', p.created_at
    from proposal p join invitation i on i.id = p.invitation_id
    where i.organization_id = $1 and p.state = 'open' and i.over_at > $2
    union all
    select i.workshop_id, 'unanswered', i.asked_at
    from invitation i left join trainer_rule r on r.organization_id = i.organization_id
    where i.organization_id = $1 and i.state = 'asked' and i.over_at > $2
      and i.asked_at + make_interval(days => coalesce(r.answer_days, $3)) <= $2
) as found
join workshop w on w.id = found.workshop_id
group by w.id, found.kind
order by min(found.since), w.id, found.kind
"""


async def of_workshop(tx: Tx, organization_id: UUID, workshop_id: UUID, now: datetime) -> list[Answer]:
    """Everybody who teaches or was invited, who was called off last."""
    return [Answer(**row) for row in await tx.fetch(OF_WORKSHOP, organization_id, workshop_id, now)]


async def waiting(tx: Tx, organization_id: UUID, now: datetime, days: int) -> list[Waiting]:
    """What waits for a decision; `days` without an answer where the office has no figure of its own."""
    return [Waiting(**row) for row in await tx.fetch(WAITING, organization_id, now, days)]
