"""The office's own questions, as programs read and write them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.registration.domain.business import BusinessPart
from services.registration.domain.questions import (
    LONGEST_KEY,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Form,
    Kind,
    Moment,
    Question,
)
from services.registration.store.questions import Source

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
KEY = rf"^[a-z0-9_]{{0,{LONGEST_KEY}}}$"


class QuestionBody(BaseModel):
    key: str = Field("", pattern=KEY, description="Of a question that is asked already; empty for a new one")
    kind: Kind
    label: Label
    hint: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    options: list[Text] = Field(default_factory=list, max_length=MOST_OPTIONS)
    required: bool = False
    sensitive: bool = Field(False, description="The answer is sealed, and masked wherever it is shown")
    moment: Moment = Field(Moment.SIGN_UP, description="`check_in`: asked from the first day on")
    when_key: str = Field(
        "", pattern=KEY, description="Asked only if this question, which comes before it, …"
    )
    when_answer: Annotated[str, StringConstraints(max_length=100)] = Field(
        "", description="… has this answer; `yes` or `no` where that is the question"
    )

    @property
    def question(self) -> Question:
        values = self.model_dump()
        return Question(**{**values, "options": tuple(" ".join(one.split()) for one in self.options)})


class FormBody(BaseModel):
    """Exactly these questions are asked from now on; what people answered to others stays."""

    questions: list[QuestionBody] = Field(max_length=MOST_QUESTIONS)
    business: list[BusinessPart] | None = Field(
        None, max_length=len(BusinessPart), description="What is asked of a business; left out: as before"
    )


class QuestionAnswer(QuestionBody):
    field: str  # of the form: `q_<key>`
    answered: int  # people

    @classmethod
    def of(cls, one: Question, answered: int) -> QuestionAnswer:
        values = {name: getattr(one, name) for name in QuestionBody.model_fields}
        return cls(**{**values, "options": list(one.options)}, field=one.field, answered=answered)


class FormAnswer(BaseModel):
    questions: list[QuestionAnswer]
    business: list[BusinessPart]

    @classmethod
    def of(cls, form: Form, people: dict[str, int]) -> FormAnswer:
        return cls(
            business=list(form.business),
            questions=[QuestionAnswer.of(one, people.get(one.key, 0)) for one in form.in_order],
        )


class CopyBody(BaseModel):
    source_id: UUID = Field(description="Another workshop of the office, or one of its sets")


class SetBody(BaseModel):
    name: Text


class SetAnswer(BaseModel):
    id: UUID
    name: str
    questions: int

    @classmethod
    def of(cls, source: Source) -> SetAnswer:
        return cls(id=source.id, name=source.name, questions=source.questions)


class SetsAnswer(BaseModel):
    sets: list[SetAnswer]
