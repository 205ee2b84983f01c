"""Help and privacy."""

from __future__ import annotations

from aiohttp import web

from services.registration.settings import (
    CONSENT_VERSION,
)
from shared.web import (
    render,
)


async def privacy(request: web.Request) -> web.StreamResponse:
    """What is kept of people, why and how long."""
    return render(request, "participant/privacy.html", consent_version=CONSENT_VERSION)


async def help(request: web.Request) -> web.StreamResponse:
    """Answers to what people ask most."""
    return render(request, "participant/help.html")
