"""How long the office says a road takes."""

from __future__ import annotations

from services.scheduling.actions.resources import record
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Invalid
from services.scheduling.store import roads
from shared.db import Tx


async def set_travel_time(tx: Tx, by: Actor, one: str, other: str, minutes: int | None) -> None:
    """Keep the office's own figure for the road between two districts; None takes it back."""
    if one == other:
        raise Invalid("other_district", "same_district")
    if minutes is None:
        await roads.delete_travel_time(tx, by.organization_id, one, other)
    else:
        await roads.set_travel_time(tx, by.organization_id, one, other, minutes)
    subject = f"Organization/{by.organization_id}"
    await record(tx, by, "travel time set", subject, {}, {"from": one, "to": other, "minutes": minutes})
