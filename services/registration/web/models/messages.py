"""Messages to people, as programs read and set them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.store.outgoing import Asked
from services.registration.web.forms.fields import Email
from shared.web.queries import MOST, Listed


class TasksQuery(BaseModel):
    """Which tasks are asked for; the whole office without a workshop."""

    workshop_id: UUID | None = None
    halaman: int = Field(1, ge=1, le=100_000, description="Page, from 1")

    @property
    def skip(self) -> int:
        return (self.halaman - 1) * MOST


class CalledInstead(BaseModel):
    """The contact person of somebody without a number of their own."""

    name: str
    phone: str  # "628…"


class TaskAnswer(BaseModel):
    id: UUID
    registration_id: UUID
    workshop_id: UUID
    full_name: str
    phone: str  # "628…"; empty: none is known
    through: CalledInstead | None  # whom to call where the person has no number
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


MailState = Literal["queued", "sending", "sent", "retrying", "refused", "failed"]


class MailsQuery(Listed):
    """Which mails are asked for; `cari` looks in names and addresses."""

    bimtek: UUID | None = Field(None, description="Of one workshop")
    keadaan: MailState | Literal[""] = Field("", description="How far they have come")

    @property
    def asked(self) -> Asked:
        return Asked(self.bimtek, self.keadaan, self.search)


class MailAnswer(BaseModel):
    id: int
    registration_id: UUID
    workshop_id: UUID
    full_name: str
    purpose: str  # of the message, as mails have it
    recipient: str
    state: MailState  # refused: there is no such address; failed: anything else, for good
    detail: str  # what the mail server said last
    date: datetime
    next_at: datetime  # when it is tried again
    sent_again: bool  # a newer one took its place


class MailsAnswer(BaseModel):
    items: list[MailAnswer]
    total: int


class MailsBody(BaseModel):
    ids: list[Annotated[int, Field(ge=1, lt=2**53)]] = Field(min_length=1, max_length=100)


class EmailBody(BaseModel):
    email: Email = Field(min_length=3)


class AgainAnswer(BaseModel):
    done: int  # mails that go once more
    refused: int  # left: done before, not failed, the address does not work, or there is a newer message
