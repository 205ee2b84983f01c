"""Venues: the list, the form, the days they are not free, and the roads between districts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import resources as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.settings import (
    PAGE_ROWS,
    TRAVEL_ELSEWHERE,
    TRAVEL_SAME_DISTRICT,
    TRAVEL_SAME_REGENCY,
)
from services.scheduling.store import resources
from services.scheduling.store import roads as road_store
from services.scheduling.store.resources import Venue
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.resources import BlockForm, TravelForm, VenueForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.sentences import page_of
from shared import ids
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.context import ORGANIZATION
from shared.web.searching import page_number, searched


async def index(request: web.Request) -> web.StreamResponse:
    by, text, page = staff_of(request), searched(request), page_number(request)
    archived = request.query.get("arsip") == "1"
    async with running(request).db.read() as tx:
        count = await resources.count_venues(tx, by.organization_id, text, archived=archived)
        rows = await resources.venues(
            tx, by.organization_id, text, archived=archived, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
        )
    return render(
        request,
        "organizer/venues.html",
        venues=rows,
        district_name=choices.district_name,
        search=request.query.get("cari", ""),
        archived=archived,
        page=page,
        pages=-(-count // PAGE_ROWS),
    )


async def new(request: web.Request) -> web.StreamResponse:
    return await _form_page(request, {}, {}, None, 200)


async def add(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, VenueForm)
    if problems:
        return await _form_page(request, values, problems, None, 422)
    venue = _venue(ids.new_id(), values.model)
    await once(request, actions.add_venue, staff_of(request), venue)
    response = redirect(request, "venues")
    flash(response, _("{name} tersimpan.", name=venue.name))
    return response


async def edit(request: web.Request) -> web.StreamResponse:
    venue = await _found(request)
    values = asdict(venue)
    return await _form_page(request, values, {}, venue, 200)


async def change(request: web.Request) -> web.StreamResponse:
    venue = await _found(request)
    values, problems = await read_form(request, VenueForm)
    if not problems:
        now, changed = running(request).clock.now(), _venue(venue.id, values.model)
        problems = await tried(request, actions.change_venue, now, staff_of(request), changed)
    if problems:
        return await _form_page(request, values, problems, venue, 422)
    response = redirect(request, "venues")
    flash(response, _("{name} tersimpan.", name=changed.name))
    return response


async def block(request: web.Request) -> web.StreamResponse:
    venue = await _found(request)
    values, problems = await read_form(request, BlockForm)
    if not problems:
        form, by = values.model, staff_of(request)
        days = (form.first_day, form.last_day, form.note)
        problems = await tried(request, actions.block_days, by, "venue", venue.id, *days)
    if problems:
        typed = asdict(venue) | values
        return await _form_page(request, typed, problems, venue, 422)
    response = redirect(request, "venue", venue_id=venue.id)
    flash(response, _("Tanggal halangan tersimpan."))
    return response


async def unblock(request: web.Request) -> web.StreamResponse:
    venue = await _found(request)
    try:
        by, block_id = staff_of(request), id_in(request, "block_id")
        await once(request, actions.free_days, by, "venue", venue.id, block_id)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "venue", venue_id=venue.id)
    flash(response, _("Tanggal halangan dihapus."))
    return response


def _venue(venue_id: UUID, form: VenueForm) -> Venue:
    return Venue(id=venue_id, **form.model_dump())


async def _found(request: web.Request) -> Venue:
    async with running(request).db.read() as tx:
        found = await resources.venue(tx, staff_of(request).organization_id, id_in(request, "venue_id"))
    if found is None:
        raise NotFound
    return found


async def _form_page(
    request: web.Request,
    values: dict[str, Any],
    problems: dict[str, str],
    venue: Venue | None,
    status: int,
) -> web.Response:
    blocks = []
    if venue:
        async with running(request).db.read() as tx:
            blocks = await resources.blocks(tx, staff_of(request).organization_id, venue.id)
    return render(
        request,
        "organizer/venue_form.html",
        status=status,
        values=values,
        problems=problems,
        venue=venue,
        blocks=blocks,
        districts=choices.districts(request.get(ORGANIZATION)),
    )


# Roads


async def roads(request: web.Request) -> web.StreamResponse:
    return await _roads_page(request, {}, {}, 200)


async def set_road(request: web.Request) -> web.StreamResponse:
    """Keep the office's own figure; an empty one goes back to the assumption."""
    values, problems = await read_form(request, TravelForm)
    if not problems:
        form, by = values.model, staff_of(request)
        road = (form.one_district, form.other_district, form.minutes)
        problems = await tried(request, actions.set_travel_time, by, *road)
    if problems:
        return await _roads_page(request, values, problems, 422)
    response = redirect(request, "roads")
    flash(response, _("Waktu tempuh tersimpan."))
    return response


async def _roads_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    async with running(request).db.read() as tx:
        rows = await road_store.travel_times(tx, staff_of(request).organization_id)
    return render(
        request,
        "organizer/roads.html",
        status=status,
        roads=rows,
        values=values,
        problems=problems,
        district_name=choices.district_name,
        districts=choices.districts(request.get(ORGANIZATION)),
        assumed=(TRAVEL_SAME_DISTRICT, TRAVEL_SAME_REGENCY, TRAVEL_ELSEWHERE),
    )
