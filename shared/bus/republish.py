"""Telling everything again, for a receiver that is new or was rebuilt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from shared.bus import outbox
from shared.db import Database, Tx
from shared.events import Event

WINDOW = 200  # subjects in one transaction

# `again(tx, after, most)`: an action of the owner. It locks its next `most` subjects with an id greater
# than `after` in order of id, stamps each with `next_version`, and returns an event of each.
Again = Callable[[Tx, UUID | None, int], Awaitable[list[Event]]]


async def republish(db: Database, again: Again) -> int:
    """Send the document of every subject of one kind again, under a new version; how many.

    The new version matters: receivers take only what is newer, so the old one would tell nothing to a
    receiver that lost part of what hung on it. It may stop half-way and be run again.
    """
    count = 0
    after: UUID | None = None
    while True:
        sent, after = await db.run(_window, again, after)
        if after is None:
            return count
        count += sent


async def _window(tx: Tx, again: Again, after: UUID | None) -> tuple[int, UUID | None]:
    events = await again(tx, after, WINDOW)
    await outbox.add_many(tx, events)
    return len(events), events[-1].document.id if events else None
