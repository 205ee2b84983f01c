"""Work that time starts: offers that run out, seats held back that become free, reminders, thanks."""

from __future__ import annotations

from services.registration.actions import quotas, reaching, reminding
from services.registration.store import message_terms, registrations
from services.registration.store import quotas as quota_store
from shared.service import Job, Running


async def lapse_offers(running: Running) -> int:
    """End offers nobody answered in time; each workshop in its own transaction."""
    now = running.clock.now()
    async with running.db.read() as tx:
        due = await registrations.workshops_with_lapsed_offers(tx, now)
    return sum([await running.db.run(reaching.lapse, now, workshop_id) for workshop_id in due])


async def release_seats(running: Running) -> int:
    """Let everybody have seats that were held back until now; each workshop in its own transaction."""
    now = running.clock.now()
    async with running.db.read() as tx:
        due = await quota_store.due_releases(tx, now)
    return sum([await running.db.run(quotas.release_due, now, workshop_id) for workshop_id in due])


async def remind(running: Running) -> int:
    """Write to everybody whose workshop begins, at the times its office chose."""
    now = running.clock.now()
    async with running.db.read() as tx:
        due = await message_terms.workshops_due(tx, now)
    return sum([await running.db.run(reminding.remind, now, workshop_id) for workshop_id in due])


async def thank(running: Running) -> int:
    """The morning after the last session: thanks to those who were there."""
    return await running.db.run(reminding.thank, running.clock.now())


JOBS = (
    Job("offers", lapse_offers, every=5),
    Job("releases", release_seats, every=5),
    Job("reminders", remind, every=30),
    Job("thanks", thank, every=60),
)
