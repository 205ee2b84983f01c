"""Timetables of the office's own: kept from a workshop, renamed, deleted."""

from __future__ import annotations

from uuid import UUID

from services.scheduling.actions.copying import slots_of
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.domain.timetables import KeptRow
from services.scheduling.store import sessions, timetables, workshops
from services.scheduling.store.timetables import Kept
from shared import audit, ids
from shared.db import Tx


async def keep_timetable(tx: Tx, by: Actor, workshop_id: UUID, name: str) -> dict[str, str]:
    """Keep a workshop's sessions as a timetable: subjects and times, without trainers and venues.

    Raises Missing, and Invalid for a workshop without sessions or a name the office already uses.
    """
    workshop = await workshops.find(tx, by.organization_id, workshop_id)
    if workshop is None:
        raise Missing
    slots = slots_of(await sessions.of_workshop(tx, workshop_id), workshop.zone)
    if not slots:
        raise Invalid("name", "no_sessions")
    rows = [
        KeptRow(
            slot.day,
            slot.starts_at.time(),
            slot.ends_at.time(),
            slot.kind,
            slot.subject,
            slot.of.mandatory if slot.of else False,
        )
        for slot in slots
    ]
    timetable_id = ids.new_id()
    await timetables.add(tx, by.organization_id, timetable_id, name, rows)
    await _record(tx, by, "timetable kept", timetable_id, None, {"name": name})
    return {"id": str(timetable_id)}


async def rename_timetable(tx: Tx, by: Actor, timetable_id: UUID, name: str) -> None:
    """Raises Missing, and Invalid for a name another of the office's timetables has."""
    before = await _timetable(tx, by, timetable_id)
    await timetables.rename(tx, by.organization_id, timetable_id, name)
    await _record(tx, by, "timetable renamed", timetable_id, {"name": before.name}, {"name": name})


async def delete_timetable(tx: Tx, by: Actor, timetable_id: UUID) -> None:
    """Workshops that were started from it keep their sessions. Raises Missing."""
    before = await _timetable(tx, by, timetable_id)
    await timetables.delete(tx, by.organization_id, timetable_id)
    await _record(tx, by, "timetable deleted", timetable_id, {"name": before.name}, None)


async def _timetable(tx: Tx, by: Actor, timetable_id: UUID) -> Kept:
    found = await timetables.find(tx, by.organization_id, timetable_id)
    if found is None:
        raise Missing
    return found


async def _record(
    tx: Tx,
    by: Actor,
    what: str,
    timetable_id: UUID,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    subject = f"Timetable/{timetable_id}"
    await audit.record(tx, who(by), by.organization_id, what, subject, before, after)
