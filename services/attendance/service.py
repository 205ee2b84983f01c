"""Attendance, its parts joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.attendance.actions.taking import Taking
from services.attendance.actions.telling import REPUBLISH
from services.attendance.handlers import HANDLERS
from services.attendance.jobs import JOBS
from services.attendance.web.routes import PREFIXES, ROUTES
from shared.service import Running, Service


@asynccontextmanager
async def parts(running: Running) -> AsyncIterator[list[object]]:
    """The group commit of marks, for as long as the service runs."""
    async with Taking(running.db) as taking:
        yield [taking]


SERVICE = Service(
    name="attendance",
    prefixes=PREFIXES,
    routes=ROUTES,
    handlers=HANDLERS,
    republish=REPUBLISH,
    jobs=JOBS,
    parts=parts,
)
