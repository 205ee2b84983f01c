"""What is the same for trainers and venues: not archived while needed, and every change on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import InUse
from services.scheduling.domain.workshops import differences
from services.scheduling.store import usage
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from shared import audit
from shared.db import Tx

_PRIVATE = ("phone", "email", "contact")  # never in the audit trail


async def refuse_needed(
    tx: Tx, now: datetime, by: Actor, before: Trainer | Venue, wanted: Trainer | Venue
) -> None:
    """Raise InUse when something would be archived that sessions to come need."""
    if wanted.archived and not before.archived:
        sessions = await usage.sessions_to_come(tx, by.organization_id, wanted.id, now)
        if sessions:
            raise InUse(wanted.name, sessions)


async def record(
    tx: Tx, by: Actor, what: str, subject: str, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """Keep in the audit trail what differs, without what belongs to a person alone."""
    old, new = differences(dict(before), dict(after))
    for values in (old, new):
        for name in ("id", *_PRIVATE):
            values.pop(name, None)
    await audit.record(tx, who(by), by.organization_id, what, subject, old or None, new or None)
