"""Timed work: forgetting links and failed sign-ins that no longer say anything."""

from __future__ import annotations

from services.scheduling.settings import FAILURES_FORGOTTEN
from services.scheduling.store import sign_in
from shared.service import Job, Running

_A_DAY = 24 * 3600.0


async def forget_old(running: Running) -> int:
    """Delete what is long over; nothing waits for it, so it never runs twice in a row."""
    await running.db.run(sign_in.forget_old, FAILURES_FORGOTTEN)
    return 0


JOBS = (Job("forget old links", forget_old, _A_DAY),)
