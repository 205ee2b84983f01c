"""What happens to seats and people when scheduling says that a workshop is new, changed or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.registration.actions.letters import Letter, facts, send
from services.registration.actions.moving import promote
from services.registration.domain.seats import LIVE
from services.registration.store import copies, registrations, seats
from shared.bus import Change
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.events.scheduling import Session, Workshop, WorkshopState


async def take(tx: Tx, now: datetime, documents: Sequence[Workshop]) -> None:
    """Keep newer documents; new terms reach the seats, more capacity reaches those who wait."""
    for change in await copies.WORKSHOPS.take(tx, documents):
        workshop = change.new
        await copies.date_workshop(tx, workshop)
        seat = await seats.apply(tx, workshop)
        known = facts(workshop)
        await _tell(tx, now, change, known)
        await promote(tx, now, seat, known)


async def _tell(tx: Tx, now: datetime, change: Change[Workshop], known: dict[str, Any]) -> None:
    """Once for each change that matters to people; the version in the occasion keeps it once."""
    if change.old is None:
        return
    occasion = str(change.new.version)
    if change.new.state is WorkshopState.CANCELLED and change.old.state is not WorkshopState.CANCELLED:
        extra: dict[str, Any] = {"reason": change.new.reason}
        rows = await registrations.in_states(tx, change.new.id, LIVE)
        await send(tx, now, [Letter(row, "workshop_cancelled", known, extra, occasion) for row in rows])
    elif change.new.state is WorkshopState.PUBLISHED and (moved := moved_sessions(change, now)):
        extra = {"reason": change.new.reason, "changes": moved}
        rows = await registrations.in_states(tx, change.new.id, (RegistrationState.CONFIRMED,))
        await send(tx, now, [Letter(row, "workshop_changed", known, extra, occasion) for row in rows])


def moved_sessions(change: Change[Workshop], now: datetime) -> list[dict[str, Any]]:
    """Sessions still to come whose time or place is another, for the mail; each with before and after.

    What is over only changes on paper (the actual times), so nobody is told of that.
    """
    before = {session.id: session for session in change.old.sessions} if change.old else {}
    after = {session.id: session for session in change.new.sessions}
    moved = []
    for session in sorted({**before, **after}.values(), key=lambda session: session.starts_at):
        old, new = before.get(session.id), after.get(session.id)
        upcoming = max(known.starts_at for known in (old, new) if known) > now
        if upcoming and _where_and_when(old) != _where_and_when(new):
            moved.append(
                {
                    "subject": session.subject,
                    "before": _where_and_when(old),
                    "after": _where_and_when(new),
                }
            )
    return moved


def _where_and_when(session: Session | None) -> dict[str, str] | None:
    if session is None:
        return None
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.place.name,
        "address": session.place.address,
    }
