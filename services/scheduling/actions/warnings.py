"""Warnings: found from the stored rows each time, and overridden by a person with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.alternatives import Finder, Room, Teacher
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.domain.warnings import Diary, Warning, warnings
from services.scheduling.store import blocks, roads, rules, sessions, trainers, venues
from services.scheduling.store import warnings as store
from shared import audit
from shared.db import Tx


async def diary(tx: Tx, organization_id: UUID, since: datetime, until: datetime | None = None) -> Diary:
    """What the office has planned between two moments, and what limits it."""
    booked = await sessions.booked(tx, organization_id, since, until)
    unavailable = await blocks.since(tx, organization_id, since.date())
    known = await roads.travel_times(tx, organization_id)
    table = {(road.one_district, road.other_district): road.minutes for road in known}
    hours = await rules.trainer_hours(tx, organization_id)
    return Diary(booked, unavailable, table, hours * 60)


async def to_come(tx: Tx, now: datetime, organization_id: UUID) -> Diary:
    """Everything still to come, and the day before: who teaches this morning may come from last night."""
    return await diary(tx, organization_id, now - timedelta(days=1))


async def finder(tx: Tx, organization_id: UUID, planned: Diary) -> Finder:
    """Looks for alternatives among the trainers and venues the office can choose."""
    teachers = [
        Teacher(trainer.id, trainer.name, tuple(trainer.skills))
        for trainer in await trainers.search(tx, organization_id)
    ]
    rooms = [
        Room(venue.id, venue.name, venue.district_code, venue.capacity)
        for venue in await venues.search(tx, organization_id)
    ]
    return Finder(planned, teachers, rooms)


def standing(planned: Diary, now: datetime) -> list[Warning]:
    """Every warning about sessions to come, also those overridden."""
    return [warning for warning in warnings(planned) if warning.session.ends_at > now]


async def all_warnings(tx: Tx, now: datetime, organization_id: UUID) -> list[Warning]:
    """Every warning about sessions to come of the office, also those overridden."""
    return standing(await to_come(tx, now, organization_id), now)


async def unresolved(
    tx: Tx, now: datetime, organization_id: UUID, workshop_id: UUID | None = None
) -> list[Warning]:
    """Warnings nobody has overridden, of the office or of one workshop."""
    known = await store.overrides(tx, organization_id)
    return [
        warning
        for warning in await all_warnings(tx, now, organization_id)
        if warning.key not in known and workshop_id in (None, warning.session.workshop_id)
    ]


async def override_warning(
    tx: Tx, now: datetime, by: Actor, workshop_id: UUID, key: str, reason: str
) -> None:
    """Decide to live with a warning. It returns by itself when its facts change.

    Raises Missing when it no longer stands, Invalid without a reason.
    """
    if not reason:
        raise Invalid("reason", "reason_missing")
    standing = {
        warning.key: warning
        for warning in await all_warnings(tx, now, by.organization_id)
        if warning.session.workshop_id == workshop_id
    }
    if key not in standing:
        raise Missing
    await store.override(tx, workshop_id, key, reason, by.name)
    facts = {"kind": standing[key].kind, "who": standing[key].who, "reason": reason}
    await audit.record(
        tx, who(by), by.organization_id, "warning overridden", f"Workshop/{workshop_id}", None, facts
    )
