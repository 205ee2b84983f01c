"""Quotas as rules: who gets a seat may have it, who waits may not; compared with trying everything."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain import moves
from services.registration.domain.moves import Act, after, states_for
from services.registration.domain.quotas import Ledger, Of, Quota, Rule, Tally, Traits, fault, profile_of
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import LIVE, SEATED
from shared.events.registration import RegistrationState as State

KECAMATAN = ("19.02.01", "19.02.02", "19.06.01")
_keys = count()


def quota(rule: Rule, number: int, of: Of, *codes: str) -> Quota:
    return Quota(f"k{next(_keys)}", rule, number, of, codes)


def women(rule: Rule, number: int) -> Quota:
    return quota(rule, number, Of.SEX, "P")


people = st.builds(
    Traits,
    st.sampled_from(KECAMATAN),
    st.sampled_from("LP"),
    st.just(""),
    st.sampled_from(("yes", "no", "")),
)
rules = st.lists(
    st.one_of(
        st.builds(quota, st.sampled_from(Rule), st.integers(1, 4), st.just(Of.SEX), st.sampled_from("LP")),
        st.builds(
            quota,
            st.sampled_from(Rule),
            st.integers(1, 4),
            st.just(Of.DISTRICT),
            st.sampled_from(("19.02", *KECAMATAN)),
        ),
        st.builds(quota, st.sampled_from(Rule), st.integers(1, 3), st.just(Of.DISABILITY)),
    ),
    max_size=5,
)


def everybody_fits(seats: int, quotas: list[Quota], seated: list[Traits]) -> bool:
    """Said as an office would check it on paper: a chair for each person, chairs that are held back only
    for those they are held for (found by moving people to other chairs), and no rule's number passed."""
    for one in quotas:
        if one.rule is Rule.AT_MOST and sum(one.counts(person) for person in seated) > one.number:
            return False
    chairs: list[Quota | None] = [one for one in quotas if one.holds_back for _ in range(one.number)]
    chairs += [None] * (seats - len(chairs))
    sits_on: dict[int, int] = {}

    def find(person: int, tried: set[int]) -> bool:
        for at, held in enumerate(chairs):
            if at not in tried and (held is None or held.counts(seated[person])):
                tried.add(at)
                if at not in sits_on or find(sits_on[at], tried):
                    sits_on[at] = person
                    return True
        return False

    return all(find(person, set()) for person in range(len(seated)))


@given(rules, st.integers(0, 8), st.lists(people, max_size=14))
def test_a_seat_is_given_exactly_to_those_who_may_have_it(
    quotas: list[Quota], more: int, line: list[Traits]
) -> None:
    """The line is walked as promotion does; after each step the paper check agrees with the ledger."""
    seats = sum(one.number for one in quotas if one.holds_back) + more
    ledger, seated = Ledger(seats, quotas, Tally()), list[Traits]()
    for person in line:
        may = everybody_fits(seats, quotas, [*seated, person])
        assert (ledger.room(profile_of(quotas, person)).left > 0) is may
        if ledger.seat(profile_of(quotas, person)):
            seated.append(person)
    assert everybody_fits(seats, quotas, seated)
    assert ledger.free == seats - len(seated)


@given(rules, st.integers(0, 8), st.lists(people, max_size=14))
def test_nobody_waits_who_could_sit_and_nobody_is_passed(
    quotas: list[Quota], more: int, newcomers: list[Traits]
) -> None:
    seats = sum(one.number for one in quotas if one.holds_back) + more
    ledger = Ledger(seats, quotas, Tally())
    outcomes = [ledger.admit(profile_of(quotas, person)) for person in newcomers]
    seated = [person for person, sits in zip(newcomers, outcomes, strict=True) if sits]
    for person, sits in zip(newcomers, outcomes, strict=True):
        assert sits or not everybody_fits(seats, quotas, [*seated, person])
    assert not ledger.promotable


@given(rules, st.integers(0, 6), st.lists(people, max_size=12), people)
def test_without_a_reason_there_is_room_and_with_one_it_is_named(
    quotas: list[Quota], more: int, line: list[Traits], person: Traits
) -> None:
    seats = sum(one.number for one in quotas if one.holds_back) + more
    ledger = Ledger(seats, quotas, Tally())
    for other in line:
        ledger.seat(profile_of(quotas, other))
    room = ledger.room(profile_of(quotas, person))
    if ledger.free and not room.left:
        assert room.because
        for named in room.because:
            assert named.counts(person) is (named.rule is Rule.AT_MOST)


def test_negative_control_a_seat_for_each_rule_apart_leaves_too_few() -> None:
    """Looking at each rule alone, a man would find a seat: two for women and two for Membalong are four
    of five, and one is taken by a woman of elsewhere. Together they hold back three."""
    held = [women(Rule.RESERVED, 2), quota(Rule.RESERVED, 2, Of.DISTRICT, "19.02.02")]
    woman, man = Traits("19.02.01", "P"), Traits("19.02.01", "L")
    tally = Tally({profile_of(held, man): 1, profile_of(held, woman): 1})
    together = Ledger(5, held, tally)
    apart = min(Ledger(5, [one], tally_of_one(one, man, woman)).room(0).left for one in held)
    assert apart > together.room(profile_of(held, man)).left == 0
    assert not everybody_fits(5, held, [man, woman, man])


def tally_of_one(one: Quota, *seated: Traits) -> Tally:
    return Tally().changed([(profile_of([one], person), 1, 0) for person in seated])


def test_who_two_rules_count_fills_one_seat_and_not_two() -> None:
    held = [women(Rule.RESERVED, 1), quota(Rule.RESERVED, 1, Of.DISABILITY)]
    both = profile_of(held, Traits("19.02.01", "P", "", "yes"))
    ledger = Ledger(3, held, Tally({both: 1}))
    assert (ledger.room(0).left, ledger.room(1).left, ledger.room(2).left) == (1, 2, 2)


@pytest.mark.parametrize(
    ("quotas", "what"),
    [
        ([women(Rule.RESERVED, 0)], "number"),
        ([quota(Rule.AT_MOST, 3, Of.SEX)], "codes"),
        ([quota(Rule.AT_MOST, 3, Of.DISABILITY, "x")], "codes"),
        ([quota(Rule.AT_MOST, 3, Of.SEX, "X")], "unknown"),
        ([quota(Rule.AT_MOST, 3, Of.DISTRICT, "19.02", "19.99.01")], "unknown"),
        ([women(Rule.AT_MOST, 3), women(Rule.AT_MOST, 4)], "twice"),
        ([women(Rule.AT_MOST, 3), women(Rule.RESERVED, 4)], "more_than_most"),
        ([women(Rule.RESERVED, 6), quota(Rule.RESERVED, 5, Of.DISABILITY)], "over_capacity"),
        ([quota(Rule.AT_MOST, 1, Of.DISTRICT, f"11.{n:02}") for n in range(1, 14)], "too_many"),
        ([quota(Rule.RESERVED, 1, Of.DISTRICT, f"11.{n:02}") for n in range(1, 8)], "too_many_reserved"),
        ([women(Rule.RESERVED, 4), women(Rule.AT_MOST, 6)], None),
    ],
)
def test_rules_that_cannot_stand_together_are_named(quotas: list[Quota], what: str | None) -> None:
    assert fault(quotas, 10) == what


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_move_is_in_the_table_or_refused(state: State, act: Act) -> None:
    """The whole table, walked: 9 states and every act."""
    if (state, act) in moves.TABLE:
        assert after(state, act) is moves.TABLE[state, act] and state in states_for(act)
    else:
        assert state not in states_for(act)
        with pytest.raises(NotPossible):
            after(state, act)


def test_what_is_over_stays_over_and_only_who_waits_is_promoted() -> None:
    ended = set(State) - set(LIVE)
    assert all(act is Act.ERASE for state, act in moves.TABLE if state in ended)
    gives_seat = {
        (state, act) for (state, act), to in moves.TABLE.items() if to in SEATED and state not in SEATED
    }
    assert {state for state, _act in gives_seat} == {State.PENDING, State.WAITLISTED}
