"""The names of what the audit trail speaks of."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from shared.db import Tx

NAMES = """
select subject, name from (
    select 'Workshop/' || id as subject, id, btrim(title || ' ' || class_label) as name
    from workshop where organization_id = $1
    union all
    select 'Trainer/' || id, id, name from trainer where organization_id = $1
    union all
    select 'Venue/' || id, id, name from venue where organization_id = $1
    union all
    select 'Programme/' || id, id, title from programme where organization_id = $1
    union all
    select 'Timetable/' || id, id, name from timetable where organization_id = $1
    union all
    select 'Request/' || id, id, subject || coalesce(' (' || nullif(body, '') || ')', '')  -- empty: withdrawn
    from request where organization_id = $1
    union all
    select 'Letter/' || id, id, concat_ws(' · ', number, nullif(name, '')) from letter
    where organization_id = $1
) as named
where id = any($2::uuid[]) or ($3 <> '' and name ilike '%' || $3 || '%')
"""


async def names(tx: Tx, organization_id: UUID, ids: Collection[UUID], text: str) -> dict[str, str]:
    """By subject: what these ids are called, and everything that has the text in its name."""
    rows = await tx.fetch(NAMES, organization_id, list(ids), text)
    return {row["subject"]: row["name"] for row in rows}
