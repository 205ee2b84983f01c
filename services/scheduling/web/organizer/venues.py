"""Venues' pages."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from services.scheduling.actions.venues import add_venue, change_venue
from services.scheduling.store import venues
from services.scheduling.store.venues import Venue
from services.scheduling.web.forms.resources import VenueForm
from services.scheduling.web.organizer.resources import Pages


def _made(venue_id: UUID, form: VenueForm) -> Venue:
    return Venue(id=venue_id, **form.model_dump())


PAGES = Pages(
    kind="venue",
    rows=venues,
    form=VenueForm,
    made=_made,
    typed=asdict,
    add_one=add_venue,
    change_one=change_venue,
)
