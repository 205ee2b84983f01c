"""Sessions, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.store.sessions import Session
from services.scheduling.web.forms.fields import AwareMoment, Kind, Line, Words


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
