"""Small forms: a code, an address, a reason."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.web.forms.fields import (
    Email,
    Line,
)
from shared.i18n import N_


class CardForm(BaseModel):
    card_code: str = Field(title=N_("Kode kartu"), min_length=8, max_length=12)


class DigitsForm(CardForm):
    digits: str = Field(title=N_("4 angka terakhir nomor HP"), pattern=r"^[0-9]{4}$")


class LostLinkForm(BaseModel):
    email: Email = Field(title=N_("Email"), min_length=3)


class AgainForm(BaseModel):
    """Another workshop to sign up for with the same data."""

    slug: str = Field(title=N_("Bimtek"), max_length=200)


class ReasonForm(BaseModel):
    reason: Line = Field("", title=N_("Alasan"))
    beyond_quotas: bool = False  # a free seat that a quota keeps from this person
    into: UUID | None = None
    email: Email = Field("", title=N_("Email"))


class ManyForm(BaseModel):
    """Decisions on several people at once."""

    chosen: list[UUID] = Field(min_length=1, max_length=500, title=N_("Peserta"))
    act: str = Field(title=N_("Tindakan"), max_length=20)
    reason: Line = Field("", title=N_("Alasan"))
