"""Sending what we own again, for a receiver that is new or was rebuilt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from services.certificates.store import certificates, republish
from shared.db import Tx
from shared.events import Event
from shared.events.certificates import (
    CERTIFICATE_ISSUED,
    CERTIFICATE_REVOKED,
    ELIGIBILITY_DECIDED,
    Certificate,
    CertificateState,
    Eligibility,
)


async def verdicts(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next verdicts with new versions."""
    return [ELIGIBILITY_DECIDED(found) for found in await republish.verdicts(tx, after, most)]


async def numbered(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next numbered certificates with new versions."""
    documents = [certificates.document(row) for row in await republish.numbered(tx, after, most)]
    return [
        (CERTIFICATE_REVOKED if found.state is CertificateState.REVOKED else CERTIFICATE_ISSUED)(found)
        for found in documents
    ]


REPUBLISH: Mapping[str, Callable[[Tx, UUID | None, int], Awaitable[list[Event]]]] = {
    Eligibility.SUBJECT: verdicts,
    Certificate.SUBJECT: numbered,
}
