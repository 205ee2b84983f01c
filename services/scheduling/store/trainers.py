"""Trainers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Trainer:
    """Narasumber. `name` is printed as it stands, with titles."""

    id: UUID
    name: str
    skills: list[str]
    district_code: str  # empty: another province
    home: str  # then the town in words
    phone: str
    email: str
    note: str
    archived: bool


SEARCH = """
select id, name, skills, district_code, home, phone, email, note, archived
from trainer
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or array_to_string(skills, ' ') ilike '%' || $2 || '%')
order by archived, name, id
limit $4 offset $5
"""
COUNT = """
select count(*)
from trainer
where organization_id = $1 and (not archived or $3)
  and ($2 = '' or name ilike '%' || $2 || '%' or array_to_string(skills, ' ') ilike '%' || $2 || '%')
"""
FIND = """
select id, name, skills, district_code, home, phone, email, note, archived
from trainer
where organization_id = $1 and id = $2
"""
ADD = """
insert into trainer (organization_id, id, name, skills, district_code, home, phone, email, note, archived)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
CHANGE = """
update trainer
set name = $3, skills = $4, district_code = $5, home = $6, phone = $7, email = $8, note = $9, archived = $10
where organization_id = $1 and id = $2
"""


async def search(
    tx: Tx,
    organization_id: UUID,
    text: str = "",
    *,
    archived: bool = False,
    limit: int = 1000,
    skip: int = 0,
) -> list[Trainer]:
    rows = await tx.fetch(SEARCH, organization_id, text, archived, limit, skip)
    return [Trainer(**row) for row in rows]


async def count(tx: Tx, organization_id: UUID, text: str, *, archived: bool) -> int:
    return int(await tx.fetchval(COUNT, organization_id, text, archived))


async def find(tx: Tx, organization_id: UUID, trainer_id: UUID) -> Trainer | None:
    row = await tx.fetchrow(FIND, organization_id, trainer_id)
    return Trainer(**row) if row else None


async def add(tx: Tx, organization_id: UUID, trainer: Trainer) -> None:
    await tx.execute(ADD, organization_id, *_values(trainer))


async def change(tx: Tx, organization_id: UUID, trainer: Trainer) -> None:
    await tx.execute(CHANGE, organization_id, *_values(trainer))


def _values(trainer: Trainer) -> tuple[object, ...]:
    return (
        trainer.id,
        trainer.name,
        trainer.skills,
        trainer.district_code,
        trainer.home,
        trainer.phone,
        trainer.email,
        trainer.note,
        trainer.archived,
    )
