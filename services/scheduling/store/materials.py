"""What trainers hand in for a workshop, and the link under which it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Material:
    """One file; `size` in bytes."""

    id: UUID
    workshop_id: UUID
    trainer_id: UUID
    trainer: str
    file_id: UUID
    name: str
    media_type: str
    size: int
    published: bool
    created_at: datetime


@dataclass(frozen=True)
class Shared:
    """The workshop a material link opens."""

    workshop_id: UUID
    organization_id: UUID
    workshop: str
    state: str


OF_WORKSHOP = """
select m.id, m.workshop_id, m.trainer_id, t.name as trainer, m.file_id, m.name, m.media_type, m.size,
       m.published, m.created_at
from material m
join trainer t on t.id = m.trainer_id
where m.organization_id = $1 and m.workshop_id = $2
order by t.name, m.created_at, m.id
"""
FIND = """
select m.id, m.workshop_id, m.trainer_id, t.name as trainer, m.file_id, m.name, m.media_type, m.size,
       m.published, m.created_at
from material m
join trainer t on t.id = m.trainer_id
where m.organization_id = $1 and m.workshop_id = $2 and m.id = $3
"""
COUNT = "select count(*) from material where workshop_id = $1 and trainer_id = $2"
COUNTS = "select workshop_id, count(*) as files from material where trainer_id = $1 group by workshop_id"
ADD = """
insert into material (id, organization_id, workshop_id, trainer_id, file_id, name, media_type, size,
                      created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
DELETE = "delete from material where id = $1 and trainer_id = $2 returning file_id"
PUBLISH = """
update material set published = $4
where organization_id = $1 and workshop_id = $2 and id = $3 and published <> $4
returning name
"""
ADD_LINK = """
insert into material_link (workshop_id, code_sha256, code_sealed) values ($1, $2, $3)
on conflict (workshop_id) do nothing
"""
LINK = "select code_sealed from material_link where workshop_id = $1"
BY_LINK = """
select w.id as workshop_id, w.organization_id, btrim(w.title || ' ' || w.class_label) as workshop, w.state
from material_link l
join workshop w on w.id = l.workshop_id
where l.code_sha256 = $1
"""
# A draft may be deleted; what was handed in for it goes with it, the file too.
FORGET = """
with gone as (
    delete from material m where not exists (select from workshop w where w.id = m.workshop_id)
    returning m.file_id
)
delete from file using gone where file.id = gone.file_id
"""
FORGET_LINKS = """
delete from material_link l where not exists (select from workshop w where w.id = l.workshop_id)
"""


async def of_workshop(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[Material]:
    return [Material(**row) for row in await tx.fetch(OF_WORKSHOP, organization_id, workshop_id)]


async def find(tx: Tx, organization_id: UUID, workshop_id: UUID, material_id: UUID) -> Material | None:
    row = await tx.fetchrow(FIND, organization_id, workshop_id, material_id)
    return Material(**row) if row else None


async def count(tx: Tx, workshop_id: UUID, trainer_id: UUID) -> int:
    return int(await tx.fetchval(COUNT, workshop_id, trainer_id))


async def counts(tx: Tx, trainer_id: UUID) -> dict[UUID, int]:
    """How many files a trainer handed in, by workshop; those without any are left out."""
    return {row["workshop_id"]: row["files"] for row in await tx.fetch(COUNTS, trainer_id)}


async def add(
    tx: Tx,
    material_id: UUID,
    organization_id: UUID,
    workshop_id: UUID,
    trainer_id: UUID,
    file_id: UUID,
    name: str,
    media_type: str,
    size: int,
    now: datetime,
) -> None:
    await tx.execute(
        ADD, material_id, organization_id, workshop_id, trainer_id, file_id, name, media_type, size, now
    )


async def delete(tx: Tx, trainer_id: UUID, material_id: UUID) -> UUID | None:
    """The file that is no longer needed; None when the material is not this trainer's."""
    return await tx.fetchval(DELETE, material_id, trainer_id)  # type: ignore[no-any-return]


async def publish(
    tx: Tx, organization_id: UUID, workshop_id: UUID, material_id: UUID, published: bool
) -> str | None:
    """The name of what changed; None when nothing did."""
    return await tx.fetchval(PUBLISH, organization_id, workshop_id, material_id, published)  # type: ignore[no-any-return]


async def add_link(tx: Tx, workshop_id: UUID, code_sha256: bytes, code_sealed: bytes) -> None:
    """Keep a code, unless the workshop has one."""
    await tx.execute(ADD_LINK, workshop_id, code_sha256, code_sealed)


async def link(tx: Tx, workshop_id: UUID) -> bytes | None:
    """The sealed code of the published list."""
    return await tx.fetchval(LINK, workshop_id)  # type: ignore[no-any-return]


async def by_link(tx: Tx, code_sha256: bytes) -> Shared | None:
    row = await tx.fetchrow(BY_LINK, code_sha256)
    return Shared(**row) if row else None


async def forget(tx: Tx) -> None:
    """Delete what belongs to deleted drafts."""
    await tx.execute(FORGET)
    await tx.execute(FORGET_LINKS)
