"""Programmes: the budget identity that workshops share."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Programme:
    """Kegiatan Bimtek. Everything but title and year may be empty until the papers need it."""

    id: UUID
    title: str
    year: int  # tahun anggaran
    code: str = ""  # {kegiatan} in certificate numbers
    funding: str = ""
    program_code: str = ""  # the budget's levels: program, kegiatan, sub kegiatan
    program_name: str = ""
    main_activity_code: str = ""  # kegiatan
    main_activity_name: str = ""
    activity_code: str = ""  # sub kegiatan
    activity_name: str = ""
    account_code: str = ""
    budget_number: str = ""
    officer: str = ""  # who answers for it, with titles
    officer_role: str = ""  # "PPTK" | "PPK" | "KPA" or nothing
    officer_nip: str = ""
    decree_number: str = ""  # nomor SK panitia
    decree_date: date | None = None


@dataclass(frozen=True)
class Kept(Programme):
    """A programme as it stands: `archived` ones are offered to no new workshop."""

    archived: bool = False
    workshop_count: int = 0  # in it, of every state


@dataclass(frozen=True)
class Filter:
    """What a list asks for; empty is everything. `search` is escaped for `like`."""

    search: str = ""
    year: int | None = None
    archived: bool = False  # those too, after the others


# What the Workshop document carries of a programme beside id, title, year and code.
BUDGET = tuple(field.name for field in fields(Programme))[4:]

_SELECT = """
select id, title, year, code, funding, program_code, program_name, main_activity_code, main_activity_name,
       activity_code, activity_name, account_code, budget_number, officer, officer_role, officer_nip,
       decree_number, decree_date, archived,
       (select count(*) from workshop where programme_id = programme.id) as workshop_count
from programme
"""
_WANTED = """
where organization_id = $1
  and ($2 = '' or title ilike '%' || $2 || '%' or code ilike '%' || $2 || '%'
       or activity_name ilike '%' || $2 || '%')
  and ($3::integer is null or year = $3)
  and (not archived or $4)
"""
LIST = f"""{_SELECT}{_WANTED}
order by archived, case when $5 = 'title' then title end, year desc, title, id
limit $6 offset $7
"""
_COUNTED = "select count(*) from programme"
COUNT = f"{_COUNTED}{_WANTED}"
YEARS = "select distinct year from programme where organization_id = $1 order by year desc"
FIND = f"{_SELECT} where organization_id = $1 and id = $2"
ADD = """
insert into programme (organization_id, id, title, year, code, funding, program_code, program_name,
                       main_activity_code, main_activity_name, activity_code, activity_name, account_code,
                       budget_number, officer, officer_role, officer_nip, decree_number, decree_date)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""
CHANGE = """
update programme
set title = $3, year = $4, code = $5, funding = $6, program_code = $7, program_name = $8,
    main_activity_code = $9, main_activity_name = $10, activity_code = $11, activity_name = $12,
    account_code = $13, budget_number = $14, officer = $15, officer_role = $16, officer_nip = $17,
    decree_number = $18, decree_date = $19
where organization_id = $1 and id = $2
"""
DELETE = "delete from programme where organization_id = $1 and id = $2"
WORKSHOPS = "select count(*) from workshop where programme_id = $1"
SET_ARCHIVED = "update programme set archived = $3 where organization_id = $1 and id = $2"
UNFINISHED = "select count(*) from workshop where programme_id = $1 and state in ('draft', 'published')"
LOCK = "select id from programme where organization_id = $1 and id = $2 for update"


async def search(
    tx: Tx,
    organization_id: UUID,
    wanted: Filter = Filter(),
    *,
    sort: str = "",
    limit: int = 1000,
    skip: int = 0,
) -> list[Kept]:
    """Those that fit, archived ones last, the newest year first or by "title"."""
    given = (wanted.search, wanted.year, wanted.archived)
    return [Kept(**row) for row in await tx.fetch(LIST, organization_id, *given, sort, limit, skip)]


async def count(tx: Tx, organization_id: UUID, wanted: Filter) -> int:
    given = (wanted.search, wanted.year, wanted.archived)
    return int(await tx.fetchval(COUNT, organization_id, *given))


async def years(tx: Tx, organization_id: UUID) -> list[int]:
    """The budget years there are programmes of, the newest first."""
    return [row["year"] for row in await tx.fetch(YEARS, organization_id)]


async def find(tx: Tx, organization_id: UUID, programme_id: UUID) -> Kept | None:
    row = await tx.fetchrow(FIND, organization_id, programme_id)
    return Kept(**row) if row else None


async def add(tx: Tx, organization_id: UUID, programme: Programme) -> None:
    await tx.execute(ADD, organization_id, *_entered(programme))


async def change(tx: Tx, organization_id: UUID, programme: Programme) -> None:
    await tx.execute(CHANGE, organization_id, *_entered(programme))


async def delete(tx: Tx, organization_id: UUID, programme_id: UUID) -> None:
    await tx.execute(DELETE, organization_id, programme_id)


async def set_archived(tx: Tx, organization_id: UUID, programme_id: UUID, archived: bool) -> None:
    await tx.execute(SET_ARCHIVED, organization_id, programme_id, archived)


async def unfinished(tx: Tx, programme_id: UUID) -> int:
    """How many of its workshops are neither completed nor cancelled."""
    return int(await tx.fetchval(UNFINISHED, programme_id))


async def lock(tx: Tx, organization_id: UUID, programme_id: UUID) -> None:
    """Hold its row: no workshop can be added to it until the transaction ends."""
    await tx.execute(LOCK, organization_id, programme_id)


async def workshops_in(tx: Tx, programme_id: UUID) -> int:
    """How many workshops, of every state."""
    return int(await tx.fetchval(WORKSHOPS, programme_id))


def _entered(programme: Programme) -> list[object]:
    """What is typed into its form, in the order of the columns."""
    return [getattr(programme, field.name) for field in fields(Programme)]
