"""The forms of contact persons: who they are, and the people they add, one or several at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from aiohttp import web
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError

from services.registration.domain.groups import Contact, Ground, Role
from services.registration.settings import GROUP_ROWS
from services.registration.web.forms.fields import DistrictCode, Email, Name, Phone, Short
from services.registration.web.forms.people import ListedForm
from services.registration.web.forms.quotas import LocalMoment
from shared.i18n import N_, _
from shared.web.context import FORM
from shared.web.forms import check_text, sentences

ROLES = {
    Role.PIC: N_("PIC instansi atau kelompok"),
    Role.ADVISER: N_("Penyuluh"),
    Role.COMPANION: N_("Pendamping"),
    Role.CENTRE: N_("Pengurus sentra"),
    Role.OTHER: N_("Lainnya"),
}
GROUNDS = {
    Ground.ASKED: N_("Diminta narahubungnya"),
    Ground.MISTAKEN: N_("Salah orang, nomor, atau alamat"),
    Ground.LEFT: N_("Tidak lagi menjadi narahubung"),
}
MOST_PEOPLE = 1000  # of one link


def _acting(text: str) -> str:
    if text != "1":
        raise ValueError(_("Centang pernyataan; tanpa itu Anda tidak dapat mendaftarkan orang lain."))
    return text


Acting = Annotated[str, StringConstraints(max_length=1), Field(examples=["1"]), AfterValidator(_acting)]


class ContactForm(BaseModel):
    name: Name = Field(title=N_("Nama Anda"), min_length=2)
    phone: Phone = Field(title=N_("Nomor HP/WhatsApp"))
    email: Email = Field("", title=N_("Email"))
    role: Role = Field(title=N_("Peran"))
    institution: Short = Field("", title=N_("Instansi, kelompok, atau desa"))

    @property
    def contact(self) -> Contact:
        return Contact(self.name, self.phone, self.email, self.role.value, self.institution)


class ActingForm(BaseModel):
    acting: Acting = Field("", title=N_("Pernyataan"), validate_default=True)


class StartForm(ContactForm, ActingForm):
    """A contact person begins a list of their own."""


class TermsForm(BaseModel):
    most: int = Field(title=N_("Kuota"), ge=1, le=MOST_PEOPLE)
    deadline: LocalMoment = Field(None, title=N_("Batas waktu"))


class DeletionForm(BaseModel):
    reason: Ground = Field(title=N_("Alasan"))


class NominationForm(ContactForm, TermsForm):
    """An office makes a contact person's link."""

    name: Name = Field(title=N_("Nama narahubung"), min_length=2)


class HomeForm(BaseModel):
    """What all people of one submission share."""

    district_code: DistrictCode = Field(title=N_("Kecamatan"))
    village: Short = Field("", title=N_("Desa atau kelurahan"))


@dataclass
class Row:
    """One row as it was typed: `model` unless there are problems, by the field's own name."""

    number: int
    typed: Mapping[str, str]
    model: ListedForm | None
    problems: dict[str, str]


ROW_FIELDS = ("full_name", "gender", "phone", "email", "nik")
_SHARED = ("district_code", "village")


def read_rows(request: web.Request, form: type[ListedForm]) -> list[Row]:
    """The rows in which something was typed; a district that is wrong is not theirs to tell."""
    posted, rows = request[FORM], list[Row]()
    home = {name: posted.get(name, "").strip() for name in _SHARED}
    for number in range(1, GROUP_ROWS + 1):
        typed = {name: posted.get(f"p{number}_{name}", "").strip() for name in ROW_FIELDS}
        if not any(typed.values()):
            continue
        problems, model = check_text(typed), None
        try:
            given = {name: text for name, text in {**typed, **home}.items() if text}
            model = form.model_validate(given)
        except ValidationError as error:
            problems = {**sentences(error, form), **problems}
        problems = {name: text for name, text in problems.items() if name not in _SHARED}
        rows.append(Row(number, typed, None if problems else model, problems))
    return rows


_OF_ROW = re.compile(r"p(\d+)_")


def by_person(problems: Mapping[str, str]) -> dict[str, str]:
    """For the list above the form: each problem with whose it is, as the form counts its people."""
    named = {}
    for name, text in problems.items():
        row = _OF_ROW.match(name)
        named[name] = _("Orang ke-{n}: {problem}", n=int(row[1]), problem=text) if row else text
    return named


def shown_rows(rows: Sequence[Row], home: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and problems of a form that has these rows, numbered anew from 1."""
    values: dict[str, Any] = {name: home.get(name, "") for name in _SHARED}
    problems: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        values |= {f"p{number}_{name}": text for name, text in row.typed.items()}
        problems |= {f"p{number}_{name}": text for name, text in row.problems.items()}
    return values, problems
