"""Programmes, as the JSON API takes and answers them."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from services.scheduling.web.forms.programmes import ProgrammeForm
from services.scheduling.web.models.answers import Row


class ProgrammeBody(ProgrammeForm):
    pass


class ProgrammeAnswer(Row):
    id: UUID
    title: str
    year: int
    code: str


class Programmes(BaseModel):
    items: list[ProgrammeAnswer]
