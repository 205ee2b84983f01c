"""Workshops, as the JSON API takes and answers them: the fields of the forms, times with their zone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import AwareMoment, Day, Line, TemplateName
from services.scheduling.web.forms.workshops import WorkshopForm
from services.scheduling.web.models.sessions import SessionAnswer
from services.scheduling.web.models.warnings import WarningAnswer


class WorkshopBody(WorkshopForm):
    sign_up_opens_at: AwareMoment
    sign_up_closes_at: AwareMoment


class NewWorkshopBody(WorkshopBody):
    template_days: TemplateName = "0"
    first_day: Day | None = None


class PublishBody(BaseModel):
    slug: str = Field("", max_length=60)  # empty: made from the title


class ReasonBody(BaseModel):
    reason: Line = Field(min_length=3)


class OverrideBody(ReasonBody):
    key: str = Field(max_length=600)


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
    total: int


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
