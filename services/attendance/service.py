"""Attendance, its parts joined."""

from __future__ import annotations

from services.attendance.actions.telling import REPUBLISH
from services.attendance.handlers import HANDLERS
from services.attendance.jobs import JOBS
from services.attendance.web.routes import PREFIXES, ROUTES
from shared.service import Service

SERVICE = Service(
    name="attendance",
    prefixes=PREFIXES,
    routes=ROUTES,
    handlers=HANDLERS,
    republish=REPUBLISH,
    jobs=JOBS,
)
