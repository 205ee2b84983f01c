"""The trainers of a workshop and their answers, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.answers import RuleForm
from services.scheduling.web.forms.fields import Line
from services.scheduling.web.models.answers import Row


class InviteBody(BaseModel):
    """Whom to ask; without names everybody with a session to come who is not asked yet."""

    trainer_ids: list[UUID] | None = Field(None, max_length=100)


class AcceptBody(BaseModel):
    reason: Line = ""  # needed once the workshop is published


class DeclineBody(BaseModel):
    words: Line = Field(min_length=1)  # the trainer reads them


class SubstituteBody(BaseModel):
    session_ids: list[UUID] = Field(min_length=1, max_length=200)
    substitute_id: UUID
    reason: Line = Field(min_length=1)


class RenewLinkBody(BaseModel):
    mailed: bool = False  # the new link to the trainer's address, where there is one


class TrainerLink(BaseModel):
    url: str  # the trainer's own page: whoever has it can answer for them
    mailed: bool


class PublishMaterialBody(BaseModel):
    published: bool


class RuleBody(RuleForm):
    pass


class RuleAnswer(Row):
    remind_days: int  # before the first session
    answer_days: int  # before an answer is missed


class TaskAnswer(BaseModel):
    """A trainer to be told by hand, with what to say."""

    id: UUID
    trainer_id: UUID
    name: str
    phone: str
    purpose: str
    text: str  # with the link of the trainer's own page
    since: datetime


class Tasks(BaseModel):
    items: list[TaskAnswer]
    total: int


class MaterialAnswer(Row):
    id: UUID
    trainer_id: UUID
    trainer: str
    name: str
    media_type: str
    size: int  # bytes
    published: bool
    created_at: datetime


class Materials(BaseModel):
    items: list[MaterialAnswer]


class TrainerStanding(Row):
    """`state`: "" (not asked), asked, confirmed, declined, proposed or withdrawn."""

    trainer_id: UUID
    name: str
    sessions: int  # to come
    state: str
    words: str  # why they declined
    asked_at: datetime | None
    answered_at: datetime | None
    told_at: datetime | None
    differs: bool  # something changed that they have not been told


class ProposalAnswer(Row):
    """Another time a trainer asks for."""

    id: UUID
    trainer_id: UUID
    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    words: str


class TrainerAnswers(BaseModel):
    trainers: list[TrainerStanding]
    proposals: list[ProposalAnswer]  # open ones


class Asked(BaseModel):
    invited: int


class TrainerTold(BaseModel):
    told: bool  # false: there was nothing new
