"""What the pages of trainers, venues and roads take."""

from __future__ import annotations

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import (
    Clock,
    Day,
    District,
    EmailOrNone,
    Line,
    Nip,
    Phone,
    Text,
    WebAddress,
    Words,
)
from shared.i18n import N_


class TrainerForm(BaseModel):
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama dengan gelar"))
    skills: str = Field("", max_length=500, title=N_("Keahlian"))
    district_code: District = Field("", title=N_("Kecamatan asal"))
    home: Line = Field("", title=N_("Kota asal di luar provinsi"))
    phone: Phone = Field("", title=N_("Nomor HP"))
    email: EmailOrNone = Field("", title=N_("Email"))
    note: Text = Field("", title=N_("Catatan"))
    nip: Nip = Field("", title=N_("NIP"))
    rank: Line = Field("", title=N_("Pangkat/golongan"))
    position: Line = Field("", title=N_("Jabatan"))
    institution: Line = Field("", title=N_("Asal lembaga"))
    archived: bool = False


class VenueForm(BaseModel):
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama tempat"))
    address: Text = Field("", title=N_("Alamat"))
    district_code: District = Field(min_length=1, title=N_("Kecamatan"))
    capacity: int = Field(ge=1, le=10_000, title=N_("Daya tampung"))
    equipment: Text = Field("", title=N_("Perlengkapan"))
    internet: bool = False
    map_url: WebAddress = Field("", title=N_("Tautan peta"))
    contact: Line = Field("", title=N_("Penanggung jawab"))
    contact_phone: Phone = Field("", title=N_("Nomor penanggung jawab"))
    archived: bool = False


class BlockForm(BaseModel):
    first_day: Day = Field(title=N_("Dari tanggal"))
    last_day: Day = Field(title=N_("Sampai tanggal"))
    starts: Clock | None = Field(None, title=N_("Dari jam"))
    ends: Clock | None = Field(None, title=N_("Sampai jam"))
    note: Line = Field("", title=N_("Keterangan"))


class TravelForm(BaseModel):
    one_district: District = Field(min_length=1, title=N_("Dari kecamatan"))
    other_district: District = Field(min_length=1, title=N_("Ke kecamatan"))
    minutes: int | None = Field(None, ge=0, le=2880, title=N_("Menit"))
