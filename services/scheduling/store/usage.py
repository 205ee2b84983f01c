"""What needs a trainer or a venue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.db import Tx

SESSIONS_TO_COME = """
select count(*)
from session s
join workshop w on w.id = s.workshop_id
where w.organization_id = $1 and w.state in ('draft', 'published') and s.ends_at > $3
  and (s.venue_id = $2 or exists (select from session_trainer t where t.session_id = s.id and t.trainer_id =
  $2))
"""
LARGEST_CLASS = """
select btrim(w.title || ' ' || w.class_label) as title, w.capacity
from session s
join workshop w on w.id = s.workshop_id
where w.organization_id = $1 and w.state in ('draft', 'published') and s.ends_at > $3 and s.venue_id = $2
order by w.capacity desc, w.id
limit 1
"""


async def sessions_to_come(tx: Tx, organization_id: UUID, resource_id: UUID, now: datetime) -> int:
    """How many sessions that have not ended need this trainer or venue."""
    return int(await tx.fetchval(SESSIONS_TO_COME, organization_id, resource_id, now))


async def largest_class(
    tx: Tx, organization_id: UUID, venue_id: UUID, now: datetime
) -> tuple[str, int] | None:
    """Title and seats of the largest workshop with sessions to come in this venue."""
    row = await tx.fetchrow(LARGEST_CLASS, organization_id, venue_id, now)
    return (row["title"], row["capacity"]) if row else None
