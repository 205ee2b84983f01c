"""What the forms about telling people of changes take."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Line
from shared.i18n import N_


class NoticeForm(BaseModel):
    seen: str = Field(max_length=64)  # names the changes that were shown
    reason: Line = Field("", title=N_("Alasan yang dibaca peserta"))


class DismissForm(BaseModel):
    seen: str = Field(max_length=64)
    dismiss_reason: Line = Field("", title=N_("Mengapa tidak perlu diberitahukan"))


class QuietForm(BaseModel):
    quiet_minutes: Literal["10", "30", "60", "240", "1440"] = Field(title=N_("Dikirim sendiri sesudah"))
