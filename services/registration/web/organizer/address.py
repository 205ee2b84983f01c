"""What the address of an organizer's page names."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web

from services.registration.store import copies
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.web import (
    NotFound,
    staff_of,
)


def page_of(request: web.Request) -> int:
    """The page asked for, from 1."""
    text = request.query.get("halaman", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def id_of(request: web.Request, name: str) -> UUID:
    """An id of the address; NotFound for what is none."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise NotFound from None


async def workshop_of(request: web.Request, tx: Tx) -> Workshop:
    """The workshop of the address, of this office only."""
    workshop = await copies.WORKSHOPS.get(tx, id_of(request, "workshop_id"))
    if workshop is None or workshop.organization_id != staff_of(request).organization_id:
        raise NotFound
    return workshop
