"""Before a workshop: reminders at the times its office chose. After it: thanks to those who were there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.actions.letters import Letter, facts, send
from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import THANKED_AT_ONCE
from services.registration.store import copies, message_terms, registrations, seats
from services.registration.store.message_terms import THANKED, MessageTerms
from shared import audit
from shared.db import Tx
from shared.events.registration import RegistrationState


async def remind(tx: Tx, now: datetime, workshop_id: UUID) -> int:
    """Write to everybody who has a seat; once for each beginning and chosen time.

    Of several moments that are due at once only the last is sent: after a night without power, or when
    the beginning moves nearer, nobody gets two. Who signed up after the moment has just read all of it.
    """
    await seats.lock_one(tx, workshop_id)
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    due = await message_terms.due(tx, now, workshop_id)
    if workshop is None or not due:
        return 0
    last = due[-1]
    known = facts(workshop)
    first = [
        {"subject": session.subject, "starts_at": session.starts_at.isoformat(), "place": session.place.name}
        for session in workshop.sessions[:1]
    ]
    seated = await registrations.in_states(tx, workshop_id, (RegistrationState.CONFIRMED,))
    rows = [row for row in seated if row.registered_at <= last.at]
    occasion = f"{last.starts_at.isoformat()} H-{last.days}"
    await send(tx, now, [Letter(row, "reminder", known, {"first": first}, occasion) for row in rows])
    await message_terms.mark_reminded(tx, workshop_id, due)
    return len(rows)


async def thank(tx: Tx, now: datetime) -> int:
    """Thank whoever was there, as far as attendance has told; the rest when it tells more."""
    rows = await registrations.read_many(tx, await message_terms.to_thank(tx, now, THANKED_AT_ONCE))
    workshops = await copies.WORKSHOPS.get_many(tx, {row.workshop_id for row in rows})
    letters = [Letter(row, "thank_you", facts(workshops[row.workshop_id]), occasion=THANKED) for row in rows]
    await send(tx, now, letters)
    return len(letters)


async def set_terms(tx: Tx, now: datetime, by: By, workshop_id: UUID, terms: MessageTerms) -> None:
    """When the people of one workshop are reminded and whether they are thanked. Raises NotPossible."""
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    if workshop is None or workshop.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    before = await message_terms.read(tx, workshop_id)
    await message_terms.keep(tx, workshop_id, by.organization_id, terms, now)
    halves = [
        {"days": list(one.reminder_days), "hour": one.reminder_hour, "thanks": one.thanks}
        for one in (before, terms)
    ]
    await audit.record(
        tx, by.who, by.organization_id, "message times set", f"Workshop/{workshop_id}", *halves
    )
