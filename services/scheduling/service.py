"""Scheduling, joined."""

from __future__ import annotations

from services.scheduling.actions import REPUBLISH, requests
from services.scheduling.handlers import HANDLERS
from services.scheduling.jobs import JOBS
from services.scheduling.web.passwords import password_threads
from services.scheduling.web.routes import PREFIXES, ROUTES
from shared.service import Service

SERVICE = Service(
    name="scheduling",
    prefixes=PREFIXES,
    routes=ROUTES,
    handlers=HANDLERS,
    republish=REPUBLISH,
    jobs=JOBS,
    on_mail=requests.on_mail,
    parts=password_threads,
)
