"""Telling a new or rebuilt receiver everything again, each document with a new version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from services.scheduling.store import accounts, documents, offices, republish
from shared import staff
from shared.db import Tx
from shared.events.envelope import Event
from shared.events.scheduling import (
    ORGANIZATION_CHANGED,
    STAFF_CHANGED,
    WORKSHOP_CANCELLED,
    WORKSHOP_CHANGED,
    WORKSHOP_COMPLETED,
    Organization,
    Staff,
    Workshop,
)

_WHY = {"published": WORKSHOP_CHANGED, "cancelled": WORKSHOP_CANCELLED, "completed": WORKSHOP_COMPLETED}


async def next_offices(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next offices behind `after` in order of id; none at the end."""
    events = []
    for office_id in await republish.stamp_offices(tx, after, most):
        document = await offices.document(tx, office_id)
        assert document is not None
        await staff.keep_organization(tx, document)
        events.append(ORGANIZATION_CHANGED(document))
    return events


async def next_staff(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next members of staff behind `after` in order of id; none at the end."""
    events = []
    for account_id in await republish.stamp_accounts(tx, after, most):
        account = await accounts.find(tx, account_id)
        assert account is not None
        await staff.keep_staff(tx, account.document)
        events.append(STAFF_CHANGED(account.document))
    return events


async def next_workshops(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next workshops behind `after` that have ever been published; none at the end."""
    events = []
    for workshop_id, organization_id, state in await republish.stamp_workshops(tx, after, most):
        events.append(_WHY[state](await documents.workshop(tx, organization_id, workshop_id)))
    return events


REPUBLISH: Mapping[str, Callable[[Tx, UUID | None, int], Awaitable[list[Event]]]] = {
    Organization.SUBJECT: next_offices,
    Staff.SUBJECT: next_staff,
    Workshop.SUBJECT: next_workshops,
}
