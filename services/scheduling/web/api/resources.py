"""The JSON API of trainers, venues, blocked days and roads."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import blocks as block_actions
from services.scheduling.actions import roads as road_actions
from services.scheduling.actions import trainers as trainer_actions
from services.scheduling.actions import venues as venue_actions
from services.scheduling.store import trainers, venues
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from services.scheduling.web.api.calling import MOST, do
from services.scheduling.web.models import resources as models
from shared import ids
from shared.web import answer, read_json, running, staff_of
from shared.web.searching import page_number, searched


async def add_trainer(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.TrainerBody)
    trainer = Trainer(ids.new_id(), **body.model_dump(), archived=False)
    return answer(await do(request, trainer_actions.add_trainer, staff_of(request), trainer), 201)


async def list_trainers(request: web.Request) -> web.StreamResponse:
    by, skip = staff_of(request), (page_number(request) - 1) * MOST
    async with running(request).db.read() as tx:
        rows = await trainers.search(tx, by.organization_id, searched(request), limit=MOST, skip=skip)
    return answer(models.Trainers(items=[models.TrainerAnswer.model_validate(row) for row in rows]))


async def add_venue(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.VenueBody)
    venue = Venue(ids.new_id(), **body.model_dump(), archived=False)
    return answer(await do(request, venue_actions.add_venue, staff_of(request), venue), 201)


async def list_venues(request: web.Request) -> web.StreamResponse:
    by, skip = staff_of(request), (page_number(request) - 1) * MOST
    async with running(request).db.read() as tx:
        rows = await venues.search(tx, by.organization_id, searched(request), limit=MOST, skip=skip)
    return answer(models.Venues(items=[models.VenueAnswer.model_validate(row) for row in rows]))


async def block_days(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.BlockBody)
    block_id = await do(
        request,
        block_actions.block_days,
        staff_of(request),
        body.resource_kind,
        body.resource_id,
        body.first_day,
        body.last_day,
        body.note,
    )
    return answer({"id": str(block_id)}, 201)


async def set_road(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.RoadBody)
    by = staff_of(request)
    await do(
        request,
        road_actions.set_travel_time,
        by,
        body.one_district,
        body.other_district,
        body.minutes,
    )
    return answer({"minutes": body.minutes})
