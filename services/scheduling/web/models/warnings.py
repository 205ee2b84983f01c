"""Warnings and their alternatives, as the JSON API answers them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.actions.alternatives import Judged
from services.scheduling.domain.alternatives import Alternatives
from services.scheduling.domain.warnings import Warning
from services.scheduling.web.cautions import warning_text
from services.scheduling.web.forms.fields import Day, Line
from shared.web.openapi import ProblemDetails


class TrainerInstead(BaseModel):
    instead_of: UUID
    id: UUID
    name: str


class VenueInstead(BaseModel):
    id: UUID
    name: str
    district_code: str
    capacity: int


class AlternativesAnswer(BaseModel):
    """Free, and without a warning of its own; best first."""

    starts_at: datetime | None = None  # for the session, which keeps its length
    day: date | None = None  # for every session of the class on that day
    trainers: list[TrainerInstead] = []
    venues: list[VenueInstead] = []


class CollisionAnswer(BaseModel):
    """Who or what is booked already, and for what."""

    kind: str  # "trainer", "venue" or "class"
    resource_id: UUID
    resource: str
    session_id: UUID
    subject: str
    workshop_id: UUID
    workshop: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    message: str


class Instead(BaseModel):
    trainers: list[TrainerInstead]
    venues: list[VenueInstead]


class Taken(ProblemDetails):
    """A double booking; the last three fields only where it is one and not another conflict."""

    next_free: datetime | None = None  # the same length, everybody free
    alternatives: Instead | None = None  # free at the time asked for
    collisions: list[CollisionAnswer] = Field([])


class WarningAnswer(BaseModel):
    key: str  # to override it
    kind: str
    message: str
    workshop_id: UUID
    session_id: UUID
    alternatives: AlternativesAnswer


class Warnings(BaseModel):
    items: list[WarningAnswer]


class RulesBody(BaseModel):
    trainer_hours: int = Field(ge=1, le=24)  # of 60 minutes, a day, over all workshops


class RulesAnswer(BaseModel):
    trainer_hours: int


class MoveDayBody(BaseModel):
    to_day: Day
    reason: Line = ""  # needed once the workshop is published


def alternatives_answer(found: Alternatives) -> AlternativesAnswer:
    """What else is free, for a program."""
    return AlternativesAnswer(
        starts_at=found.starts_at,
        day=found.day,
        trainers=[
            TrainerInstead(instead_of=one.of, id=one.trainer.id, name=one.trainer.name)
            for one in found.trainers
        ],
        venues=[
            VenueInstead(id=room.id, name=room.name, district_code=room.district_code, capacity=room.capacity)
            for room in found.venues
        ],
    )


def warning_answer(found: Judged, warning: Warning) -> WarningAnswer:
    """A warning with what would settle it."""
    return WarningAnswer(
        key=warning.key,
        kind=warning.kind,
        message=warning_text(warning),
        workshop_id=warning.session.workshop_id,
        session_id=warning.session.id,
        alternatives=alternatives_answer(found.instead_of(warning)),
    )
