"""Telling the other services: documents are made from the rows as they are, and sent when they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from services.attendance.domain import Register
from services.attendance.store import marks, people, sheets
from services.attendance.store.sheets import Sheet as SheetRow
from shared.bus import outbox
from shared.db import Tx, wake
from shared.events import Event
from shared.events.attendance import (
    ATTENDANCE_CLOSED,
    ATTENDANCE_RECORDED,
    ATTENDANCE_REOPENED,
    PersonAttendance,
    Sheet,
)

RECOUNT = "recount"  # wakes the job that counts workshops again


async def tell_people(
    tx: Tx, workshop_id: UUID, organization_id: UUID, only: Iterable[UUID] | None = None
) -> None:
    """Send AttendanceRecorded for everybody on the roster (or `only` these) of whom something changed."""
    ids = await marks.roster_ids(tx, workshop_id) if only is None else list(only)
    # The lock comes before reading workshop and marks: two transactions that each changed something of
    # the same person queue here, and the second one sees both.
    told = await people.lock(tx, ids, workshop_id, organization_id)
    register = await marks.register(tx, workshop_id, ids)
    if register is None:
        return
    lines = {person.id: register.session_marks(person.id) for person in register.people}
    documents = {
        id: PersonAttendance(
            id=id, version=0, organization_id=organization_id, workshop_id=workshop_id, marks=line
        )
        for id, line in lines.items()
        if told[id] is not None or any(mark.status for mark in line)
    }
    hashes = {id: _hash(document) for id, document in documents.items() if _hash(document) != told[id]}
    versions = await people.sent(tx, hashes)
    await outbox.add_many(
        tx,
        [
            ATTENDANCE_RECORDED(documents[id].model_copy(update={"version": version}))
            for id, version in sorted(versions.items())
        ],
    )


async def tell_sheet(tx: Tx, row: SheetRow, register: Register) -> None:
    """Send the sheet if it says something else than the last time; its row is locked."""
    document = sheet_document(row, register, row.version)
    sha256 = _hash(document.model_copy(update={"version": 0}))
    if sha256 != row.sent_sha256:
        version = await sheets.sent(tx, row.workshop_id, sha256)
        await outbox.add(tx, _sheet_event(document.model_copy(update={"version": version})))


def sheet_document(row: SheetRow, register: Register, version: int) -> Sheet:
    """The Sheet as certificates hears it."""
    return Sheet(
        id=row.workshop_id,
        version=version,
        organization_id=row.organization_id,
        closed=row.closed,
        closed_at=row.closed_at,
        lines=register.lines(),
    )


async def name_for_recount(tx: Tx, workshop_ids: Iterable[UUID]) -> None:
    """Count these workshops again soon; the last thing a transaction does."""
    ids = sorted(set(workshop_ids))
    if ids:
        await sheets.name_for_recount(tx, ids)
        wake(RECOUNT)


async def recount(tx: Tx) -> bool:
    """Count one named workshop again and send what changed, once however many changes named it.

    False: none is named.
    """
    workshop_id = await sheets.next_recount(tx)
    if workshop_id is None:
        return False
    row = await sheets.lock(tx, workshop_id)
    await sheets.take_recount(tx, workshop_id)
    if row is None:
        return True  # its workshop has not been heard of; hearing of it names it again
    await tell_people(tx, workshop_id, row.organization_id)
    register = await marks.register(tx, workshop_id)
    if register is not None and row.closed:
        await tell_sheet(tx, row, register)
    return True


async def people_again(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next people's documents with new versions, for a receiver that is new or was rebuilt."""
    events = []
    for id, workshop_id in await people.after(tx, after, most):
        row = await sheets.read(tx, workshop_id)
        register = await marks.register(tx, workshop_id, [id])
        line = register.session_marks(id) if register is not None else ()
        assert row is not None
        document = PersonAttendance(
            id=id, version=0, organization_id=row.organization_id, workshop_id=workshop_id, marks=line
        )
        version = (await people.sent(tx, {id: _hash(document)}))[id]
        events.append(ATTENDANCE_RECORDED(document.model_copy(update={"version": version})))
    return events


async def sheets_again(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next sheets with new versions, for a receiver that is new or was rebuilt."""
    events = []
    for workshop_id in await sheets.after(tx, after, most):
        row = await sheets.read(tx, workshop_id)
        register = await marks.register(tx, workshop_id)
        assert row is not None and register is not None
        document = sheet_document(row, register, 0)
        version = await sheets.sent(tx, workshop_id, _hash(document))
        events.append(_sheet_event(document.model_copy(update={"version": version})))
    return events


REPUBLISH = {PersonAttendance.SUBJECT: people_again, Sheet.SUBJECT: sheets_again}


def _sheet_event(document: Sheet) -> Event:
    return (ATTENDANCE_CLOSED if document.closed else ATTENDANCE_REOPENED)(document)


def _hash(document: PersonAttendance | Sheet) -> bytes:
    return hashlib.sha256(document.model_dump_json().encode()).digest()
