"""Pages for everybody: what is on, and one workshop."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from services.registration.domain.seats import Seats
from services.registration.settings import (
    LISTED_WORKSHOPS,
)
from services.registration.store import centres, copies, seats
from services.registration.web import quota_words, views
from shared import staff
from shared.events.scheduling import Organization, Workshop
from shared.i18n import _
from shared.web import (
    NotFound,
    agenda,
    render,
    running,
)


async def index(request: web.Request) -> web.StreamResponse:
    """Workshops that are not over, the next one first."""
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        listed = await copies.upcoming(tx, now, LISTED_WORKSHOPS)
        rows = await seats.read(tx, [one.workshop.id for one in listed])
        offices = await staff.ORGANIZATIONS.get_many(tx, {one.workshop.organization_id for one in listed})
    items = [(one.workshop, views.availability(one.workshop, rows[one.workshop.id], now)) for one in listed]
    return render(request, "participant/list.html", items=items, offices=offices)


async def opened_workshop(request: web.Request) -> tuple[Workshop, Seats, Organization | None, datetime]:
    """The workshop of the address; NotFound for an unknown slug."""
    return await opened_by_slug(request, request.match_info["slug"])


async def opened_by_slug(
    request: web.Request, slug: str
) -> tuple[Workshop, Seats, Organization | None, datetime]:
    """The workshop with its seats, its office and the time now; NotFound for an unknown slug."""
    async with running(request).db.read() as tx:
        workshop = await copies.workshop_by_slug(tx, slug)
        if workshop is None:
            raise NotFound(_("Bimtek ini tidak ditemukan. Lihat daftar Bimtek yang akan datang."))
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        office = await staff.organization(tx, workshop.organization_id)
    return workshop, row, office, running(request).clock.now()


async def quotas_told(request: web.Request, shown: Workshop, row: Seats) -> list[str]:
    """What quotas mean for whoever wants to sign up, a sentence each."""
    if not row.quotas:
        return []
    async with running(request).db.read() as tx:
        names = await centres.names(tx, row.organization_id)
    return quota_words.public(row, shown.zone, names)


async def workshop(request: web.Request) -> web.StreamResponse:
    """Everything one needs to know before signing up."""
    shown, row, office, now = await opened_workshop(request)
    return render(
        request,
        "participant/workshop.html",
        quotas=await quotas_told(request, shown, row),
        workshop=shown,
        office=office,
        seats=row,
        availability=views.availability(shown, row, now),
        other_places=agenda.other_places(shown),
        agenda=agenda.agenda(shown.sessions, shown.zone, shown.place.name),
        trainers=agenda.trainers(shown),
        whatsapp=views.whatsapp,
        last_day=office is not None and shown.ends_at <= now,
    )
