"""Venues: added, changed, archived, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.resources import delete_resource, put_away, record, refuse_needed
from services.scheduling.actions.telling import tell_workshops_with
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Missing, VenueNeeded
from services.scheduling.store import usage, venues, workshops
from services.scheduling.store.venues import Venue
from shared.db import Tx

_SHOWN = ("name", "address", "district_code", "map_url")  # to participants, in the workshop's document


async def add_venue(tx: Tx, by: Actor, venue: Venue) -> dict[str, str]:
    await venues.add(tx, by.organization_id, venue)
    await record(tx, by, "venue added", f"Venue/{venue.id}", {}, asdict(venue))
    return {"id": str(venue.id)}


async def change_venue(tx: Tx, now: datetime, by: Actor, venue: Venue) -> None:
    """Keep the new values and tell everybody who shows the venue. Raises InUse, VenueNeeded, Missing."""
    # Workshops first, as whoever puts a session here has its workshop before the venue.
    await workshops.lock_with(tx, by.organization_id, venue.id)
    before = await venues.locked(tx, by.organization_id, venue.id)
    if before is None:
        raise Missing
    await check_change(tx, now, by, before, venue)
    await venues.change(tx, by.organization_id, venue)
    await record(tx, by, "venue changed", f"Venue/{venue.id}", asdict(before), asdict(venue))
    if any(getattr(before, name) != getattr(venue, name) for name in _SHOWN):
        await tell_workshops_with(tx, by.organization_id, venue.id)


async def check_change(tx: Tx, now: datetime, by: Actor, before: Venue, wanted: Venue) -> None:
    """Raise InUse when it would be archived while needed, VenueNeeded below a class planned in it."""
    await refuse_needed(tx, now, by, before, wanted)
    if wanted.capacity < before.capacity:
        largest = await usage.largest_class(tx, by.organization_id, wanted.id, now)
        if largest and wanted.capacity < largest[1]:
            raise VenueNeeded(*largest)


async def archive_venues(
    tx: Tx, now: datetime, by: Actor, venue_ids: Sequence[UUID], archived: bool
) -> dict[str, Any]:
    """Archive several, or take them back; those with sessions to come stay, see `put_away`."""
    return await put_away(tx, now, by, venue_ids, archived, venues.find, change_venue)


async def delete_venue(tx: Tx, by: Actor, venue_id: UUID) -> None:
    """Delete one that no workshop ever named. Raises InUse, Missing."""
    before = await venues.find(tx, by.organization_id, venue_id)
    if before is None:
        raise Missing
    await delete_resource(tx, by, before, venues.delete)
    await record(tx, by, "venue deleted", f"Venue/{venue_id}", {"name": before.name}, {"name": None})
