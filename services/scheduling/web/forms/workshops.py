"""What a workshop's forms take, from the draft to its cancellation."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from services.scheduling.web.forms.fields import (
    Day,
    Line,
    Moment,
    Phone,
    TemplateName,
    Text,
    WebAddress,
    Words,
    Zone,
)
from shared.i18n import N_, _


class WorkshopForm(BaseModel):
    programme_id: UUID = Field(title=N_("Kegiatan"))
    title: Words = Field(min_length=3, max_length=160, title=N_("Judul Bimtek"))
    class_label: Words = Field("", max_length=60, title=N_("Kelas atau angkatan"))
    summary: Text = Field("", title=N_("Ringkasan"))
    zone: Zone = Field(title=N_("Zona waktu"))
    capacity: int = Field(ge=1, le=2000, title=N_("Jumlah kursi"))
    sign_up: Literal["open", "approval", "nomination"] = Field("open", title=N_("Cara mendaftar"))
    sign_up_opens_at: Moment = Field(title=N_("Pendaftaran dibuka"))
    sign_up_closes_at: Moment = Field(title=N_("Pendaftaran ditutup"))
    nik: Literal["off", "optional", "required"] = Field("optional", title=N_("NIK"))
    offer_hours: int = Field(0, ge=0, le=336, title=N_("Jam menunggu jawaban"))
    requirements: Text = Field("", title=N_("Syarat peserta"))
    bring: Text = Field("", title=N_("Yang dibawa"))
    provided: Text = Field("", title=N_("Yang disediakan"))
    venue_id: UUID = Field(title=N_("Tempat utama"))
    contact_name: Words = Field("", max_length=120, title=N_("Nama narahubung"))
    contact_whatsapp: Phone = Field("", title=N_("Nomor WhatsApp narahubung"))
    contact_hours: Line = Field("", title=N_("Jam layanan"))
    group_link: WebAddress = Field("", title=N_("Tautan grup WhatsApp"))
    rule_percent: int = Field(75, ge=0, le=100, title=N_("Syarat JP untuk sertifikat"))
    held_by: Line = Field("", title=N_("Diselenggarakan oleh"))
    reason: Line = Field("", title=N_("Alasan perubahan"))


class NewWorkshopForm(WorkshopForm):
    template_days: TemplateName = Field("0", title=N_("Susunan acara"))
    first_day: Day | None = Field(None, title=N_("Hari pertama"), validate_default=True)

    @field_validator("first_day")
    @classmethod
    def _day_for_the_timetable(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is None and info.data.get("template_days", "0") != "0":
            raise ValueError(_("Pilih hari pertama, atau mulai dari jadwal kosong."))
        return day


class PublishForm(BaseModel):
    slug: str = Field("", max_length=60, title=N_("Alamat halaman"))


class ReasonForm(BaseModel):
    reason: Line = Field(min_length=3, title=N_("Alasan"))


class OptionalReasonForm(BaseModel):
    reason: Line = Field("", title=N_("Alasan perubahan"))


class OverrideForm(BaseModel):
    key: str = Field(max_length=600)
    reason: Line = Field(min_length=3, title=N_("Alasan"))
