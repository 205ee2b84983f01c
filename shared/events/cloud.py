"""Events on the wire: CloudEvents 1.0 in structured JSON mode.

Producers are strict: an event is sent only as the catalogue declares it. Consumers are tolerant: a
type or a field they do not know does not hurt, because the document says everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.encoding import as_json
from shared.events.catalogue import DOCUMENTS, EVENTS
from shared.events.envelope import Document, Event

CONTENT_TYPE = "application/cloudevents+json"


class Unreadable(ValueError):
    """A body that is no event of ours; the text says why and names no content."""


class Envelope(BaseModel):
    """The attributes of a CloudEvent as we send them; receivers ignore others."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str  # "/bimtek/registration"
    type: str
    subject: str  # "Registration/<id>"
    time: datetime  # of sending, by the real clock
    datacontenttype: str = "application/json"
    traceparent: str = ""


class _Heard(Envelope):
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """An event that was read: its attributes and its document."""

    envelope: Envelope
    document: Document

    @property
    def kind(self) -> str:
        return self.document.SUBJECT


def encode(event: Event, *, id: UUID, time: datetime, traceparent: str) -> bytes:
    """The body of the message that carries `event`. ValueError when the catalogue does not have it so."""
    declared = EVENTS.get(event.type)
    if declared is None or type(event.document) is not declared.document:
        raise ValueError(f"{event.type} with a {type(event.document).__name__} is not in the catalogue")
    # The attributes of `Envelope`; a model of them would take twice the time to say the same.
    return as_json(
        {
            "specversion": "1.0",
            "id": id,
            "source": f"/bimtek/{declared.sender}",
            "type": event.type,
            "subject": event.document.subject,
            "time": time,
            "datacontenttype": "application/json",
            "traceparent": traceparent,
            "data": event.document,
        }
    )


def decode(body: bytes) -> Message:
    """Read a message; `Unreadable` when it is no CloudEvent or no document we know."""
    try:
        heard = _Heard.model_validate_json(body)
    except ValidationError as error:
        raise Unreadable(f"not a readable CloudEvent: {_where(error)}") from None
    kind = heard.subject.partition("/")[0]
    document_type = DOCUMENTS.get(kind)
    if document_type is None:
        raise Unreadable(f"unknown kind of subject: {kind[:40]!r}")
    try:
        document = document_type.model_validate(heard.data)
    except ValidationError as error:
        raise Unreadable(f"not a readable {kind}: {_where(error)}") from None
    if document.subject != heard.subject:
        raise Unreadable(f"the document is of another subject than {heard.subject[:80]!r}")
    return Message(heard, document)


def _where(error: ValidationError) -> str:
    """Which fields are wrong and how, without their values: reasons are shown and logged, bodies never."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['type']}" for found in problems[:5])
