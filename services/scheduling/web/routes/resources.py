"""Trainers, venues and roads: pages and calls."""

from __future__ import annotations

from typing import Any

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
from services.scheduling.web.organizer import roads, trainers, venues
from services.scheduling.web.organizer.resources import Pages
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_API = "/api/v1/scheduling"


def _pages(path: str, pages: Pages[Any, Any]) -> tuple[Route, ...]:
    """What trainers and venues have alike."""
    kind = pages.kind
    one = f"{path}/{{{kind}_id}}"
    return (
        page(path, pages.index, f"{kind}s", access=VIEWER),
        page(f"{path}/baru", pages.new, f"new_{kind}", access=ORGANIZER),
        post(f"{path}/baru", pages.add, f"new_{kind}", access=ORGANIZER, reads_form=True),
        page(one, pages.edit, kind, access=ORGANIZER),
        post(one, pages.change, kind, access=ORGANIZER, reads_form=True),
        post(f"{one}/halangan", pages.block, f"block_{kind}", access=ORGANIZER, reads_form=True),
        post(f"{one}/halangan/{{block_id}}/hapus", pages.unblock, f"unblock_{kind}", access=ORGANIZER),
    )


PAGES: tuple[Route, ...] = (
    # Before a venue's own page, which would take "jarak" for an id.
    page("/kelola/tempat/jarak", roads.index, "roads", access=ORGANIZER),
    post("/kelola/tempat/jarak", roads.change, "roads", access=ORGANIZER, reads_form=True),
    *_pages("/kelola/narasumber", trainers.PAGES),
    *_pages("/kelola/tempat", venues.PAGES),
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
