"""Participants' cards for the printer: everybody with a seat, or those who were ticked."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.registration.domain.cards import Batch, Card, Order
from services.registration.domain.seats import LIVE
from services.registration.rendering.press import Press
from services.registration.settings import MOST_CARDS
from services.registration.store import registrations
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.organizer.address import workshop_of
from shared import staff
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.events.scheduling import Workshop
from shared.i18n import days
from shared.ids import shown
from shared.indonesia import district
from shared.web import NotFound, NothingTicked, route_url, running
from shared.web.errors import TooManyRows
from shared.web.searching import chosen


async def cards(request: web.Request) -> web.StreamResponse:
    """The PDF, by home or by name. Who has no seat gets a card only when ticked. Raises TooManyRows."""
    service = running(request)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
        people = await _people(request, tx, workshop)
        office = await staff.organization(tx, workshop.organization_id)
    if not people:
        raise NothingTicked(route_url(request, "participants", workshop_id=workshop.id))
    if len(people) > MOST_CARDS:
        raise TooManyRows
    today = service.clock.now().astimezone(ZoneInfo(workshop.zone))
    batch = Batch(
        workshop=workshop.full_title,
        days=days(workshop.starts_at, workshop.ends_at, workshop.zone),
        place=workshop.place.name,
        office=office.name if office else "",
        made_on=(today.year, today.month, today.day),
        example=office.example if office else False,
    )
    order = Order(chosen(request, "urut", list(Order), Order.HOME))
    pdf = await service.part(Press).cards(batch, [_card(request, row) for row in people], order)
    headers = {
        "Content-Disposition": f'inline; filename="kartu-{workshop.slug}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


async def _people(request: web.Request, tx: Tx, workshop: Workshop) -> list[Row]:
    if "chosen" not in request.query:
        return await registrations.in_states(tx, workshop.id, (RegistrationState.CONFIRMED,))
    try:
        ids = [UUID(text) for text in request.query.getall("chosen")[:MOST_CARDS]]
    except ValueError:
        raise NotFound from None
    rows = await registrations.read_many(tx, ids)
    return [row for row in rows if row.workshop_id == workshop.id and row.state in LIVE]


def _card(request: web.Request, row: Row) -> Card:
    service = running(request)
    home = district(row.district_code) if row.district_code else None
    return Card(
        name=row.certificate_name or row.full_name,
        code=shown(row.card_code),
        qr=views.ticket_address(service.keys, row, service.settings.public_url.rstrip("/")),
        district_code=row.district_code,
        village_code=row.village_code,
        district=home.name if home else "",
        regency=home.regency if home else "",
    )
