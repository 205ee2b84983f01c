"""The offices and their staff, as every service knows them.

Scheduling owns both: it calls `keep_organization` and `keep_staff` in its own actions and sends the
document. All others hear it. So the tables are the same everywhere, and signing in, letterheads and
permissions work while scheduling is away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.bus import Copies, Handler
from shared.db import Tx
from shared.events.scheduling import Organization, Staff

ORGANIZATIONS = Copies("organization", Organization)
STAFF = Copies("staff", Staff)


async def organization(tx: Tx, id: UUID) -> Organization | None:
    """The office, or None while it has not been heard of."""
    return await ORGANIZATIONS.get(tx, id)


async def find(tx: Tx, id: UUID) -> Staff | None:
    """The member of staff, or None while they have not been heard of."""
    return await STAFF.get(tx, id)


async def keep_organization(tx: Tx, document: Organization) -> None:
    """Store an office's newest document; an older one changes nothing."""
    await ORGANIZATIONS.take(tx, [document])


async def keep_staff(tx: Tx, document: Staff) -> None:
    """Store a member of staff's newest document; an older one changes nothing."""
    await STAFF.take(tx, [document])


async def hear_organizations(tx: Tx, now: datetime, documents: Sequence[Organization]) -> None:
    """Keep what scheduling says of offices; nothing else hangs on it."""
    await ORGANIZATIONS.take(tx, documents)


async def hear_staff(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    """Keep what scheduling says of staff; the next request of a session reads it."""
    await STAFF.take(tx, documents)


STAFF_HANDLERS = {
    Organization.SUBJECT: Handler(hear_organizations),
    Staff.SUBJECT: Handler(hear_staff),
}
