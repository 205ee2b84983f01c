"""The names of what the audit trail speaks of."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from shared.db import Tx

NAMES = """
select subject, name from (
    select 'Registration/' || r.id as subject, r.id,
           concat_ws(' · ', nullif(r.full_name, ''),
                     concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', ''))) as name
    from registration r left join workshop_copy w on w.id = r.workshop_id
    where r.organization_id = $1
    union all
    select 'Workshop/' || w.id, w.id,
           concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', ''))
    from workshop_copy w where w.organization_id = $1
    union all
    select 'QuestionSet/' || s.id, s.id, s.name from question_set s where s.organization_id = $1
    union all
    select 'Group/' || g.id, g.id, g.name from sign_up_group g where g.organization_id = $1
    union all
    select 'Centre/' || c.id, c.id, c.name from centre c where c.organization_id = $1
    union all
    select 'Webhook/' || h.id, h.id, h.name from webhook h where h.organization_id = $1
) as named
where id = any($2::uuid[]) or ($3 <> '' and name ilike '%' || $3 || '%')
"""


async def names(tx: Tx, organization_id: UUID, ids: Collection[UUID], text: str) -> dict[str, str]:
    """By subject: what these ids are called, and everything that has the text in its name."""
    rows = await tx.fetch(NAMES, organization_id, list(ids), text)
    return {row["subject"]: row["name"] for row in rows}
