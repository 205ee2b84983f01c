"""Workshops as the sign-up form needs them, read at most once a second however many people ask."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from services.registration.store import copies
from shared.db import Database
from shared.events.scheduling import Workshop

SECONDS = 1.0
MOST = 500  # slugs; strangers may invent some


class Kept:
    """Workshops by slug, each at most one second old."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._found: OrderedDict[str, tuple[float, asyncio.Future[Workshop | None]]] = OrderedDict()

    async def workshop(self, slug: str) -> Workshop | None:
        """The workshop, or None for an unknown slug; those who ask meanwhile wait for the same reading."""
        now = asyncio.get_running_loop().time()
        until, reading = self._found.get(slug, (0.0, None))
        if reading is None or until < now or (reading.done() and _failed(reading)):
            reading = asyncio.ensure_future(self._read(slug))
            self._found[slug] = (now + SECONDS, reading)
            self._found.move_to_end(slug)
            if len(self._found) > MOST:
                self._found.popitem(last=False)
        if reading.done():  # nothing to wait for, as nearly always in a crowd
            return reading.result()
        return await asyncio.shield(reading)

    async def _read(self, slug: str) -> Workshop | None:
        async with self._db.read() as tx:
            return await copies.workshop_by_slug(tx, slug)


def _failed(reading: asyncio.Future[Workshop | None]) -> bool:
    return reading.cancelled() or reading.exception() is not None
