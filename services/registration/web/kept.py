"""Workshops and what they ask, read for the sign-up form at most once a second however many people come."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import NamedTuple

from services.registration.domain.questions import Form, Moment
from services.registration.store import centres, copies, questions
from shared.db import Database
from shared.events.scheduling import Workshop

SECONDS = 1.0
MOST = 500  # slugs; strangers may invent some


class Asked(NamedTuple):
    """A workshop and what its form offers beside the core."""

    workshop: Workshop
    form: Form
    centres: tuple[tuple[str, str], ...] = ()  # id and name of each that people can choose
    takes_files: bool = False  # at sign-up


Found = Asked | None


class Kept:
    """Workshops by slug, each at most one second old."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._found: OrderedDict[str, tuple[float, asyncio.Future[Found]]] = OrderedDict()

    async def workshop(self, slug: str) -> Workshop | None:
        """The workshop, or None for an unknown slug."""
        found = await self.asked(slug)
        return found.workshop if found else None

    async def asked(self, slug: str) -> Found:
        """The workshop with what it asks; those who ask meanwhile wait for the same reading."""
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

    async def _read(self, slug: str) -> Found:
        async with self._db.read() as tx:
            workshop = await copies.workshop_by_slug(tx, slug)
            if workshop is None:
                return None
            form = await questions.read(tx, workshop.id)
            offered = await centres.offered(tx, workshop.organization_id)
            return Asked(workshop, form, offered, form.takes_files(Moment.SIGN_UP))


def _failed(reading: asyncio.Future[Found]) -> bool:
    return reading.cancelled() or reading.exception() is not None
