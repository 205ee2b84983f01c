"""The sessions of a workshop as the recap of hours needs them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.recap import Hours, Teaching
from services.scheduling.store import sessions
from services.scheduling.store.sessions import Session
from shared.db import Tx


async def hours(tx: Tx, workshop_id: UUID, zone: str) -> list[Hours]:
    """In order of time; days are those of the zone."""
    return hours_of(await sessions.of_workshop(tx, workshop_id), zone)


def hours_of(found: Iterable[Session], zone: str) -> list[Hours]:
    """The same of sessions that are read already."""
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
        for session in found
    ]


def _teaching(trainers: list[dict[str, Any]]) -> tuple[Teaching, ...]:
    return tuple(Teaching(UUID(one["id"]), one["name"], one["role"]) for one in trainers)
