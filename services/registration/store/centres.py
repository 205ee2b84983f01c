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
