"""What the office's own page takes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Day, Email, Line, Nip, Text, Words, Zone
from shared.i18n import N_


class OfficeForm(BaseModel):
    version: int
    name: Words = Field(min_length=3, max_length=200, title=N_("Nama instansi"))
    short_name: Words = Field(min_length=2, max_length=60, title=N_("Nama singkat"))
    letterhead: str = Field("", max_length=600, title=N_("Baris kop di atas nama"))
    address: Text = Field("", title=N_("Alamat"))
    town: Words = Field(min_length=2, max_length=100, title=N_("Kota tempat surat ditandatangani"))
    province_code: str = Field(pattern=r"^\d{2}$", title=N_("Provinsi"))
    zone: Zone = Field(title=N_("Zona waktu"))
    phone: Line = Field("", title=N_("Telepon"))
    email: Email | Literal[""] = Field("", title=N_("Email"))
    jp_rounding: Literal["nearest", "down", "up"] = Field(title=N_("Pembulatan JP"))
    number_template: Words = Field(min_length=1, max_length=200, title=N_("Pola nomor sertifikat"))
    number_unit: Line = Field("", title=N_("Kode unit"))
    number_classification: Line = Field("", title=N_("Kode klasifikasi"))
    approves_certificates: bool = False
    example: bool = False
    remove_emblem: bool = False
    certificate_prefix: Words = Field("", max_length=20, title=N_("Awalan"))
    certificate_position: str = Field("", max_length=200, title=N_("Jabatan"))
    certificate_name: Words = Field("", max_length=120, title=N_("Nama"))
    certificate_rank: Words = Field("", max_length=80, title=N_("Pangkat"))
    certificate_nip: Nip = Field("", title=N_("NIP"))
    certificate_from: Day | None = Field(None, title=N_("Berlaku sejak"))
    certificate_to: Day | None = Field(None, title=N_("Berlaku sampai"))
    attendance_sheet_prefix: Words = Field("", max_length=20, title=N_("Awalan"))
    attendance_sheet_position: str = Field("", max_length=200, title=N_("Jabatan"))
    attendance_sheet_name: Words = Field("", max_length=120, title=N_("Nama"))
    attendance_sheet_rank: Words = Field("", max_length=80, title=N_("Pangkat"))
    attendance_sheet_nip: Nip = Field("", title=N_("NIP"))
    attendance_sheet_from: Day | None = Field(None, title=N_("Berlaku sejak"))
    attendance_sheet_to: Day | None = Field(None, title=N_("Berlaku sampai"))
