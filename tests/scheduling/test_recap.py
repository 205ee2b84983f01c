"""JP and OJ apart, per session, day and trainer, as planned and as it took place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.actions import holding
from services.scheduling.domain.bookings import Span
from services.scheduling.domain.recap import Hours, Teaching, recap
from shared.clock import MovedClock
from shared.ids import new_id
from tests.support.scheduling import FIRST_DAY, at, days_later
from tests.support.scheduling_site import Site

SUPARNO, SRI = new_id(), new_id()


def hours(minutes: int, *taught: Teaching, planned_minutes: int | None = None, **given: Any) -> Hours:
    values: dict[str, Any] = {"kind": "materi", "held": True, "planned": taught, **given}
    return Hours(
        session_id=new_id(),
        day=FIRST_DAY,
        subject="Ukir",
        planned_minutes=minutes if planned_minutes is None else planned_minutes,
        minutes=minutes,
        taught=taught,
        **values,
    )


def lead(id: UUID = SUPARNO, name: str = "Suparno") -> Teaching:
    return Teaching(id, name, "lead")


def test_jp_and_oj_come_from_the_same_minutes_and_never_from_each_other() -> None:
    made = recap([hours(100, lead(), lead(SRI, "Sri"))], "nearest")
    assert (made.total.jp, made.total.trainer_hours) == (2, Decimal("3.33"))
    assert [(paid.name, paid.sums.trainer_hours) for paid in made.trainers] == [
        ("Sri", Decimal("1.67")),
        ("Suparno", Decimal("1.67")),
    ]


def test_what_did_not_take_place_is_planned_but_not_paid() -> None:
    made = recap([hours(90, lead(), held=False), hours(90, lead(), held=None)], "nearest")
    (paid,) = made.trainers
    assert (paid.sums.planned_trainer_hours, paid.sums.trainer_hours) == (Decimal("3.00"), Decimal("0.00"))
    assert (made.total.planned_jp, made.total.jp, made.total.held) == (4, 0, 0)


def test_who_stood_in_is_paid_in_the_role_they_had() -> None:
    stood_in = Teaching(SRI, "Sri", "assistant")
    made = recap([hours(45, stood_in, planned=(lead(),), planned_minutes=90)], "nearest")
    assert [(paid.name, paid.role, paid.sums.sessions, paid.sums.held) for paid in made.trainers] == [
        ("Suparno", "lead", 1, 0),
        ("Sri", "assistant", 0, 1),
    ]
    assert [paid.sums.trainer_hours for paid in made.trainers] == [Decimal("0.00"), Decimal("0.75")]


def test_breaks_are_counted_apart_and_paid_to_nobody() -> None:
    made = recap([hours(60, lead(), kind="istirahat"), hours(45, lead(), kind="pembukaan")], "up")
    assert (made.total.break_minutes, made.total.planned_jp, made.trainers) == (60, 0, ())


@given(st.lists(st.integers(1, 300), max_size=40))
def test_hours_of_many_sessions_are_those_of_all_their_minutes(minutes: list[int]) -> None:
    made = recap([hours(one, lead()) for one in minutes], "nearest")
    exact = (Decimal(sum(minutes)) / 60).quantize(Decimal("0.01"))
    assert abs(made.total.trainer_hours - exact) <= Decimal("0.01")
    assert made.total.trainer_hours == sum(
        (paid.sums.trainer_hours for paid in made.trainers), Decimal("0.00")
    )


async def test_the_page_the_file_and_the_call_say_whom_to_pay_what(site: Site, clock: MovedClock) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer("Suparno, S.Sn.")
    sri = await office.trainer("=Dra. Sri Wahyuni")
    workshop = await office.draft(bekemas)
    first = await office.adds(
        workshop, "08.00", "10.15", venue_id=bekemas, trainers=(suparno, sri), roles={sri: "assistant"}
    )
    await office.adds(workshop, "10.15", "10.30", venue_id=bekemas, kind="istirahat", subject="Istirahat")
    await office.adds(workshop, "08.00", "09.30", venue_id=bekemas, trainers=(suparno,), day=days_later(1))
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "12.00"))
    actual = Span(at(FIRST_DAY, "08.00"), at(FIRST_DAY, "09.30"))
    await office.db.run(
        holding.hold_session, office.now, office.by, workshop, first, held=True, actual=actual,
        trainer_ids=(suparno,), roles={suparno: "lead"},
    )  # fmt: skip
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{workshop}/rekap")
        assert "5 JP terlaksana 2 JP" in page.words
        assert "Suparno, S.Sn. Narasumber utama 2 3,75 1 1,5" in page.words
        assert "=Dra. Sri Wahyuni Asisten/pendamping 1 2,25 0 0" in page.words
        assert "Selasa, 25 April 2017 3 2 4,5 1,5 15 menit" in page.words
        file = await alice.get(f"/kelola/jadwal/{workshop}/rekap.csv")
        assert "'=Dra. Sri Wahyuni" in file.body.decode("utf-8-sig")
        assert (await alice.get(f"/kelola/jadwal/{workshop}/rekap.xlsx")).body[:2] == b"PK"
        _status, told = await alice.call("GET", f"/workshops/{workshop}/hours")
    assert told["total"] == {
        "sessions": 2,
        "held": 1,
        "planned_jp": 5,
        "jp": 2,
        "planned_trainer_hours": "6.00",
        "trainer_hours": "1.50",
    }
    assert [day["day"] for day in told["days"]] == [str(date(2017, 4, 25)), str(date(2017, 4, 26))]


async def test_what_is_still_to_come_has_not_taken_place(site: Site, clock: MovedClock) -> None:
    """Trainers are paid by the actual times, so they are times that were."""
    office = site.office
    venue = await office.venue()
    workshop = await office.draft(venue)
    session = await office.adds(workshop, "08.00", "09.30", venue_id=venue)
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "08.30"))
    async with site.signed_in() as alice:
        for day, clock_, status in ((days_later(30), "08.00", 422), (FIRST_DAY, "08.15", 200)):
            starts, ends = at(day, clock_).isoformat(), at(day, "09.45").isoformat()
            path = f"/workshops/{workshop}/sessions/{session}/held"
            answer = await alice.call("POST", path, {"held": True, "starts_at": starts, "ends_at": ends})
            assert answer[0] == status, answer
