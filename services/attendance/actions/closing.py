"""Closing the sheet, and opening it again."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from services.attendance.actions.telling import sheet_document, tell_people, tell_sheet
from services.attendance.domain import Register, may_close
from services.attendance.store import marks, sheets
from shared import audit
from shared.db import Tx


class NotYet(Exception):
    """The sheet cannot be closed now: the last JP session has not begun, or nothing counts."""


class ListGrew(Exception):
    """More people are unrecorded than the person who closes was shown."""


async def close(
    tx: Tx, workshop_id: UUID, *, shown: int, organization_id: UUID, staff_id: UUID, now: datetime
) -> dict[str, Any]:
    """Close the sheet: what nobody recorded becomes tanpa keterangan, and certificates hears of it.

    `shown` is how many unrecorded places the person saw before agreeing. A closed sheet stays as it
    is. Raises NotYet, ListGrew.
    """
    row = await sheets.lock(tx, workshop_id)
    register = await marks.register(tx, workshop_id)
    if row is None or register is None or not may_close(register.workshop, now):
        raise NotYet
    if row.closed:
        return {"closed": True}
    if unrecorded_places(register) > shown:
        raise ListGrew
    await sheets.set_closed(tx, workshop_id, now)
    row, register = await _again(tx, workshop_id)
    recap = sheet_document(row, register, 0).model_dump(mode="json")
    sha256 = hashlib.sha256(json.dumps(recap, sort_keys=True).encode()).digest()
    number = await sheets.add_closing(tx, workshop_id, now, staff_id, recap, sha256)
    await audit.record(
        tx,
        f"Staff/{staff_id}",
        organization_id,
        "attendance closed",
        f"Sheet/{workshop_id}",
        after={"number": number, "unrecorded": shown, "sha256": sha256.hex()},
    )
    await tell_people(tx, workshop_id, row.organization_id)
    await tell_sheet(tx, row, register)
    return {"closed": True, "number": number}


async def reopen(
    tx: Tx, workshop_id: UUID, *, reason: str, organization_id: UUID, staff_id: UUID
) -> dict[str, Any]:
    """Open a closed sheet for corrections; what nobody recorded is "Belum dicatat" again."""
    row = await sheets.lock(tx, workshop_id)
    if row is None or not row.closed:
        return {"closed": False}
    await sheets.set_closed(tx, workshop_id, None)
    row, register = await _again(tx, workshop_id)
    await audit.record(
        tx,
        f"Staff/{staff_id}",
        organization_id,
        "attendance reopened",
        f"Sheet/{workshop_id}",
        after={"reason": reason},
    )
    await tell_people(tx, workshop_id, row.organization_id)
    await tell_sheet(tx, row, register)
    return {"closed": False}


def unrecorded_places(register: Register) -> int:
    """How many (person, JP session) places nobody recorded."""
    return sum(len(people) for _session, people in register.unrecorded())


async def _again(tx: Tx, workshop_id: UUID) -> tuple[sheets.Sheet, Register]:
    """The row and the register as they are after our own change; both exist, the row is locked."""
    row = await sheets.read(tx, workshop_id)
    register = await marks.register(tx, workshop_id)
    assert row is not None and register is not None
    return row, register
