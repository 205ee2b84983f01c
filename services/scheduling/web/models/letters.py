"""Letters, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.domain.letters import MOST_LETTERS, MOST_PEOPLE
from services.scheduling.web.forms.fields import Line, Nip, Words
from services.scheduling.web.forms.letters import (
    HandedForm,
    KindName,
    LetterForm,
    NumberingForm,
    VoidForm,
    WordingForm,
)


class PersonBody(BaseModel):
    name: Words = Field(min_length=2, max_length=120)
    nip: Nip = ""
    rank: Line = ""
    position: Line = ""


class AddressedBody(LetterForm):
    """What a new act has and its drafts can be made anew with. A part of the wording that is empty is the
    office's own.

    Invitations and assignments of trainers take `trainers`, requests for participants `places` (region codes)
    and `addressees` ("position; line; place"), assignments of a committee `people`.
    """

    trainers: list[UUID] = Field([], max_length=MOST_LETTERS)
    places: list[str] = Field([], max_length=MOST_LETTERS)
    addressees: list[Line] = Field([], max_length=MOST_LETTERS)
    people: list[PersonBody] = Field([], max_length=MOST_PEOPLE)
    together: bool = True  # one surat tugas for all


class LettersBody(AddressedBody):
    kind: KindName


class CorrectBody(LetterForm):
    """Everything of the letter anew; its number and date stay."""

    to: list[Line] = Field([], max_length=5)
    people: list[PersonBody] = Field([], max_length=MOST_PEOPLE)
    reason: Words = Field(min_length=3, max_length=200)


class FinalBody(BaseModel):
    """The secretariat's own numbers in the order of the letters; an empty one is counted."""

    numbers: list[Line] = Field([], max_length=MOST_LETTERS)


class VoidBody(VoidForm):
    pass


class HandedBody(HandedForm):
    pass


class LetterAnswer(BaseModel):
    id: UUID
    batch_id: UUID
    workshop_id: UUID
    kind: KindName
    state: Literal["draft", "making", "stuck", "ready", "queued", "sent", "failed", "handed", "void"]
    number: str  # empty on a draft
    letter_date: date
    to: list[str]  # the lines after "Yth."
    people: list[str]  # whom it sends, or the trainer it invites
    edition: int  # of the file there is; 0 before the first
    failure: str
    void_reason: str
    file: str  # address of the PDF; a draft's is drawn when it is asked for


class Letters(BaseModel):
    items: list[LetterAnswer]
    total: int


class BatchAnswer(BaseModel):
    id: UUID
    letters: list[LetterAnswer]
    left_out: list[str]  # lines of the drafts that are not printed, for a field of theirs is empty


class Numbered(BaseModel):
    letters: int


class Mailed(BaseModel):
    mails: int


class WordingBody(WordingForm):
    pass


class WordingAnswer(BaseModel):
    kind: KindName
    own: bool  # False: the wording that comes with Bimtek
    parts: dict[str, str]


class NumberingBody(NumberingForm):
    pass


class NumberingAnswer(BaseModel):
    paper: Literal["invitation_letter", "assignment_letter"]
    template: str
    unit: str
    classification: str
    example: str  # the seventh number of this year; empty while the rule cannot number
