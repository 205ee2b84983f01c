"""What registration tells: who takes part in what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Document, EventType


class RegistrationState(StrEnum):
    PENDING = "pending"  # waits for the office's approval
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    LAPSED = "lapsed"
    NOT_SELECTED = "not_selected"
    CANCELLED = "cancelled"
    MERGED = "merged"
    ERASED = "erased"

    @property
    def attends(self) -> bool:
        """Whether this person belongs on the roster."""
        return self is RegistrationState.CONFIRMED


class Registration(Document):
    """One person in one workshop, without anything the others must not know (never the NIK)."""

    SUBJECT: ClassVar[str] = "Registration"

    workshop_id: UUID
    state: RegistrationState
    full_name: str
    certificate_name: str = ""  # as it stands on the certificate; empty: the full name
    phone: str = ""
    email: str = ""
    gender: str = ""  # "L" | "P"
    district_code: str = ""
    business_name: str = ""
    ticket_sha256: str = ""  # hex; the phone at the door matches hashes
    merged_into: UUID | None = None
    language: str = "id"
    registered_at: datetime

    @property
    def name_on_certificate(self) -> str:
        return self.certificate_name or self.full_name

    @property
    def erased(self) -> bool:
        return self.state is RegistrationState.ERASED


REGISTRATION_CONFIRMED = EventType(
    "RegistrationConfirmed", Registration, "registration", "This person has a seat."
)
REGISTRATION_WAITLISTED = EventType(
    "RegistrationWaitlisted", Registration, "registration", "No seat was free; this person waits."
)
REGISTRATION_OFFERED = EventType(
    "RegistrationOffered", Registration, "registration", "A seat is held for this person's answer."
)
REGISTRATION_CHANGED = EventType(
    "RegistrationChanged", Registration, "registration", "The person's data or state changed otherwise."
)
REGISTRATION_CANCELLED = EventType(
    "RegistrationCancelled", Registration, "registration", "This person no longer takes part."
)
REGISTRATION_ERASED = EventType(
    "RegistrationErased",
    Registration,
    "registration",
    "The person's data are gone for good; nothing revives them.",
)
EVENTS = (
    REGISTRATION_CONFIRMED,
    REGISTRATION_WAITLISTED,
    REGISTRATION_OFFERED,
    REGISTRATION_CHANGED,
    REGISTRATION_CANCELLED,
    REGISTRATION_ERASED,
)
