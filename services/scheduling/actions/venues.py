"""Venues, added and changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from services.scheduling.actions.resources import record, refuse_needed
from services.scheduling.actions.telling import tell_workshops_with
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Missing, VenueNeeded
from services.scheduling.store import usage, venues
from services.scheduling.store.venues import Venue
from shared.db import Tx

_SHOWN = ("name", "address", "district_code", "map_url")  # to participants, in the workshop's document


async def add_venue(tx: Tx, by: Actor, venue: Venue) -> dict[str, str]:
    await venues.add(tx, by.organization_id, venue)
    await record(tx, by, "venue added", f"Venue/{venue.id}", {}, asdict(venue))
    return {"id": str(venue.id)}


async def change_venue(tx: Tx, now: datetime, by: Actor, venue: Venue) -> None:
    """Keep the new values and tell everybody who shows the venue. Raises InUse, VenueNeeded, Missing."""
    before = await venues.find(tx, by.organization_id, venue.id)
    if before is None:
        raise Missing
    await refuse_needed(tx, now, by, before, venue)
    largest = await usage.largest_class(tx, by.organization_id, venue.id, now)
    if largest and venue.capacity < largest[1]:
        raise VenueNeeded(*largest)
    await venues.change(tx, by.organization_id, venue)
    await record(tx, by, "venue changed", f"Venue/{venue.id}", asdict(before), asdict(venue))
    if any(getattr(before, name) != getattr(venue, name) for name in _SHOWN):
        await tell_workshops_with(tx, by.organization_id, venue.id)
