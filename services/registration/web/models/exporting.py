"""The data of an office's people as one file, for programs."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.actions.exporting import Asked
from services.registration.domain.access import Purpose, Sealed
from services.registration.web.forms.fields import Line


class ExportBody(BaseModel):
    """Each export is noted at every person in it, who may read who took it and why."""

    workshop_id: UUID | None = Field(None, description="Of one workshop; without it of the whole office")
    sealed: list[Sealed] = Field(
        default_factory=list, max_length=4, description="What is opened for this file; the rest is `***`"
    )
    purpose: Purpose
    reason: Line = Field(min_length=1, description="In words")

    @property
    def asked(self) -> Asked:
        return Asked(self.purpose, self.reason, self.workshop_id, frozenset(self.sealed))


class ExportAnswer(BaseModel):
    people: int
    name: str
    file_base64: str  # a ZIP; README.txt in it describes the format
