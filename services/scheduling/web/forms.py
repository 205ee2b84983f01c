"""What the forms of scheduling take. Field names are stable; titles are what people read in a mend."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationInfo, field_validator

from shared import indonesia
from shared.i18n import N_, _

T = TypeVar("T", date, datetime)


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(_("Tulis alamat email lengkap, misalnya nama@contoh.go.id.")) from error


def _phone(text: str) -> str:
    if not text:
        return ""
    try:
        return indonesia.normal_phone(text)
    except ValueError as error:
        raise ValueError(_("Tulis nomor HP seperti 0812 3456 7890.")) from error


def _district(code: str) -> str:
    if code and indonesia.district(code) is None:
        raise ValueError(_("Pilih kecamatan dari daftar."))
    return code


def _web_address(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise ValueError(_("Tempel tautan lengkap yang dimulai dengan https://"))
    return text


def _nip(text: str) -> str:
    digits = text.replace(" ", "")
    if digits and not (digits.isdecimal() and len(digits) == 18):
        raise ValueError(_("NIP terdiri dari 18 angka. Kosongkan bila tidak ada."))
    return digits


def _one_line(given: object) -> object:
    """Names and titles stand in lists, mail subjects and calendars: any white space in them is one space."""
    return " ".join(given.split()) if isinstance(given, str) else given


def in_our_calendar(given: T) -> T:
    """Outside these years a moment cannot be shown in every zone, nor was it meant."""
    if not 2000 <= given.year <= 2100:
        raise ValueError(_("Pilih tanggal antara tahun 2000 dan 2100."))
    return given


Words = Annotated[str, BeforeValidator(_one_line)]
Day = Annotated[date, AfterValidator(in_our_calendar)]
Moment = Annotated[datetime, AfterValidator(in_our_calendar)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
Phone = Annotated[str, Field(max_length=30), AfterValidator(_phone)]
District = Annotated[str, Field(max_length=13), AfterValidator(_district)]
WebAddress = Annotated[str, Field(max_length=500), AfterValidator(_web_address)]
Nip = Annotated[str, Field(max_length=30), AfterValidator(_nip)]
Line = Annotated[str, BeforeValidator(_one_line), Field(max_length=200)]
Text = Annotated[str, Field(max_length=4000)]
Zone = Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
Kind = Literal["materi", "praktik", "kunjungan", "pembukaan", "istirahat", "penutupan"]
RoleName = Literal["admin", "organizer", "approver", "operator", "viewer"]


class SignInForm(BaseModel):
    email: str = Field(min_length=1, max_length=254, title=N_("Email"))
    password: str = Field(min_length=1, max_length=1000, title=N_("Kata sandi"))
    next: str = ""
    held: str = ""


class ForgottenForm(BaseModel):
    email: Email = Field(title=N_("Email"))


class PasswordForm(BaseModel):
    password: str = Field(min_length=1, max_length=1000, title=N_("Kata sandi"))


class SetUpForm(BaseModel):
    office_name: Words = Field(min_length=3, max_length=200, title=N_("Nama instansi"))
    short_name: Words = Field(min_length=2, max_length=60, title=N_("Nama singkat"))
    province_code: str = Field(pattern=r"^\d{2}$", title=N_("Provinsi"))
    town: Words = Field(min_length=2, max_length=100, title=N_("Kota tempat surat ditandatangani"))
    zone: Zone = Field(title=N_("Zona waktu"))
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama Anda"))
    email: Email = Field(title=N_("Email"))
    password: str = Field(min_length=1, max_length=1000, title=N_("Kata sandi"))
    example: bool = False


class InviteForm(BaseModel):
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama"))
    email: Email = Field(title=N_("Email"))
    role: RoleName = Field(title=N_("Peran"))
    way: Literal["mail", "print"] = Field("mail", title=N_("Cara mengundang"))


class InvitationForm(BaseModel):
    way: Literal["mail", "print"] = "mail"


class StaffForm(BaseModel):
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama"))
    role: RoleName = Field(title=N_("Peran"))
    disabled: bool = False


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


class TrainerForm(BaseModel):
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama dengan gelar"))
    skills: str = Field("", max_length=500, title=N_("Keahlian"))
    district_code: District = Field("", title=N_("Kecamatan asal"))
    home: Line = Field("", title=N_("Kota asal di luar provinsi"))
    phone: Phone = Field("", title=N_("Nomor HP"))
    email: Email | Literal[""] = Field("", title=N_("Email"))
    note: Text = Field("", title=N_("Catatan"))
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
    archived: bool = False


class BlockForm(BaseModel):
    first_day: Day = Field(title=N_("Dari tanggal"))
    last_day: Day = Field(title=N_("Sampai tanggal"))
    note: Line = Field("", title=N_("Keterangan"))


class TravelForm(BaseModel):
    one_district: District = Field(min_length=1, title=N_("Dari kecamatan"))
    other_district: District = Field(min_length=1, title=N_("Ke kecamatan"))
    minutes: int | None = Field(None, ge=0, le=2880, title=N_("Menit"))


class ProgrammeForm(BaseModel):
    title: Words = Field(min_length=3, max_length=200, title=N_("Nama kegiatan"))
    year: int = Field(ge=2000, le=2100, title=N_("Tahun anggaran"))
    code: Line = Field("", title=N_("Kode untuk nomor sertifikat"))
    funding: Line = Field("", title=N_("Sumber dana"))
    activity_code: Line = Field("", title=N_("Kode sub kegiatan"))
    activity_name: Line = Field("", title=N_("Nama sub kegiatan"))
    account_code: Line = Field("", title=N_("Kode rekening"))
    budget_number: Line = Field("", title=N_("Nomor DPA/DIPA"))
    officer: Line = Field("", title=N_("PPTK atau PPK"))
    decree_number: Line = Field("", title=N_("Nomor SK panitia"))


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
    template_days: Literal["0", "3", "4"] = Field("0", title=N_("Susunan acara"))
    first_day: Day | None = Field(None, title=N_("Hari pertama"), validate_default=True)

    @field_validator("first_day")
    @classmethod
    def _day_for_the_timetable(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is None and info.data.get("template_days", "0") != "0":
            raise ValueError(_("Pilih hari pertama, atau mulai dari jadwal kosong."))
        return day


class SessionForm(BaseModel):
    kind: Kind = Field(title=N_("Jenis sesi"))
    subject: Words = Field(min_length=2, max_length=200, title=N_("Materi atau acara"))
    day: Day = Field(title=N_("Hari"))
    starts: str = Field(min_length=1, max_length=10, title=N_("Jam mulai"))
    ends: str = Field(min_length=1, max_length=10, title=N_("Jam selesai"))
    venue_id: UUID = Field(title=N_("Tempat"))
    trainer_ids: list[UUID] = Field([], max_length=20, title=N_("Narasumber"))
    mandatory: bool = False
    note: Line = Field("", title=N_("Catatan"))
    reason: Line = Field("", title=N_("Alasan perubahan"))
    use_next: Moment | None = None  # the button of the next free time


class HeldForm(BaseModel):
    how: Literal["planned", "other", "not_held"] = Field(title=N_("Pelaksanaan"))
    starts: str = Field("", max_length=10, title=N_("Jam mulai"))
    ends: str = Field("", max_length=10, title=N_("Jam selesai"))
    trainer_ids: list[UUID] = Field([], max_length=20, title=N_("Narasumber"))


class AssignForm(BaseModel):
    session_ids: list[UUID] = Field(min_length=1, max_length=200, title=N_("Sesi"))
    trainer_ids: list[UUID] = Field([], max_length=20, title=N_("Narasumber"))
    reason: Line = Field("", title=N_("Alasan perubahan"))


class PublishForm(BaseModel):
    slug: str = Field("", max_length=60, title=N_("Alamat halaman"))


class ReasonForm(BaseModel):
    reason: Line = Field(min_length=3, title=N_("Alasan"))


class OptionalReasonForm(BaseModel):
    reason: Line = Field("", title=N_("Alasan perubahan"))


class OverrideForm(BaseModel):
    key: str = Field(max_length=600)
    reason: Line = Field(min_length=3, title=N_("Alasan"))
