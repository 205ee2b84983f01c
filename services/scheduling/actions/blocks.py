"""The times at which a trainer or a venue cannot be had."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from services.scheduling.actions.resources import record
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.store import blocks, trainers, venues
from services.scheduling.store.blocks import Block
from shared import ids
from shared.db import Tx


async def block_days(
    tx: Tx,
    by: Actor,
    kind: str,
    resource_id: UUID,
    first_day: date,
    last_day: date,
    note: str,
    starts: time | None = None,
    ends: time | None = None,
) -> UUID:
    """Note when a trainer or venue cannot be had; sessions then get a warning.

    With clock times only that part of each of the days. Raises Invalid, Missing.
    """
    block = new_block(kind, resource_id, first_day, last_day, note, starts, ends)
    find = trainers.find if kind == "trainer" else venues.find
    if await find(tx, by.organization_id, resource_id) is None:
        raise Missing
    await blocks.add(tx, by.organization_id, block)
    await record(tx, by, "days blocked", f"{kind.capitalize()}/{resource_id}", {}, facts_of(block))
    return block.id


def new_block(
    kind: str,
    resource_id: UUID,
    first_day: date,
    last_day: date,
    note: str,
    starts: time | None = None,
    ends: time | None = None,
) -> Block:
    """Such a time, whoever notes it. Raises Invalid."""
    if last_day < first_day:
        raise Invalid("last_day", "last_before_first")
    if (starts is None) != (ends is None):
        raise Invalid("starts" if starts is None else "ends", "clock_both")
    if starts is not None and ends is not None and ends <= starts:
        raise Invalid("ends", "ends_before_start")
    return Block(ids.new_id(), kind, resource_id, first_day, last_day, note, starts, ends)


async def free_days(tx: Tx, by: Actor, kind: str, resource_id: UUID, block_id: UUID) -> None:
    """Take a note back. Raises Missing."""
    found = {block.id: block for block in await blocks.of(tx, by.organization_id, resource_id)}
    if block_id not in found:
        raise Missing
    await blocks.delete(tx, by.organization_id, resource_id, block_id)
    nothing = dict.fromkeys(facts_of(found[block_id]))
    await record(
        tx, by, "days freed", f"{kind.capitalize()}/{resource_id}", facts_of(found[block_id]), nothing
    )


def facts_of(block: Block) -> dict[str, str]:
    """What the audit trail keeps of it."""
    facts = {"first_day": block.first_day.isoformat(), "last_day": block.last_day.isoformat()}
    if block.starts and block.ends:
        facts |= {"starts": f"{block.starts:%H:%M}", "ends": f"{block.ends:%H:%M}"}
    return facts | ({"note": block.note} if block.note else {})
