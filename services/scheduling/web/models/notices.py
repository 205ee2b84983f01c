"""Changes that people were not told yet, and what was decided, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Line
from shared.events.notices import SessionChange, TermChange


class NoticeBody(BaseModel):
    seen: str = Field(max_length=64)  # of the answer that was decided on
    reason: Line = ""  # as people read it


class DismissBody(BaseModel):
    seen: str = Field(max_length=64)
    reason: Line = Field(min_length=3)  # kept in the history


class QuietBody(BaseModel):
    quiet_minutes: Literal[10, 30, 60, 240, 1440]


class UntoldAnswer(BaseModel):
    """Empty lists: people know everything."""

    sessions: list[SessionChange]
    terms: list[TermChange]
    text: list[str]  # each change in words
    seen: str  # to be sent back with the decision
    reason: str
    people: int
    confirmed: int
    waiting: int
    pending: int
    trainers: int
    urgent: bool
    due_at: datetime | None  # when people are told by itself


class DecidedAnswer(BaseModel):
    id: UUID
    at: datetime
    sent: bool  # false: people did not need to be told
    by_name: str  # empty: sent by itself
    reason: str
    people: int
    sessions: list[SessionChange]
    terms: list[TermChange]


class Notices(BaseModel):
    untold: UntoldAnswer
    items: list[DecidedAnswer]  # the newest first


class Told(BaseModel):
    id: UUID
    people: int
