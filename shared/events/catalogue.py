"""Every event there is, found by its name; docs/messages.md is generated from here."""

from __future__ import annotations

from typing import Any

from shared.events import attendance, certificates, registration, scheduling
from shared.events.envelope import Document, EventType

EVENTS: dict[str, EventType[Any]] = {
    event.name: event
    for event in (
        *scheduling.EVENTS,
        *registration.EVENTS,
        *attendance.EVENTS,
        *certificates.EVENTS,
    )
}
DOCUMENTS: dict[str, type[Document]] = {event.document.SUBJECT: event.document for event in EVENTS.values()}
