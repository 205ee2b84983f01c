"""Sending is an insert, in the transaction that changed the data."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from shared.bus.erasing import forget
from shared.bus.trace import traceparent
from shared.clock import wall
from shared.db import Tx, wake
from shared.events import Event
from shared.events.cloud import encode
from shared.ids import new_id

TOPIC = "outbox"  # wakes this process's relay after the commit

INSERT = """
    insert into outbox (message_id, subject, body)
    select message_id, subject, body
    from unnest($1::uuid[], $2::text[], $3::bytea[]) as given (message_id, subject, body)
"""


async def add(tx: Tx, event: Event) -> None:
    """Send `event` once this transaction is committed; never when it is rolled back."""
    await add_many(tx, [event])


async def add_many(tx: Tx, events: Sequence[Event]) -> list[UUID]:
    """Send `events` as `add` does, in one insert; their ids. ValueError for one that is not declared."""
    if not events:
        return []
    for event in events:
        if event.document.erased:
            await forget(tx, event.document.subject)
    trace = traceparent()
    time = wall()
    ids = [new_id() for _ in events]
    bodies = [
        encode(event, id=id, time=time, traceparent=trace) for id, event in zip(ids, events, strict=True)
    ]
    await tx.execute(INSERT, ids, [event.document.subject for event in events], bodies)
    wake(TOPIC)
    return ids
