"""Work beside the requests."""

from __future__ import annotations

from services.attendance.actions.telling import RECOUNT, recount
from services.attendance.settings import RECOUNT_EVERY
from shared.service import Job, Running


async def recount_named(running: Running) -> int:
    """Count one named workshop again."""
    return int(await running.db.run(recount))


JOBS = (Job("recount", recount_named, RECOUNT_EVERY, RECOUNT),)
