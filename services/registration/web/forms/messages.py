"""The form of when people are reminded."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from shared.i18n import N_

Day = Literal["0", "1", "2", "3", "7", "14"]


class TimesForm(BaseModel):
    days: list[Day] = Field(default_factory=list, max_length=6, title=N_("Pengingat"))
    hour: int = Field(title=N_("Jam kirim"), ge=5, le=20)
    thanks: str = Field("", title=N_("Ucapan terima kasih"))
