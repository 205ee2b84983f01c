"""What is private of a trainer: papers and the tax number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class TrainerPaper:
    """A paper without its bytes, which lie in `file`."""

    id: UUID
    trainer_id: UUID
    kind: str  # "cv" | "npwp" | "other"
    name: str  # as it was called where it came from
    media_type: str
    size: int  # bytes
    file_id: UUID
    at: datetime


OF = """
select id, trainer_id, kind, name, media_type, size, file_id, at
from trainer_document
where organization_id = $1 and trainer_id = $2
order by at, id
"""
FIND = """
select id, trainer_id, kind, name, media_type, size, file_id, at
from trainer_document
where organization_id = $1 and trainer_id = $2 and id = $3
"""
ADD = """
insert into trainer_document (organization_id, id, trainer_id, kind, name, media_type, size, file_id)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
DELETE = "delete from trainer_document where organization_id = $1 and id = $2"
NPWP = "select npwp from trainer where organization_id = $1 and id = $2"
SET_NPWP = "update trainer set npwp = $3 where organization_id = $1 and id = $2"


async def of(tx: Tx, organization_id: UUID, trainer_id: UUID) -> list[TrainerPaper]:
    """Oldest first."""
    return [TrainerPaper(**row) for row in await tx.fetch(OF, organization_id, trainer_id)]


async def find(tx: Tx, organization_id: UUID, trainer_id: UUID, paper_id: UUID) -> TrainerPaper | None:
    row = await tx.fetchrow(FIND, organization_id, trainer_id, paper_id)
    return TrainerPaper(**row) if row else None


async def add(
    tx: Tx,
    organization_id: UUID,
    id: UUID,
    trainer_id: UUID,
    kind: str,
    name: str,
    media_type: str,
    size: int,
    file_id: UUID,
) -> None:
    await tx.execute(ADD, organization_id, id, trainer_id, kind, name, media_type, size, file_id)


async def delete(tx: Tx, organization_id: UUID, paper_id: UUID) -> None:
    await tx.execute(DELETE, organization_id, paper_id)


async def npwp(tx: Tx, organization_id: UUID, trainer_id: UUID) -> bytes | None:
    """The sealed number; None where there is none."""
    sealed: bytes | None = await tx.fetchval(NPWP, organization_id, trainer_id)
    return sealed


async def set_npwp(tx: Tx, organization_id: UUID, trainer_id: UUID, sealed: bytes | None) -> None:
    await tx.execute(SET_NPWP, organization_id, trainer_id, sealed)
