"""Telling the others: the document of a changed row goes into the outbox of the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.scheduling.store import accounts, documents, notices, offices, workshops
from shared import staff
from shared.bus import outbox
from shared.db import Tx, wake
from shared.events.envelope import EventType
from shared.events.scheduling import (
    ORGANIZATION_CHANGED,
    STAFF_CHANGED,
    WORKSHOP_CHANGED,
    WORKSHOP_PUBLISHED,
    Organization,
    Staff,
    Workshop,
)

NOTICES = "notices"  # what the job wakes on that compares what people know with what is true


async def tell_office(tx: Tx, organization_id: UUID) -> Organization:
    """Send the office as it is now; this service's own copy is written here, not by the event."""
    organization = await offices.document(tx, organization_id)
    assert organization is not None
    await staff.keep_organization(tx, organization)
    await outbox.add(tx, ORGANIZATION_CHANGED(organization))
    return organization


async def tell_staff(tx: Tx, account_id: UUID) -> Staff:
    """Send one member of staff as they are now."""
    account = await accounts.find(tx, account_id)
    assert account is not None
    await staff.keep_staff(tx, account.document)
    await outbox.add(tx, STAFF_CHANGED(account.document))
    return account.document


async def tell_workshop(tx: Tx, why: EventType[Workshop], organization_id: UUID, workshop_id: UUID) -> None:
    """Send a workshop as it is now. A draft is nobody else's business and must not come here.

    The truth travels at once. What people are told of it is decided apart: what they can read at publishing
    is what they know, and from then on a job compares.
    """
    document = await documents.workshop(tx, organization_id, workshop_id)
    if why is WORKSHOP_PUBLISHED:
        await notices.put_known(tx, document)
    await outbox.add(tx, why(document))
    wake(NOTICES)


async def tell_workshops_with(tx: Tx, organization_id: UUID, part_id: UUID | None) -> None:
    """Send again every published workshop that shows this trainer, venue or programme (None: all)."""
    await tell_again(tx, organization_id, await workshops.published_with(tx, organization_id, part_id))


async def tell_again(tx: Tx, organization_id: UUID, workshop_ids: Iterable[UUID]) -> None:
    for workshop_id in workshop_ids:
        await workshops.touch(tx, organization_id, workshop_id, "")
        await tell_workshop(tx, WORKSHOP_CHANGED, organization_id, workshop_id)
