"""Requests that become a new workshop: apart from both, for a workshop tells its requests of its fate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.scheduling.actions.requests import join_workshop
from services.scheduling.actions.workshops import Timetable, create_workshop
from services.scheduling.domain.accounts import Actor
from services.scheduling.store.workshops import Details
from shared.db import Tx


async def draft_workshop(
    tx: Tx,
    now: datetime,
    by: Actor,
    request_ids: Collection[UUID],
    details: Details,
    timetable: Timetable | None,
) -> dict[str, str]:
    """A draft made of these requests, all or nothing. Raises as `create_workshop` and `join_workshop`."""
    made = await create_workshop(tx, by, details, timetable)
    await join_workshop(tx, now, by, request_ids, UUID(made["id"]))
    return made
