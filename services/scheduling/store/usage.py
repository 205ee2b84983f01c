"""What needs a trainer or a venue."""

from __future__ import annotations

from collections.abc import Collection
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
with named as (
    select s.venue_id as resource_id, s.workshop_id, s.id as session_id, s.starts_at, s.ends_at
    from session s
    where s.venue_id = any($2::uuid[])
    union all
    select t.trainer_id, s.workshop_id, s.id, s.starts_at, s.ends_at
    from session_trainer t
    join session s on s.id = t.session_id
    where t.trainer_id = any($2::uuid[])
    union all
    select w.venue_id, w.id, null, null,
           coalesce((select max(o.ends_at) from session o where o.workshop_id = w.id), 'infinity')
    from workshop w
    where w.venue_id = any($2::uuid[])
)
select n.resource_id, w.id as workshop_id, btrim(w.title || ' ' || w.class_label) as title,
       count(n.session_id) as sessions
from named n
join workshop w on w.id = n.workshop_id
where w.organization_id = $1
  and ($3::timestamptz is null or (n.ends_at > $3 and w.state in ('draft', 'published')))
group by n.resource_id, w.id
order by min(n.starts_at), w.id
"""
LARGEST_CLASSES = """
with named as (
    select s.venue_id, s.workshop_id, s.ends_at
    from session s
    where s.venue_id = any($2::uuid[])
    union all
    select w.venue_id, w.id,
           coalesce((select max(o.ends_at) from session o where o.workshop_id = w.id), 'infinity')
    from workshop w
    where w.venue_id = any($2::uuid[])
)
select distinct on (n.venue_id) n.venue_id, btrim(w.title || ' ' || w.class_label) as title, w.capacity
from named n
join workshop w on w.id = n.workshop_id
where w.organization_id = $1 and w.state in ('draft', 'published') and n.ends_at > $3
order by n.venue_id, w.capacity desc, w.id
"""


async def to_come(
    tx: Tx, organization_id: UUID, resource_ids: Collection[UUID], now: datetime
) -> dict[UUID, list[Use]]:
    """Workshops still planned that need these trainers or venues, by trainer or venue."""
    return await _uses(tx, organization_id, resource_ids, now)


async def ever(tx: Tx, organization_id: UUID, resource_id: UUID) -> list[Use]:
    """Every workshop that names this trainer or venue, also those that are over."""
    return (await _uses(tx, organization_id, [resource_id], None)).get(resource_id, [])


async def _uses(
    tx: Tx, organization_id: UUID, resource_ids: Collection[UUID], since: datetime | None
) -> dict[UUID, list[Use]]:
    found: dict[UUID, list[Use]] = {}
    for row in await tx.fetch(USES, organization_id, list(resource_ids), since):
        use = Use(row["workshop_id"], row["title"], row["sessions"])
        found.setdefault(row["resource_id"], []).append(use)
    return found


async def largest_classes(
    tx: Tx, organization_id: UUID, venue_ids: Collection[UUID], now: datetime
) -> dict[UUID, tuple[str, int]]:
    """Title and seats of the largest class still to come in each of these venues."""
    rows = await tx.fetch(LARGEST_CLASSES, organization_id, list(venue_ids), now)
    return {row["venue_id"]: (row["title"], row["capacity"]) for row in rows}
