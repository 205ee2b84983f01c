"""The form of when people are reminded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from shared.i18n import N_

Day = Literal["0", "1", "2", "3", "7", "14"]


class MailsForm(BaseModel):
    """Mails that go once more."""

    chosen: list[Annotated[int, Field(ge=1, lt=2**53)]] = Field(
        min_length=1, max_length=100, title=N_("Email")
    )


class TimesForm(BaseModel):
    days: list[Day] = Field(default_factory=list, max_length=6, title=N_("Pengingat"))
    hour: int = Field(title=N_("Jam kirim"), ge=5, le=20)
    thanks: str = Field("", title=N_("Ucapan terima kasih"))
