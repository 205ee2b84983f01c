"""The sessions of a workshop as the recap of hours needs them."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.recap import Hours, Teaching
from services.scheduling.store import sessions
from shared.db import Tx


async def hours(tx: Tx, workshop_id: UUID, zone: str) -> list[Hours]:
    """In order of time; days are those of the zone."""
    return [
        Hours(
            session.id,
            session.starts_at.astimezone(ZoneInfo(zone)).date(),
            session.kind,
            session.subject,
            session.held,
            session.planned_minutes,
            session.minutes,
            _teaching(session.planned),
            _teaching(session.trainers),
        )
        for session in await sessions.of_workshop(tx, workshop_id)
    ]


def _teaching(trainers: list[dict[str, Any]]) -> tuple[Teaching, ...]:
    return tuple(Teaching(UUID(one["id"]), one["name"], one["role"]) for one in trainers)
