"""Trainers, venues and roads: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import resources as calls
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.resources import (
    BlockBody,
    Road,
    RoadBody,
    TrainerBody,
    Trainers,
    VenueBody,
    Venues,
)
from services.scheduling.web.organizer import trainers, venues
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_API = "/api/v1/scheduling"

PAGES: tuple[Route, ...] = (
    page("/kelola/narasumber", trainers.index, "trainers", access=VIEWER),
    page("/kelola/narasumber/baru", trainers.new, "new_trainer", access=ORGANIZER),
    post("/kelola/narasumber/baru", trainers.add, "new_trainer", access=ORGANIZER, reads_form=True),
    page("/kelola/narasumber/{trainer_id}", trainers.edit, "trainer", access=ORGANIZER),
    post("/kelola/narasumber/{trainer_id}", trainers.change, "trainer", access=ORGANIZER, reads_form=True),
    post(
        "/kelola/narasumber/{trainer_id}/halangan",
        trainers.block,
        "block_trainer",
        access=ORGANIZER,
        reads_form=True,
    ),
    post(
        "/kelola/narasumber/{trainer_id}/halangan/{block_id}/hapus",
        trainers.unblock,
        "unblock_trainer",
        access=ORGANIZER,
    ),
    page("/kelola/tempat", venues.index, "venues", access=VIEWER),
    page("/kelola/tempat/baru", venues.new, "new_venue", access=ORGANIZER),
    post("/kelola/tempat/baru", venues.add, "new_venue", access=ORGANIZER, reads_form=True),
    page("/kelola/tempat/jarak", venues.roads, "roads", access=ORGANIZER),
    post("/kelola/tempat/jarak", venues.set_road, "roads", access=ORGANIZER, reads_form=True),
    page("/kelola/tempat/{venue_id}", venues.edit, "venue", access=ORGANIZER),
    post("/kelola/tempat/{venue_id}", venues.change, "venue", access=ORGANIZER, reads_form=True),
    post(
        "/kelola/tempat/{venue_id}/halangan", venues.block, "block_venue", access=ORGANIZER, reads_form=True
    ),
    post(
        "/kelola/tempat/{venue_id}/halangan/{block_id}/hapus",
        venues.unblock,
        "unblock_venue",
        access=ORGANIZER,
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_API}/trainers",
        calls.list_trainers,
        "api_trainers",
        access=VIEWER,
        summary="Trainers, 100 a page",
        answer=Trainers,
    ),
    api(
        "POST",
        f"{_API}/trainers",
        calls.add_trainer,
        "api_add_trainer",
        access=ORGANIZER,
        summary="Add a trainer",
        body=TrainerBody,
        answer=Made,
    ),
    api(
        "GET",
        f"{_API}/venues",
        calls.list_venues,
        "api_venues",
        access=VIEWER,
        summary="Venues, 100 a page",
        answer=Venues,
    ),
    api(
        "POST",
        f"{_API}/venues",
        calls.add_venue,
        "api_add_venue",
        access=ORGANIZER,
        summary="Add a venue",
        body=VenueBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_API}/unavailable",
        calls.block_days,
        "api_block_days",
        access=ORGANIZER,
        summary="Days a trainer or venue cannot be had",
        body=BlockBody,
        answer=Made,
    ),
    api(
        "PUT",
        f"{_API}/travel-times",
        calls.set_road,
        "api_set_road",
        access=ORGANIZER,
        summary="Minutes between two districts; null goes back to the assumption",
        body=RoadBody,
        answer=Road,
    ),
)
