"""Programmes: the budget identity that workshops share."""

from __future__ import annotations

from dataclasses import dataclass
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
    activity_code: str = ""
    activity_name: str = ""
    account_code: str = ""
    budget_number: str = ""
    officer: str = ""  # PPTK or PPK
    decree_number: str = ""  # nomor SK panitia


LIST = """
select id, title, year, code, funding, activity_code, activity_name, account_code, budget_number, officer,
       decree_number
from programme
where organization_id = $1 and ($2 = '' or title ilike '%' || $2 || '%' or code ilike '%' || $2 || '%')
order by year desc, title, id
limit $3 offset $4
"""
COUNT = """
select count(*)
from programme
where organization_id = $1 and ($2 = '' or title ilike '%' || $2 || '%' or code ilike '%' || $2 || '%')
"""
FIND = """
select id, title, year, code, funding, activity_code, activity_name, account_code, budget_number, officer,
       decree_number
from programme
where organization_id = $1 and id = $2
"""
ADD = """
insert into programme (organization_id, id, title, year, code, funding, activity_code, activity_name,
                       account_code, budget_number, officer, decree_number)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
CHANGE = """
update programme
set title = $3, year = $4, code = $5, funding = $6, activity_code = $7, activity_name = $8, account_code = $9,
    budget_number = $10, officer = $11, decree_number = $12
where organization_id = $1 and id = $2
"""


async def search(
    tx: Tx, organization_id: UUID, text: str = "", *, limit: int = 1000, skip: int = 0
) -> list[Programme]:
    return [Programme(**row) for row in await tx.fetch(LIST, organization_id, text, limit, skip)]


async def count(tx: Tx, organization_id: UUID, text: str) -> int:
    return int(await tx.fetchval(COUNT, organization_id, text))


async def find(tx: Tx, organization_id: UUID, programme_id: UUID) -> Programme | None:
    row = await tx.fetchrow(FIND, organization_id, programme_id)
    return Programme(**row) if row else None


async def add(tx: Tx, organization_id: UUID, programme: Programme) -> None:
    await tx.execute(ADD, organization_id, *_values(programme))


async def change(tx: Tx, organization_id: UUID, programme: Programme) -> None:
    await tx.execute(CHANGE, organization_id, *_values(programme))


def _values(programme: Programme) -> tuple[object, ...]:
    return (
        programme.id,
        programme.title,
        programme.year,
        programme.code,
        programme.funding,
        programme.activity_code,
        programme.activity_name,
        programme.account_code,
        programme.budget_number,
        programme.officer,
        programme.decree_number,
    )
