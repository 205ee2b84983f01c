"""The days on which trainers and venues cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.scheduling.domain.availability import Unavailable
from shared.db import Tx


@dataclass(frozen=True)
class Block:
    """One stretch of days on which a trainer or venue cannot be had."""

    id: UUID
    resource_kind: str
    resource_id: UUID
    first_day: date
    last_day: date
    note: str


OF = """
select id, resource_kind, resource_id, first_day, last_day, note
from unavailable
where organization_id = $1 and resource_id = $2
order by first_day, id
"""
SINCE = """
select resource_id, first_day, last_day, note from unavailable where organization_id = $1 and last_day >= $2
"""
ADD = """
insert into unavailable (organization_id, id, resource_kind, resource_id, first_day, last_day, note)
values ($1, $2, $3, $4, $5, $6, $7)
"""
DELETE = """
delete from unavailable where organization_id = $1 and resource_id = $2 and id = $3 returning id
"""


async def of(tx: Tx, organization_id: UUID, resource_id: UUID) -> list[Block]:
    """Those of one trainer or venue, in order of time."""
    return [Block(**row) for row in await tx.fetch(OF, organization_id, resource_id)]


async def since(tx: Tx, organization_id: UUID, day: date) -> list[Unavailable]:
    """Those of every trainer and venue that are not over on that day, for the warnings."""
    return [Unavailable(**row) for row in await tx.fetch(SINCE, organization_id, day)]


async def add(tx: Tx, organization_id: UUID, block: Block) -> None:
    await tx.execute(
        ADD,
        organization_id,
        block.id,
        block.resource_kind,
        block.resource_id,
        block.first_day,
        block.last_day,
        block.note,
    )


async def delete(tx: Tx, organization_id: UUID, resource_id: UUID, block_id: UUID) -> bool:
    """Whether there was one."""
    return await tx.fetchval(DELETE, organization_id, resource_id, block_id) is not None
