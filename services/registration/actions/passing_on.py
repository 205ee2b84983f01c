"""Events for the other systems of an office, in the transaction that sends them to the other services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.domain import webhooks as rules
from services.registration.store import webhook_deliveries
from services.registration.store.webhook_deliveries import Message
from shared.bus import outbox
from shared.clock import wall
from shared.db import Tx, wake
from shared.encoding import as_json
from shared.events.envelope import Event
from shared.events.registration import Registration

TOPIC = "webhooks"  # wakes this process's job after the commit


async def send(tx: Tx, events: Sequence[Event], *, hooked: bool = True) -> None:
    """Send events of registrations to the other services, and to the hooks that hear them.

    `hooked` False: the caller has just read that none of these offices has a hook, so the statement is
    saved. It costs nothing but a round trip where there are none after all.
    """
    ids = await outbox.add_many(tx, events)
    if not hooked or not events:
        return
    time = wall()
    await webhook_deliveries.enqueue(
        tx, [_message(event, id, time) for event, id in zip(events, ids, strict=True)]
    )
    wake(TOPIC)


def _message(event: Event, id: UUID, time: datetime) -> Message:
    document = event.document
    assert isinstance(document, Registration)
    body = cloud_event(id, event.type, document.subject, time, rules.told(document))
    return Message(document.organization_id, id, document.id, event.type, body)


def cloud_event(id: UUID, type: str, subject: str, time: datetime, data: dict[str, Any]) -> str:
    """The envelope of our events, around what another system may read."""
    return as_json(
        {
            "specversion": "1.0",
            "id": id,
            "source": "/bimtek/registration",
            "type": type,
            "subject": subject,
            "time": time,
            "datacontenttype": "application/json",
            "data": data,
        }
    ).decode()
