"""What registration does with what it hears. The table at the foot reads aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.registration.actions import facts, workshops
from shared.bus import Handler
from shared.db import Tx
from shared.events.attendance import PersonAttendance
from shared.events.certificates import Certificate, Eligibility
from shared.events.scheduling import Workshop
from shared.staff import STAFF_HANDLERS


async def hear_workshops(tx: Tx, now: datetime, documents: Sequence[Workshop]) -> None:
    """New terms and capacity reach the seats; people are told of notices and of a cancellation."""
    await workshops.take(tx, now, documents)


async def hear_attendance(tx: Tx, now: datetime, documents: Sequence[PersonAttendance]) -> None:
    """The JP a person has reached so far, for their page."""
    await facts.take_attendance(tx, documents)


async def hear_eligibility(tx: Tx, now: datetime, documents: Sequence[Eligibility]) -> None:
    """The verdict and its figures, for the person's page."""
    await facts.take_eligibility(tx, documents)


async def hear_certificates(tx: Tx, now: datetime, documents: Sequence[Certificate]) -> None:
    """The certificate's link, for the person's page."""
    await facts.take_certificates(tx, documents)


HANDLERS: dict[str, Handler] = {
    **STAFF_HANDLERS,
    "Workshop": Handler(hear_workshops, alone=True),  # it locks the seat row
    "PersonAttendance": Handler(hear_attendance),
    "Eligibility": Handler(hear_eligibility),
    "Certificate": Handler(hear_certificates),
}
