"""A whole day of a class, moved to another day with everything it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.actions.bookings import hold
from services.scheduling.actions.sessions import (
    changeable,
    check_still_open,
    plan_of,
    put_session,
    tell_change,
)
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.store import sessions
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from shared import audit
from shared.db import Tx


async def move_day(
    tx: Tx, now: datetime, by: Actor, workshop_id: UUID, day: date, to_day: date, reason: str
) -> int:
    """Move every session of that day, clock times stay, all or none; how many.

    Raises Taken, Invalid, Missing when there is none, and WrongState once one of them has been spoken of.
    """
    workshop = await changeable(tx, by, workshop_id, reason)
    if to_day == day:
        raise Invalid("to_day", "same_day")
    found = on_day(workshop, await sessions.of_workshop(tx, workshop_id), day)
    if not found:
        raise Missing
    if any(session.held is not None or session.starts_at <= now for session in found):
        raise WrongState("confirmed", "change")
    rooms = {session.venue_id for session in found}
    await hold(tx, workshop_id, rooms, {id for session in found for id in session.trainer_ids})
    ahead = to_day - day
    # From the far end, so that none is booked over the next one's old time.
    for session in sorted(found, key=lambda one: one.starts_at, reverse=ahead > timedelta()):
        plan = plan_of(session)
        plan = replace(plan, starts_at=plan.starts_at + ahead, ends_at=plan.ends_at + ahead)
        await put_session(tx, by, workshop, session.id, plan, is_new=False)
    await check_still_open(tx, workshop, "to_day")
    facts = {"day": to_day.isoformat(), "sessions": len(found)}
    await audit.record(
        tx,
        who(by),
        by.organization_id,
        "day moved",
        f"Workshop/{workshop_id}",
        {"day": day.isoformat()},
        facts | ({"reason": reason} if reason else {}),
    )
    await tell_change(tx, by, workshop, reason)
    return len(found)


def on_day(workshop: Workshop, planned: list[Session], day: date) -> list[Session]:
    """The sessions of that day in the workshop's zone."""
    here = ZoneInfo(workshop.zone)
    return [session for session in planned if session.starts_at.astimezone(here).date() == day]
