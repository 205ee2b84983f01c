"""What registration and certificates say, kept for the head counts."""

from __future__ import annotations

from collections.abc import Sequence

from services.scheduling.store.counts import CERTIFICATES, REGISTRATIONS
from shared.db import Tx
from shared.events.certificates import Certificate
from shared.events.registration import Registration


async def keep_registrations(tx: Tx, documents: Sequence[Registration]) -> None:
    await REGISTRATIONS.take(tx, documents)


async def keep_certificates(tx: Tx, documents: Sequence[Certificate]) -> None:
    await CERTIFICATES.take(tx, documents)
