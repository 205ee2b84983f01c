"""What people type and programs send, checked."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from shared.events.certificates import PublicReason
from shared.i18n import N_, _

Name = Annotated[str, StringConstraints(min_length=2, max_length=120, pattern=r"^[^\n\r\t]+$")]


def _believable(day: date) -> date:
    """A slip like the year 0026 would open a series of numbers that nobody can take back."""
    if not 2000 <= day.year <= 2100:
        raise ValueError(_("Pilih tanggal antara tahun 2000 dan 2100."))
    return day


SigningDay = Annotated[date, AfterValidator(_believable)]


class CheckForm(BaseModel):
    code: str = Field(default="", title=N_("Kode cek"), max_length=60)


class ApprovalForm(BaseModel):
    """`ids`: the certificates to approve; none given: all that wait."""

    ids: list[UUID] = []
    signing_date: SigningDay = Field(title=N_("Tanggal penandatanganan"))
    signing_place: str = Field(title=N_("Tempat penandatanganan"), min_length=2, max_length=60)


def _chosen(value: object) -> object:
    """Only reasons a person may choose."""
    if value in (PublicReason.MERGED, PublicReason.REPLACED, "digabung", "diganti"):
        raise ValueError("not a reason to choose")
    return value


class RevokeForm(BaseModel):
    reason: Annotated[PublicReason, BeforeValidator(_chosen)] = Field(title=N_("Alasan yang diumumkan"))
    note: str = Field(default="", title=N_("Catatan untuk instansi"), max_length=1000)


class CorrectForm(BaseModel):
    name: Name = Field(title=N_("Nama di sertifikat"))


class ApprovalBody(BaseModel):
    ids: list[UUID] | None = None  # none: all that wait
    signing_date: SigningDay | None = None  # default: today in the office's zone
    signing_place: str | None = Field(default=None, min_length=2, max_length=60)  # default: the office's town


class RevokeBody(RevokeForm):
    pass


class CorrectBody(CorrectForm):
    pass
