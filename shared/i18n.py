"""Two languages: Indonesian is written in the code, English stands beside it in plain `.po` files.

The msgid *is* the Indonesian text. English is read at start from every `locale/en.po` of shared and the
services; there is no compiled catalogue to forget. The language of a request, mail or paper is a
context variable, so a function deep down needs no argument for it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po
from jinja2 import Environment

from shared.ids import shown

INDONESIAN: Final = "id"
ENGLISH: Final = "en"
LANGUAGES: Final = (INDONESIAN, ENGLISH)
DEFAULT_ZONE: Final = "Asia/Jakarta"
ROOT: Final = Path(__file__).resolve().parents[1]

_language: ContextVar[str] = ContextVar("language", default=INDONESIAN)

_DAYS = {
    INDONESIAN: ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_DAYS = {
    INDONESIAN: ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
    ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    INDONESIAN: (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SHORT_MONTHS = {
    INDONESIAN: ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    ENGLISH: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
# The three legal zones by their offset in hours; other zones show their offset.
_ZONE_NAMES = {7: "WIB", 8: "WITA", 9: "WIT"}


@dataclass(slots=True)
class Catalogue:
    """English by msgid, and the English plural forms by the Indonesian singular."""

    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, tuple[str, str]] = field(default_factory=dict)


def translation_files() -> list[Path]:
    """Every plain English file of the product, in a fixed order."""
    return sorted([*ROOT.glob("shared/*/locale/en.po"), *ROOT.glob("services/*/locale/en.po")])


_loading = threading.Lock()


@cache
def _english() -> Catalogue:
    catalogue = Catalogue()
    with _loading:
        for path in translation_files():
            with path.open("rb") as file:
                for message in read_po(file, locale="en"):
                    forms = message.string
                    if isinstance(message.id, tuple) and isinstance(forms, tuple) and all(forms):
                        catalogue.plurals[message.id[0]] = (forms[0], forms[1])
                    elif isinstance(message.id, str) and message.id and message.string:
                        catalogue.texts[message.id] = str(message.string)
    return catalogue


def load_translations() -> None:
    """Read the files now, so the first English page is not slow and a broken file stops the start."""
    _english()


def language() -> str:
    """The language in use here: "id" or "en"."""
    return _language.get()


def set_language(code: str) -> None:
    """Use this language for the rest of this task; one that we do not have becomes Indonesian."""
    _language.set(code if code in LANGUAGES else INDONESIAN)


@contextmanager
def using_language(code: str) -> Iterator[None]:
    """Use this language inside the block."""
    token = _language.set(code if code in LANGUAGES else INDONESIAN)
    try:
        yield
    finally:
        _language.reset(token)


def _(text: str, /, **values: object) -> str:
    """The text in the language in use; with values also filled in: `_("Halo {name}", name=…)`."""
    if _language.get() == ENGLISH:
        text = _english().texts.get(text, text)
    return text.format(**values) if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The right form for a count, with `{n}` filled in. Indonesian has one form: pass it twice."""
    if _language.get() == ENGLISH:
        forms = _english().plurals.get(singular, (singular, plural))
    else:
        forms = (singular, plural)
    return forms[0 if n == 1 else 1].format(n=number(n), **values)


def N_(text: str) -> str:
    """Marks a text for translation where it is defined; pass it through `_` where it is shown."""
    return text


class lazy_:
    """A text in a module-level table, translated each time it is shown."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return _(self.text)

    def __repr__(self) -> str:
        return f"lazy_({self.text!r})"


# Dates, times, figures


def _moment(value: datetime | str) -> datetime:
    """A moment; rows of JSON hold it as ISO 8601 text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _day(value: date | datetime | str, zone: str) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).date()
    return value


def date_long(value: date | datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "Selasa, 25 April 2017"; a moment is first taken to its zone."""
    day = _day(value, zone)
    return f"{_DAYS[language()][day.weekday()]}, {date_plain(day)}"


def date_plain(value: date | datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "25 April 2017", as papers are dated."""
    day = _day(value, zone)
    return f"{day.day} {_MONTHS[language()][day.month - 1]} {day.year}"


def date_short(value: date | datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "Sel, 25 Apr 2017", for tables."""
    day = _day(value, zone)
    month = _SHORT_MONTHS[language()][day.month - 1]
    return f"{_SHORT_DAYS[language()][day.weekday()]}, {day.day} {month} {day.year}"


def date_range(first: date | datetime | str, last: date | datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "25 s.d. 28 April 2017"; what both days share is said once; one day comes with its weekday."""
    start, end = _day(first, zone), _day(last, zone)
    if start == end:
        return date_long(start)
    months = _MONTHS[language()]
    begin = f"{start.day}"
    if (start.year, start.month) != (end.year, end.month):
        begin += f" {months[start.month - 1]}"
    if start.year != end.year:
        begin += f" {start.year}"
    return f"{begin} {_up_to()} {date_plain(end)}"


def days(first: date | datetime | str, last: date | datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "Selasa s.d. Jumat, 25 s.d. 28 April 2017", as a letter invites people."""
    start, end = _day(first, zone), _day(last, zone)
    if start == end:
        return date_long(start)
    names = _DAYS[language()]
    return f"{names[start.weekday()]} {_up_to()} {names[end.weekday()]}, {date_range(start, end)}"


def _up_to() -> str:
    return "to" if language() == ENGLISH else "s.d."


def zone_name(moment: datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "WIB", "WITA" or "WIT"; elsewhere the offset, "UTC+5.5"."""
    offset = _moment(moment).astimezone(ZoneInfo(zone)).utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0.0
    return _ZONE_NAMES.get(int(hours), f"UTC{hours:+g}") if hours == int(hours) else f"UTC{hours:+g}"


def clock_time(moment: datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "09.00" in Indonesian, "09:00" in English."""
    return _moment(moment).astimezone(ZoneInfo(zone)).strftime("%H:%M" if language() == ENGLISH else "%H.%M")


def time(moment: datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "09.00 WIB"."""
    return f"{clock_time(moment, zone)} {zone_name(moment, zone)}"


def time_range(first: datetime | str, last: datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "08.00–10.15 WIB"."""
    return f"{clock_time(first, zone)}–{time(last, zone)}"


def date_time(moment: datetime | str, zone: str = DEFAULT_ZONE) -> str:
    """ "Selasa, 25 April 2017 pukul 09.00 WIB"."""
    at = "at" if language() == ENGLISH else "pukul"
    return f"{date_long(moment, zone)} {at} {time(moment, zone)}"


def number(value: int | float | Decimal) -> str:
    """ "1.250" in Indonesian, "1,250" in English; at most two decimals, none when whole."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text if language() == ENGLISH else text.translate(str.maketrans(",.", ".,"))


def rupiah(value: int | Decimal) -> str:
    """ "Rp1.250.000": whole rupiah, no space, as the language council writes it."""
    whole = int(Decimal(value).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign = "-" if whole < 0 else ""
    return f"{sign}Rp{abs(whole):,}".replace(",", ".")


def _date_range(pair: tuple[Any, Any], zone: str = DEFAULT_ZONE) -> str:
    return date_range(pair[0], pair[1], zone)


def _days(pair: tuple[Any, Any], zone: str = DEFAULT_ZONE) -> str:
    return days(pair[0], pair[1], zone)


def _time_range(pair: tuple[Any, Any], zone: str = DEFAULT_ZONE) -> str:
    return time_range(pair[0], pair[1], zone)


def install(templates: Environment) -> None:
    """Give Jinja templates `_`, `ngettext` and the filters for dates, times and figures."""
    templates.globals.update(_=_, ngettext=ngettext)
    templates.filters.update(
        date=date_long,
        date_plain=date_plain,
        date_short=date_short,
        date_range=_date_range,
        days=_days,
        time=time,
        clock=clock_time,
        time_range=_time_range,
        datetime=date_time,
        rupiah=rupiah,
        number=number,
        shown=shown,
    )
