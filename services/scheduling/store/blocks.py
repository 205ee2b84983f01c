"""The times at which trainers and venues cannot be had."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time
from uuid import UUID

from services.scheduling.domain.availability import Unavailable
from shared.db import Tx


@dataclass(frozen=True)
class Block:
    """Days, last one included, on which a trainer or venue cannot be had; with clock times only then."""

    id: UUID
    resource_kind: str
    resource_id: UUID
    first_day: date
    last_day: date
    note: str
    starts: time | None = None  # both or neither, on each of the days
    ends: time | None = None


OF = """
select id, resource_kind, resource_id, first_day, last_day, note, starts, ends
from unavailable
where organization_id = $1 and resource_id = $2
order by first_day, starts nulls first, id
"""
SINCE = """
select resource_id, first_day, last_day, note, starts, ends
from unavailable
where organization_id = $1 and last_day >= $2
"""
ADD = """
insert into unavailable (organization_id, id, resource_kind, resource_id, first_day, last_day, note, starts,
                         ends)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
DELETE_OF = """
delete from unavailable where organization_id = $1 and resource_id = $2
"""
DELETE = """
delete from unavailable where organization_id = $1 and resource_id = $2 and id = $3
"""


async def of(tx: Tx, organization_id: UUID, resource_id: UUID) -> list[Block]:
    """Those of one trainer or venue, in order of time."""
    return [Block(**row) for row in await tx.fetch(OF, organization_id, resource_id)]


async def since(tx: Tx, organization_id: UUID, day: date) -> list[Unavailable]:
    """Those of every trainer and venue that are not over on that day, for the warnings."""
    return [Unavailable(**row) for row in await tx.fetch(SINCE, organization_id, day)]


async def add(tx: Tx, organization_id: UUID, block: Block) -> None:
    await tx.execute(ADD, organization_id, *asdict(block).values())


async def delete(tx: Tx, organization_id: UUID, resource_id: UUID, block_id: UUID) -> None:
    await tx.execute(DELETE, organization_id, resource_id, block_id)


async def delete_of(tx: Tx, organization_id: UUID, resource_id: UUID) -> None:
    """All of a trainer or venue that is going to be deleted."""
    await tx.execute(DELETE_OF, organization_id, resource_id)
