"""Sessions that are over: said to have taken place as planned, otherwise, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.sessions import (
    check_trainers,
    locked,
    named,
    record,
    session_of,
    tell_change,
)
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.bookings import Span, checked
from services.scheduling.domain.refusals import Invalid, WrongState
from services.scheduling.store import sessions
from shared.db import Tx


async def hold_session(
    tx: Tx,
    now: datetime,
    by: Actor,
    workshop_id: UUID,
    session_id: UUID,
    *,
    held: bool,
    actual: Span | None = None,
    trainer_ids: tuple[UUID, ...] | None = None,
    roles: Mapping[UUID, str] | None = None,
) -> None:
    """Say how a session went: as planned, at other times or with other trainers, or not at all.

    Said again, it replaces what was said before. Bookings stay as they were planned: what has happened
    cannot collide any more. The JP follow the actual times. Raises WrongState before the session has begun,
    Invalid for a time that is still to come.
    """
    workshop = await locked(tx, by, workshop_id)
    before = await session_of(tx, workshop_id, session_id)
    if workshop.state != "published":
        raise WrongState(workshop.state, "hold")
    if before.starts_at > now:
        raise WrongState("ahead", "hold")
    if actual is not None:
        actual = checked(actual, workshop.zone)
        if actual.starts_at > now:
            raise Invalid("starts", "in_the_future")
    if before.held is None:
        await sessions.keep_planned(tx, workshop_id, [session_id])
    if held and trainer_ids is not None:
        await check_trainers(tx, by, trainer_ids, kept=before.trainer_ids)
        await sessions.set_trainers(tx, session_id, trainer_ids, roles or {})
    elif before.held is not None:
        await sessions.as_planned(tx, session_id)
    span = (actual.starts_at, actual.ends_at) if held and actual else (None, None)
    await sessions.set_held(tx, workshop_id, session_id, held, *span)
    facts: dict[str, Any] = {"held": held, "subject": before.subject}
    if held and actual:
        facts |= {"starts_at": actual.starts_at.isoformat(), "ends_at": actual.ends_at.isoformat()}
    if held and trainer_ids is not None:
        facts["trainers"] = named(trainer_ids, roles or {})
    await record(tx, by, "session confirmed", workshop_id, {"held": before.held}, facts, "")
    await tell_change(tx, by, workshop, workshop.reason)


async def hold_all(tx: Tx, now: datetime, by: Actor, workshop_id: UUID) -> int:
    """Everything that has ended and was not spoken of took place as planned; how many sessions."""
    workshop = await locked(tx, by, workshop_id)
    if workshop.state != "published":
        raise WrongState(workshop.state, "hold")
    ended = [
        session
        for session in await sessions.of_workshop(tx, workshop_id)
        if session.held is None and session.ends_at <= now
    ]
    if ended:
        await sessions.hold_as_planned(tx, workshop_id, [session.id for session in ended])
        facts = {"sessions": [session.subject for session in ended]}
        await record(tx, by, "sessions confirmed", workshop_id, None, facts, "")
        await tell_change(tx, by, workshop, workshop.reason)
    return len(ended)
