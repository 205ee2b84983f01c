"""iCal feeds of everything that is listed, of one class, and of one venue.

A session has the same UID in each of them, and its SEQUENCE grows with each change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from aiohttp import web

from services.scheduling.domain import ical
from services.scheduling.domain.ical import Entry
from services.scheduling.domain.invitations import feed_sequence
from services.scheduling.store import calendar
from services.scheduling.store.calendar import Fed
from services.scheduling.web.feed_address import is_venues
from shared.i18n import _
from shared.web import NotFound, id_in, running

_PAST, _AHEAD = timedelta(days=60), timedelta(days=400)


async def of_everything(request: web.Request) -> web.StreamResponse:
    """All listed sessions of all offices."""
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        found = await calendar.feed(tx, now - _PAST, now + _AHEAD)
    return _feed(request, _("Jadwal Bimtek"), "bimtek", found)


async def of_class(request: web.Request) -> web.StreamResponse:
    """One class, by the name of its public page."""
    slug = request.match_info["slug"]
    async with running(request).db.read() as tx:
        found = await calendar.feed_of_class(tx, slug)
    if not found:
        raise NotFound
    return _feed(request, found[0].workshop, slug, found)


async def of_venue(request: web.Request) -> web.StreamResponse:
    """What is planned in one venue and published, unlisted classes too; for whoever was given the link."""
    service, venue_id = running(request), id_in(request, "venue_id")
    if not is_venues(service.keys, venue_id, request.match_info["signature"]):
        raise NotFound
    now = service.clock.now()
    async with service.db.read() as tx:
        found = await calendar.feed_of_venue(tx, venue_id, now - _PAST, now + _AHEAD)
    return _feed(request, found[0].venue if found else _("Jadwal Bimtek"), "tempat", found)


def _feed(request: web.Request, name: str, file: str, found: Iterable[Fed]) -> web.Response:
    address = running(request).settings.public_url.rstrip("/")
    return web.Response(
        body=ical.feed(name, [_entry(session, address) for session in found]),
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": f'inline; filename="{file}.ics"'},
    )


def _entry(session: Fed, address: str) -> Entry:
    return Entry(
        session_id=session.id,
        sequence=feed_sequence(session.version),
        stamp=datetime.fromtimestamp(session.version / 1_000_000, UTC),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=session.zone,
        summary=f"{session.subject} · {session.workshop}",
        location=", ".join(part for part in (session.venue, session.address) if part),
        url=f"{address}/bimtek/{session.slug}",
        cancelled=session.state == "cancelled",
    )
