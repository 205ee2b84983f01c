"""What stands out in a diary, and what else is free: pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.scheduling.domain.alternatives import Alternatives, Finder, Room, Teacher
from services.scheduling.domain.availability import Unavailable, blocked
from services.scheduling.domain.bookings import Span
from services.scheduling.domain.roads import road, travel_minutes
from services.scheduling.domain.timetables import typical
from services.scheduling.domain.warnings import BookedSession, Diary, Warning, warnings
from services.scheduling.web.cautions import alternatives_text, warning_text
from tests.support.scheduling import FIRST_DAY, MEMBALONG, TANJUNGPANDAN, at, days_later

SUPARNO, SRI, YATNO = (UUID(int=number) for number in (1, 2, 3))
AULA, BALAI, HUT = (UUID(int=number) for number in (11, 12, 13))
CLASS, OTHER = UUID(int=21), UUID(int=22)
FRIDAY = days_later(3)
ISRA_MIRAJ = date(2017, 4, 24)
LONG_AGO = at(date(2017, 4, 1), "08.00")
NAMES = {SUPARNO: "Suparno", SRI: "Sri", YATNO: "Yatno"}
PLACES = {AULA: ("Aula", TANJUNGPANDAN), BALAI: ("Balai", MEMBALONG), HUT: ("Rumah", TANJUNGPANDAN)}
TEACHERS = (
    Teacher(SUPARNO, "Suparno", ("Ukir batok", "Pewarnaan")),
    Teacher(SRI, "Sri", ("gula aren",)),
    Teacher(YATNO, "Yatno", ("ukir batok",)),
)
ROOMS = (
    Room(AULA, "Aula", TANJUNGPANDAN, 40),
    Room(BALAI, "Balai", MEMBALONG, 30),
    Room(HUT, "Rumah", TANJUNGPANDAN, 20),
)


def session(starts: str, ends: str, *trainers: UUID, day: date = FIRST_DAY, **given: Any) -> BookedSession:
    venue = given.pop("venue_id", AULA)
    values: dict[str, Any] = {
        "id": uuid4(),
        "workshop_id": CLASS,
        "workshop": "Bimtek Batok",
        "subject": "Teknik ukir",
        "zone": "Asia/Jakarta",
        "venue": PLACES[venue][0],
        "district_code": PLACES[venue][1],
        "seats": 15,
    }
    return BookedSession(
        starts_at=at(day, starts),
        ends_at=at(day, ends),
        venue_id=venue,
        trainers=tuple((trainer, NAMES[trainer]) for trainer in trainers),
        **{**values, **given},
    )


def kinds(*sessions: BookedSession, **limits: Any) -> list[str]:
    return [warning.kind for warning in warnings(Diary(sessions, **limits))]


def found(diary: Diary) -> tuple[Warning, Alternatives]:
    (warning,) = warnings(diary)
    return warning, Finder(diary, TEACHERS, ROOMS).of_warning(warning, LONG_AGO)


def test_a_typical_timetable_warns_of_nothing_on_any_weekday() -> None:
    for days in (3, 4):
        for later in range(7):
            first = date(2017, 8, 21) + timedelta(days=later)  # no holiday in these ten days
            planned = [
                replace(
                    session("08.00", "09.00", SUPARNO, kind=one.kind),
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                )
                for one in typical(days, first, "Asia/Jakarta")
            ]
            assert [warning.kind for warning in warnings(Diary(planned))] == [], first


@pytest.mark.parametrize(
    ("other", "minutes", "source"),
    [
        ("19.02.01", 15, "same_district"),
        ("19.02.02", 60, "same_regency"),
        ("19.01.01", 180, "same_province"),
        ("16.71.01", 480, "other_province"),
    ],
)
def test_a_road_nobody_entered_is_assumed_by_how_far_the_codes_are(
    other: str, minutes: int, source: str
) -> None:
    known = road("19.02.01", other, {})
    assert (known.minutes, known.source) == (minutes, source)


def test_the_offices_own_road_counts_both_ways() -> None:
    table = {(TANJUNGPANDAN, MEMBALONG): 75}
    assert travel_minutes(MEMBALONG, TANJUNGPANDAN, table) == 75
    assert road(TANJUNGPANDAN, MEMBALONG, table).source == "office"


def test_a_road_too_long_says_on_what_assumption_and_what_else_is_free() -> None:
    before = session("08.00", "10.00", SUPARNO)
    after = session("10.30", "12.00", SUPARNO, venue_id=BALAI, workshop_id=OTHER, subject="Kunjungan")
    warning, instead = found(Diary([before, after]))
    assert (warning.minutes_there, warning.minutes_needed) == (30, 60)
    assert "Anggapan: 40 km di dalam satu kabupaten atau kota, 40 km/jam." in warning_text(warning)
    assert instead.starts_at == at(FIRST_DAY, "11.00")  # one hour of road after ten
    assert [one.trainer.id for one in instead.trainers] == [YATNO]  # Sri teaches something else
    assert [room.id for room in instead.venues] == [HUT, AULA]


def test_another_figure_for_the_road_is_another_warning() -> None:
    before = session("08.00", "10.00", SUPARNO)
    after = session("10.30", "12.00", SUPARNO, venue_id=BALAI)
    keys = {
        warnings(Diary([before, after], roads={(TANJUNGPANDAN, MEMBALONG): minutes}))[0].key
        for minutes in (45, 90)
    }
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("starts", "ends", "stands"),
    [
        (None, None, True),
        (time(8), time(9), False),
        (time(8), time(9, 30), True),
        (time(10), None, True),
        (time(11), None, False),
        (None, time(9), False),
    ],
)
def test_a_block_with_clock_times_stands_only_then(
    starts: time | None, ends: time | None, *, stands: bool
) -> None:
    block = Unavailable(AULA, FIRST_DAY, FIRST_DAY, starts=starts, ends=ends)
    span = Span(at(FIRST_DAY, "09.00"), at(FIRST_DAY, "11.00"))
    assert (blocked(span, "Asia/Jakarta", [block]) is not None) is stands


def test_a_trainer_who_is_away_may_come_later_or_be_another() -> None:
    away = Unavailable(SUPARNO, FIRST_DAY, days_later(1), "umrah")
    warning, instead = found(Diary([session("09.00", "10.30", SUPARNO)], [away]))
    assert warning.kind == "trainer_away"
    assert instead.starts_at == at(days_later(2), "08.00")
    assert [one.trainer.name for one in instead.trainers] == ["Yatno"]


def test_another_venue_is_near_large_enough_and_free() -> None:
    blocks = [Unavailable(AULA, FIRST_DAY, FIRST_DAY)]
    planned = session("09.00", "10.30", seats=15)
    assert [room.id for room in found(Diary([planned], blocks))[1].venues] == [HUT, BALAI]
    large = session("09.00", "10.30", seats=25)
    assert [room.id for room in found(Diary([large], blocks))[1].venues] == [BALAI]
    taken = session("09.00", "10.00", workshop_id=OTHER, venue_id=HUT)
    assert [room.id for room in found(Diary([planned, taken], blocks))[1].venues] == [BALAI]


def test_a_class_on_a_holiday_is_warned_of_once_and_may_move_to_the_next_day_as_a_whole() -> None:
    day = [
        session("09.00", "10.30", SUPARNO, day=ISRA_MIRAJ),
        session("13.00", "14.30", SUPARNO, day=ISRA_MIRAJ),
    ]
    warning, instead = found(Diary(day))
    assert warning.kind == "holiday"
    assert "Isra" in warning_text(warning)
    assert instead.day == FIRST_DAY
    busy = session("09.00", "10.00", workshop_id=OTHER)  # the hall, on the next day
    assert Finder(Diary([*day, busy]), (), ()).next_day(day[0]) == days_later(1)


def test_collective_leave_counts_too() -> None:
    assert kinds(session("09.00", "10.30", day=date(2017, 6, 23))) == ["holiday"]


def test_friday_noon_is_the_zones_own_and_breaks_may_overlap_it() -> None:
    assert kinds(session("11.00", "12.00", day=FRIDAY)) == ["friday_prayer"]
    assert kinds(session("13.00", "14.00", day=FRIDAY)) == []
    assert kinds(session("10.00", "11.30", day=FRIDAY)) == []
    assert kinds(session("11.00", "13.00", day=FRIDAY, kind="istirahat")) == []
    assert kinds(session("11.00", "12.00", day=days_later(2))) == []
    # 09.30–10.30 in Jakarta is 11.30–12.30 in Jayapura.
    assert kinds(session("09.30", "10.30", day=FRIDAY, zone="Asia/Jayapura")) == ["friday_prayer"]


def test_into_friday_prayer_the_next_time_is_one_o_clock() -> None:
    _warning, instead = found(Diary([session("11.00", "12.00", day=FRIDAY)]))
    assert instead.starts_at == at(FRIDAY, "13.00")


def test_hours_of_a_trainer_are_counted_over_all_workshops() -> None:
    morning = session("07.00", "12.00", SUPARNO)
    elsewhere = session("13.00", "16.30", SUPARNO, workshop_id=OTHER)
    (warning,) = warnings(Diary([morning, elsewhere]))
    assert (warning.kind, warning.session) == ("over_hours", elsewhere)
    assert "mengajar 8,5 jam" in warning_text(warning)
    assert kinds(morning, elsewhere, trainer_minutes=9 * 60) == []
    ceremony = session("16.30", "17.00", SUPARNO, workshop_id=OTHER, kind="penutupan")
    assert kinds(morning, elsewhere, ceremony, trainer_minutes=9 * 60) == []


def test_a_class_rests_at_midday() -> None:
    assert kinds(session("08.00", "16.00")) == ["no_break"]
    assert kinds(session("08.00", "12.00"), session("12.15", "16.00")) == ["no_break"]
    assert kinds(session("08.00", "12.00"), session("12.30", "16.00")) == []
    lunch = session("12.00", "13.00", kind="istirahat")
    assert kinds(session("08.00", "12.00"), lunch, session("13.00", "16.00")) == []
    assert kinds(session("08.00", "13.00")) == []
    assert kinds(session("11.00", "16.00")) == []


def test_a_day_is_not_longer_than_ten_hours() -> None:
    day = [session("07.00", "11.00"), session("13.00", "16.00"), session("19.00", "21.00")]
    warning, instead = found(Diary(day))
    assert (warning.kind, warning.session.id) == ("long_day", day[2].id)
    assert "berlangsung 14 jam" in warning_text(warning)
    assert instead.starts_at == at(days_later(1), "08.00")


def test_what_is_offered_never_warns_itself() -> None:
    """Also not of what the others around it would then have."""
    away = Unavailable(SUPARNO, FIRST_DAY, FIRST_DAY)
    planned = session("09.00", "10.30", SUPARNO)
    far = session("08.00", "09.30", YATNO, venue_id=BALAI, workshop_id=OTHER)
    nobody = Finder(Diary([planned, far], [away]), TEACHERS, ROOMS).trainers(planned, SUPARNO)
    assert nobody == ()  # Yatno teaches in Membalong until half past nine
    weekend = session("09.00", "10.30", SUPARNO, day=FRIDAY)
    friday_off = Unavailable(SUPARNO, FRIDAY, FRIDAY)
    _warning, instead = found(Diary([weekend], [friday_off]))
    assert instead.starts_at == at(date(2017, 5, 2), "08.00")  # the weekend, then 1 May, are skipped


def test_everything_that_is_free_is_said() -> None:
    text = alternatives_text(found(Diary([session("11.00", "12.00", day=FRIDAY)]))[1], "Asia/Jakarta")
    assert text == "Waktu kosong berikutnya: Jumat, 28 April 2017 pukul 13.00 WIB."
    assert alternatives_text(Alternatives(), "Asia/Jakarta") == ""
