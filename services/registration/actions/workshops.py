"""What happens to seats and people when scheduling says that a workshop is new, changed or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.registration.actions import notices
from services.registration.actions.letters import Facts, Letter, facts, send
from services.registration.actions.moving import promote
from services.registration.domain.seats import LIVE
from services.registration.store import copies, registrations, seats
from shared.bus import Change
from shared.db import Tx
from shared.events.scheduling import Workshop, WorkshopState


async def take(tx: Tx, now: datetime, documents: Sequence[Workshop]) -> None:
    """Keep newer documents; new terms reach the seats, more capacity reaches those who wait."""
    for change in await copies.WORKSHOPS.take(tx, documents):
        workshop = change.new
        await copies.date_workshop(tx, workshop)
        seat = await seats.apply(tx, workshop)
        known = facts(workshop)
        await _tell_cancelled(tx, now, change, known)
        await notices.tell(tx, now, change, known)
        await promote(tx, now, seat, known)


async def _tell_cancelled(tx: Tx, now: datetime, change: Change[Workshop], known: Facts) -> None:
    """At once, and once: other changes are told when scheduling sends a notice of them."""
    cancelled = change.new.state is WorkshopState.CANCELLED
    if change.old is None or not cancelled or change.old.state is WorkshopState.CANCELLED:
        return
    rows = await registrations.in_states(tx, change.new.id, LIVE)
    reason, occasion = {"reason": change.new.reason}, str(change.new.version)
    await send(tx, now, [Letter(row, "workshop_cancelled", known, reason, occasion) for row in rows])
