"""What consumer and trouble share: a body becomes a message, messages become effects."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.bus import inbox
from shared.bus.erasing import forget
from shared.bus.handlers import Handler, Handlers, newest
from shared.bus.trace import following
from shared.db import Tx
from shared.events.cloud import Message, Unreadable, decode


@dataclass(frozen=True, slots=True)
class Received:
    """A message this service has a handler for."""

    message_id: UUID
    subject: str
    body: bytes
    message: Message
    handler: Handler


def read(body: bytes, handlers: Handlers) -> Received:
    """Read a body. `Unreadable` for what is no event of ours, or of a kind this service does not hear.

    Tolerant where the document still says everything: unknown types of event and unknown fields.
    """
    message = decode(body)
    handler = handlers.get(message.kind)
    if handler is None:
        raise Unreadable(f"this service does not hear of a {message.kind}")
    return Received(message.envelope.id, message.document.subject, body, message, handler)


def key_of(body: bytes) -> UUID:
    """The id of a body that has none we can read: the same bytes are the same message."""
    return UUID(bytes=hashlib.sha256(body).digest()[:16])


async def take_effect(tx: Tx, now: datetime, handlers: Handlers, received: Sequence[Received]) -> None:
    """Enter messages into the inbox and call each handler with what is new, newest per subject.

    The order of handlers is that of the service's table, the order of documents that of their ids:
    replicas that hold the same messages in another order never wait for each other crosswise.
    """
    new = await inbox.add(tx, (one.message_id for one in received))
    fresh = [one for one in received if one.message_id in new]
    if not fresh:
        return
    # Several causes in one batch: what comes of it starts a trace of its own.
    cause = fresh[0].message.envelope.traceparent if len(fresh) == 1 else ""
    with following(cause):
        for kind, handler in handlers.items():
            documents = newest(one.message.document for one in fresh if one.message.kind == kind)
            for document in documents:
                if document.erased:
                    await forget(tx, document.subject)
            if documents:
                await handler.run(tx, now, documents)
