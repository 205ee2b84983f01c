"""Choosing among those who asked, as programs read and do it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.registration.domain.selection import (
    BEST,
    LONGEST_NOTE,
    MOST_CODES,
    MOST_CRITERIA,
    MOST_WEIGHT,
    Criterion,
    Kind,
)
from services.registration.web.forms.selection import PaperForm
from services.registration.web.organizer.narrowing import Narrow
from shared.audit import has_nik
from shared.events.registration import RegistrationState
from shared.i18n import _

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=130)]


class CriterionBody(BaseModel):
    key: str = Field(
        "", pattern=r"^[a-z0-9]{0,32}$", description="Of a criterion that counts already; empty for a new one"
    )
    kind: Kind
    label: Label
    weight: int = Field(ge=1, le=MOST_WEIGHT, description="Points of whoever fulfils it wholly")
    codes: list[Code] = Field(
        default_factory=list, max_length=MOST_CODES, description="Districts, or the answers that count"
    )
    question: str = Field("", max_length=24, description="The key of the question, for `answer`")

    def criterion(self, key: str) -> Criterion:
        return Criterion(key, self.kind, self.label, self.weight, tuple(self.codes), self.question)


class CriteriaBody(BaseModel):
    """Exactly these count from now on."""

    criteria: list[CriterionBody] = Field(max_length=MOST_CRITERIA)


class SelectionQuery(BaseModel):
    asal: str = Field(
        "", max_length=8, description="Code of a kecamatan or kabupaten, or luar: another province"
    )
    tampil: Literal["", "kursi", "diusulkan", "belum"] = Field(
        "", description="Who would find a seat, was put forward by a contact person, is not scored wholly"
    )
    keputusan: Literal["", "semua"] = Field("", description="semua: also those about whom it was decided")

    @property
    def narrow(self) -> Narrow:
        return Narrow(self.asal, self.tampil, self.keputusan != "")


class ScoreAnswer(BaseModel):
    registration_id: UUID
    place: int  # 1 has the most points, among all
    full_name: str
    state: RegistrationState
    district_code: str
    proposed: bool  # put forward by a contact person
    note: str  # what the office remarked
    total: float  # points
    parts: list[float | None]  # of each criterion, in their order; null: not scored by hand yet


class SelectionAnswer(BaseModel):
    criteria: list[CriterionBody]
    best: float  # points of somebody who fulfils everything
    free: int  # seats
    fitting: int  # how many of the order find a seat under the quotas
    waiting: list[ScoreAnswer]  # as they were asked for, the most points first


class GivenBody(BaseModel):
    registration_id: UUID
    criterion: str = Field(max_length=32)
    points: int | None = Field(None, ge=0, le=BEST)
    seen: int | None = Field(None, ge=0, le=BEST, description="What stood there; null: nothing")


def _without_nik(note: str) -> str:
    if has_nik(note):
        raise ValueError(
            _("Jangan tulis NIK di catatan: siapa pun di panitia membacanya. Belum ada yang disimpan.")
        )
    return note


class RemarkBody(BaseModel):
    registration_id: UUID
    note: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE),
        AfterValidator(_without_nik),
    ] = Field(description="Empty: none. The person reads it in their own data")
    seen: str = Field("", max_length=LONGEST_NOTE, description="What stood there")


class ScoresBody(BaseModel):
    scores: list[GivenBody] = Field(default_factory=list, max_length=500)
    notes: list[RemarkBody] = Field(default_factory=list, max_length=200)


class OvertakenAnswer(BaseModel):
    registration_id: UUID
    criterion: str  # empty: it is the note
    points: int | None
    by: str
    note: str
    gone: bool = Field(
        description="They cancelled or were turned down, merged or erased meanwhile: nothing is kept of them"
    )


class ScoredAnswer(BaseModel):
    kept: int
    overtaken: list[OvertakenAnswer]  # not stored: others have changed these since they were seen


class PaperBody(PaperForm):
    """A list to keep; `dated` stands on it."""


class PaperAnswer(BaseModel):
    edition: int
    number: str
    dated: date
    made_at: datetime
    made_by: str
    chosen: int
    reserve: int


class PapersAnswer(BaseModel):
    papers: list[PaperAnswer]
