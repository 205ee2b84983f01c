"""Sentra: the recognised clusters of small businesses that an office lets people choose from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Centre:
    id: UUID
    name: str
    retired: bool  # stays with those who chose it, is no longer offered


OF_OFFICE = """
select id, name, retired from centre where organization_id = $1 order by retired, lower(name) limit 500
"""


async def of_office(tx: Tx, organization_id: UUID) -> list[Centre]:
    """All of an office, the ones people can choose first."""
    return [Centre(**row) for row in await tx.fetch(OF_OFFICE, organization_id)]


async def names(tx: Tx, organization_id: UUID) -> dict[str, str]:
    """Names by id, for the words of quotas."""
    return {str(centre.id): centre.name for centre in await of_office(tx, organization_id)}


ADD = """
insert into centre (id, organization_id, name) values ($1, $2, $3)
on conflict (organization_id, lower(name)) where not retired do nothing
"""


async def add(tx: Tx, id: UUID, organization_id: UUID, name: str) -> bool:
    """False where the office has one of this name."""
    return bool((await tx.execute(ADD, id, organization_id, name)).endswith(" 1"))


RETIRE = "update centre set retired = true where id = $1 and organization_id = $2 and not retired"


async def retire(tx: Tx, id: UUID, organization_id: UUID) -> bool:
    """False where there is none to retire."""
    return bool((await tx.execute(RETIRE, id, organization_id)).endswith(" 1"))
