"""What pages and callers send, and what callers are answered."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from services.attendance.domain import AT_THE_DOOR, OWN_DEVICES, Outcome
from services.attendance.settings import DEVICE_LENGTH, MOST_MARKS, REASON_LENGTH
from shared.events.attendance import Status
from shared.i18n import N_, _

Name = Annotated[str, Field(min_length=1, max_length=DEVICE_LENGTH)]
# What a correction form sends for "withdraw what was recorded".
WITHDRAWN = "belum"


class MarkSent(BaseModel):
    """One thing a phone saw. Exactly one of `ticket` and `registration_id` says of whom."""

    model_config = ConfigDict(extra="forbid")

    nonce: Name = Field(description="Unique for this device; the same nonce again is a repeat")
    session_id: UUID
    ticket: str = Field(default="", max_length=300, description="The text of a card's QR code")
    registration_id: UUID | None = Field(default=None, description="Of a name tapped in the list")
    status: Literal["hadir", "terlambat", "izin", "sakit", "pulang_awal"] = "hadir"
    at: AwareDatetime | None = Field(
        default=None,
        description="When it was seen, default when it arrives. At most 5 minutes ahead of our clock and not "
        "more than 12 hours before the session's start; however late it arrives, it counts",
    )

    @model_validator(mode="after")
    def _says_of_whom(self) -> Self:
        if bool(self.ticket) == (self.registration_id is not None):
            raise ValueError("exactly one of ticket and registration_id")
        return self

    @field_validator("at")
    @classmethod
    def _in_our_calendar(cls, at: AwareDatetime | None) -> AwareDatetime | None:
        if at is not None and not 2000 <= at.year <= 2200:
            raise ValueError(_("Jam perangkat ini belum disetel. Betulkan jamnya, atau kirim tanpa waktu."))
        return at


class Batch(BaseModel):
    """What one phone saw since it was last heard."""

    model_config = ConfigDict(extra="forbid")

    device: Name = Field(
        description="Stays the same for one phone. What begins with `form:` or `office:` is the server's own"
    )
    marks: list[MarkSent] = Field(min_length=1, max_length=MOST_MARKS)

    @field_validator("device")
    @classmethod
    def _not_the_servers_own(cls, device: str) -> str:
        if device.startswith(OWN_DEVICES):
            raise ValueError(_("Nama perangkat ini dipakai server sendiri. Pakai nama lain, misalnya hp-1."))
        return device


class MarkAnswer(BaseModel):
    """What became of one mark; a name only for people on this session's roster."""

    nonce: str
    outcome: Outcome
    registration_id: UUID | None = None
    name: str = ""


class BatchAnswer(BaseModel):
    """One answer for each mark, in its order."""

    marks: list[MarkAnswer]


class PersonAtDoor(BaseModel):
    registration_id: UUID
    name: str
    status: Status | None


class Door(BaseModel):
    """A session as its door sees it."""

    session_id: UUID
    present: int
    total: int
    people: list[PersonAtDoor]


class Reopening(BaseModel):
    reason: str = Field(title=N_("Alasan"), min_length=1, max_length=REASON_LENGTH)


class Correction(BaseModel):
    """The office says what really was, and why."""

    session_id: UUID = Field(title=N_("Sesi"))
    status: Status | Literal["belum"] = Field(title=N_("Kehadiran yang benar"))
    reason: str = Field(title=N_("Alasan"), min_length=1, max_length=REASON_LENGTH)

    @property
    def corrected(self) -> Status | None:
        return self.status if isinstance(self.status, Status) else None


def tapped(mark: str) -> tuple[UUID, Status] | None:
    """What a button of the name list sends, `<registration id>:<status>`; None if it is not one of ours."""
    id, _colon, word = mark.partition(":")
    try:
        person, status = UUID(id), Status(word)
    except ValueError:
        return None
    return (person, status) if status in AT_THE_DOOR else None
