"""Trainers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

import asyncpg

from shared.db import Tx


@dataclass(frozen=True)
class Trainer:
    """Narasumber. `name` is printed as it stands, with titles; the last four are for letters."""

    id: UUID
    name: str
    skills: list[str]
    district_code: str  # empty: another province
    home: str  # then the town in words
    phone: str
    email: str
    note: str
    archived: bool
    nip: str = ""  # 18 digits
    rank: str = ""  # pangkat/golongan
    position: str = ""  # jabatan
    institution: str = ""


SEARCH = """
select id, name, skills, district_code, home, phone, email, note, archived, nip, rank, position, institution
from trainer
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or array_to_string(skills, ' ') ilike '%' || $2 || '%'
       or institution ilike '%' || $2 || '%')
  and ($4 = '' or district_code = $4 or starts_with(district_code, $4 || '.'))
  and ($5 = '' or exists (select from unnest(skills) skill where lower(skill) = lower($5)))
order by archived, case when $6 = 'district' then coalesce(nullif(district_code, ''), '~' || home) end, name,
         id
limit $7 offset $8
"""
COUNT = """
select count(*)
from trainer
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or array_to_string(skills, ' ') ilike '%' || $2 || '%'
       or institution ilike '%' || $2 || '%')
  and ($4 = '' or district_code = $4 or starts_with(district_code, $4 || '.'))
  and ($5 = '' or exists (select from unnest(skills) skill where lower(skill) = lower($5)))
"""
FIND = """
select id, name, skills, district_code, home, phone, email, note, archived, nip, rank, position, institution
from trainer
where organization_id = $1 and id = $2
"""
ADD = """
insert into trainer (organization_id, id, name, skills, district_code, home, phone, email, note, archived,
                     nip, rank, position, institution)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
CHANGE = """
update trainer
set name = $3, skills = $4, district_code = $5, home = $6, phone = $7, email = $8, note = $9, archived = $10,
    nip = $11, rank = $12, position = $13, institution = $14
where organization_id = $1 and id = $2
"""
DELETE = "delete from trainer where organization_id = $1 and id = $2"
SKILLS = """
select min(skill) as skill
from trainer, unnest(skills) skill
where organization_id = $1 and not archived
group by lower(skill)
order by lower(skill)
"""
DISTRICTS = """
select distinct district_code from trainer where organization_id = $1 and district_code <> '' order by 1
"""


async def search(
    tx: Tx,
    organization_id: UUID,
    text: str = "",
    *,
    archived: bool = False,
    district: str = "",
    skill: str = "",
    sort: str = "name",
    limit: int = 10_000,
    skip: int = 0,
) -> list[Trainer]:
    """Those who fit, archived ones last. `district` may be a regency; `sort` is "name" or "district"."""
    rows = await tx.fetch(SEARCH, organization_id, text, archived, district, skill, sort, limit, skip)
    return [Trainer(**row) for row in rows]


async def count(
    tx: Tx,
    organization_id: UUID,
    text: str = "",
    *,
    archived: bool = False,
    district: str = "",
    skill: str = "",
) -> int:
    return int(await tx.fetchval(COUNT, organization_id, text, archived, district, skill))


async def find(tx: Tx, organization_id: UUID, trainer_id: UUID) -> Trainer | None:
    row = await tx.fetchrow(FIND, organization_id, trainer_id)
    return Trainer(**row) if row else None


async def add(tx: Tx, organization_id: UUID, trainer: Trainer) -> None:
    await tx.execute(ADD, organization_id, *asdict(trainer).values())


async def change(tx: Tx, organization_id: UUID, trainer: Trainer) -> None:
    await tx.execute(CHANGE, organization_id, *asdict(trainer).values())


async def delete(tx: Tx, organization_id: UUID, trainer_id: UUID) -> bool:
    """Whether nothing names the trainer any more; if something does, the transaction is over."""
    try:
        await tx.execute(DELETE, organization_id, trainer_id)
    except asyncpg.ForeignKeyViolationError:
        return False
    return True


async def skills(tx: Tx, organization_id: UUID) -> list[str]:
    """Every skill somebody has, once, however it is written."""
    return [row["skill"] for row in await tx.fetch(SKILLS, organization_id)]


async def districts(tx: Tx, organization_id: UUID) -> Collection[str]:
    """Codes of the districts trainers live in."""
    return [row["district_code"] for row in await tx.fetch(DISTRICTS, organization_id)]
