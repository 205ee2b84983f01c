"""Classes, copies, kept timetables and hours, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.domain.classes import MOST_CLASSES
from services.scheduling.web.forms.fields import ClockTime, Day, Words
from services.scheduling.web.forms.planning import (
    CopyProgrammeForm,
    CopyWorkshopForm,
    Label,
    PlaceForm,
    Seats,
    TimetableForm,
)


class ClassBody(BaseModel):
    """One class; venues and trainers by the one they take the place of, who is not named stays."""

    label: Label
    capacity: Seats
    first_day: Day
    later_minutes: int = Field(0, ge=-1440, le=1440)
    venues: dict[UUID, UUID] = Field({}, max_length=50)
    trainers: dict[UUID, UUID | None] = Field({}, max_length=50)  # null: nobody yet


class ClassesBody(BaseModel):
    own_label: Words = Field("", max_length=60)  # for the workshop itself, while a draft without a label
    classes: list[ClassBody] = Field(min_length=1, max_length=MOST_CLASSES)


class MadeClasses(BaseModel):
    ids: list[UUID]


class CopyWorkshopBody(CopyWorkshopForm):
    pass


class CopyProgrammeBody(CopyProgrammeForm):
    pass


class Copied(BaseModel):
    id: UUID
    left_out: int  # trainers and sessions that were not free; GET …/left-out of each workshop names them


class GapAnswer(BaseModel):
    id: UUID
    session_id: UUID | None  # None: the session itself was left out
    what: str  # "trainer" or "session"
    why: str  # "taken", "away", "archived" or "small"
    who: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    message: str


class Gaps(BaseModel):
    items: list[GapAnswer]


class PlaceBody(PlaceForm):
    pass


class Placed(BaseModel):
    sessions: int  # planned now
    left_out: int  # trainers and sessions that are not free at this venue either


class TimetableBody(TimetableForm):
    pass


class RowAnswer(BaseModel):
    day: int  # from 1, days without sessions left out
    starts: ClockTime
    ends: ClockTime
    kind: str
    subject: str
    mandatory: bool


class TimetableAnswer(BaseModel):
    id: UUID
    name: str
    days: int
    jp: int
    rows: list[RowAnswer]


class Timetables(BaseModel):
    items: list[TimetableAnswer]


class Summed(BaseModel):
    """Decimals are orang/jam (OJ) with two places."""

    sessions: int
    held: int
    planned_jp: int
    jp: int
    planned_trainer_hours: Decimal
    trainer_hours: Decimal


class DayHours(Summed):
    day: date
    break_minutes: int


class TrainerHours(BaseModel):
    trainer_id: UUID
    name: str
    role: str
    sessions: int
    held: int
    planned_trainer_hours: Decimal
    trainer_hours: Decimal


class SessionHours(BaseModel):
    session_id: UUID
    day: date
    kind: str
    subject: str
    held: bool | None
    planned_minutes: int
    minutes: int
    planned_jp: int
    jp: int
    planned_trainer_hours: Decimal
    trainer_hours: Decimal


class HoursAnswer(BaseModel):
    total: Summed
    days: list[DayHours]
    trainers: list[TrainerHours]
    sessions: list[SessionHours]
