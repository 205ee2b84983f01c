"""What an office takes along of its people, and why."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.actions.exporting import Asked
from services.registration.domain.access import Purpose, Sealed
from services.registration.web.forms.fields import Line
from shared.i18n import N_


class ExportForm(BaseModel):
    workshop: UUID | Literal[""] = Field("", title=N_("Bimtek"))
    sealed: list[Sealed] = Field(default_factory=list, max_length=4, title=N_("Data rahasia"))
    purpose: Purpose = Field(title=N_("Alasan"))
    reason: Line = Field(min_length=1, title=N_("Penjelasan"))

    @property
    def asked(self) -> Asked:
        return Asked(self.purpose, self.reason, self.workshop or None, frozenset(self.sealed))
