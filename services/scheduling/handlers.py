"""What scheduling hears: heads to count, and how far a workshop's closing is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.scheduling.actions import closing, heads
from shared.bus import Handler
from shared.db import Tx
from shared.events.attendance import Sheet
from shared.events.certificates import Certificate, Eligibility
from shared.events.registration import Registration
from shared.staff import STAFF_HANDLERS


async def hear_registrations(tx: Tx, now: datetime, documents: Sequence[Registration]) -> None:
    await heads.keep_registrations(tx, documents)


async def hear_certificates(tx: Tx, now: datetime, documents: Sequence[Certificate]) -> None:
    await heads.keep_certificates(tx, documents)


async def hear_sheets(tx: Tx, now: datetime, documents: Sequence[Sheet]) -> None:
    await closing.keep_sheets(tx, documents)


async def hear_eligibilities(tx: Tx, now: datetime, documents: Sequence[Eligibility]) -> None:
    await closing.keep_eligibilities(tx, documents)


HANDLERS: dict[str, Handler] = {
    **STAFF_HANDLERS,
    "Registration": Handler(hear_registrations),
    "Certificate": Handler(hear_certificates),
    "Sheet": Handler(hear_sheets),
    "Eligibility": Handler(hear_eligibilities),
}
