"""A suggested timetable accepted, wholly or in part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.scheduling.actions.sessions import (
    SessionPlan,
    changeable,
    check_still_open,
    facts_of,
    plan_of,
    put_session,
    record,
    tell_change,
)
from services.scheduling.actions.suggestions import Suggested, suggested
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.bookings import Resource
from services.scheduling.domain.refusals import Invalid, Missing, Stale
from services.scheduling.domain.suggesting.problem import minute_of
from services.scheduling.domain.workshops import differences
from services.scheduling.store import bookings, sessions, suggestions
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from shared.db import Tx


async def accept_suggestion(
    tx: Tx, now: datetime, by: Actor, id: UUID, session_ids: Sequence[UUID], reason: str
) -> int:
    """Put the chosen sessions where the plan has them, all or none; how many were added or moved.

    Breaks go with the session they follow. Raises Stale when a session is no longer as it was when the
    work began, Taken when somebody was booked meanwhile, and what `put_session` raises.
    """
    suggestion = await suggestions.locked(tx, by.organization_id, id)
    if suggestion is None:
        raise Missing
    chosen = set(session_ids)
    rows = [
        row
        for row in suggested(suggestion)
        if row.change != "same" and (row.id in chosen or row.after in chosen)
    ]
    if not rows:
        raise Invalid("session_ids", "nothing_chosen")
    held = {}
    for workshop_id in sorted({row.workshop_id for row in rows}):  # in order, or two of these could deadlock
        held[workshop_id] = await changeable(tx, by, workshop_id, reason)
    there = {
        workshop_id: {session.id: session for session in await sessions.of_workshop(tx, workshop_id)}
        for workshop_id in held
    }
    for row in rows:
        if row.starts_at <= now:  # the work was done some time ago
            raise Stale(row.subject)
        _check_unchanged(row, there[row.workshop_id].get(row.id), now)
    await bookings.lock(tx, _resources(rows))
    for row in rows:
        await bookings.clear(tx, row.id)  # they may change places with each other
    for row in rows:
        await _put(tx, by, held[row.workshop_id], row, there[row.workshop_id].get(row.id), reason)
    for workshop in held.values():
        await check_still_open(tx, workshop, "form")
        await tell_change(tx, by, workshop, reason)
    await suggestions.accept(tx, by.organization_id, id, now, len(rows))
    return len(rows)


def _check_unchanged(row: Suggested, session: Session | None, now: datetime) -> None:
    """The refusal names the session, so that people know where to look."""
    if session is None:
        if row.was is not None:
            raise Stale(row.subject)
        return
    stands = (minute_of(session.starts_at), session.venue_id, set(session.trainer_ids))
    was = (row.was.starts, row.was.venue, set(row.was.trainers)) if row.was else None
    minutes = minute_of(session.ends_at) - minute_of(session.starts_at)
    begun = session.held is not None or session.starts_at <= now
    if begun or stands != was or minutes != row.minutes:
        raise Stale(session.subject)


def _resources(rows: Sequence[Suggested]) -> list[Resource]:
    found = {Resource("class", row.workshop_id) for row in rows}
    found |= {Resource("venue", row.venue) for row in rows}
    return list(found | {Resource("trainer", id) for row in rows for id in row.trainers})


async def _put(
    tx: Tx, by: Actor, workshop: Workshop, row: Suggested, before: Session | None, reason: str
) -> None:
    plan = SessionPlan(
        row.kind,
        before.subject if before else row.subject,
        row.starts_at,
        row.ends_at,
        row.venue,
        row.trainers,
        before.mandatory if before else row.mandatory,
        before.note if before else row.note,
        {id: does for id, does in before.roles.items() if id in row.trainers} if before else {},
    )
    await put_session(tx, by, workshop, row.id, plan, is_new=before is None)
    if before is None:
        await record(tx, by, "session added", workshop.id, None, facts_of(plan), reason)
        return
    old, new = differences(facts_of(plan_of(before)), facts_of(plan))
    new |= {"subject": plan.subject}  # tells the sessions apart
    await record(tx, by, "session changed", workshop.id, old, new, reason)
