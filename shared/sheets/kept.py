"""Spreadsheets that somebody uploaded and has not said yes to, and what an office's headings mean.

Where rows hold secrets, whoever keeps them gives the keys: then nothing of the file rests in clear.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.crypto import Keys
from shared.db import Tx
from shared.sheets.reading import Sheet

_PURPOSE = "sheet"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose uploads: an office's of one kind; `subject` is the part of the office they are for, `owner`
    who alone finds them again. `keys`: the rows rest sealed."""

    organization_id: UUID
    kind: str
    subject: str = ""
    owner: str = ""
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One upload. Once applied, `sheet` holds only the rows that were wrong, each with its reason last."""

    id: UUID
    name: str
    sheet: Sheet
    outcome: dict[str, int] | None  # by state of rows, see web/importing.py
    at: datetime
    under_way: bool = False  # somebody is doing it now


ADD = """
insert into sheet_import (id, organization_id, kind, subject, owner, name, headings, rows, notes, sealed)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
# Where whoever has a link uploads, what was looked at before makes room.
KEEP_FEW = """
delete from sheet_import
where subject = $1 and owner = '' and id in (
    select id from sheet_import
    where subject = $1 and owner = '' and (started_at is null or outcome is not null)
    order by at desc, id desc offset 5)
"""
# What was begun and not renewed for two minutes has been given up: its process is gone.
FIND = """
select id, name, headings, rows, notes, sealed, outcome, at,
       outcome is null and coalesce(started_at > now() - interval '2 minutes', false) as under_way
from sheet_import
where organization_id = $1 and kind = $2 and id = $3 and subject = $4 and owner = $5
"""
LOCK = f"{FIND} for update"
APPLY = """
update sheet_import
set outcome = $3, rows = $4, sealed = $5
where organization_id = $1 and id = $2 and outcome is null
"""
LOCK_SUBJECT = "select pg_advisory_xact_lock(hashtextextended('sheets of ' || $1, 0))"
BUSY = """
select exists (select from sheet_import
               where subject = $1 and outcome is null and started_at > now() - interval '2 minutes')
"""
START = "update sheet_import set started_at = now() where id = $1 and outcome is null"
STOP = "update sheet_import set started_at = null where id = $1"
DROP = "delete from sheet_import where subject = $1"
FORGET = "delete from sheet_import where at < now() - interval '7 days'"
HEADINGS = "select heading, field from sheet_heading where organization_id = $1 and kind = $2"
REMEMBER = """
insert into sheet_heading (organization_id, kind, heading, field)
select $1, $2, heading, field from unnest($3::text[], $4::text[]) as given (heading, field)
on conflict (organization_id, kind, heading) do update set field = excluded.field
"""

Rows = Sequence[tuple[int, Sequence[str]]]


async def add(tx: Tx, id: UUID, place: Place, name: str, sheet: Sheet) -> None:
    """Keep an upload; where it has a subject and no owner, only the latest few are kept."""
    whole = _whole(name, sheet)
    sealed = _sealed(place.keys, whole)
    name, headings, rows, notes = whole if sealed is None else ("", [], [], [])
    where = (place.organization_id, place.kind, place.subject, place.owner)
    await tx.execute(ADD, id, *where, name, headings, rows, notes, sealed)
    if place.subject and not place.owner:
        await tx.execute(KEEP_FEW, place.subject)


async def find(tx: Tx, place: Place, id: UUID, *, lock: bool = False) -> Kept | None:
    """The upload; `lock` lets nobody else apply it meanwhile."""
    named = (place.organization_id, place.kind, id, place.subject, place.owner)
    row = await tx.fetchrow(LOCK, *named) if lock else await tx.fetchrow(FIND, *named)
    return _kept(dict(row), place.keys) if row else None


async def apply(tx: Tx, place: Place, upload: Kept, outcome: Mapping[str, int], wrong: Rows) -> None:
    """Keep how it went and the rows that were wrong, their reason as one more cell; forget the others."""
    left = Sheet(upload.sheet.headings, tuple((number, tuple(cells)) for number, cells in wrong))
    whole = _whole(upload.name, left)
    sealed = _sealed(place.keys, whole)
    rows = whole[2] if sealed is None else []
    await tx.execute(APPLY, place.organization_id, upload.id, dict(outcome), rows, sealed)


async def start(tx: Tx, place: Place, id: UUID) -> bool:
    """Begin what takes several transactions: False where it is done, or anything is under way for the same
    subject. Whoever has begun renews or stops it."""
    await tx.execute(LOCK_SUBJECT, place.subject)
    if await tx.fetchval(BUSY, place.subject):
        return False
    return (await tx.execute(START, id)).endswith(" 1")


async def renew(tx: Tx, id: UUID) -> None:
    """It goes on."""
    await tx.execute(START, id)


async def stop(tx: Tx, id: UUID) -> None:
    """It came to nothing; it may be begun again."""
    await tx.execute(STOP, id)


async def drop(tx: Tx, subject: str) -> None:
    """Delete every upload for this subject."""
    await tx.execute(DROP, subject)


async def forget(tx: Tx) -> int:
    """Delete what is older than a week; how many."""
    return int((await tx.execute(FORGET)).split()[-1])


async def headings(tx: Tx, organization_id: UUID, kind: str) -> dict[str, str]:
    """Field by heading, as the office said it last; an empty field leaves the column out."""
    return {row["heading"]: row["field"] for row in await tx.fetch(HEADINGS, organization_id, kind)}


async def remember(tx: Tx, organization_id: UUID, kind: str, fields: Mapping[str, str]) -> None:
    await tx.execute(REMEMBER, organization_id, kind, list(fields), list(fields.values()))


def _whole(name: str, sheet: Sheet) -> tuple[str, list[str], list[Any], list[str]]:
    rows = [[number, list(cells)] for number, cells in sheet.rows]
    return name, list(sheet.headings), rows, list(sheet.notes)


def _sealed(keys: Keys | None, whole: Sequence[Any]) -> bytes | None:
    """Also the name: people call a file by whom it is of."""
    return None if keys is None else keys.encrypt(json.dumps(whole), purpose=_PURPOSE)


def _kept(row: dict[str, Any], keys: Keys | None) -> Kept:
    whole = (row["name"], row["headings"], row["rows"], row["notes"])
    if row["sealed"] is not None and keys is not None:
        whole = json.loads(keys.decrypt(row["sealed"], purpose=_PURPOSE))
    name, titles, cells, notes = whole
    rows = tuple((number, tuple(texts)) for number, texts in cells)
    sheet = Sheet(tuple(titles), rows, tuple(notes))
    return Kept(row["id"], name, sheet, row["outcome"], row["at"], row["under_way"])
