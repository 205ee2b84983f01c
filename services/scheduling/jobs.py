"""Timed work: telling people and trainers what is different, and forgetting what is long over."""

from __future__ import annotations

from services.scheduling.actions import invitations, trainer_reaching
from services.scheduling.actions import notices as actions
from services.scheduling.actions.telling import NOTICES
from services.scheduling.actions.trainer_letters import Post
from services.scheduling.domain.notices import due_at
from services.scheduling.settings import ANSWER_DAYS, FAILURES_FORGOTTEN, QUIET, REMIND_DAYS
from services.scheduling.store import invitations as due_trainers
from services.scheduling.store import materials, notices, sign_in
from shared.service import Job, Running
from shared.sheets import kept

_A_DAY = 24 * 3600.0
_SECONDS = 10.0


async def forget_old(running: Running) -> int:
    """Delete what is long over; nothing waits for it, so it never runs twice in a row."""
    await running.db.run(sign_in.forget_old, FAILURES_FORGOTTEN)
    await running.db.run(kept.forget)
    await running.db.run(materials.forget)
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


async def tell_trainers(running: Running) -> int:
    """Tell trainers what has become different; each in a transaction of their own."""
    now = running.clock.now()
    async with running.db.read() as tx:
        found = await due_trainers.to_tell(tx, now, QUIET)
    told = [await running.db.run(invitations.tell, now, post(running), one) for one in found]
    return sum(told)


async def remind_trainers(running: Running) -> int:
    """Write to trainers whose first session is near, and to those who have not answered."""
    now = running.clock.now()
    async with running.db.read() as tx:
        near = await due_trainers.to_remind(tx, now, REMIND_DAYS)
    reminded = [await running.db.run(trainer_reaching.remind, now, post(running), one) for one in near]
    async with running.db.read() as tx:
        silent = await due_trainers.to_nudge(tx, now, ANSWER_DAYS)
    nudged = [await running.db.run(trainer_reaching.nudge, now, post(running), one) for one in silent]
    return sum(reminded) + sum(nudged)


def post(running: Running) -> Post:
    return Post(running.keys, running.settings.mail_from)


JOBS = (
    Job("comparing with what people know", compare, _SECONDS, woken_by=NOTICES),
    Job("telling people of changes", tell, _SECONDS),
    Job("forget old links", forget_old, _A_DAY),
    Job("trainers told", tell_trainers, every=30),
    Job("trainers reminded", remind_trainers, every=60),
)
