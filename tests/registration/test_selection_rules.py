"""Points explain themselves, the order is the same whoever reads it, and more never makes it worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.quotas import Of, Quota, Rule, Tally
from services.registration.domain.seats import Seats
from services.registration.domain.selection import (
    Applicant,
    Criterion,
    Fault,
    Kind,
    best,
    fault,
    fit,
    part,
    ranked,
)
from shared.events.scheduling import SignUp, WorkshopState

FIRST = datetime(2017, 4, 3, tzinfo=UTC)
CRITERIA = (
    Criterion("a", Kind.NEW, "Peserta baru", 20),
    Criterion("b", Kind.DISTRICT, "Desa binaan", 15, ("19.02.02", "19.01")),
    Criterion("c", Kind.HAND, "Produk cocok", 33),
    Criterion("d", Kind.ANSWER, "Punya alat", 5, ("yes",), "alat"),
)


def somebody(number: int = 0, /, **given: Any) -> Applicant:
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "registered_at": FIRST + timedelta(minutes=number),
        "queue": number,
    }
    return Applicant(**{**values, **given})


def test_each_part_is_told_and_they_add_up() -> None:
    who = somebody(new=True, district_code="19.01.04", hand={"c": 3}, answers={"alat": True})
    (score,) = ranked(CRITERIA, [who])
    assert score.parts == (200, 150, 198, 50) and score.total == 598 and score.complete
    assert best(CRITERIA) == 730
    (other,) = ranked(CRITERIA, [somebody(new=False, district_code="19.02.01", answers={"alat": False})])
    assert other.parts == (0, 0, None, 0) and other.total == 0 and not other.complete


@pytest.mark.parametrize(
    ("kind", "given", "holds"),
    [
        (Kind.NEW_SUBJECT, {"new": False, "new_subject": True}, True),
        (Kind.NEW_SUBJECT, {"new_subject": False}, False),
        (Kind.WOMAN, {"gender": "P"}, True),
        (Kind.WOMAN, {"gender": "L"}, False),
        (Kind.CENTRE, {"centre": True}, True),
        (Kind.BUSINESS, {"business": False}, False),
        (Kind.NIB, {"nib": True}, True),
    ],
)
def test_what_is_known_answers(kind: Kind, given: dict[str, object], holds: bool) -> None:
    assert part(Criterion("x", kind, "x", 7), somebody(**given)) == (70 if holds else 0)


def test_several_answers_count_if_one_does() -> None:
    one = Criterion("x", Kind.ANSWER, "x", 2, ("Gula semut", "Gula cetak"), "produk")
    assert part(one, somebody(answers={"produk": ["Sirup", "Gula semut"]})) == 20
    assert part(one, somebody(answers={"produk": "Sirup"})) == part(one, somebody()) == 0


people = st.lists(
    st.builds(
        lambda new, district, points: {
            "new": new,
            "district_code": district,
            "hand": {} if points is None else {"c": points},
        },
        st.booleans(),
        st.sampled_from(["19.02.01", "19.02.02", "19.01.01", ""]),
        st.none() | st.integers(0, 5),
    ),
    min_size=1,
    max_size=12,
)


@given(people, st.randoms())
def test_the_order_is_total_and_does_not_hang_on_who_is_read_first(given: list[dict], random) -> None:  # type: ignore[no-untyped-def, type-arg]
    line = [somebody(number, **one) for number, one in enumerate(given)]
    shuffled = list(line)
    random.shuffle(shuffled)
    order = [one.applicant.id for one in ranked(CRITERIA, shuffled)]
    assert order == [one.applicant.id for one in ranked(CRITERIA, line)]
    totals = [(-one.total, one.applicant.registered_at) for one in ranked(CRITERIA, line)]
    assert totals == sorted(totals)


@given(people, st.integers(0, 11))
def test_more_points_never_mean_a_lower_place(given: list[dict], which: int) -> None:  # type: ignore[type-arg]
    line = [somebody(number, **one) for number, one in enumerate(given)]
    who = line[which % len(line)]

    def place(of: list[Applicant]) -> int:
        return [one.applicant.id for one in ranked(CRITERIA, of)].index(who.id)

    better = replace(who, hand={"c": min(5, who.hand.get("c", 0) + 1)}, new=True)
    assert place([better if one.id == who.id else one for one in line]) <= place(line)


def seats(free: int, *quotas: Quota) -> Seats:
    return Seats(
        UUID(int=1),
        UUID(int=2),
        1,
        WorkshopState.PUBLISHED,
        SignUp.APPROVAL,
        FIRST,
        FIRST,
        FIRST,
        0,
        free,
        free,
        0,
        0,
        quotas,
        Tally(),
    )


def test_the_best_who_find_a_seat_pass_those_a_quota_keeps_out() -> None:
    men = [somebody(number, profile=0) for number in range(3)]
    women = [somebody(number, profile=1) for number in range(3, 6)]
    order = ranked((), [*men, *women])
    held = Quota("p", Rule.RESERVED, 2, Of.SEX, ("P",))
    assert [one.applicant.queue for one in fit(seats(3, held), order, 9)] == [0, 3, 4]
    assert [one.applicant.queue for one in fit(seats(3), order, 9)] == [0, 1, 2]
    assert [one.applicant.queue for one in fit(seats(3), order, 1)] == [0]
    assert fit(seats(0), order, 5) == []


@pytest.mark.parametrize(
    ("criteria", "what"),
    [
        ([Criterion("a", Kind.NEW, "x", 0)], Fault.WEIGHT),
        ([Criterion("a", Kind.NEW, " ", 1)], Fault.LABEL),
        ([Criterion("a", Kind.DISTRICT, "x", 1)], Fault.CODES),
        ([Criterion("a", Kind.ANSWER, "x", 1, ("yes",), "lain")], Fault.QUESTION),
        ([Criterion("a", Kind.NEW, "x", 1), Criterion("b", Kind.NEW, "y", 2)], Fault.TWICE),
        ([Criterion(str(n), Kind.HAND, "x", 1) for n in range(13)], Fault.MANY),
        ([Criterion("a", Kind.HAND, "x", 1), Criterion("b", Kind.HAND, "y", 1), CRITERIA[3]], None),
    ],
)
def test_criteria_that_cannot_be_used_are_named(criteria: list[Criterion], what: Fault | None) -> None:
    assert fault(criteria, {"alat": ("yes", "no")}) == what
