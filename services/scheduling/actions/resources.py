"""Trainers and venues, the days they cannot be had, and travel times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from services.scheduling.actions.telling import tell_workshops_with
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import InUse, Invalid, Missing, VenueNeeded
from services.scheduling.domain.workshops import differences
from services.scheduling.store import resources, roads
from services.scheduling.store.resources import Block, Trainer, Venue
from shared import audit, ids
from shared.db import Tx

_PRIVATE = ("phone", "email", "contact")  # never in the audit trail


async def add_trainer(tx: Tx, by: Actor, trainer: Trainer) -> dict[str, str]:
    await resources.add_trainer(tx, by.organization_id, trainer)
    await _record(tx, by, "trainer added", f"Trainer/{trainer.id}", {}, asdict(trainer))
    return {"id": str(trainer.id)}


async def change_trainer(tx: Tx, now: datetime, by: Actor, trainer: Trainer) -> None:
    """Keep the new values. Raises InUse when an archived trainer still has sessions to come."""
    before = await resources.trainer(tx, by.organization_id, trainer.id)
    if before is None:
        raise Missing
    await _refuse_needed(tx, now, by, trainer, before.archived)
    await resources.change_trainer(tx, by.organization_id, trainer)
    await _record(tx, by, "trainer changed", f"Trainer/{trainer.id}", asdict(before), asdict(trainer))
    if before.name != trainer.name:
        await tell_workshops_with(tx, by.organization_id, trainer.id)


async def add_venue(tx: Tx, by: Actor, venue: Venue) -> dict[str, str]:
    await resources.add_venue(tx, by.organization_id, venue)
    await _record(tx, by, "venue added", f"Venue/{venue.id}", {}, asdict(venue))
    return {"id": str(venue.id)}


async def change_venue(tx: Tx, now: datetime, by: Actor, venue: Venue) -> None:
    """Keep the new values and tell everybody who shows the venue. Raises InUse, VenueNeeded, Missing."""
    before = await resources.venue(tx, by.organization_id, venue.id)
    if before is None:
        raise Missing
    await _refuse_needed(tx, now, by, venue, before.archived)
    largest = await resources.largest_class(tx, by.organization_id, venue.id, now)
    if largest and venue.capacity < largest[1]:
        raise VenueNeeded(*largest)
    await resources.change_venue(tx, by.organization_id, venue)
    await _record(tx, by, "venue changed", f"Venue/{venue.id}", asdict(before), asdict(venue))
    shown = ("name", "address", "district_code", "map_url")
    if any(getattr(before, name) != getattr(venue, name) for name in shown):
        await tell_workshops_with(tx, by.organization_id, venue.id)


async def block_days(
    tx: Tx, by: Actor, kind: str, resource_id: UUID, first_day: date, last_day: date, note: str
) -> UUID:
    """Note days on which a trainer or venue cannot be had; sessions on them get a warning."""
    if last_day < first_day:
        raise Invalid("last_day", "last_before_first")
    find = resources.trainer if kind == "trainer" else resources.venue
    if await find(tx, by.organization_id, resource_id) is None:
        raise Missing
    block = Block(ids.new_id(), kind, resource_id, first_day, last_day, note)
    await resources.add_block(tx, by.organization_id, block)
    days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "note": note}
    await _record(tx, by, "days blocked", f"{kind.capitalize()}/{resource_id}", {}, days)
    return block.id


async def free_days(tx: Tx, by: Actor, kind: str, resource_id: UUID, block_id: UUID) -> None:
    if not await resources.delete_block(tx, by.organization_id, resource_id, block_id):
        raise Missing
    await _record(tx, by, "days freed", f"{kind.capitalize()}/{resource_id}", {"id": str(block_id)}, {})


async def set_travel_time(tx: Tx, by: Actor, one: str, other: str, minutes: int | None) -> None:
    """Keep the office's own figure for the road between two districts; None takes it back."""
    if one == other:
        raise Invalid("other_district", "same_district")
    if minutes is None:
        await roads.delete_travel_time(tx, by.organization_id, one, other)
    else:
        await roads.set_travel_time(tx, by.organization_id, one, other, minutes)
    subject = f"Organization/{by.organization_id}"
    await _record(tx, by, "travel time set", subject, {}, {"from": one, "to": other, "minutes": minutes})


async def _refuse_needed(
    tx: Tx, now: datetime, by: Actor, wanted: Trainer | Venue, was_archived: bool
) -> None:
    if wanted.archived and not was_archived:
        sessions = await resources.sessions_to_come(tx, by.organization_id, wanted.id, now)
        if sessions:
            raise InUse(wanted.name, sessions)


async def _record(
    tx: Tx, by: Actor, what: str, subject: str, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    old, new = differences(dict(before), dict(after))
    for values in (old, new):
        for name in ("id", *_PRIVATE):
            values.pop(name, None)
    await audit.record(tx, who(by), by.organization_id, what, subject, old or None, new or None)
