"""What an office says of its other systems: the same for the form and the call."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, WithJsonSchema

from services.registration.domain.webhooks import HTTPS, MOST_URL, TYPES, Terms, is_address
from services.registration.web.forms.fields import Line
from shared.i18n import N_, _

Type = Literal[
    "RegistrationConfirmed",
    "RegistrationWaitlisted",
    "RegistrationOffered",
    "RegistrationChanged",
    "RegistrationCancelled",
    "RegistrationErased",
]


def _address(url: str) -> str:
    """Plain http is only for trying out on one machine; the handler asks whether this is one."""
    if not is_address(url, loopback=True):
        raise ValueError(
            _("Tulis alamat lengkap yang diawali https://, tanpa nama pengguna dan tanpa tanda #.")
        )
    return url


Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MOST_URL),
    AfterValidator(_address),
    WithJsonSchema({"type": "string", "maxLength": MOST_URL, "pattern": HTTPS}),
]


class WebhookForm(BaseModel):
    name: Line = Field(title=N_("Nama sistem"), min_length=2, max_length=80)
    url: Address = Field(title=N_("Alamat penerima"))
    types: list[Type] = Field(title=N_("Peristiwa yang dikirim"), min_length=1, max_length=len(TYPES))

    @property
    def terms(self) -> Terms:
        return Terms(self.name, self.url, tuple(type for type in TYPES if type in self.types))


def _in_our_calendar(given: datetime) -> datetime:
    if not 2000 <= given.year <= 2100:  # some others are no moment in every zone
        raise ValueError(_("Pilih tanggal antara tahun 2000 dan 2100."))
    return given.replace(tzinfo=None)


class SinceForm(BaseModel):
    since: Annotated[datetime, AfterValidator(_in_our_calendar)] = Field(title=N_("Sejak"))
