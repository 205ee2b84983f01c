"""What a session's forms take, as planned and as it took place."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Day, Kind, Line, Moment, Words
from shared.i18n import N_


class SessionForm(BaseModel):
    kind: Kind = Field(title=N_("Jenis sesi"))
    subject: Words = Field(min_length=2, max_length=200, title=N_("Materi atau acara"))
    day: Day = Field(title=N_("Hari"))
    starts: str = Field(min_length=1, max_length=10, title=N_("Jam mulai"))
    ends: str = Field(min_length=1, max_length=10, title=N_("Jam selesai"))
    venue_id: UUID = Field(title=N_("Tempat"))
    trainer_ids: list[UUID] = Field([], max_length=20, title=N_("Narasumber"))
    mandatory: bool = False
    note: Line = Field("", title=N_("Catatan"))
    reason: Line = Field("", title=N_("Alasan perubahan"))
    use_next: Moment | None = None  # the button of the next free time


class HeldForm(BaseModel):
    how: Literal["planned", "other", "not_held"] = Field(title=N_("Pelaksanaan"))
    starts: str = Field("", max_length=10, title=N_("Jam mulai"))
    ends: str = Field("", max_length=10, title=N_("Jam selesai"))
    trainer_ids: list[UUID] = Field([], max_length=20, title=N_("Narasumber"))


class AssignForm(BaseModel):
    session_ids: list[UUID] = Field(min_length=1, max_length=200, title=N_("Sesi"))
    trainer_ids: list[UUID] = Field([], max_length=20, title=N_("Narasumber"))
    reason: Line = Field("", title=N_("Alasan perubahan"))
