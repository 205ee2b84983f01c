"""Kinds of fields that the forms and the JSON API of scheduling share, each checked with its mend."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Literal, TypeVar

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema

from shared import indonesia
from shared.i18n import _

T = TypeVar("T", date, datetime)
CLOCK = re.compile(r"([01][0-9]|2[0-3])[.:][0-5][0-9]([.:][0-5][0-9])?")


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(_("Tulis alamat email lengkap, misalnya nama@contoh.go.id.")) from error


def _email_or_nothing(text: str) -> str:
    return _email(text) if text else ""


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
    # White space would break a line of the calendars that name the address.
    if text and (not text.startswith(("https://", "http://")) or " " in text or not text.isprintable()):
        raise ValueError(_("Tempel tautan lengkap yang dimulai dengan https://"))
    return text


def _nip(text: str) -> str:
    digits = text.replace(" ", "")
    if digits and not (digits.isdecimal() and len(digits) == 18):
        raise ValueError(_("NIP terdiri dari 18 angka. Kosongkan bila tidak ada."))
    return digits


def _clock(given: object) -> object:
    """A clock time as people write it; the browser sends 08:30."""
    if not isinstance(given, str):
        return given
    text = given.replace(".", ":").strip()
    return time.fromisoformat(text) if CLOCK.fullmatch(text) else text


def _without_zone(given: time) -> time:
    """A clock time is the workshop's own; "08:00Z" would be another everywhere."""
    if given.tzinfo is not None:
        raise ValueError(_("Tulis jam seperti 08.30."))
    return given


def one_line(given: object) -> object:
    """Names and titles stand in lists, mail subjects and calendars: any white space in them is one space."""
    return " ".join(given.split()) if isinstance(given, str) else given


def in_our_calendar(given: T) -> T:
    """Outside these years a moment cannot be shown in every zone, nor was it meant."""
    if not 2000 <= given.year <= 2100:
        raise ValueError(_("Pilih tanggal antara tahun 2000 dan 2100."))
    return given


Words = Annotated[str, BeforeValidator(one_line)]


Day = Annotated[date, AfterValidator(in_our_calendar)]


# The "time" of JSON Schema has a zone; these are local to where the session is.
ClockTime = Annotated[
    time, WithJsonSchema({"type": "string", "pattern": f"^{CLOCK.pattern}$", "examples": ["08.30"]})
]
Clock = Annotated[ClockTime, BeforeValidator(_clock), AfterValidator(_without_zone)]


Moment = Annotated[datetime, AfterValidator(in_our_calendar)]


AwareMoment = Annotated[AwareDatetime, AfterValidator(in_our_calendar)]  # the JSON API's
Email = Annotated[str, Field(max_length=254, examples=["nama@contoh.go.id"]), AfterValidator(_email)]


EmailOrNone = Annotated[
    str, Field(max_length=254, examples=["nama@contoh.go.id"]), AfterValidator(_email_or_nothing)
]


Phone = Annotated[str, Field(max_length=30, examples=["0812 3456 7890"]), AfterValidator(_phone)]


District = Annotated[
    str,
    Field(max_length=13, examples=["19.02.01"], description="Kemendagri code of a kecamatan"),
    AfterValidator(_district),
]


WebAddress = Annotated[
    str, Field(max_length=500, examples=["https://maps.app.goo.gl/contoh"]), AfterValidator(_web_address)
]


Nip = Annotated[
    str, Field(max_length=30, examples=["198001012005011001"], description="18 digits"), AfterValidator(_nip)
]


Line = Annotated[str, BeforeValidator(one_line), Field(max_length=200)]


Text = Annotated[str, Field(max_length=4000)]


Zone = Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]


Kind = Literal["materi", "praktik", "kunjungan", "pembukaan", "istirahat", "penutupan"]


RoleName = Literal["admin", "organizer", "approver", "operator", "viewer"]


TrainerRoleName = Literal["lead", "assistant", "moderator"]


_ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# How many days a typical timetable has, "0" for none, or the id of one the office keeps.
TemplateName = Annotated[str, Field(pattern=rf"^(0|2|3|4|{_ID})$")]
