"""What needs a trainer or a venue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Use:
    """A workshop that needs a trainer or a venue; `sessions` 0: it is the main venue, without a session."""

    workshop_id: UUID
    title: str
    sessions: int


# What has been held or is over counts only where it is asked for: history must keep its names.
USES = """
select w.id as workshop_id, btrim(w.title || ' ' || w.class_label) as title, count(s.id) as sessions
from workshop w
left join session s
    on s.workshop_id = w.id
   and ($3::timestamptz is null or (s.ends_at > $3 and w.state in ('draft', 'published')))
   and (s.venue_id = $2
        or exists (select from session_trainer t where t.session_id = s.id and t.trainer_id = $2))
where w.organization_id = $1
  and (s.id is not null
       or (w.venue_id = $2
           and ($3::timestamptz is null
                or (w.state in ('draft', 'published')
                    and coalesce((select max(o.ends_at) from session o where o.workshop_id = w.id),
                                 'infinity') > $3))))
group by w.id
order by min(s.starts_at), w.id
"""
LARGEST_CLASS = """
select btrim(w.title || ' ' || w.class_label) as title, w.capacity
from workshop w
left join session s on s.workshop_id = w.id
where w.organization_id = $1 and w.state in ('draft', 'published')
  and ((s.venue_id = $2 and s.ends_at > $3)
       or (w.venue_id = $2
           and coalesce((select max(o.ends_at) from session o where o.workshop_id = w.id), 'infinity') > $3))
order by w.capacity desc, w.id
limit 1
"""


async def to_come(tx: Tx, organization_id: UUID, resource_id: UUID, now: datetime) -> list[Use]:
    """Workshops still planned that need this trainer or venue."""
    return [Use(**row) for row in await tx.fetch(USES, organization_id, resource_id, now)]


async def ever(tx: Tx, organization_id: UUID, resource_id: UUID) -> list[Use]:
    """Every workshop that names this trainer or venue, also those that are over."""
    return [Use(**row) for row in await tx.fetch(USES, organization_id, resource_id, None)]


async def largest_class(
    tx: Tx, organization_id: UUID, venue_id: UUID, now: datetime
) -> tuple[str, int] | None:
    """Title and seats of the largest class still to come in this venue."""
    row = await tx.fetchrow(LARGEST_CLASS, organization_id, venue_id, now)
    return (row["title"], row["capacity"]) if row else None
