"""Dates, times, figures and texts in both languages."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from shared import i18n
from shared.i18n import _, lazy_, ngettext, using_language

NINE = datetime(2017, 4, 25, 2, 0, tzinfo=UTC)


def both(call: object) -> tuple[str, str]:
    """What it gives in Indonesian and in English."""
    assert callable(call)
    with using_language("en"):
        english = str(call())
    with using_language("id"):
        return str(call()), english


def test_dates() -> None:
    day = date(2017, 4, 25)
    assert both(lambda: i18n.date_long(day)) == ("Selasa, 25 April 2017", "Tuesday, 25 April 2017")
    assert both(lambda: i18n.date_short(date(2017, 8, 5))) == ("Sab, 5 Agu 2017", "Sat, 5 Aug 2017")
    assert both(lambda: i18n.date_plain(date(2017, 5, 5))) == ("5 Mei 2017", "5 May 2017")


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (date(2017, 4, 25), date(2017, 4, 28), ("25 s.d. 28 April 2017", "25 to 28 April 2017")),
        (date(2017, 4, 28), date(2017, 5, 2), ("28 April s.d. 2 Mei 2017", "28 April to 2 May 2017")),
        (
            date(2017, 12, 30),
            date(2018, 1, 2),
            ("30 Desember 2017 s.d. 2 Januari 2018", "30 December 2017 to 2 January 2018"),
        ),
        (date(2017, 4, 25), date(2017, 4, 25), ("Selasa, 25 April 2017", "Tuesday, 25 April 2017")),
    ],
)
def test_ranges_say_what_both_days_share_once(first: date, last: date, says: tuple[str, str]) -> None:
    assert both(lambda: i18n.date_range(first, last)) == says


def test_several_days_are_said_with_their_weekdays() -> None:
    first, last = date(2017, 4, 25), date(2017, 4, 28)
    assert both(lambda: i18n.days(first, last)) == (
        "Selasa s.d. Jumat, 25 s.d. 28 April 2017",
        "Tuesday to Friday, 25 to 28 April 2017",
    )
    assert both(lambda: i18n.days(first, first)) == ("Selasa, 25 April 2017", "Tuesday, 25 April 2017")


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        ("Asia/Jakarta", "09.00 WIB"),
        ("Asia/Makassar", "10.00 WITA"),
        ("Asia/Jayapura", "11.00 WIT"),
        ("Asia/Kolkata", "07.30 UTC+5.5"),
    ],
)
def test_times_name_their_zone(zone: str, says: str) -> None:
    assert i18n.time(NINE, zone) == says


def test_a_moment_belongs_to_the_day_of_its_zone() -> None:
    evening = datetime(2017, 4, 25, 16, 30, tzinfo=UTC)
    assert i18n.date_long(evening, "Asia/Jakarta") == "Selasa, 25 April 2017"
    assert i18n.date_long(evening, "Asia/Jayapura") == "Rabu, 26 April 2017"


def test_moments_may_be_iso_text() -> None:
    assert i18n.date_time(NINE.isoformat()) == "Selasa, 25 April 2017 pukul 09.00 WIB"
    assert i18n.date_long("2017-04-25") == "Selasa, 25 April 2017"
    assert i18n.time_range(NINE, "2017-04-25T03:15:00+00:00") == "09.00–10.15 WIB"


def test_figures() -> None:
    assert i18n.rupiah(1250000) == "Rp1.250.000"
    assert i18n.rupiah(-500) == "-Rp500"
    assert both(lambda: i18n.number(1250)) == ("1.250", "1,250")
    assert both(lambda: i18n.number(1234.5)) == ("1.234,5", "1,234.5")


def test_texts() -> None:
    assert both(lambda: _("Kartu saya")) == ("Kartu saya", "My card")
    assert both(lambda: _("Isi {label}.", label="X")) == ("Isi X.", "Fill in: X.")
    assert both(lambda: lazy_("Coba lagi")) == ("Coba lagi", "Try again")
    assert both(lambda: _("tidak ada di kamus")) == ("tidak ada di kamus", "tidak ada di kamus")


def test_a_count_has_one_form_in_indonesian_and_two_in_english() -> None:
    text = "Ada {n} isian yang perlu diperbaiki"
    assert both(lambda: ngettext(text, text, 1))[1] == "1 answer needs correcting"
    assert both(lambda: ngettext(text, text, 1200)) == (
        "Ada 1.200 isian yang perlu diperbaiki",
        "1,200 answers need correcting",
    )


async def test_each_task_has_its_own_language() -> None:
    async def one(code: str) -> str:
        i18n.set_language(code)
        await asyncio.sleep(0)
        return _("Kartu saya")

    results = await asyncio.gather(*(asyncio.create_task(one(code)) for code in ("id", "en", "id", "xx")))
    assert results == ["Kartu saya", "My card", "Kartu saya", "Kartu saya"]
