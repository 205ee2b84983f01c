"""Timetables an office keeps to start workshops from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

import asyncpg

from services.scheduling.domain.hours import learning_hours
from services.scheduling.domain.refusals import Invalid
from services.scheduling.domain.timetables import KeptRow
from shared.db import Tx


@dataclass(frozen=True)
class Kept:
    """A timetable with its name; the rows stand on the days they were first planned for."""

    id: UUID
    name: str
    rows: tuple[KeptRow, ...]

    @property
    def days(self) -> int:
        return len({row.day for row in self.rows})

    def jp(self, rounding: str) -> int:
        return sum(learning_hours(row.kind, _minutes(row), rounding) for row in self.rows)


LIST = """
select id, name, rows::text as rows
from timetable
where organization_id = $1
order by lower(name), id
"""
FIND = """
select id, name, rows::text as rows
from timetable
where organization_id = $1 and id = $2
"""
ADD = """
insert into timetable (organization_id, id, name, rows)
values ($1, $2, $3, $4::text::jsonb)
on conflict (organization_id, lower(name)) do nothing
returning id
"""
RENAME = "update timetable set name = $3 where organization_id = $1 and id = $2"
DELETE = "delete from timetable where organization_id = $1 and id = $2"


async def of_office(tx: Tx, organization_id: UUID) -> list[Kept]:
    """By name."""
    return [_kept(row) for row in await tx.fetch(LIST, organization_id)]


async def find(tx: Tx, organization_id: UUID, timetable_id: UUID) -> Kept | None:
    row = await tx.fetchrow(FIND, organization_id, timetable_id)
    return _kept(row) if row else None


async def add(tx: Tx, organization_id: UUID, timetable_id: UUID, name: str, rows: Sequence[KeptRow]) -> None:
    """Keep it. Raises Invalid when the office has one of that name."""
    text = json.dumps([asdict(row) for row in rows], default=str)
    if await tx.fetchval(ADD, organization_id, timetable_id, name, text) is None:
        raise Invalid("name", "name_taken")


async def rename(tx: Tx, organization_id: UUID, timetable_id: UUID, name: str) -> None:
    """Raises Invalid when another has that name; the transaction is then over."""
    try:
        await tx.execute(RENAME, organization_id, timetable_id, name)
    except asyncpg.UniqueViolationError as error:
        raise Invalid("name", "name_taken") from error


async def delete(tx: Tx, organization_id: UUID, timetable_id: UUID) -> None:
    await tx.execute(DELETE, organization_id, timetable_id)


def _kept(row: Any) -> Kept:
    return Kept(row["id"], row["name"], tuple(_row(**one) for one in json.loads(row["rows"])))


def _row(day: str, starts: str, ends: str, **other: Any) -> KeptRow:
    return KeptRow(date.fromisoformat(day), time.fromisoformat(starts), time.fromisoformat(ends), **other)


def _minutes(row: KeptRow) -> int:
    return (row.ends.hour - row.starts.hour) * 60 + row.ends.minute - row.starts.minute
