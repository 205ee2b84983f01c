"""Requests about personal data, as programs read and answer them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.domain.data_requests import Kind, Standing
from services.registration.web.forms.data import DecisionForm


class DataRequestsQuery(BaseModel):
    status: Standing | Literal[""] = ""
    halaman: int = Field(1, ge=1, le=100_000, description="Page, from 1")


class DataRequestAnswer(BaseModel):
    id: UUID
    registration_id: UUID
    kind: Kind
    words: str
    asked_at: datetime
    due_at: datetime  # 3×24 hours later
    state: Standing
    decided_at: datetime | None
    reason: str  # of a refusal


class DataRequestsAnswer(BaseModel):
    items: list[DataRequestAnswer]
    total: int


class DecisionBody(DecisionForm):
    pass
