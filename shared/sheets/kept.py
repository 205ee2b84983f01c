"""Spreadsheets that somebody uploaded and has not said yes to, and what an office's headings mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.sheets.reading import Sheet


@dataclass(frozen=True, slots=True)
class Kept:
    """One upload. Once applied, `sheet` holds only the rows that were wrong, each with its reason last."""

    id: UUID
    name: str
    sheet: Sheet
    outcome: dict[str, int] | None  # by state of rows, see web/importing.py
    at: datetime


ADD = """
insert into sheet_import (id, organization_id, kind, name, headings, rows, notes)
values ($1, $2, $3, $4, $5, $6, $7)
"""
FIND = """
select id, name, headings, rows, notes, outcome, at
from sheet_import
where organization_id = $1 and kind = $2 and id = $3
"""
LOCK = f"{FIND} for update"
APPLY = """
update sheet_import
set outcome = $3, rows = $4
where organization_id = $1 and id = $2 and outcome is null
"""
FORGET = "delete from sheet_import where at < now() - interval '7 days'"
HEADINGS = "select heading, field from sheet_heading where organization_id = $1 and kind = $2"
REMEMBER = """
insert into sheet_heading (organization_id, kind, heading, field)
select $1, $2, heading, field from unnest($3::text[], $4::text[]) as given (heading, field)
on conflict (organization_id, kind, heading) do update set field = excluded.field
"""

Rows = Sequence[tuple[int, Sequence[str]]]


async def add(tx: Tx, id: UUID, organization_id: UUID, kind: str, name: str, sheet: Sheet) -> None:
    rows = [[number, list(cells)] for number, cells in sheet.rows]
    await tx.execute(ADD, id, organization_id, kind, name, list(sheet.headings), rows, list(sheet.notes))


async def find(tx: Tx, organization_id: UUID, kind: str, id: UUID, *, lock: bool = False) -> Kept | None:
    """The upload; `lock` lets nobody else apply it meanwhile."""
    if lock:
        row = await tx.fetchrow(LOCK, organization_id, kind, id)
    else:
        row = await tx.fetchrow(FIND, organization_id, kind, id)
    return _kept(dict(row)) if row else None


async def apply(tx: Tx, organization_id: UUID, id: UUID, outcome: Mapping[str, int], wrong: Rows) -> None:
    """Keep how it went and the rows that were wrong, their reason as one more cell; forget the others."""
    await tx.execute(
        APPLY, organization_id, id, dict(outcome), [[number, list(cells)] for number, cells in wrong]
    )


async def forget(tx: Tx) -> int:
    """Delete what is older than a week; how many."""
    return int((await tx.execute(FORGET)).split()[-1])


async def headings(tx: Tx, organization_id: UUID, kind: str) -> dict[str, str]:
    """Field by heading, as the office said it last; an empty field leaves the column out."""
    return {row["heading"]: row["field"] for row in await tx.fetch(HEADINGS, organization_id, kind)}


async def remember(tx: Tx, organization_id: UUID, kind: str, fields: Mapping[str, str]) -> None:
    await tx.execute(REMEMBER, organization_id, kind, list(fields), list(fields.values()))


def _kept(row: dict[str, Any]) -> Kept:
    rows = tuple((number, tuple(cells)) for number, cells in row["rows"])
    sheet = Sheet(tuple(row["headings"]), rows, tuple(row["notes"]))
    return Kept(row["id"], row["name"], sheet, row["outcome"], row["at"])
