"""Timed work: telling people of changes, and forgetting what is long over."""

from __future__ import annotations

from services.scheduling.actions import notices as actions
from services.scheduling.actions.telling import NOTICES
from services.scheduling.domain.notices import due_at
from services.scheduling.settings import FAILURES_FORGOTTEN
from services.scheduling.store import notices, sign_in
from shared.service import Job, Running
from shared.sheets import kept

_A_DAY = 24 * 3600.0
_SECONDS = 10.0


async def forget_old(running: Running) -> int:
    """Delete what is long over; nothing waits for it, so it never runs twice in a row."""
    await running.db.run(sign_in.forget_old, FAILURES_FORGOTTEN)
    await running.db.run(kept.forget)
    return 0


async def compare(running: Running) -> int:
    """Note which published workshops are otherwise than people were told."""
    now = running.clock.now()
    async with running.db.read() as tx:
        found = await notices.to_look_at(tx, now)
    for organization_id, workshop_id in found:
        await running.db.run(actions.look, now, organization_id, workshop_id)
    return len(found)


async def tell(running: Running) -> int:
    """Tell people by itself where the office's quiet time is over; each workshop in its own transaction."""
    now = running.clock.now()
    async with running.db.read() as tx:
        found = await notices.untold(tx)
    due = [row for row in found if due_at(row.changed_at, row.touches_at, row.quiet) <= now]
    told = [await running.db.run(actions.send_due, now, row.organization_id, row.workshop_id) for row in due]
    return sum(told)


JOBS = (
    Job("comparing with what people know", compare, _SECONDS, woken_by=NOTICES),
    Job("telling people of changes", tell, _SECONDS),
    Job("forget old links", forget_old, _A_DAY),
)
