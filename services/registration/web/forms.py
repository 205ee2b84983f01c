"""What people type, as models: the same for the form and the JSON API. Names are stable."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from unicodedata import category
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.registration.domain.people import Person
from shared.events.scheduling import NikRule
from shared.i18n import N_, _
from shared.indonesia import check_nik, district, normal_phone, shown_phone

# What nearly everybody has. The library, for all others, takes as long as the rest of the form.
_PLAIN_EMAIL = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,24}")
OUTSIDE = "luar"  # "Di luar provinsi ini"


_JOINERS = "\u200c\u200d"  # ZWNJ, ZWJ


def _name(text: str) -> str:
    """Any name of any culture, one word or ten; only what cannot be a name is refused.

    Invisible characters are dropped: those that turn text around would garble every list and paper the
    name stands in. Joiners stay, some scripts are written with them.
    """
    if not text.isascii():  # ASCII has none of them, and most names are
        text = "".join(one for one in text if category(one) != "Cf" or one in _JOINERS)
    if text and not any(character.isalpha() for character in text):
        raise ValueError(_("Tulis nama dengan huruf, seperti di KTP."))
    return " ".join(text.split())


def _phone(text: str) -> str:
    try:
        return normal_phone(text)
    except ValueError:
        raise ValueError(_("Nomor HP tidak lengkap. Tulis angkanya saja, misalnya 0812 3456 7890.")) from None


def _email(text: str) -> str:
    if not text or _PLAIN_EMAIL.fullmatch(text):
        return text
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(
            _("Alamat email ini tidak lengkap. Contoh: nama@gmail.com. Boleh juga dikosongkan.")
        ) from None


def _district(code: str) -> str:
    if code == OUTSIDE:
        return ""
    if district(code) is None:
        raise ValueError(_("Pilih kecamatan dari daftar, atau “Di luar provinsi ini”."))
    return code


def _nik(text: str) -> str:
    if not text:
        return ""
    digits = text if text.isdigit() else "".join(character for character in text if character.isdigit())
    problem = check_nik(digits).problem if digits else _("NIK terdiri dari 16 angka.")
    if problem:
        raise ValueError(str(problem))
    return digits


def _consent(text: str) -> str:
    if text != "1":
        raise ValueError(_("Centang persetujuan; tanpa itu kami tidak boleh menyimpan data Anda."))
    return text


Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_name)]
Phone = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=30),
    Field(examples=["0812 3456 7890"]),
    AfterValidator(_phone),
]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    Field(examples=["nama@gmail.com"]),
    AfterValidator(_email),
]
DistrictCode = Annotated[
    str, StringConstraints(max_length=8), Field(examples=["19.02.01"]), AfterValidator(_district)
]
Nik = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=24),
    Field(examples=["1902010101900001"]),
    AfterValidator(_nik),
]
Consent = Annotated[str, StringConstraints(max_length=1), Field(examples=["1"]), AfterValidator(_consent)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Lines = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class PersonForm(BaseModel):
    """What a person says of themselves, at sign-up and when they correct it."""

    model_config = ConfigDict(str_strip_whitespace=True)

    full_name: Name = Field(title=N_("Nama lengkap"), min_length=2)
    certificate_name: Name = Field("", title=N_("Nama untuk sertifikat"))
    phone: Phone = Field(title=N_("Nomor HP/WhatsApp"))
    email: Email = Field("", title=N_("Email"))
    gender: Literal["L", "P"] = Field(title=N_("Jenis kelamin"))
    district_code: DistrictCode = Field(
        title=N_("Kecamatan"), description="Kemendagri code like 19.02.01, or `luar` for another province"
    )
    business_name: Line = Field("", title=N_("Nama usaha"))
    needs: Lines = Field("", title=N_("Kebutuhan khusus"))
    disability: Literal["", "yes", "no", "unsaid"] = Field("", title=N_("Disabilitas"))

    @property
    def person(self) -> Person:
        return Person(
            full_name=self.full_name,
            certificate_name=self.certificate_name,
            phone=self.phone,
            email=self.email,
            gender=self.gender,
            district_code=self.district_code,
            nik=getattr(self, "nik", ""),
            business_name=self.business_name,
            needs=self.needs,
            disability=self.disability,
        )


class SignUpForm(PersonForm):
    """The form where the NIK may be left out."""

    nik: Nik = Field("", title=N_("NIK"))
    consent: Consent = Field("", title=N_("Persetujuan"), validate_default=True)


class SignUpFormNikRequired(SignUpForm):
    nik: Nik = Field(title=N_("NIK"))


class SignUpFormNikOff(PersonForm):
    consent: Consent = Field("", title=N_("Persetujuan"), validate_default=True)


FORM_OF: dict[NikRule, type[SignUpForm] | type[SignUpFormNikOff]] = {
    NikRule.OFF: SignUpFormNikOff,
    NikRule.OPTIONAL: SignUpForm,
    NikRule.REQUIRED: SignUpFormNikRequired,
}


class SignUpBody(SignUpForm):
    """The JSON sign-up: the form and the workshop's slug."""

    workshop: str = Field(max_length=200, description="The workshop's slug, as in /bimtek/{slug}")


class CardForm(BaseModel):
    card_code: str = Field(title=N_("Kode kartu"), min_length=8, max_length=12)


class DigitsForm(CardForm):
    digits: str = Field(title=N_("4 angka terakhir nomor HP"), pattern=r"^[0-9]{4}$")


class LostLinkForm(BaseModel):
    email: Email = Field(title=N_("Email"), min_length=3)


class ReasonForm(BaseModel):
    reason: Line = Field("", title=N_("Alasan"))
    into: UUID | None = None
    email: Email = Field("", title=N_("Email"))


class ManyForm(BaseModel):
    """Decisions on several people at once."""

    who: list[UUID] = Field(default_factory=list, max_length=500, title=N_("Peserta"))
    reason: Line = Field("", title=N_("Alasan"))


def values_of(person: PersonForm | Person) -> dict[str, str]:
    """A person's data as the form shows it."""
    names = (
        "full_name",
        "certificate_name",
        "phone",
        "email",
        "gender",
        "district_code",
        "business_name",
        "needs",
        "disability",
    )
    values = {name: str(getattr(person, name)) for name in names}
    phone = shown_phone(person.phone) if person.phone else ""
    return {**values, "phone": phone, "district_code": values["district_code"] or OUTSIDE}
