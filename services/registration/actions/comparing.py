"""What the office says of two registrations that look like one person's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.actions.office import By
from services.registration.domain.comparing import Verdict
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import comparing, registrations
from shared import audit
from shared.db import Tx

WHAT = {Verdict.DIFFERENT: "kept separate", Verdict.ALLOWED: "both allowed"}


async def compare(tx: Tx, now: datetime, by: By, id: UUID, other_id: UUID, verdict: Verdict) -> None:
    """This pair is not shown again; against everybody else both are still compared. Raises NotPossible."""
    if id == other_id:
        raise NotPossible(Reason.SAME_PERSON)
    rows = await registrations.read_many(tx, (id, other_id))
    if len(rows) != 2 or any(row.organization_id != by.organization_id for row in rows):
        raise NotPossible(Reason.UNKNOWN)
    await comparing.say(tx, id, other_id, by.organization_id, verdict, now)
    for row in rows:
        await audit.record(tx, by.who, by.organization_id, WHAT[verdict], row.subject)
