"""Sending everything again, for a receiver that is new or was rebuilt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from services.registration.actions.moving import event
from services.registration.store import changes
from shared.db import Tx
from shared.events import Event
from shared.events.registration import Registration


async def registrations_again(tx: Tx, after: UUID | None, most: int) -> list[Event]:
    """The next `most` registrations with new versions, so that receivers take them; [] ends."""
    return [event(row) for row in await changes.restamp(tx, after, most)]


REPUBLISH: dict[str, Callable[[Tx, UUID | None, int], Awaitable[list[Event]]]] = {
    Registration.SUBJECT: registrations_again,
}
