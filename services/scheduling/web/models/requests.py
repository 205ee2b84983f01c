"""Requests for training, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.domain.requests import MOST_AT_ONCE
from services.scheduling.web.forms.fields import Day, TemplateName, Text, Words
from services.scheduling.web.forms.requests import RequestForm, SortOutForm
from services.scheduling.web.models.answers import Row


class RequestBody(RequestForm):
    """What the form takes; `consent` must be "1"."""

    office_id: UUID


class RequestMade(BaseModel):
    id: UUID
    url: str  # the page of whoever asked; whoever has it can withdraw the request


class RequestAnswer(Row):
    id: UUID
    shown: Literal["submitted", "studied", "merged", "scheduled", "declined", "withdrawn"]
    kind: str
    body: str
    district_code: str
    place: str
    subject: str
    commodity: str
    people: int
    reason: str
    wished: str
    workshop_id: UUID | None
    asked_at: datetime


class Requests(BaseModel):
    items: list[RequestAnswer]
    total: int


class SortOutBody(SortOutForm):
    pass


class ChosenBody(BaseModel):
    ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class AnswerBody(ChosenBody):
    shown: Literal["studied", "declined"]
    words: Text = ""


class JoinBody(ChosenBody):
    workshop_id: UUID


class DraftBody(ChosenBody):
    """A new draft of these requests; what it lacks for publishing is changed in the workshop."""

    programme_id: UUID
    title: Words = Field(min_length=3, max_length=160)
    venue_id: UUID
    capacity: int = Field(ge=1, le=2000)
    first_day: Day
    template_days: TemplateName = "0"


class Answered(BaseModel):
    requests: int
