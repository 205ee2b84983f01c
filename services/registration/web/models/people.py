"""People over all workshops, for programs."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.web.forms.fields import Nik
from shared.events.registration import RegistrationState


class FindBody(BaseModel):
    """By one of the two; a NIK is looked for by its keyed index and answered nowhere."""

    text: str = Field("", max_length=100, description="Part of a name or phone, or the code of a card")
    nik: Nik = Field("", description="A NIK")


class FoundAnswer(BaseModel):
    registration_id: UUID
    workshop_id: UUID
    workshop: str
    state: RegistrationState
    certificate: str  # the number of one that stands; empty: none


class FoundPerson(BaseModel):
    full_name: str
    phone: str  # "628…"; empty: none is known
    registrations: list[FoundAnswer]


class FoundPeople(BaseModel):
    people: list[FoundPerson]
    more: bool  # there may be more than are answered: say it more exactly
