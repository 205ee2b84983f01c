"""A timetable moved to other days: weekends are skipped as before, Friday noon is free, nothing is lost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.domain.classes import next_labels
from services.scheduling.domain.copying import for_year
from services.scheduling.domain.shifting import (
    BREAK,
    FRIDAY,
    Slot,
    friday,
    holidays,
    late_days,
    moved,
    shifted_days,
)
from services.scheduling.settings import PRAYER_ENDS, PRAYER_STARTS
from shared.indonesia import roman

TUESDAY = date(2017, 4, 25)
THAT_FRIDAY = date(2018, 4, 27)


def days(first: date, *offsets: int) -> list[date]:
    return [first + timedelta(days=offset) for offset in offsets]


@pytest.mark.parametrize(
    ("old", "start", "new"),
    [
        (days(TUESDAY, 0, 1, 2, 3), date(2018, 4, 24), days(date(2018, 4, 24), 0, 1, 2, 3)),
        (days(TUESDAY, 0, 1, 2, 3), date(2018, 4, 26), days(date(2018, 4, 26), 0, 1, 4, 5)),  # over a weekend
        (days(TUESDAY, 0, 1, 2, 3), date(2018, 4, 28), days(date(2018, 4, 30), 0, 1, 2, 3)),  # a Saturday
        (days(date(2017, 4, 28), 0, 1), date(2018, 4, 27), days(date(2018, 4, 27), 0, 1)),  # used Saturday
        (days(date(2017, 4, 27), 0, 1, 4), date(2018, 4, 23), days(date(2018, 4, 23), 0, 1, 2)),
        (days(TUESDAY, 0, 7), date(2018, 4, 25), days(date(2018, 4, 25), 0, 7)),
        ([], date(2018, 4, 25), []),
    ],
)
def test_working_days_stay_working_days(old: list[date], start: date, new: list[date]) -> None:
    assert list(shifted_days(old, start).values()) == new


def slot(
    starts: str, ends: str, kind: str = "materi", day: date = THAT_FRIDAY, subject: str = "Ukir"
) -> Slot[str]:
    def at(clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock))

    return Slot(kind, subject, at(starts), at(ends), subject)


def test_friday_noon_is_freed_and_nothing_is_lost() -> None:
    day = [
        slot("08:00", "09:30"),
        slot("09:45", "12:00", subject="Praktik"),
        slot("12:00", "13:00", BREAK, subject="Istirahat, salat, makan siang"),
        slot("13:00", "15:15", subject="Praktik kelompok"),
        slot("15:15", "15:45", "penutupan", subject="Penutupan"),
    ]
    told = [
        (one.subject, f"{one.starts_at:%H.%M}–{one.ends_at:%H.%M}", one.kind == BREAK) for one in friday(day)
    ]
    assert told == [
        ("Ukir", "08.00–09.30", False),
        ("Praktik", "09.45–11.30", False),
        ("Istirahat, salat Jumat, makan siang", "11.30–13.00", True),
        ("Praktik (lanjutan)", "13.00–13.30", False),
        ("Praktik kelompok", "13.30–15.45", False),
        ("Penutupan", "15.45–16.15", False),
    ]


def test_a_friday_that_keeps_noon_free_stays_as_it_is() -> None:
    day = [slot("08:00", "11:15"), slot("11:15", "13:00", BREAK), slot("13:00", "15:00")]
    assert friday(day) == day
    assert friday([]) == []


def test_a_session_just_before_noon_is_moved_and_not_cut() -> None:
    assert [f"{one.starts_at:%H.%M}" for one in friday([slot("11:20", "12:20")])] == ["11.30", "13.00"]


def test_a_break_for_friday_prayer_is_named_otherwise_on_other_days() -> None:
    source = [slot("11:15", "13:00", BREAK, subject="Istirahat, salat Jumat, makan siang")]
    (there,) = moved(source, {THAT_FRIDAY: date(2018, 5, 2)})
    assert (there.subject, there.day) == ("Istirahat, salat, makan siang", date(2018, 5, 2))
    (again,) = moved(source, {THAT_FRIDAY: date(2018, 5, 4)})
    assert again.subject == source[0].subject


clocks = st.lists(st.integers(7 * 60, 18 * 60), min_size=2, max_size=14, unique=True).map(sorted)
kinds = st.sampled_from(["materi", "praktik", BREAK, "penutupan"])


@given(clocks=clocks, given_kinds=st.lists(kinds, min_size=14, max_size=14))
def test_every_friday_ends_up_free_at_noon_in_order_with_all_its_minutes(
    clocks: list[int], given_kinds: list[str]
) -> None:
    midnight = datetime.combine(THAT_FRIDAY, time())
    day = [
        Slot(kind, f"Sesi {at}", midnight + timedelta(minutes=a), midnight + timedelta(minutes=b), at)
        for at, ((a, b), kind) in enumerate(zip(pairwise(clocks), given_kinds, strict=False))
    ]
    made = friday(day)
    opens = datetime.combine(THAT_FRIDAY, PRAYER_STARTS)
    closes = datetime.combine(THAT_FRIDAY, PRAYER_ENDS)
    for before, after in pairwise(made):
        assert before.ends_at <= after.starts_at
    for one in made:
        assert one.starts_at < one.ends_at
        assert one.kind == BREAK or one.ends_at <= opens or one.starts_at >= closes
    taught = [one for one in made if one.kind != BREAK]
    for at, before in enumerate(day):
        if before.kind != BREAK:
            parts = [one.length for one in taught if one.of == at]
            assert sum(parts, timedelta()) == before.length


def test_a_day_that_became_a_friday_is_freed_but_not_one_that_was() -> None:
    busy = [slot("10:00", "12:00", day=TUESDAY)]
    (was,) = [one for one in moved(busy, {TUESDAY: TUESDAY}) if one.kind != BREAK]
    assert was.ends_at.time() == time(12)
    assert len(moved(busy, {TUESDAY: THAT_FRIDAY})) == 3
    assert THAT_FRIDAY.weekday() == FRIDAY
    planned = [slot("10:00", "12:00")]
    assert len(moved(planned, {THAT_FRIDAY: date(2018, 5, 4)})) == 1  # the office planned it so


def test_holidays_and_late_days_are_named() -> None:
    assert [day for day, _name in holidays([date(2018, 5, 1), date(2018, 5, 2)])] == [date(2018, 5, 1)]
    assert late_days([slot("15:00", "17:00"), slot("17:00", "17:30")]) == [THAT_FRIDAY]


@pytest.mark.parametrize(
    ("taken", "series", "labels"),
    [
        (["Kelas A"], False, ["Kelas B", "Kelas C"]),
        (["Kelas A", "kelas c "], False, ["Kelas B", "Kelas D"]),
        (["Kelas A", "Angkatan II"], False, ["Kelas B", "Kelas C"]),
        ([""], False, ["Kelas B", "Kelas C"]),
        (["Angkatan I", "Angkatan II"], True, ["Angkatan III", "Angkatan IV"]),
        ([""], True, ["Angkatan II", "Angkatan III"]),
        ([f"Angkatan {roman(number)}" for number in range(1, 12)], True, ["Angkatan XII"]),
    ],
)
def test_the_next_class_is_called_as_people_count(taken: list[str], series: bool, labels: list[str]) -> None:
    assert next_labels(taken, 2, series=series) == labels


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Bimtek Industri Tahun 2017", "Bimtek Industri Tahun 2018"),
        ("APBD 2017/2018", "APBD 2018/2018"),
        ("Nomor 20171", "Nomor 20171"),
    ],
)
def test_the_year_in_a_title_moves_on(text: str, made: str) -> None:
    assert for_year(text, 2017, 2018) == made
