"""What attendance does when the others speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.attendance.actions import hearing
from services.attendance.store.copies import REGISTRATIONS, WORKSHOPS
from shared.bus import Handler
from shared.db import Tx
from shared.events.registration import Registration
from shared.events.scheduling import Workshop
from shared.staff import STAFF_HANDLERS


async def hear_workshops(tx: Tx, now: datetime, documents: Sequence[Workshop]) -> None:
    await hearing.workshops_changed(tx, await WORKSHOPS.take(tx, documents))


async def hear_registrations(tx: Tx, now: datetime, documents: Sequence[Registration]) -> None:
    await hearing.people_changed(tx, await REGISTRATIONS.take(tx, documents))


HANDLERS = {
    **STAFF_HANDLERS,
    Workshop.SUBJECT: Handler(hear_workshops),
    Registration.SUBJECT: Handler(hear_registrations),
}
