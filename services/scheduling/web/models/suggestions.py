"""Suggested timetables, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.actions.suggestions import Suggested, cost_in, suggested
from services.scheduling.domain.suggesting.wishes import (
    DEFAULT_HOURS,
    LONGEST_SKILL,
    ClassWish,
    NewSession,
    SessionWish,
    Wishes,
)
from services.scheduling.store.suggestions import Suggestion
from services.scheduling.web.forms.fields import Clock, Day, Kind, Line, Words
from shared.ids import new_id

Skill = Annotated[Line, Field(max_length=LONGEST_SKILL)]


class SessionWishBody(BaseModel):
    id: UUID
    keep_trainers: bool = True
    skill: Skill = ""  # "" anybody; only where its own trainers are not kept


class NewSessionBody(BaseModel):
    kind: Kind = "materi"
    subject: Words = Field(min_length=2, max_length=200)
    minutes: int = Field(ge=15, le=600)
    skill: Skill = ""


class ClassWishBody(BaseModel):
    """A class; sessions that are not named keep their trainers."""

    id: UUID
    venue_id: UUID | None = None
    sessions: list[SessionWishBody] = Field([], max_length=400)
    added: list[NewSessionBody] = Field([], max_length=100)


class SuggestionBody(BaseModel):
    """What is asked for; hours are local to each class."""

    classes: list[ClassWishBody] = Field(min_length=1, max_length=50)
    first_day: Day
    last_day: Day
    weekdays: list[Literal[0, 1, 2, 3, 4, 5, 6]] = Field([0, 1, 2, 3, 4], min_length=1, max_length=7)
    hours: list[tuple[Clock, Clock]] = Field(list(DEFAULT_HOURS), min_length=1, max_length=6)
    holidays: bool = False
    prayers: bool = False
    keep_order: bool = True
    seconds: int = Field(30, ge=1, le=600)
    seed: int = Field(1, ge=0, le=2**31 - 1)


class AcceptSuggestionBody(BaseModel):
    session_ids: list[UUID] = Field(min_length=1, max_length=1000)
    reason: Line = ""  # needed once a workshop is published


class SuggestedAnswer(BaseModel):
    id: UUID
    workshop_id: UUID
    change: Literal["added", "moved", "same"]
    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    trainer_ids: list[UUID]


class CostAnswer(BaseModel):
    """Minutes of travel, of teaching above the fair share and of waiting; venues and days too many."""

    travel: int
    uneven: int
    venues: int
    days: int
    waiting: int
    total: int


class ConstraintAnswer(BaseModel):
    kind: str
    about: UUID
    word: str
    message: str
    mend: str


class SuggestionAnswer(BaseModel):
    id: UUID
    state: Literal["queued", "running", "done", "cancelled", "failed"]
    progress: int  # percent of the time
    solver: bool  # whether OR-Tools took part
    plan: list[SuggestedAnswer]
    cost_before: CostAnswer | None
    cost: CostAnswer | None
    bound: int | None  # no plan costs less; null where nobody can tell
    blocked: list[ConstraintAnswer]
    reason: str
    accepted_at: datetime | None


def wishes_of(body: SuggestionBody) -> Wishes:
    return Wishes(
        classes=[
            ClassWish(
                id=one.id,
                venue_id=one.venue_id,
                sessions=[SessionWish(**wish.model_dump()) for wish in one.sessions],
                added=[NewSession(id=new_id(), **new.model_dump()) for new in one.added],
            )
            for one in body.classes
        ],
        **body.model_dump(exclude={"classes"}),
    )


def answer_of(suggestion: Suggestion, blocked: list[ConstraintAnswer]) -> SuggestionAnswer:
    return SuggestionAnswer(
        id=suggestion.id,
        state=suggestion.state,
        progress=suggestion.progress,
        solver=suggestion.solver,
        plan=[_row(row) for row in suggested(suggestion)],
        cost_before=_cost(suggestion.cost_before),
        cost=_cost(suggestion.cost),
        bound=suggestion.bound,
        blocked=blocked,
        reason=suggestion.reason,
        accepted_at=suggestion.accepted_at,
    )


def _row(row: Suggested) -> SuggestedAnswer:
    return SuggestedAnswer(
        id=row.id,
        workshop_id=row.workshop_id,
        change=row.change,
        kind=row.kind,
        subject=row.subject,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        venue_id=row.venue,
        trainer_ids=list(row.trainers),
    )


def _cost(kept: dict[str, int] | None) -> CostAnswer | None:
    cost = cost_in(kept)
    return CostAnswer(**(kept or {}), total=cost.total) if cost else None
