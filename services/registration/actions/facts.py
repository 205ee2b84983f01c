"""Facts of the other services that a person's page shows; nothing is decided from them here."""

from __future__ import annotations

from collections.abc import Sequence

from services.registration.store import copies
from shared.db import Tx
from shared.events.attendance import PersonAttendance
from shared.events.certificates import Certificate, Eligibility


async def take_attendance(tx: Tx, documents: Sequence[PersonAttendance]) -> None:
    await copies.ATTENDANCES.take(tx, documents)


async def take_eligibility(tx: Tx, documents: Sequence[Eligibility]) -> None:
    await copies.ELIGIBILITIES.take(tx, documents)


async def take_certificates(tx: Tx, documents: Sequence[Certificate]) -> None:
    await copies.CERTIFICATES.take(tx, documents)
