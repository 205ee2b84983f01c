"""Work that time starts: offers that run out, reminders the day before."""

from __future__ import annotations

from services.registration.actions import reaching
from services.registration.settings import REMINDER_BEFORE
from services.registration.store import registrations, seats
from shared.service import Job, Running


async def lapse_offers(running: Running) -> int:
    """End offers nobody answered in time; each workshop in its own transaction."""
    now = running.clock.now()
    async with running.db.read() as tx:
        due = await registrations.workshops_with_lapsed_offers(tx, now)
    return sum([await running.db.run(reaching.lapse, now, workshop_id) for workshop_id in due])


async def remind(running: Running) -> int:
    """Write to everybody whose workshop begins within the next 24 hours."""
    now = running.clock.now()
    async with running.db.read() as tx:
        due = await seats.due_reminders(tx, now, now + REMINDER_BEFORE)
    return sum([await running.db.run(reaching.remind, now, workshop_id) for workshop_id in due])


JOBS = (
    Job("offers", lapse_offers, every=5),
    Job("reminders", remind, every=30),
)
