"""What certificates tells: who earned one, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Document, EventType


class Verdict(StrEnum):
    EARNED = "earned"
    SHORT = "short"  # too few JP


class Eligibility(Document):
    """The verdict on one person in one workshop, with its figures; the id is the registration's."""

    SUBJECT: ClassVar[str] = "Eligibility"

    workshop_id: UUID
    verdict: Verdict
    jp_reached: int
    jp_needed: int
    jp_total: int
    missed_sessions: tuple[UUID, ...] = ()
    missed_mandatory: tuple[UUID, ...] = ()
    decided_at: datetime  # business time


class CertificateState(StrEnum):
    APPROVED = "approved"  # numbered, being made
    ISSUED = "issued"
    REVOKED = "revoked"


class Delivery(StrEnum):
    NOT_YET = "not_yet"
    MAILED = "mailed"
    BY_LINK = "by_link"  # no address: on the person's page and card link
    FAILED = "failed"


class PublicReason(StrEnum):
    """The only reasons a public page gives for a revoked or replaced certificate."""

    SPELLING = "salah_penulisan"
    CONDITIONS = "syarat_tidak_terpenuhi"
    MISTAKE = "diterbitkan_keliru"
    REPLACED = "diganti"
    MERGED = "digabung"


class Certificate(Document):
    """One person's certificate of one kind; its number is for ever, its editions may follow each other."""

    SUBJECT: ClassVar[str] = "Certificate"

    workshop_id: UUID
    registration_id: UUID
    kind: str = "peserta"
    state: CertificateState
    number: str
    code: str = ""  # of the current edition: /sertifikat/<code>
    delivery: Delivery = Delivery.NOT_YET
    delivery_detail: str = ""  # what the mail server said, for the office
    reason: PublicReason | None = None
    issued_at: datetime | None = None


ELIGIBILITY_DECIDED = EventType(
    "EligibilityDecided", Eligibility, "certificates", "The rule was applied to a closed sheet."
)
CERTIFICATE_ISSUED = EventType(
    "CertificateIssued", Certificate, "certificates", "The sealed file exists and can be verified."
)
CERTIFICATE_REPLACED = EventType(
    "CertificateReplaced", Certificate, "certificates", "A new edition took the place of the old one."
)
CERTIFICATE_REVOKED = EventType(
    "CertificateRevoked", Certificate, "certificates", "It no longer holds; the reason is public."
)
CERTIFICATE_DELIVERED = EventType(
    "CertificateDelivered", Certificate, "certificates", "It reached the person, by mail or by link."
)
CERTIFICATE_UNDELIVERABLE = EventType(
    "CertificateUndeliverable", Certificate, "certificates", "The mail was refused for good."
)
EVENTS = (
    ELIGIBILITY_DECIDED,
    CERTIFICATE_ISSUED,
    CERTIFICATE_REPLACED,
    CERTIFICATE_REVOKED,
    CERTIFICATE_DELIVERED,
    CERTIFICATE_UNDELIVERABLE,
)
