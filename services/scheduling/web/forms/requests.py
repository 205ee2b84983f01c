"""What a request for training takes, and what the office decides of it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from services.scheduling.domain.requests import MOST_AT_ONCE, MOST_PEOPLE
from services.scheduling.web.forms.fields import (
    Day,
    District,
    EmailOrNone,
    Line,
    Phone,
    TemplateName,
    Text,
    Words,
)
from shared.i18n import N_, _

RequestKind = Literal["village", "centre", "group", "office", "other"]


def _consent(given: str) -> str:
    if given != "1":
        raise ValueError(_("Centang persetujuan; tanpa itu kami tidak boleh menyimpan data Anda."))
    return given


def _whole(given: object) -> object:
    """ "25 orang" is what people write."""
    return given.removesuffix("orang").strip() if isinstance(given, str) else given


class RequestForm(BaseModel):
    # In the order of the form: what is wrong is listed in that order.
    subject: Words = Field(min_length=5, max_length=160, title=N_("Bimtek yang dibutuhkan"))
    commodity: Words = Field(min_length=3, max_length=80, title=N_("Komoditas atau bidang usaha"))
    people: Annotated[int, BeforeValidator(_whole)] = Field(
        ge=1, le=MOST_PEOPLE, title=N_("Jumlah calon peserta")
    )
    reason: Text = Field(min_length=10, title=N_("Alasan kebutuhan"))
    wished: Line = Field("", title=N_("Waktu yang cocok"))
    district_code: District = Field(min_length=1, title=N_("Kecamatan"))
    place: Line = Field("", title=N_("Desa dan tempat"))
    kind: RequestKind = Field(title=N_("Pengusul"))
    body: Words = Field(min_length=3, max_length=160, title=N_("Nama desa, sentra, kelompok atau instansi"))
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama Anda"))
    position: Line = Field("", title=N_("Jabatan"))
    phone: Phone = Field(min_length=1, title=N_("Nomor HP/WhatsApp"))
    email: EmailOrNone = Field("", title=N_("Email"))
    consent: Annotated[str, AfterValidator(_consent)] = Field(
        "", max_length=1, examples=["1"], title=N_("Persetujuan"), validate_default=True
    )


class SortOutForm(BaseModel):
    commodity: Words = Field(min_length=3, max_length=80, title=N_("Komoditas atau bidang usaha"))
    district_code: District = Field(min_length=1, title=N_("Kecamatan"))


class ChosenForm(BaseModel):
    id: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE, title=N_("Usulan"))


class AnswerForm(ChosenForm):
    shown: Literal["studied", "declined"] = Field(title=N_("Jawaban"))
    words: Text = Field("", title=N_("Penjelasan"))


class JoinForm(ChosenForm):
    workshop_id: UUID = Field(title=N_("Bimtek"))


class DraftForm(ChosenForm):
    programme_id: UUID = Field(title=N_("Kegiatan"))
    title: Words = Field(min_length=3, max_length=160, title=N_("Judul Bimtek"))
    venue_id: UUID = Field(title=N_("Tempat utama"))
    capacity: int = Field(ge=1, le=2000, title=N_("Jumlah kursi"))
    first_day: Day = Field(title=N_("Hari pertama"))
    template_days: TemplateName = Field("0", title=N_("Susunan acara"))
