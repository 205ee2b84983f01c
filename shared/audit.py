"""Who did what: one row per act of a person or of the office's own rules, never changed afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx

OTHERS = "others"  # as `Wanted.who`: whoever is no member of staff, also the application itself
# Sixteen digits are a NIK, also as it is read aloud; no code of a budget and no NIP is written so.
_NIK = re.compile(r"(?<!\d)(?<!\d[ .-])\d(?:[ -]?\d){15}(?!\d|[ .-]\d)")
_UNTOLD = "•" * 16

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
    differs, never a NIK, a phone number or a secret; a NIK that somebody typed into a sentence is made
    unreadable, for what stands here stays. The time is the database's own, not business time.
    """
    given = (_without_nik(half) if half else half for half in (before, after))
    await tx.execute(RECORD, organization_id, who, what, subject, *given)


def has_nik(text: str) -> bool:
    """Whether something in it is written as a NIK is: for words that stay in clear."""
    return _NIK.search(text) is not None


def _without_nik(value: Any) -> Any:
    if isinstance(value, str):
        return _NIK.sub(_UNTOLD, value)
    if isinstance(value, dict):
        return {name: _without_nik(part) for name, part in value.items()}
    return [_without_nik(part) for part in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Entry:
    """Who changed what from what to what, and when (database time)."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of an office; what is empty asks for nothing.

    `acts` and `named` are what `text` (for `like`) means in words that the rows themselves do not hold:
    what was done, and who did it or to what.
    """

    text: str = ""
    acts: Sequence[str] = ()
    named: Sequence[str] = ()
    who: str = ""  # "Staff/<id>" or OTHERS
    what: str = ""
    kinds: Sequence[str] = ()  # of subjects: "Workshop"
    since: datetime | None = None
    until: datetime | None = None  # no longer that moment itself


_FROM = """
from audit a
where a.organization_id = $1
  and ($2 = '' or a.what = any($3::text[]) or a.subject = any($4::text[]) or a.who = any($4)
       or a.before::text ilike '%' || $2 || '%' or a.after::text ilike '%' || $2 || '%')
  and ($5 = '' or a.who = $5 or $5 = 'others' and a.who not like 'Staff/%')
  and ($6 = '' or a.what = $6)
  and (cardinality($7::text[]) = 0 or split_part(a.subject, '/', 1) = any($7))
  and ($8::timestamptz is null or a.at >= $8)
  and ($9::timestamptz is null or a.at < $9)
"""
SEARCH = f"""
select a.id, a.at, a.who, a.what, a.subject, a.before, a.after
{_FROM}
order by a.id desc
limit $10 offset $11
"""
COUNT = f"select count(*) {_FROM}"
MAKERS = """
select 'Staff/' || id as who, coalesce(document ->> 'name', '') as name
from staff
where organization_id = $1
order by 2, 1
"""


async def search(tx: Tx, organization_id: UUID, wanted: Wanted, *, limit: int, skip: int = 0) -> list[Entry]:
    """An office's rows, the newest first."""
    rows = await tx.fetch(SEARCH, organization_id, *_asked(wanted), limit, skip)
    return [Entry(**row) for row in rows]


async def count(tx: Tx, organization_id: UUID, wanted: Wanted) -> int:
    return int(await tx.fetchval(COUNT, organization_id, *_asked(wanted)))


async def makers(tx: Tx, organization_id: UUID) -> dict[str, str]:
    """The name of everybody of the office by `who`, in their order; also of those who may not sign in."""
    return {row["who"]: row["name"] for row in await tx.fetch(MAKERS, organization_id)}


def _asked(wanted: Wanted) -> tuple[object, ...]:
    return (
        wanted.text,
        wanted.acts,
        wanted.named,
        wanted.who,
        wanted.what,
        wanted.kinds,
        wanted.since,
        wanted.until,
    )
