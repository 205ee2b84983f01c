"""Warnings that somebody decided to live with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Override:
    """Who overrode a warning, when and why."""

    workshop_id: UUID
    key: str
    reason: str
    by_name: str
    at: datetime


OVERRIDES = """
select o.workshop_id, o.key, o.reason, o.by_name, o.at
from warning_override o
join workshop w on w.id = o.workshop_id
where w.organization_id = $1 and w.state in ('draft', 'published')
"""
OVERRIDE = """
insert into warning_override (workshop_id, key, reason, by_name)
values ($1, $2, $3, $4)
on conflict (workshop_id, key) do nothing
"""


async def overrides(tx: Tx, organization_id: UUID) -> dict[str, Override]:
    """By the warning's key, of every workshop of the office that is still on."""
    return {row["key"]: Override(**row) for row in await tx.fetch(OVERRIDES, organization_id)}


async def override(tx: Tx, workshop_id: UUID, key: str, reason: str, by_name: str) -> None:
    await tx.execute(OVERRIDE, workshop_id, key, reason, by_name)
