"""Work that time starts: lapsed offers, seats held back that become free, reminders, thanks, deliveries."""

from __future__ import annotations

import asyncio

from services.registration.actions import (
    data_requests,
    delivering,
    message_texts,
    passing_on,
    quotas,
    reaching,
    reminding,
    retention,
    sealing,
)
from services.registration.store import lapsing, message_terms, webhook_deliveries
from services.registration.store import quotas as quota_store
from services.registration.store import retention as retention_store
from shared.outbound import Outbound
from shared.service import Job, Running
from shared.sheets import kept


async def lapse_offers(running: Running) -> int:
    """End offers nobody answered in time; each workshop in its own transaction."""
    now = running.clock.now()
    async with running.db.read() as tx:
        due = await lapsing.workshops_with_lapsed_offers(tx, now)
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


async def seal(running: Running) -> int:
    """Seal what an older release wrote in clear; also what one that still runs beside this one writes."""
    return await running.db.run(sealing.seal_older, running.keys)


async def retire(running: Running) -> int:
    """Erase what is kept too long, of every office once a day; a batch of each in its own transaction."""
    now = running.clock.now()
    async with running.db.read() as tx:
        due = await retention_store.offices(tx, now)
    return sum([await running.db.run(retention.retire, now, office) for office in due])


async def forget_goodbyes(running: Running) -> int:
    """Delete the last calls to erased people that nobody has made."""
    return await running.db.run(data_requests.forget_goodbyes, running.clock.now())


async def forget_tried(running: Running) -> int:
    """Delete old mails that only tried the words of an office."""
    return await running.db.run(message_texts.forget_tried)


async def deliver(running: Running) -> int:
    """Send what waits for the other systems of offices; a few deliveries of each together."""
    outbound, db = running.part(Outbound), running.db
    due = await db.run(webhook_deliveries.claim)
    if not due:
        return 0
    tried = await asyncio.gather(*(delivering.send(outbound, running.keys, one) for one in due))
    await db.run(delivering.note, tried)
    return len(due)


async def clean_deliveries(running: Running) -> int:
    """Delete deliveries that are older than they are kept."""
    return await running.db.run(webhook_deliveries.clean)


async def forget_uploads(running: Running) -> int:
    """Delete lists that nobody said yes to, and rows that nobody took home to mend."""
    return await running.db.run(kept.forget)


JOBS = (
    Job("offers", lapse_offers, every=5),
    Job("releases", release_seats, every=5),
    Job("reminders", remind, every=30),
    Job("thanks", thank, every=60),
    Job("sealing", seal, every=60),
    Job("retention", retire, every=60),
    Job("goodbyes", forget_goodbyes, every=3600),
    Job("tried mails", forget_tried, every=3600),
    Job("webhooks", deliver, every=1, woken_by=passing_on.TOPIC),
    Job("old deliveries", clean_deliveries, every=3600),
    Job("old uploads", forget_uploads, every=3600),
)
