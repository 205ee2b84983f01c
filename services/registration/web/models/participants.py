"""The office's people, as programs read and decide about them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from services.registration.store.lists import Wanted
from services.registration.web.forms.fields import Line
from shared.events.registration import RegistrationState
from shared.web.queries import Listed

_ANSWERS = TypeAdapter(dict[str, str])


class ParticipantsQuery(Listed):
    status: RegistrationState | Literal[""] = ""
    jk: Literal["", "L", "P"] = Field("", description="Sex")
    asal: str = Field("", max_length=8, description="Code of a kecamatan, or luar: another province")
    sentra: UUID | None = Field(None, description="The id of a centre")
    narahubung: UUID | None = Field(None, description="The id of a contact person's list")
    masalah: Literal["", "needs", "alike", "email", "contact"] = Field("", description="What needs a look")
    izin: Literal["", "photo", "contact"] = Field("", description="Who gave this consent")
    jawaban: str = Field(
        "",
        max_length=1000,
        description='Answers that must all hold, as JSON by the key of the question: `{"bentuk": "Botol", '
        '"punya_usaha": "true"}`. Only of questions with options or yes and no that are not sensitive',
    )
    urut: Literal["", "place", "name", "home", "newest"] = ""

    @property
    def answers(self) -> dict[str, str]:
        """What cannot be an answer is everything, as in the address of the page."""
        try:
            return _ANSWERS.validate_json(self.jawaban or "{}")
        except ValidationError:
            return {}

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            state=str(self.status),
            text=self.cari.strip(),
            order=self.urut or "place",
            gender=self.jk,
            district=self.asal,
            trouble=self.masalah,
            centre=str(self.sentra or ""),
            group=str(self.narahubung or ""),
            consent=self.izin,
        )


class ParticipantAnswer(BaseModel):
    id: UUID
    state: RegistrationState
    full_name: str
    certificate_name: str
    phone: str
    email: str
    gender: str
    district_code: str
    village_code: str
    business_name: str
    centre_id: UUID | None
    group_id: UUID | None  # of the list of a contact person
    consent_photo: bool  # photos of them may be published
    consent_contact: bool  # they may be told of later workshops
    has_needs: bool  # what they need is sealed: open it with a reason
    registered_at: datetime
    email_trouble: str  # what the mail server said; empty: no trouble known
    alike: list[UUID]  # registrations that may be the same person


class ParticipantsAnswer(BaseModel):
    items: list[ParticipantAnswer]
    total: int


class DecisionsBody(BaseModel):
    act: Literal["setujui", "tolak", "dahulukan", "batalkan", "tautan"] = Field(
        description="Approve, not select, put first, cancel, send the link again"
    )
    ids: list[UUID] = Field(min_length=1, max_length=200)
    reason: Line = Field("", description="As the people read it; needed to turn down, put first or cancel")


class PersonDecisionBody(BaseModel):
    act: Literal["setujui", "terima", "dahulukan", "tolak", "lepas", "batalkan"] = Field(
        description="Approve, take the offered seat for them, put first, not select, give the offered seat "
        "back, cancel"
    )
    reason: Line = Field("", description="As the person reads it; needed to put first, not select or cancel")
    beyond_quotas: bool = Field(False, description="When put first: also a free seat that a quota keeps")


class PersonDecisionAnswer(BaseModel):
    id: UUID
    state: RegistrationState


class DecisionsAnswer(BaseModel):
    done: int
    refused: int  # left as they were: their state had changed, or they are of another workshop
