"""What an office finds usual in its schedule."""

from __future__ import annotations

from services.scheduling.domain.accounts import Actor, who
from services.scheduling.store import rules
from shared import audit
from shared.db import Tx


async def set_trainer_hours(tx: Tx, by: Actor, hours: int) -> None:
    """Beyond so many hours of 60 minutes a day, over all workshops, a trainer is warned of."""
    before = await rules.trainer_hours(tx, by.organization_id)
    await rules.set_trainer_hours(tx, by.organization_id, hours)
    await audit.record(
        tx,
        who(by),
        by.organization_id,
        "planning rules changed",
        f"Organization/{by.organization_id}",
        {"trainer_hours": before},
        {"trainer_hours": hours},
    )
