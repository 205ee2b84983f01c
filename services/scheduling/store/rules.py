"""What an office finds usual in its schedule; beyond it there is a warning."""

from __future__ import annotations

from uuid import UUID

from shared.db import Tx

TRAINER_HOURS = "select trainer_hours_a_day from office where id = $1"
SET_TRAINER_HOURS = "update office set trainer_hours_a_day = $2 where id = $1"


async def trainer_hours(tx: Tx, organization_id: UUID) -> int:
    """Hours of 60 minutes a trainer may teach in a day, over all workshops."""
    return int(await tx.fetchval(TRAINER_HOURS, organization_id))


async def set_trainer_hours(tx: Tx, organization_id: UUID, hours: int) -> None:
    await tx.execute(SET_TRAINER_HOURS, organization_id, hours)
