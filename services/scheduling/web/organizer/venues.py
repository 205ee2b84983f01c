"""Venues' pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions.venues import add_venue, archive_venues, change_venue, delete_venue
from services.scheduling.store import venues
from services.scheduling.store.venues import Venue
from services.scheduling.web.forms.resources import VenueForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.resources import Pages, asked_district
from services.scheduling.web.organizer.tables import venues_table
from shared.db import Tx
from shared.i18n import N_
from shared.web.searching import typed


def made(venue_id: UUID, form: VenueForm) -> Venue:
    return Venue(id=venue_id, **form.model_dump())


def filters(request: web.Request) -> dict[str, Any]:
    least = typed(request, "muat")
    capacity = int(least) if least.isascii() and least.isdecimal() and len(least) < 6 else 0
    return {"district": asked_district(request), "capacity": capacity}


async def _options(tx: Tx, organization_id: UUID) -> dict[str, Any]:
    return {"districts": choices.district_filter(await venues.districts(tx, organization_id))}


PAGES = Pages(
    kind="venue",
    rows=venues,
    form=VenueForm,
    made=made,
    typed=asdict,
    filters=filters,
    options=_options,
    sorts={"name": N_("Nama"), "district": N_("Kecamatan"), "capacity": N_("Daya tampung terbesar")},
    table=venues_table,
    add_one=add_venue,
    change_one=change_venue,
    archive_some=archive_venues,
    delete_one=delete_venue,
)
