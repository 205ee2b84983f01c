"""The days on which a trainer or a venue cannot be had."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.scheduling.actions.resources import record
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.store import blocks, trainers, venues
from services.scheduling.store.blocks import Block
from shared import ids
from shared.db import Tx


async def block_days(
    tx: Tx, by: Actor, kind: str, resource_id: UUID, first_day: date, last_day: date, note: str
) -> UUID:
    """Note days on which a trainer or venue cannot be had; sessions on them get a warning."""
    if last_day < first_day:
        raise Invalid("last_day", "last_before_first")
    find = trainers.find if kind == "trainer" else venues.find
    if await find(tx, by.organization_id, resource_id) is None:
        raise Missing
    block = Block(ids.new_id(), kind, resource_id, first_day, last_day, note)
    await blocks.add(tx, by.organization_id, block)
    days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "note": note}
    await record(tx, by, "days blocked", f"{kind.capitalize()}/{resource_id}", {}, days)
    return block.id


async def free_days(tx: Tx, by: Actor, kind: str, resource_id: UUID, block_id: UUID) -> None:
    if not await blocks.delete(tx, by.organization_id, resource_id, block_id):
        raise Missing
    await record(tx, by, "days freed", f"{kind.capitalize()}/{resource_id}", {"id": str(block_id)}, {})
