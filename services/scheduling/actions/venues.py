"""Venues: added, changed, archived, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.resources import delete_resource, needed, put_away, record
from services.scheduling.actions.telling import tell_workshops_with
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Missing, Refused, VenueNeeded
from services.scheduling.store import usage, venues, workshops
from services.scheduling.store.venues import Venue
from shared.db import Tx

_SHOWN = ("name", "address", "district_code", "map_url")  # to participants, in the workshop's document


async def add_venue(tx: Tx, by: Actor, venue: Venue) -> dict[str, str]:
    await venues.add(tx, by.organization_id, venue)
    await record(tx, by, "venue added", f"Venue/{venue.id}", {}, asdict(venue))
    return {"id": str(venue.id)}


async def hold_venues(tx: Tx, by: Actor, venue_ids: Sequence[UUID]) -> None:
    """Wait for whoever plans in these venues, all of them at once, before the first is changed.

    Workshops first, as whoever puts a session here has its workshop before the venue.
    """
    await workshops.lock_with(tx, by.organization_id, venue_ids)
    await venues.lock(tx, by.organization_id, venue_ids)


async def change_venue(tx: Tx, now: datetime, by: Actor, venue: Venue) -> None:
    """Keep the new values and tell everybody who shows the venue. Raises InUse, VenueNeeded, Missing."""
    await hold_venues(tx, by, [venue.id])
    await change_held_venue(tx, now, by, venue)


async def change_held_venue(tx: Tx, now: datetime, by: Actor, venue: Venue) -> None:
    """The same for one that this transaction holds."""
    before = await venues.find(tx, by.organization_id, venue.id)
    if before is None:
        raise Missing
    for refused in (await refused_changes(tx, now, by, [(before, venue)])).values():
        raise refused
    await venues.change(tx, by.organization_id, venue)
    await record(tx, by, "venue changed", f"Venue/{venue.id}", asdict(before), asdict(venue))
    if any(getattr(before, name) != getattr(venue, name) for name in _SHOWN):
        await tell_workshops_with(tx, by.organization_id, venue.id)


async def refused_changes(
    tx: Tx, now: datetime, by: Actor, changes: Sequence[tuple[Venue, Venue]]
) -> dict[UUID, Refused]:
    """By id: InUse of what would be archived while needed, VenueNeeded below a class planned in it."""
    found = await needed(tx, now, by, changes)
    shrinks = [
        wanted for before, wanted in changes if wanted.capacity < before.capacity and wanted.id not in found
    ]
    if shrinks:
        ids = [venue.id for venue in shrinks]
        largest = await usage.largest_classes(tx, by.organization_id, ids, now)
        for venue in shrinks:
            if venue.id in largest and venue.capacity < largest[venue.id][1]:
                found[venue.id] = VenueNeeded(*largest[venue.id])
    return found


async def archive_venues(
    tx: Tx, now: datetime, by: Actor, venue_ids: Sequence[UUID], archived: bool
) -> dict[str, Any]:
    """Archive several, or take them back; those with sessions to come stay, see `put_away`."""
    await hold_venues(tx, by, venue_ids)
    return await put_away(tx, now, by, venue_ids, archived, venues.find, change_held_venue)


async def delete_venue(tx: Tx, by: Actor, venue_id: UUID) -> None:
    """Delete one that no workshop ever named. Raises InUse, Missing."""
    before = await venues.find(tx, by.organization_id, venue_id)
    if before is None:
        raise Missing
    await delete_resource(tx, by, before, venues.delete)
    await record(tx, by, "venue deleted", f"Venue/{venue_id}", {"name": before.name}, {"name": None})
