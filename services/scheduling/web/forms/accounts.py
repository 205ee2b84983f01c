"""What signing in, setting up and inviting take. Names are stable; titles are what people read in a mend."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from services.scheduling.web.forms.fields import Email, RoleName, Words, Zone
from services.scheduling.web.forms.many import ManyForm
from shared.i18n import N_


def _digits(given: object) -> object:
    """Apps show "123 456"."""
    return given.replace(" ", "") if isinstance(given, str) else given


class SignInForm(BaseModel):
    email: str = Field(min_length=1, max_length=254, title=N_("Email"))
    password: str = Field(min_length=1, max_length=1000, title=N_("Kata sandi"))
    next: str = ""
    held: str = ""


class SecondStepForm(BaseModel):
    code: str = Field(min_length=6, max_length=12, title=N_("Kode"))
    half: str = Field(max_length=1000)
    next: str = ""
    held: str = ""


class CodeForm(BaseModel):
    code: Annotated[str, BeforeValidator(_digits)] = Field(pattern=r"^\d{6}$", title=N_("Kode enam angka"))


class InvitationCodeForm(BaseModel):
    code: str = Field(min_length=1, max_length=60, title=N_("Kode undangan"))


class CurrentPasswordForm(BaseModel):
    current: str = Field(min_length=1, max_length=1000, title=N_("Kata sandi sekarang"))


class OwnPasswordForm(CurrentPasswordForm):
    password: str = Field(min_length=1, max_length=1000, title=N_("Kata sandi baru"))


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


class ManyStaffForm(ManyForm):
    act: Literal["disable", "enable", "invite"] = Field(title=N_("Tindakan"))


class StaffForm(BaseModel):
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama"))
    role: RoleName = Field(title=N_("Peran"))
    disabled: bool = False
