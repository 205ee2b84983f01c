"""What a list's address asks for: a page, a text to look for, choices and days."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from shared.i18n import N_, _

_UNREADABLE = N_("Tulis tanggal seperti 2017-04-25, atau kosongkan.")
_OUTSIDE = N_("Pilih tanggal antara tahun 2000 dan 2100.")
_BACKWARDS = N_("Tanggal akhir harus sama dengan atau sesudah tanggal awal.")


def page_number(request: web.Request) -> int:
    """`?halaman=`, from 1; anything else is the first page."""
    asked = request.query.get("halaman", "1")
    return min(max(int(asked), 1), 100_000) if asked.isdecimal() and len(asked) < 7 else 1


def pages_of(count: int, rows: int) -> int:
    """How many pages of so many rows."""
    return -(-count // rows)


def typed(request: web.Request, name: str = "cari") -> str:
    """`?cari=`, or another field, as it was meant, shortened to what a name can be."""
    return request.query.get(name, "").replace("\x00", "").strip()[:100]


def searched(request: web.Request) -> str:
    """`?cari=` for `like`: `%` and `_` mean themselves."""
    return like(typed(request))


def like(text: str) -> str:
    """The text as a `like` pattern that finds just it."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def chosen(request: web.Request, name: str, allowed: Container[str], default: str = "") -> str:
    """One of the words a filter or the order of a list offers; anything else is the default."""
    asked = request.query.get(name, "")
    return asked if asked in allowed else default


def kept(request: web.Request, *names: str) -> dict[str, str]:
    """What the address asks for by these names: it stays from page to page, and in the file."""
    given = {name: typed(request, name) for name in names}
    return {name: text for name, text in given.items() if text}


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment up to another, which no longer counts; None is open."""

    since: datetime | None = None
    until: datetime | None = None
    problems: dict[str, str] = field(default_factory=dict)  # by field: what is wrong and how to mend it


def period(request: web.Request, zone: str, first: str = "dari", last: str = "sampai") -> Period:
    """`?dari=` and `?sampai=`: whole days where the office is, both of them counted."""
    days: dict[str, date | None] = {}
    problems = {}
    for name in (first, last):
        text = typed(request, name)
        try:
            days[name] = day = date.fromisoformat(text) if text else None
        except ValueError:
            problems[name] = _(_UNREADABLE)
            continue
        if day and not 2000 <= day.year <= 2100:  # some are no moment in every zone
            problems[name] = _(_OUTSIDE)
    if problems:
        return Period(problems=problems)
    begins, ends = days[first], days[last]
    if begins and ends and ends < begins:
        return Period(problems={last: _(_BACKWARDS)})
    return Period(_midnight(begins, zone), _midnight(ends + timedelta(days=1) if ends else None, zone))


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)) if day else None
