"""Fifteen seats are fifteen seats: who gets one, who waits, and who is next."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.registration.actions import own, sign_up
from services.registration.actions.sign_up import Admission, Admitted, Wish, new_registration
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import Refusal
from services.registration.store import registrations
from services.registration.store import seats as seat_store
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.db import KeyReused, Once, Tx
from shared.db.once import Claim, known_many
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import SignUp, WorkshopState
from shared.ids import new_id
from tests.support.registration import OFFICE, Office, newer, person, workshop


async def test_sixteenth_waits_and_moves_up_when_one_leaves(panitia: Office) -> None:
    belitung = workshop(15)
    await panitia.hears(belitung)
    people = [await panitia.signs_up(belitung) for _ in range(16)]

    assert [row.state for row in people] == [State.CONFIRMED] * 15 + [State.WAITLISTED]
    seats = await panitia.seats(belitung)
    assert (seats.seats, seats.taken, seats.waiting) == (15, 15, 1)

    await panitia.db.run(own.cancel, panitia.now, people[3].id)

    assert (await panitia.row(people[15].id)).state is State.CONFIRMED
    assert await panitia.letters(people[15]) == ["waitlisted", "seat_given"]
    assert await panitia.letters(people[3]) == ["sign_up_confirmed", "cancelled_by_self"]
    seats = await panitia.seats(belitung)
    assert (seats.seats, seats.taken, seats.waiting) == (15, 15, 0)


async def test_two_hundred_race_for_ten_seats(panitia: Office) -> None:
    belitung = workshop(10)
    await panitia.hears(belitung)

    await asyncio.gather(*(panitia.signs_up(belitung) for _ in range(200)))

    assert await panitia.states(belitung) == {State.CONFIRMED: 10, State.WAITLISTED: 190}
    seats = await panitia.seats(belitung)
    assert (seats.taken, seats.waiting) == (10, 190)


async def test_negative_control_count_then_insert_oversells(panitia: Office) -> None:
    """What the guarded count protects from: count the people, see a free seat, insert."""
    belitung = workshop(1)
    await panitia.hears(belitung)
    everybody_has_counted = asyncio.Barrier(5)

    async def count_then_insert(tx: Tx, wish: Wish) -> None:
        taken = await tx.fetchval(
            "select count(*) from registration where workshop_id = $1 and state = 'confirmed'", belitung.id
        )
        await everybody_has_counted.wait()
        if taken < belitung.capacity:
            await registrations.insert_many(tx, [new_registration(wish, OFFICE, State.CONFIRMED)])

    wishes = [panitia.wish(belitung) for _ in range(5)]
    await asyncio.gather(*(panitia.db.run(count_then_insert, wish) for wish in wishes))
    assert await panitia.states(belitung) == {State.CONFIRMED: 5}


async def test_the_guard_refuses_what_the_lock_should_have_prevented(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    await panitia.signs_up(belitung)

    async def take_one_more(tx: Tx) -> None:
        await seat_store.count(tx, {belitung.id: 1}, {}, {})

    with pytest.raises(seat_store.Oversold):
        await panitia.db.run(take_one_more)


async def test_newcomer_never_passes_somebody_who_waits(panitia: Office, clock: MovedClock) -> None:
    """Once it has begun the office gives seats by hand: a free seat is not the newcomer's."""
    long_open = datetime(2017, 4, 27, tzinfo=UTC)
    belitung = workshop(1, sign_up_closes_at=long_open)
    await panitia.hears(belitung)
    first = await panitia.signs_up(belitung)
    second = await panitia.signs_up(belitung)
    clock.move_to(belitung.starts_at + timedelta(hours=1))
    await panitia.db.run(own.cancel, panitia.now, first.id)

    assert (await panitia.row(second.id)).state is State.WAITLISTED
    assert (await panitia.signs_up(belitung)).state is State.WAITLISTED


async def test_more_capacity_reaches_the_first_in_line_in_order(panitia: Office) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    people = [await panitia.signs_up(belitung) for _ in range(6)]

    await panitia.hears(newer(belitung, capacity=4))

    states = [(await panitia.row(row.id)).state for row in people]
    assert states == [State.CONFIRMED] * 4 + [State.WAITLISTED] * 2


async def test_less_capacity_takes_nobodys_seat_and_shrinks_as_people_leave(panitia: Office) -> None:
    belitung = workshop(3)
    await panitia.hears(belitung)
    people = [await panitia.signs_up(belitung) for _ in range(4)]

    await panitia.hears(newer(belitung, capacity=1))
    seats = await panitia.seats(belitung)
    assert (seats.wanted_capacity, seats.seats, seats.taken) == (1, 3, 3)

    for row in people[:2]:
        await panitia.db.run(own.cancel, panitia.now, row.id)
    seats = await panitia.seats(belitung)
    assert (seats.seats, seats.taken, seats.waiting) == (1, 1, 1)

    await panitia.db.run(own.cancel, panitia.now, people[2].id)
    assert (await panitia.row(people[3].id)).state is State.CONFIRMED


async def test_a_crowd_leaves_in_few_transactions_and_each_gets_an_answer(panitia: Office) -> None:
    """Forty of forty-five leave at once, one twice and somebody nobody knows; the line moves up in order."""
    belitung, other = workshop(20), workshop(1)
    await panitia.hears(belitung, other)
    people = [await panitia.signs_up(belitung) for _ in range(45)]
    elsewhere = await panitia.signs_up(other)
    leavers = [row.id for row in people[:40]]

    ends = await asyncio.gather(
        *(panitia.leaving.cancel(panitia.now, id) for id in (*leavers, leavers[0], elsewhere.id, new_id())),
        return_exceptions=True,
    )

    assert all(isinstance(end, Row) and end.state is State.CANCELLED for end in ends[:-1])
    assert isinstance(ends[-1], NotPossible) and ends[-1].reason is Reason.UNKNOWN
    assert [(await panitia.row(row.id)).state for row in people[40:]] == [State.CONFIRMED] * 5
    seats = await panitia.seats(belitung)
    assert (seats.taken, seats.waiting) == (5, 0)
    assert await panitia.letters(people[0]) == ["sign_up_confirmed", "cancelled_by_self"]
    assert (await panitia.seats(other)).taken == 0


async def test_nobody_signs_up_when_it_is_not_open(panitia: Office, clock: MovedClock) -> None:
    belitung = workshop(5)
    await panitia.hears(belitung)
    clock.move_to(datetime(2017, 3, 1, tzinfo=UTC))
    assert await panitia.asks(belitung) is Refusal.NOT_YET_OPEN
    clock.move_to(belitung.sign_up_closes_at)
    assert await panitia.asks(belitung) is Refusal.CLOSED
    clock.move_to(datetime(2017, 4, 1, tzinfo=UTC))
    await panitia.hears(newer(belitung, sign_up=SignUp.NOMINATION))
    assert await panitia.asks(belitung) is Refusal.BY_NOMINATION
    await panitia.hears(newer(belitung, state=WorkshopState.CANCELLED))
    assert await panitia.asks(belitung) is Refusal.CANCELLED
    assert await panitia.asks(workshop()) is Refusal.UNKNOWN
    assert await panitia.states(belitung) == {}


async def test_refused_form_may_be_sent_again_when_it_has_opened(panitia: Office, clock: MovedClock) -> None:
    belitung, who = workshop(5), person()
    await panitia.hears(belitung)
    clock.move_to(datetime(2017, 3, 1, tzinfo=UTC))
    assert await panitia.asks(belitung, who, key="the form") is Refusal.NOT_YET_OPEN
    clock.move_to(datetime(2017, 4, 1, tzinfo=UTC))
    assert (await panitia.signs_up(belitung, who, key="the form")).state is State.CONFIRMED


async def test_a_form_pressed_in_two_processes_is_one_registration(panitia: Office) -> None:
    """Ten forms, each pressed twice in either process, in opposite order."""
    belitung = workshop(5)
    await panitia.hears(belitung)
    wishes = [panitia.wish(belitung) for _ in range(10)]
    presses = [wish._replace() for wish in wishes * 4]
    async with Admission(panitia.db) as elsewhere:
        answers = await asyncio.gather(
            *(panitia.admission.sign_up(press) for press in presses[:20]),
            *(elsewhere.sign_up(press) for press in reversed(presses[20:])),
        )
    admitted = [answer for answer in answers if isinstance(answer, Admitted)]
    assert len(admitted) == 40 and [one.repeated for one in admitted].count(False) == 10
    assert len({(one.registration_id, one.state, one.manage_sealed) for one in admitted}) == 10
    assert await panitia.states(belitung) == {State.CONFIRMED: 5, State.WAITLISTED: 5}


@pytest.mark.parametrize("says_so", [True, False])
async def test_a_key_used_for_two_workshops_in_two_processes_is_one_registration(
    panitia: Office, monkeypatch: pytest.MonkeyPatch, says_so: bool
) -> None:
    """No row makes one wait for the other, so both have looked for the keys before either stored them. The
    negative control stores keys without noticing that somebody was faster."""
    one, other = workshop(5), workshop(5)
    await panitia.hears(one, other)
    keys = ["a", "b"]
    here = [panitia.wish(one, key=key) for key in keys]
    there = [panitia.wish(other, key=key) for key in reversed(keys)]
    both_looked = asyncio.Barrier(2)
    looks = 0

    async def look_together(tx: Tx, scope: str, claims: Iterable[Claim]) -> dict[Claim, Once | KeyReused]:
        nonlocal looks
        looks += 1
        known = await known_many(tx, scope, claims)
        if looks <= 2:
            await both_looked.wait()
        return known

    monkeypatch.setattr(sign_up, "known_many", look_together)
    if not says_so:
        monkeypatch.setattr(sign_up, "keep_many", lambda *_given: asyncio.sleep(0))
    async with Admission(panitia.db) as elsewhere:
        answers = await asyncio.gather(
            *(panitia.admission.sign_up(wish) for wish in here),
            *(elsewhere.sign_up(wish) for wish in there),
            return_exceptions=True,
        )
    refused = [answer for answer in answers if isinstance(answer, KeyReused)]
    registered = Counter(await panitia.states(one)) + Counter(await panitia.states(other))
    if says_so:
        assert (registered, len(refused), looks) == ({State.CONFIRMED: 2}, 2, 3)
    else:
        assert (registered, len(refused), looks) == ({State.CONFIRMED: 4}, 0, 2)


async def test_a_key_is_answered_by_its_own_request_whoever_stands_before_it_in_line(panitia: Office) -> None:
    """Somebody else's request with the same key, in the same group, does not answer for it."""
    belitung = workshop(5)
    await panitia.hears(belitung)
    ours, others = panitia.wish(belitung, key="k"), panitia.wish(belitung, key="k")
    first = await panitia.admission.sign_up(ours)
    answers = await asyncio.gather(
        panitia.admission.sign_up(others), panitia.admission.sign_up(ours), return_exceptions=True
    )
    assert isinstance(answers[0], KeyReused)
    assert isinstance(first, Admitted) and answers[1] == replace(first, repeated=True)


async def test_one_held_row_keeps_only_its_own_people_waiting(panitia: Office) -> None:
    """Somebody of the office works on one workshop; the others go on."""
    held, free = workshop(5), workshop(5)
    await panitia.hears(held, free)
    release = asyncio.Event()
    locked = asyncio.Event()

    async def hold(tx: Tx) -> None:
        await seat_store.lock_one(tx, held.id)
        locked.set()
        await release.wait()

    holder = asyncio.create_task(panitia.db.run(hold))
    await locked.wait()
    waiting = asyncio.create_task(panitia.signs_up(held))
    assert (await panitia.signs_up(free)).state is State.CONFIRMED
    assert not waiting.done()
    release.set()
    await holder
    assert (await waiting).state is State.CONFIRMED
