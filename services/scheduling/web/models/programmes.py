"""Programmes, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import date, datetime
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
    funding: str
    program_code: str
    program_name: str
    main_activity_code: str
    main_activity_name: str
    activity_code: str
    activity_name: str
    account_code: str
    budget_number: str
    officer: str
    officer_role: str
    officer_nip: str
    decree_number: str
    decree_date: date | None


class Programmes(BaseModel):
    items: list[ProgrammeAnswer]
    total: int


class Unfinished(BaseModel):
    """A programme that was not archived, because workshops of it are not over."""

    name: str
    workshops: int


class ArchivedProgrammes(BaseModel):
    done: int
    refused: list[Unfinished]


class ClassAnswer(BaseModel):
    """A workshop of the programme beside the others."""

    id: UUID
    title: str
    class_label: str
    state: str
    shown: str  # what the clock and the seats say: open, full, running, …
    starts_at: datetime | None
    ends_at: datetime | None
    districts: list[str]  # codes of the kecamatan it is held in, in order of time
    jp: int
    capacity: int
    confirmed: int
    waiting: int


class ProgrammeShown(ProgrammeAnswer):
    workshops: list[ClassAnswer]
