"""What scheduling decides without a database: hours, timetables, free times, states, passwords, numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.domain.accounts import checked_password, wait_left
from services.scheduling.domain.bookings import Span, checked_span, next_free
from services.scheduling.domain.hours import learning_hours, minutes_between, totals, trainer_hours
from services.scheduling.domain.numbers import example_number
from services.scheduling.domain.refusals import Invalid, Unconfirmed
from services.scheduling.domain.timetables import typical
from services.scheduling.domain.warnings import travel_minutes
from services.scheduling.domain.workshops import SLUG, Standing, slug_from
from services.scheduling.web.sentences import page_of
from shared.web import Conflict

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("minutes", "rounding", "jp"),
    [
        (90, "down", 2),
        (89, "down", 1),
        (100, "nearest", 2),
        (112, "nearest", 2),
        (113, "nearest", 3),
        (46, "up", 2),
        (45, "up", 1),
    ],
)
def test_a_learning_hour_is_45_minutes_rounded_as_the_office_chose(
    minutes: int, rounding: str, jp: int
) -> None:
    assert learning_hours("materi", minutes, rounding) == jp


def test_breaks_and_ceremonies_earn_nothing() -> None:
    for kind in ("pembukaan", "istirahat", "penutupan"):
        assert learning_hours(kind, 90, "up") == 0


def test_trainer_hours_come_from_the_minutes_and_not_from_the_jp() -> None:
    assert trainer_hours(100, 2) == Decimal("3.33")
    made = totals([("materi", 100, 2), ("istirahat", 60, 1)], "nearest")
    assert (made.jp, made.trainer_hours) == (2, Decimal("3.33"))


@pytest.mark.parametrize(("days", "jp"), [(3, 24), (4, 32)])
@pytest.mark.parametrize("first", [date(2017, 4, 24), date(2017, 4, 25), date(2017, 4, 28)])
def test_a_typical_timetable_has_eight_jp_a_day_and_nothing_overlaps(days: int, jp: int, first: date) -> None:
    planned = typical(days, first, "Asia/Makassar")
    earned = [
        learning_hours(one.kind, minutes_between(one.starts_at, one.ends_at), "nearest") for one in planned
    ]
    assert sum(earned) == jp
    assert (planned[0].kind, planned[-1].kind) == ("pembukaan", "penutupan")
    for before, after in pairwise(planned):
        assert before.ends_at <= after.starts_at


def test_friday_noon_is_free_for_prayer() -> None:
    friday = [one for one in typical(4, date(2017, 4, 25), "Asia/Jakarta") if one.starts_at.day == 28]
    for one in friday:
        begins, ends = one.starts_at.strftime("%H.%M"), one.ends_at.strftime("%H.%M")
        assert one.kind == "istirahat" or ends <= "11.30" or begins >= "13.00"


@pytest.mark.parametrize("typed", ["9", "25.00", "09.60", "jam sembilan", "9.5", "", "९.३०"])
def test_clock_times_that_cannot_be_read(typed: str) -> None:
    with pytest.raises(Invalid):
        checked_span(date(2017, 4, 25), typed, "23.00", "Asia/Jakarta")


def test_clock_times_are_those_of_the_zone() -> None:
    span = checked_span(date(2017, 4, 25), "9.00", "10:30", "Asia/Jayapura")
    assert span.starts_at.astimezone(UTC) == datetime(2017, 4, 25, 0, 0, tzinfo=UTC)


moments = st.integers(0, 60 * 24 * 5).map(
    lambda minutes: datetime(2017, 4, 24, tzinfo=JAKARTA) + timedelta(minutes=minutes)
)
spans = st.builds(
    lambda start, length: Span(start, start + timedelta(minutes=length)), moments, st.integers(15, 300)
)


@given(wanted=spans, busy=st.lists(spans, max_size=15))
def test_the_next_free_time_is_free_within_a_day_and_the_earliest_tried(
    wanted: Span, busy: list[Span]
) -> None:
    found = next_free(wanted, busy, "Asia/Jakarta")
    if found is None:
        return
    span = Span(found, found + wanted.length)
    assert found >= wanted.starts_at
    assert not any(span.overlaps(other) for other in busy)
    assert span.starts_at.date() == span.ends_at.date()


def test_travel_is_the_offices_own_figure_or_assumed_by_distance() -> None:
    assert travel_minutes("19.02.01", "19.02.01", {}) == 15
    assert travel_minutes("19.02.01", "19.02.02", {}) == 60
    assert travel_minutes("19.02.01", "19.06.01", {}) == 180
    assert travel_minutes("19.02.02", "19.02.01", {("19.02.01", "19.02.02"): 45}) == 45


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Bimtek Kerajinan Batok Kelapa", "bimtek-kerajinan-batok-kelapa"),
        ("Ukir & Anyam: Angkatan II (2017)", "ukir-anyam-angkatan-ii-2017"),
        ("Café Éclair", "cafe-eclair"),
        ("!!!", "bimtek"),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_title_suggests_its_page(title: str, slug: str) -> None:
    assert slug_from(title) == slug


@given(st.text(max_size=200))
def test_every_suggested_page_name_can_be_one(title: str) -> None:
    assert SLUG.match(slug_from(title))
    assert len(slug_from(title)) <= 60


def test_what_people_read_follows_the_clock_and_the_seats() -> None:
    day = datetime(2017, 4, 25, tzinfo=UTC)

    def shown(state: str, now: datetime, confirmed: int = 0) -> tuple[str, str]:
        opens, closes = day - timedelta(days=20), day - timedelta(days=1)
        standing = Standing(state, opens, closes, day, day + timedelta(days=4), 15, confirmed)
        return standing.shown(now), standing.step(now)

    assert shown("draft", day) == ("draft", "plan")
    assert shown("published", day - timedelta(days=30)) == ("soon", "sign_up")
    assert shown("published", day - timedelta(days=10)) == ("open", "sign_up")
    assert shown("published", day - timedelta(days=10), 15) == ("full", "sign_up")
    assert shown("published", day - timedelta(hours=2)) == ("closed", "sign_up")
    assert shown("published", day + timedelta(days=1)) == ("running", "running")
    assert shown("published", day + timedelta(days=5)) == ("over", "closing")
    assert shown("completed", day + timedelta(days=5)) == ("completed", "certificates")
    assert shown("cancelled", day)[0] == "cancelled"


def test_each_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    now = datetime(2017, 4, 1, tzinfo=UTC)
    waits = [wait_left(failures, now, now).total_seconds() for failures in range(12)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]
    assert wait_left(5, now - timedelta(seconds=31), now) == timedelta()


@pytest.mark.parametrize(
    "password", ["pendek", "aaaaaaaaaaaa", "Alice Rahmawati", "alice@contoh.example", "x" * 201]
)
def test_passwords_that_protect_nothing(password: str) -> None:
    with pytest.raises(Invalid):
        checked_password(password, name="Alice Rahmawati", email="alice@contoh.example")


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("{urut:03}/{kegiatan}-POKJAWAS/JBR/{bulan_romawi}/{tahun}", "007/BIMTEK-POKJAWAS/JBR/IV/2017"),
        ("{urut:04}/Sertifikat/BPMPKALTIM/{tahun}", "0007/Sertifikat/BPMPKALTIM/2017"),
        ("{klasifikasi}/{urut}/{unit}", "000.0/7/DISPERIN"),
        ("tanpa nomor", None),
        ("{urut.__class__}", None),
        ("{urut:03", None),
        ("{nik}/{urut}", None),
        ("{urut:999999999}", None),
        ("{0}/{urut}", None),
    ],
)
def test_the_number_template_shows_a_live_example(template: str, made: str | None) -> None:
    assert example_number(template, date(2017, 4, 1), "DISPERIN", "") == made


def test_a_refusal_where_nothing_was_typed_is_said_on_a_page_of_its_own() -> None:
    """And never shown as if the button had worked."""
    with pytest.raises(Conflict, match="Masih ada 3 sesi"):
        raise page_of(Unconfirmed(3))
