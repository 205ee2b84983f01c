"""What the JSON API takes and answers. Times carry their zone; the fields are those of the forms."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.store.sessions import Session
from services.scheduling.web.forms import (
    Day,
    District,
    Email,
    Kind,
    Line,
    Phone,
    ProgrammeForm,
    Text,
    WebAddress,
    Words,
    WorkshopForm,
    in_our_calendar,
)

AwareMoment = Annotated[AwareDatetime, AfterValidator(in_our_calendar)]


class Made(BaseModel):
    """The id of what was made or changed."""

    id: UUID


class Published(Made):
    slug: str  # of its public page, /bimtek/<slug>


class Counted(BaseModel):
    sessions: int


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ProgrammeBody(ProgrammeForm):
    pass


class ProgrammeAnswer(Row):
    id: UUID
    title: str
    year: int
    code: str


class Programmes(BaseModel):
    items: list[ProgrammeAnswer]


class TrainerBody(BaseModel):
    name: Words = Field(min_length=2, max_length=120)
    skills: list[Words] = Field([], max_length=30)
    district_code: District = ""
    home: Line = ""
    phone: Phone = ""
    email: Email | Literal[""] = ""
    note: Text = ""


class TrainerAnswer(Row):
    id: UUID
    name: str
    skills: list[str]
    district_code: str
    home: str


class Trainers(BaseModel):
    items: list[TrainerAnswer]


class VenueBody(BaseModel):
    name: Words = Field(min_length=2, max_length=120)
    address: Text = ""
    district_code: District = Field(min_length=1)
    capacity: int = Field(ge=1, le=10_000)
    equipment: Text = ""
    internet: bool = False
    map_url: WebAddress = ""
    contact: Line = ""


class VenueAnswer(Row):
    id: UUID
    name: str
    address: str
    district_code: str
    capacity: int


class Venues(BaseModel):
    items: list[VenueAnswer]


class BlockBody(BaseModel):
    resource_kind: Literal["trainer", "venue"]
    resource_id: UUID
    first_day: Day
    last_day: Day
    note: Line = ""


class RoadBody(BaseModel):
    one_district: District = Field(min_length=1)
    other_district: District = Field(min_length=1)
    minutes: int | None = Field(None, ge=0, le=2880)


class Road(BaseModel):
    minutes: int | None


class WorkshopBody(WorkshopForm):
    sign_up_opens_at: AwareMoment
    sign_up_closes_at: AwareMoment


class NewWorkshopBody(WorkshopBody):
    template_days: Literal["0", "3", "4"] = "0"
    first_day: Day | None = None


class PublishBody(BaseModel):
    slug: str = Field("", max_length=60)  # empty: made from the title


class ReasonBody(BaseModel):
    reason: Line = Field(min_length=3)


class OverrideBody(ReasonBody):
    key: str = Field(max_length=600)


class SessionBody(BaseModel):
    kind: Kind
    subject: Words = Field(min_length=2, max_length=200)
    starts_at: AwareMoment
    ends_at: AwareMoment
    venue_id: UUID
    trainer_ids: list[UUID] = Field([], max_length=20)
    mandatory: bool = False
    note: Line = ""
    reason: Line = ""  # needed once the workshop is published


class HeldBody(BaseModel):
    """How a session went; without times and trainers it went as planned."""

    held: bool
    starts_at: AwareMoment | None = None
    ends_at: AwareMoment | None = None
    trainer_ids: list[UUID] | None = Field(None, max_length=20)


class SessionAnswer(BaseModel):
    id: UUID
    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    trainer_ids: list[UUID]
    mandatory: bool
    held: bool | None


class WarningAnswer(BaseModel):
    key: str  # to override it
    kind: str
    message: str


class WorkshopRow(BaseModel):
    id: UUID
    programme_id: UUID
    title: str
    class_label: str
    state: str
    shown: str  # what the clock and the seats say: open, full, running, …
    slug: str | None
    capacity: int
    confirmed: int
    waiting: int
    certificates: int
    starts_at: datetime | None
    ends_at: datetime | None


class Workshops(BaseModel):
    items: list[WorkshopRow]


class WorkshopAnswer(BaseModel):
    id: UUID
    version: int
    state: str
    slug: str | None
    programme_id: UUID
    title: str
    class_label: str
    summary: str
    zone: str
    capacity: int
    sign_up: str
    sign_up_opens_at: datetime
    sign_up_closes_at: datetime
    venue_id: UUID
    rule_percent: int
    reason: str
    sessions: list[SessionAnswer]
    warnings: list[WarningAnswer]


def plan_of(body: SessionBody) -> SessionPlan:
    """The session a program asks for."""
    return SessionPlan(
        body.kind,
        body.subject,
        body.starts_at,
        body.ends_at,
        body.venue_id,
        tuple(dict.fromkeys(body.trainer_ids)),
        body.mandatory,
        body.note,
    )


def session_answer(session: Session) -> SessionAnswer:
    return SessionAnswer(
        id=session.id,
        kind=session.kind,
        subject=session.subject,
        starts_at=session.began_at,
        ends_at=session.ended_at,
        venue_id=session.venue_id,
        trainer_ids=session.trainer_ids,
        mandatory=session.mandatory,
        held=session.held,
    )
