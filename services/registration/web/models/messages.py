"""Messages to people, as programs read and set them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.web.queries import MOST


class TasksQuery(BaseModel):
    """Which tasks are asked for; the whole office without a workshop."""

    workshop_id: UUID | None = None
    halaman: int = Field(1, ge=1, le=100_000, description="Page, from 1")

    @property
    def skip(self) -> int:
        return (self.halaman - 1) * MOST


class TaskAnswer(BaseModel):
    id: UUID
    registration_id: UUID
    workshop_id: UUID
    full_name: str
    phone: str  # "628…"; empty: none is known
    purpose: str  # of the message, as mails have it
    text: str  # to be sent or read out; holds the link of the person's page
    since: datetime


class TasksAnswer(BaseModel):
    items: list[TaskAnswer]
    total: int


class DoneAnswer(BaseModel):
    done: bool  # false: it was so already, or it is too late


class Times(BaseModel):
    reminder_days: Annotated[list[Literal[0, 1, 2, 3, 7, 14]], Field(max_length=6)]  # before; 0: that day
    reminder_hour: int = Field(ge=5, le=20)  # where the workshop is
    thanks: bool  # whoever was there is thanked the morning after
