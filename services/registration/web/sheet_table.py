"""The columns of a list of people: how they are called, and how a cell is read for the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from services.registration.domain.questions import Kind, Moment, Question
from services.registration.web.answers import BUSINESS
from services.registration.web.forms.fields import OUTSIDE
from services.registration.web.kept import Asked
from shared.events.scheduling import NikRule
from shared.i18n import N_, _
from shared.ids import normalized
from shared.sheets import Field, Table
from shared.sheets.cells import district_code, gender, yes
from shared.sheets.importing import plain

CARD, REGENCY = "card_code", "regency"  # columns that are no field of the form
SEALED = frozenset(("nik", "needs", "disability"))  # never shown again
_SOMETHING = frozenset(("ada", "••••••"))  # as our own lists say that there is something
_OUTSIDE = frozenset(
    ("luar", "luar provinsi", "di luar provinsi", "di luar provinsi ini", "outside the province")
)

_FINE = re.compile(r"-?\d{1,12}[.,]\d{5,20}", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII)

Read = Callable[[str], object]


def _field(
    key: str, title: str, *synonyms: str, width: int = 18, digits: bool = False, read: Read = str
) -> Field[Any]:
    return Field(key, title, _nothing, synonyms, width, digits, read)


def _nothing(_one: Any) -> str:
    """These tables are written without rows only."""
    return ""


def _card(text: str) -> str:
    return normalized(text)


def _words(text: str) -> str:
    return "" if text.casefold() in _SOMETHING else text


def _disability(text: str) -> str:
    if not text or text.casefold() in _SOMETHING:
        return ""
    if text.casefold() in ("tidak ingin menjawab", "tidak menjawab", "prefer not to say"):
        return "unsaid"
    return "yes" if yes(text) else "no"


def _whole(text: str) -> str:
    """ "1.250" is 1250, and "4 orang" is 4; "2.5" is no whole number."""
    bare = text.casefold().removesuffix("orang").removesuffix("people").strip()
    return bare.replace(".", "") if _THOUSANDS.fullmatch(bare) else bare


_FIRST = (
    _field(CARD, N_("Kode kartu"), "kode", "card code", "kode peserta", width=14, read=_card),
    _field(
        "full_name",
        N_("Nama lengkap"),
        *("nama", "nama peserta", "nama sesuai ktp", "nama ktp", "peserta", "name", "participant"),
        width=32,
    ),
    _field(
        "certificate_name",
        N_("Nama untuk sertifikat"),
        *("nama di sertifikat", "nama sertifikat", "nama dan gelar", "nama dengan gelar"),
        *("nama dan gelar untuk sertifikat", "name on certificate", "certificate name"),
        width=34,
    ),
    _field(
        "gender",
        N_("Jenis kelamin"),
        *("l/p", "lp", "jk", "j/k", "kelamin", "gender", "sex"),
        width=14,
        read=gender,
    ),
    _field(
        "phone",
        N_("Nomor HP/WhatsApp"),
        *(
            "hp",
            "no hp",
            "nomor hp",
            "hp/whatsapp",
            "hp/wa",
            "no wa",
            "nomor wa",
            "wa",
            "whatsapp",
            "no telp",
        ),
        *(
            "no hp/wa",
            "nomor hp/wa",
            "telepon",
            "no telepon",
            "nomor telepon",
            "handphone",
            "phone",
            "mobile",
        ),
        width=20,
        digits=True,
    ),
    _field("email", N_("Email"), "e-mail", "surel", "alamat email", "email address", width=30),
)
_NIK = _field(
    "nik", N_("NIK"), "no nik", "nomor nik", "no ktp", "nomor ktp", "nik ktp", "ktp", width=22, digits=True
)
_HOME = (
    _field("district_code", N_("Kecamatan"), "kec", "asal kecamatan", "kode kecamatan", "district", width=26),
    _field(
        REGENCY,
        N_("Kabupaten/Kota"),
        *("kabupaten", "kota", "kab", "kab/kota", "kabupaten / kota", "regency", "regency/city"),
        width=26,
    ),
    _field("village", N_("Desa atau kelurahan"), "desa", "kelurahan", "desa/kelurahan", "village", width=24),
)
_LAST = (
    _field(
        "needs",
        N_("Kebutuhan khusus"),
        *("kebutuhan", "special needs", "needs"),
        width=28,
        read=_words,
    ),
    _field(
        "disability", N_("Disabilitas"), "penyandang disabilitas", "difabel", "disability", read=_disability
    ),
)
_NAME = _field(
    "business_name",
    N_("Nama usaha"),
    *("usaha", "ikm", "umkm", "nama ikm", "nama umkm", "business", "business name", "usaha/instansi"),
    width=28,
)
_CENTRE = _field("centre", N_("Sentra"), "sentra ikm", "centre", width=26)
_DIGITS = frozenset(("nib",))
_COUNTS = frozenset(("workers_female", "workers_male", "monthly_capacity"))


def table_of(asked: Asked, province: str, *, cards: bool) -> Table[Any]:
    """What a workshop's form asks, as columns; `cards`: people who are known are named by their card."""
    fields = [*(_FIRST if cards else _FIRST[1:])]
    if asked.workshop.nik is not NikRule.OFF:
        fields.append(_NIK)
    fields += [*_HOME, *_business(asked)]
    if asked.centres:
        fields.append(_CENTRE)
    fields += _LAST
    taken = {plain(name) for one in fields for name in (one.title, _(one.title))}
    for question in questions_of(asked):
        title = question.label
        while plain(title) in taken:  # two columns of one heading could not be told apart
            title = f"{title} (pertanyaan)"
        taken.add(plain(title))
        read = _answer(question, province)
        fields.append(_field(question.field, title, width=26, read=read))
    return Table("peserta", N_("Peserta"), tuple(fields))


def questions_of(asked: Asked) -> list[Question]:
    """Those a cell can answer; a file cannot be in a spreadsheet."""
    return [one for one in asked.form.of(Moment.SIGN_UP) if one.kind is not Kind.FILE]


def _business(asked: Asked) -> Iterator[Field[Any]]:
    for name in asked.form.business_fields:
        if name == "business_name":
            yield _NAME
        elif name in _COUNTS:
            yield _field(name, BUSINESS[name], read=_whole)
        else:
            yield _field(name, BUSINESS[name], digits=name in _DIGITS)


def home_of(province: str, text: str, regency: str) -> str:
    """The code of a kecamatan as the form takes it; empty for nothing. Raises ValueError."""
    if " ".join(text.casefold().split()) in _OUTSIDE:
        return OUTSIDE
    return district_code(province, text, regency)


def _answer(question: Question, province: str) -> Read:
    """A cell as the form of this question sends it: a text, or a list of the options it names."""

    def read(text: str) -> object:
        match question.kind:
            case Kind.YES_NO:
                return ("yes" if yes(text) else "no") if text else ""
            case Kind.ONE:
                return _option(question, text)
            case Kind.SEVERAL:
                return [_option(question, one.strip()) for one in text.split(";") if one.strip()]
            case Kind.DISTRICT:
                return home_of(province, text, "")
            case Kind.NUMBER if _FINE.fullmatch(text):  # an answer has four decimals at most
                return f"{float(text.replace(',', '.')):.4f}".replace(".", ",")
            case Kind.DATE:
                return text.removesuffix(" 00:00")  # a day that the spreadsheet knows as a moment
        return text

    return read


def _option(question: Question, text: str) -> str:
    """As the office wrote it, whatever capitals stand here; what is none is told by the form."""
    return next((one for one in question.options if one.casefold() == text.casefold()), text)
