"""Who did what: one row per act of a person or of the office's own rules, never changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx

RECORD = """
insert into audit (organization_id, who, what, subject, before, after)
values ($1, $2, $3, $4, $5, $6)
"""


async def record(
    tx: Tx,
    who: str,
    organization_id: UUID | None,
    what: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add a row, in the transaction that makes the change.

    `who` is `Staff/<id>`, `Registration/<id>` or the name of a job; `what` an act in the past tense
    ("seat given"); `subject` what it was done to, as in events. `before` and `after` hold what
    differs, never a NIK, a phone number or a secret. The time is the database's own, not business time.
    """
    await tx.execute(RECORD, organization_id, who, what, subject, before, after)


@dataclass(frozen=True, slots=True)
class Entry:
    """Who changed what from what to what, and when (database time)."""

    id: int
    at: datetime
    who: str
    maker: str  # the name of who did it; empty for what the application did by itself
    what: str
    subject: str
    member: str  # the subject's name where it is a member of staff
    before: dict[str, Any] | None
    after: dict[str, Any] | None


SEARCH = """
select a.id, a.at, a.who, coalesce(m.document ->> 'name', '') as maker, a.what, a.subject,
       coalesce(s.document ->> 'name', '') as member, a.before, a.after
from audit a
left join staff m on 'Staff/' || m.id = a.who
left join staff s on 'Staff/' || s.id = a.subject
where a.organization_id = $1
  and ($2 = '' or m.document ->> 'name' ilike '%' || $2 || '%' or s.document ->> 'name' ilike '%' || $2 || '%'
       or a.what = any($3::text[]) or a.subject = any($4::text[])
       or a.before::text ilike '%' || $2 || '%' or a.after::text ilike '%' || $2 || '%')
order by a.id desc
limit $5 offset $6
"""


async def search(
    tx: Tx,
    organization_id: UUID,
    text: str,
    acts: Sequence[str],
    subjects: Sequence[str],
    *,
    limit: int,
    skip: int,
) -> list[Entry]:
    """An office's rows, the newest first: all, or those in which `text` (for `like`) occurs.

    `acts` and `subjects` are what the text means in words that the rows themselves do not hold.
    """
    rows = await tx.fetch(SEARCH, organization_id, text, acts, subjects, limit, skip)
    return [Entry(**row) for row in rows]
