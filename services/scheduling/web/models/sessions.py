"""Sessions, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.domain.hours import LEAD
from services.scheduling.store.sessions import Session
from services.scheduling.web.forms.fields import AwareMoment, Kind, Line, TrainerRoleName, Words


class TrainerPart(BaseModel):
    """Who teaches, and as what."""

    trainer_id: UUID
    role: TrainerRoleName = "lead"


class SessionBody(BaseModel):
    kind: Kind
    subject: Words = Field(min_length=2, max_length=200)
    starts_at: AwareMoment
    ends_at: AwareMoment
    venue_id: UUID
    trainer_ids: list[UUID] = Field([], max_length=20)  # all of them lead
    trainers: list[TrainerPart] = Field([], max_length=20)  # in place of trainer_ids, with roles
    mandatory: bool = False
    note: Line = ""
    reason: Line = ""  # needed once the workshop is published


class AssignBody(BaseModel):
    """The same trainers for several sessions, in place of theirs."""

    session_ids: list[UUID] = Field(min_length=1, max_length=200)
    trainers: list[TrainerPart] = Field([], max_length=20)
    reason: Line = ""  # needed once the workshop is published


class HeldBody(BaseModel):
    """How a session went; without times and trainers it went as planned."""

    held: bool
    starts_at: AwareMoment | None = None
    ends_at: AwareMoment | None = None
    trainer_ids: list[UUID] | None = Field(None, max_length=20)  # all of them led
    trainers: list[TrainerPart] | None = Field(None, max_length=20)  # in place of trainer_ids, with roles


class SessionAnswer(BaseModel):
    id: UUID
    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    trainer_ids: list[UUID]
    trainers: list[TrainerPart]
    mandatory: bool
    note: str
    held: bool | None


def chosen(trainers: list[TrainerPart] | None, trainer_ids: list[UUID] | None) -> dict[UUID, str]:
    """What each trainer does, in the order given; named twice, the last role holds."""
    return {one.trainer_id: one.role for one in trainers or ()} or dict.fromkeys(trainer_ids or (), LEAD)


def plan_of(body: SessionBody) -> SessionPlan:
    """The session a program asks for."""
    roles = chosen(body.trainers, body.trainer_ids)
    return SessionPlan(
        body.kind,
        body.subject,
        body.starts_at,
        body.ends_at,
        body.venue_id,
        tuple(roles),
        body.mandatory,
        body.note,
        roles,
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
        trainers=[
            TrainerPart.model_validate({"trainer_id": trainer_id, "role": role})
            for trainer_id, role in session.roles.items()
        ],
        mandatory=session.mandatory,
        note=session.note,
        held=session.held,
    )
