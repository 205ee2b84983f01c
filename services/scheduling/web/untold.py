"""What was not told yet, as the workshop's page shows it: the changes in words, whom they touch, the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.scheduling.actions.notices import Pending, pending
from services.scheduling.domain.notices import due_at, is_urgent
from services.scheduling.store import notices
from services.scheduling.store.workshops import Workshop
from shared import notices as wording
from shared.db import Tx
from shared.ids import new_id
from shared.notices import Line


@dataclass(frozen=True)
class Untold:
    """Everything that has to be seen before the button is pressed."""

    found: Pending
    lines: list[Line]
    headline: str
    opening: str  # as somebody with a seat reads it
    touches_at: datetime | None
    urgent: bool
    due_at: datetime  # when it goes by itself

    @property
    def seen(self) -> str:
        return self.found.changes.digest


async def untold(tx: Tx, now: datetime, workshop: Workshop) -> Untold | None:
    """None where people know everything, or nobody is to know anything yet."""
    if workshop.state != "published":
        return None
    found = await pending(tx, now, workshop.organization_id, workshop.id)
    if found is None:
        return None
    quiet = timedelta(minutes=await notices.quiet_minutes(tx, workshop.organization_id))
    touches_at = found.changes.touches_at(now)
    notice = notices.notice_of(new_id(), now, found.reason, found.changes)
    return Untold(
        found=found,
        lines=wording.lines(notice, workshop.zone),
        headline=wording.headline(notice),
        opening=wording.opening("confirmed"),
        touches_at=touches_at,
        urgent=is_urgent(touches_at, now),
        due_at=due_at(found.changed_at or now, touches_at, quiet),
    )
