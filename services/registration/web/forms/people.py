"""What people type, as models: the same for the form and the JSON API. Names are stable."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints

from services.registration.domain.business import STORED, BusinessPart
from services.registration.domain.people import Person
from services.registration.domain.questions import MOST_QUESTIONS, Form
from services.registration.web.forms.fields import (
    OUTSIDE,
    Consent,
    DistrictCode,
    Email,
    Kbli,
    Line,
    Lines,
    Name,
    Nib,
    Nik,
    Phone,
    Short,
)
from shared.events.scheduling import NikRule
from shared.i18n import N_
from shared.indonesia import shown_phone


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
    village: Short = Field("", title=N_("Desa atau kelurahan"), description="Its name, within the district")
    business_name: Line = Field("", title=N_("Nama usaha"))
    needs: Lines = Field("", title=N_("Kebutuhan khusus"))
    disability: Literal["", "yes", "no", "unsaid"] = Field("", title=N_("Disabilitas"))
    nib: Nib = Field("", title=N_("NIB"))
    product: Line = Field("", title=N_("Produk"))
    centre: Short = Field("", title=N_("Sentra"), description="The id of a centre that the form offers")
    workers_female: int | None = Field(None, ge=0, le=100_000, title=N_("Pekerja perempuan"))
    workers_male: int | None = Field(None, ge=0, le=100_000, title=N_("Pekerja laki-laki"))
    monthly_capacity: int | None = Field(None, ge=0, le=10**9, title=N_("Kapasitas sebulan"))
    capacity_unit: Short = Field("", title=N_("Satuan"))
    pirt: Short = Field("", title=N_("Nomor P-IRT"))
    halal: Short = Field("", title=N_("Nomor sertifikat halal"))
    kbli: Kbli = Field("", title=N_("KBLI"))
    consent_photo: Literal["", "1"] = Field("", title=N_("Foto boleh dipublikasikan"))
    consent_contact: Literal["", "1"] = Field("", title=N_("Boleh dihubungi lagi"))

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
            consent_photo=self.consent_photo == "1",
            consent_contact=self.consent_contact == "1",
            business={
                name: value
                for name in STORED
                if name in self.model_fields_set and (value := getattr(self, name)) not in ("", None)
            },
        )


class CertificateNameBody(BaseModel):
    """The name a certificate shall bear, with titles."""

    model_config = ConfigDict(str_strip_whitespace=True)

    certificate_name: Name = Field(title=N_("Nama untuk sertifikat"), min_length=2)


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


class ListedForm(PersonForm):
    """Somebody on a contact person's list: the contact has declared for them, and they may have no phone."""

    phone: Phone = Field("", title=N_("Nomor HP/WhatsApp"))


class ListedFormNik(ListedForm):
    nik: Nik = Field("", title=N_("NIK"))


class ListedFormNikRequired(ListedForm):
    nik: Nik = Field(title=N_("NIK"))


LISTED_FORM_OF: dict[NikRule, type[ListedForm]] = {
    NikRule.OFF: ListedForm,
    NikRule.OPTIONAL: ListedFormNik,
    NikRule.REQUIRED: ListedFormNikRequired,
}


class FileBody(BaseModel):
    """A photo or a PDF; with everything else it must fit the call's size."""

    name: str = Field(max_length=200)
    content: Base64Bytes


AnswerBody = bool | int | float | str | list[str] | FileBody
AnswersGiven = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^q_[a-z0-9_]{1,24}$")], AnswerBody],
    Field(
        max_length=MOST_QUESTIONS,
        description="To the office's own questions, by their field: a text, a number, a day (2017-04-25), "
        "`true` or `false`, one option, a list of options, the code of a district, or a file",
    ),
]


class AnswersBody(BaseModel):
    """What a program answers to the office's own questions."""

    answers: AnswersGiven = Field(default_factory=dict)


class PersonBody(SignUpForm, AnswersBody):
    """One person as programs send them: the form, and answers to the office's own questions."""


class SignUpBody(PersonBody):
    """The JSON sign-up: the person and the workshop's slug."""

    workshop: str = Field(max_length=200, description="The workshop's slug, as in /bimtek/{slug}")


def values_of(person: Person) -> dict[str, str]:
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
    ticks = {
        "consent_photo": "1" if person.consent_photo else "",
        "consent_contact": "1" if person.consent_contact else "",
    }
    phone = shown_phone(person.phone) if person.phone else ""
    business = {name: str(value) for name, value in person.business.items()}
    return {
        **values,
        **ticks,
        **business,
        "phone": phone,
        "district_code": values["district_code"] or OUTSIDE,
        "centre": str(person.centre_id or ""),
    }


def asked_only(form: Form, person: Person, before: Person | None = None, **said: Any) -> Person:
    """Without what this form does not ask: a business's data stays as it was `before`.

    `said`: fields of the person that were read beside the form, such as answers.
    """
    if before is None and not person.business and form.business == (BusinessPart.NAME,):  # as most forms are
        return person._replace(**said)
    asked = form.business_fields
    kept = {name: value for name, value in (before.business if before else {}).items() if name not in asked}
    given = {name: value for name, value in person.business.items() if name in asked}
    name = person.business_name if "business_name" in asked else before.business_name if before else ""
    return person._replace(business_name=name, business={**kept, **given}, **said)
