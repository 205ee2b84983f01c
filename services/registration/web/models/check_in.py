"""Questions of check-in, as programs read and answer them."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.web.forms.people import AnswersGiven
from services.registration.web.models.form import QuestionAnswer


class CheckInBody(BaseModel):
    answers: AnswersGiven = Field(default_factory=dict)


class CheckInAnswer(BaseModel):
    """What one person is asked on the spot; what they answered is on their own page and the office's."""

    questions: list[QuestionAnswer]  # `answered` is 1 where this person has answered
    why_not: str = Field(description="Why it cannot be answered now; empty: it can")


class UnansweredAnswer(BaseModel):
    id: UUID
    full_name: str
    questions: list[str] = Field(description="The fields that are still to be answered")


class UnansweredListAnswer(BaseModel):
    asked: int = Field(description="People with a seat who are asked something on the spot")
    items: list[UnansweredAnswer]
