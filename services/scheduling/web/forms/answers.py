"""What trainers fill in on their own page, and the office about them."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Day, Email, Line
from shared.i18n import N_


class DeclineForm(BaseModel):
    words: Line = Field("", title=N_("Alasan"))


class ProposeForm(BaseModel):
    day: Day = Field(title=N_("Hari"))
    starts: str = Field(min_length=1, max_length=10, title=N_("Jam mulai"))
    ends: str = Field(min_length=1, max_length=10, title=N_("Jam selesai"))
    words: Line = Field("", title=N_("Alasan"))


class LostLinkForm(BaseModel):
    email: Email = Field(title=N_("Email"))


class RenewLinkForm(BaseModel):
    mailed: bool = False


class InviteTrainersForm(BaseModel):
    trainer_ids: list[UUID] = Field([], max_length=100, title=N_("Narasumber"))


class AcceptForm(BaseModel):
    reason: Line = Field("", title=N_("Alasan perubahan"))


class DeclineProposalForm(BaseModel):
    words: Line = Field("", title=N_("Jawaban"))


class SubstituteForm(BaseModel):
    session_ids: list[UUID] = Field([], max_length=200, title=N_("Sesi"))
    substitute_id: UUID = Field(title=N_("Pengganti"))
    reason: Line = Field("", title=N_("Alasan"))


class PublishMaterialForm(BaseModel):
    published: bool = False


class RuleForm(BaseModel):
    remind_days: int = Field(ge=1, le=30, title=N_("Hari sebelum sesi pertama"))
    answer_days: int = Field(ge=1, le=30, title=N_("Hari menunggu jawaban"))
