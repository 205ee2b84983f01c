"""Who could teach instead of somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Candidate:
    """A trainer who is free for all the sessions asked about."""

    id: UUID
    name: str
    skills: list[str]
    has_email: bool
    skilled: bool  # shares a skill with whom they would replace


FREE = """
select t.id, t.name, t.skills, t.email <> '' as has_email,
       exists (select from trainer other, unnest(other.skills) as a (skill), unnest(t.skills) as b (skill)
               where other.id = $2 and lower(a.skill) = lower(b.skill)) as skilled
from trainer t
where t.organization_id = $1 and t.id <> $2 and not t.archived
  and not exists (
      select from session s
      join booking b on b.resource_kind = 'trainer' and b.resource_id = t.id
        and b.during && tstzrange(s.starts_at, s.ends_at, '[)')
      where s.id = any($3::uuid[]))
  and not exists (
      select from session s
      join workshop w on w.id = s.workshop_id
      join unavailable u on u.resource_kind = 'trainer' and u.resource_id = t.id
        and (s.starts_at at time zone w.zone)::date between u.first_day and u.last_day
        and (u.starts is null or (u.starts < (s.ends_at at time zone w.zone)::time
                                  and u.ends > (s.starts_at at time zone w.zone)::time))
      where s.id = any($3::uuid[]))
order by skilled desc, t.name, t.id
limit 100
"""


async def free(
    tx: Tx, organization_id: UUID, trainer_id: UUID, session_ids: Sequence[UUID]
) -> list[Candidate]:
    """Neither booked nor away at any of these times; who has the skill first."""
    rows = await tx.fetch(FREE, organization_id, trainer_id, list(session_ids))
    return [Candidate(**row) for row in rows]
