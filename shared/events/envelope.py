"""What every document has, and the types of event that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

D = TypeVar("D", bound="Document")


class Part(BaseModel):
    """A value inside a document. Producers are strict by type; consumers ignore what they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Document(Part):
    """The state of one subject, owned and versioned by exactly one service."""

    SUBJECT: ClassVar[str]  # the kind of subject, as handlers name it: "Workshop"

    id: UUID
    version: int  # only grows: greatest(version + 1, microseconds of the owner's database clock)
    organization_id: UUID

    @property
    def subject(self) -> str:
        """What outbox, deliveries, trouble and mail call it: `Workshop/<id>`."""
        return f"{self.SUBJECT}/{self.id}"

    @property
    def erased(self) -> bool:
        """Whether this is the last word on its subject: emptied, and never to be revived by any version."""
        return False


@dataclass(frozen=True, slots=True)
class EventType(Generic[D]):
    """Why a document is sent: `WORKSHOP_PUBLISHED(document)` makes the event."""

    name: str  # past tense, "WorkshopPublished"
    document: type[D]
    sender: str  # the service that owns the subject
    meaning: str  # one sentence for docs/messages.md

    def __call__(self, document: D) -> Event:
        return Event(self.name, document)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: the type's name and the whole document of its subject."""

    type: str
    document: Document
