"""Kinds of fields: what may be typed in each, and the words for what may not."""

from __future__ import annotations

import re
from typing import Annotated
from unicodedata import category

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints

from shared.i18n import _
from shared.indonesia import check_nib, check_nik, district, normal_phone

# What nearly everybody has. The library, for all others, takes as long as the rest of the form.
_PLAIN_EMAIL = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,24}")
OUTSIDE = "luar"  # "Di luar provinsi ini"


_FIVE_DIGITS = re.compile(r"\d{5}", re.ASCII)
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


def _nib(text: str) -> str:
    if not text:
        return ""
    digits = check_nib(text)
    if digits is None:
        raise ValueError(_("NIB terdiri dari 13 angka, seperti di surat OSS."))
    return digits


def _kbli(text: str) -> str:
    if text and not _FIVE_DIGITS.fullmatch(text):
        raise ValueError(_("KBLI terdiri dari 5 angka, misalnya 16293."))
    return text


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
Nib = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=24),
    Field(examples=["0220001234567"]),
    AfterValidator(_nib),
]
Kbli = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=5),
    Field(examples=["16293"]),
    AfterValidator(_kbli),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Lines = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
