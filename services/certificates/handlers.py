"""What certificates does with what it hears: keep it, then consider the workshop it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.certificates.actions import consider
from services.certificates.actions.erasing import forget_people
from services.certificates.store.copies import REGISTRATIONS, SHEETS, WORKSHOPS
from shared.bus import Handler
from shared.db import Tx
from shared.events.attendance import Sheet
from shared.events.registration import Registration
from shared.events.scheduling import Workshop
from shared.staff import STAFF_HANDLERS


async def hear_workshops(tx: Tx, now: datetime, documents: Sequence[Workshop]) -> None:
    """Sessions and the rule may have changed."""
    for change in await WORKSHOPS.take(tx, documents):
        await consider(tx, now, change.new.id)


async def hear_registrations(tx: Tx, now: datetime, documents: Sequence[Registration]) -> None:
    """Names, addresses, cancellations and merges. All rows first, then the workshops in order of id, so
    that two batches never wait for each other crosswise."""
    changes = await REGISTRATIONS.take(tx, documents)
    # Whose address is gone, also because it was kept long enough, is not written to any more.
    silent = [
        one.new for one in changes if one.new.erased or (one.old and one.old.email and not one.new.email)
    ]
    await forget_people(tx, silent)
    for workshop_id in sorted({change.new.workshop_id for change in changes}):
        await consider(tx, now, workshop_id)


async def hear_sheets(tx: Tx, now: datetime, documents: Sequence[Sheet]) -> None:
    """The sheet was closed, opened again or corrected."""
    for change in await SHEETS.take(tx, documents):
        await consider(tx, now, change.new.id)


HANDLERS = {
    "Workshop": Handler(hear_workshops, alone=True),
    "Registration": Handler(hear_registrations),
    "Sheet": Handler(hear_sheets, alone=True),
    **STAFF_HANDLERS,
}
