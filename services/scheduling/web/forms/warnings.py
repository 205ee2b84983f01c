"""What an office says of its own schedule, and a day that moves."""

from __future__ import annotations

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Day, Line
from shared.i18n import N_


class RulesForm(BaseModel):
    trainer_hours: int = Field(ge=1, le=24, title=N_("Jam mengajar sehari"))


class MoveDayForm(BaseModel):
    to_day: Day = Field(title=N_("Pindah ke hari"))
    reason: Line = Field("", title=N_("Alasan perubahan"))
