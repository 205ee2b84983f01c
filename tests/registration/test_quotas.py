"""Quotas in the workshop: who gets the free seat, who reads why not, and what an organizer may do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.registration.actions import office, own, quotas, reaching
from services.registration.actions.office import By
from services.registration.actions.quotas import Contradiction
from services.registration.domain.quotas import Of, Quota, Rule
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import NotPromoted, Seats, why_not_promoted, why_not_this_one
from services.registration.store import tasks
from services.registration.store.quotas import due_releases
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import SignUp, Workshop
from shared.ids import new_id
from tests.support.registration import OFFICE, Office, newer, person, workshop

YULI = By(f"Staff/{UUID(int=7)}", "Yuliana", OFFICE)
MEMBALONG, TANJUNGPANDAN = "19.02.02", "19.02.01"
RELEASED = datetime(2017, 4, 20, 5, 0, tzinfo=UTC)


def women(number: int, rule: Rule = Rule.RESERVED, until: datetime | None = None) -> Quota:
    return Quota("perempuan", rule, number, Of.SEX, ("P",), until)


def membalong(number: int, rule: Rule = Rule.AT_MOST) -> Quota:
    return Quota("membalong", rule, number, Of.DISTRICT, (MEMBALONG,))


async def sets(panitia: Office, of: Workshop, *rules: Quota) -> Seats:
    return await panitia.db.run(quotas.change, panitia.now, YULI, of.id, rules)


async def come(panitia: Office, of: Workshop, sexes: str, **given: str) -> list[Row]:
    return [await panitia.signs_up(of, person(gender=sex, **given)) for sex in sexes]


async def states(panitia: Office, rows: Sequence[Row]) -> str:
    """C and W, in the order of the people."""
    return "".join([(await panitia.row(row.id)).state.value[0].upper() for row in rows])


async def opened(panitia: Office, capacity: int, *rules: Quota, **given: object) -> Workshop:
    belitung = workshop(capacity, **given)
    await panitia.hears(belitung)
    await sets(panitia, belitung, *rules)
    return belitung


async def test_seats_held_back_wait_for_those_they_are_for(panitia: Office) -> None:
    belitung = await opened(panitia, 4, women(2))
    people = await come(panitia, belitung, "LLLPLPP")
    assert await states(panitia, people) == "CCWCWCW"
    seats = await panitia.seats(belitung)
    assert (seats.taken, seats.waiting) == (4, 3)


async def test_a_seat_goes_to_the_first_who_may_take_it(panitia: Office) -> None:
    """A woman leaves: the men before the waiting woman may not have her seat. A man leaves: his."""
    belitung = await opened(panitia, 3, women(2))
    man, *held = await come(panitia, belitung, "LPP")
    line = await come(panitia, belitung, "LLPL")
    await panitia.db.run(own.cancel, panitia.now, held[0].id)
    assert await states(panitia, line) == "WWCW"
    await panitia.db.run(own.cancel, panitia.now, man.id)
    assert await states(panitia, line) == "CWCW"


async def test_at_most_lets_others_pass_and_is_named(panitia: Office) -> None:
    belitung = await opened(panitia, 3, membalong(1))
    there = await come(panitia, belitung, "LL", district_code=MEMBALONG)
    seats = await panitia.seats(belitung)
    why = why_not_promoted(seats, 0, panitia.now)
    assert why.reason is NotPromoted.QUOTA and [quota.key for quota in why.quotas] == ["membalong"]
    here = await come(panitia, belitung, "LL", district_code=TANJUNGPANDAN)
    assert await states(panitia, there + here) == "CWCC"
    seats = await panitia.seats(belitung)
    assert why_not_this_one(seats, 1, 0, panitia.now).reason is NotPromoted.NO_FREE_SEAT


async def test_the_line_is_walked_past_many_who_may_not(panitia: Office) -> None:
    """More people in line than seats, and the ones who may sit stand behind the ones who may not."""
    belitung = await opened(panitia, 4, membalong(1))
    first = await come(panitia, belitung, "L", district_code=MEMBALONG)
    others = await come(panitia, belitung, "LLL", district_code=TANJUNGPANDAN)
    barred = await come(panitia, belitung, "LLLLLL", district_code=MEMBALONG)
    behind = await come(panitia, belitung, "LL", district_code=TANJUNGPANDAN)
    await panitia.hears(newer(belitung, capacity=6))
    assert await states(panitia, [*first, *others, *barred, *behind]) == "CCCC" + "WWWWWW" + "CC"


async def test_a_moment_frees_what_was_held_back(panitia: Office, clock: MovedClock) -> None:
    belitung = await opened(panitia, 3, women(2, until=RELEASED))
    people = await come(panitia, belitung, "LLL")
    assert await states(panitia, people) == "CWW"

    async def due(tx: Tx) -> list[UUID]:
        return await due_releases(tx, panitia.now)

    assert await panitia.db.run(due) == []
    clock.move_to(RELEASED)
    assert await panitia.db.run(due) == [belitung.id]
    assert await panitia.db.run(quotas.release_due, panitia.now, belitung.id) == 1
    assert await states(panitia, people) == "CCC"
    assert await panitia.db.run(due) == []
    assert await panitia.db.run(quotas.release_due, panitia.now, belitung.id) == 0


async def test_an_organizer_frees_a_rule_before_its_moment(panitia: Office) -> None:
    belitung = await opened(panitia, 2, women(2))
    people = await come(panitia, belitung, "LL")
    await panitia.db.run(quotas.release, panitia.now, YULI, belitung.id, "perempuan")
    assert await states(panitia, people) == "CC"
    with pytest.raises(NotPossible):
        await panitia.db.run(quotas.release, panitia.now, YULI, belitung.id, "perempuan")


async def test_a_new_rule_takes_nobodys_seat_and_counts_who_is_there(panitia: Office) -> None:
    belitung = await opened(panitia, 3)
    people = await come(panitia, belitung, "LLLP")
    await sets(panitia, belitung, women(2))
    assert await states(panitia, people) == "CCCW"
    seats = await panitia.seats(belitung)
    assert (seats.tally.seated, seats.tally.waiting) == ({0: 3}, {1: 1})
    await panitia.db.run(own.cancel, panitia.now, people[0].id)
    assert await states(panitia, people[1:]) == "CCC"
    await sets(panitia, belitung)
    seats = await panitia.seats(belitung)
    assert (seats.quotas, dict(seats.tally.seated), seats.taken) == ((), {}, 3)


async def test_who_moves_house_is_counted_there_and_may_move_up(panitia: Office) -> None:
    belitung = await opened(panitia, 3, membalong(1))
    people = await come(panitia, belitung, "LL", district_code=MEMBALONG)
    assert await states(panitia, people) == "CW"
    moved = own.person_of(people[0])
    await panitia.db.run(
        own.change, panitia.now, people[0].id, person(phone=moved.phone, district_code=TANJUNGPANDAN)
    )
    assert await states(panitia, people) == "CC"
    assert (await panitia.seats(belitung)).tally.seated == {0: 1, 1: 1}


async def test_put_first_keeps_to_the_quotas_unless_it_says_otherwise(panitia: Office) -> None:
    belitung = await opened(panitia, 2, women(1))
    _, man = await come(panitia, belitung, "LL")
    row = await panitia.db.run(office.prefer, panitia.now, YULI, man.id, "Perangkat desa")
    assert row.state is State.WAITLISTED
    row = await panitia.db.run(
        lambda tx: office.prefer(tx, panitia.now, YULI, man.id, "Perangkat desa", beyond_quotas=True)
    )
    assert row.state is State.CONFIRMED
    async with panitia.db.read() as tx:
        acts = [one["what"] for one in await tx.fetch("select what from audit order by id")]
    assert acts == ["quotas changed", "put first", "put beyond quotas"]


async def test_approval_seats_whom_the_quota_lets_in(panitia: Office) -> None:
    belitung = await opened(panitia, 2, women(1), sign_up=SignUp.APPROVAL)
    people = await come(panitia, belitung, "LLP")
    for row in people:
        await panitia.db.run(office.approve, panitia.now, YULI, row.id)
    assert await states(panitia, people) == "CWC"


async def test_rules_that_contradict_and_other_offices_are_refused(panitia: Office) -> None:
    belitung = await opened(panitia, 2)
    with pytest.raises(Contradiction) as told:
        await sets(panitia, belitung, women(3))
    assert told.value.fault == "over_capacity"
    stranger = By("Staff/x", "Orang lain", new_id())
    with pytest.raises(NotPossible) as refused:
        await panitia.db.run(quotas.change, panitia.now, stranger, belitung.id, [women(1)])
    assert refused.value.reason is Reason.UNKNOWN


async def test_an_offer_has_the_hours_it_was_made_for(panitia: Office) -> None:
    """The office shortens the time while the offer is under way: who was promised 24 hours has them."""
    belitung = workshop(1, offer_hours=24)
    await panitia.hears(belitung)
    first = await panitia.signs_up(belitung)
    waits = await panitia.signs_up(belitung, person(email=""))
    await panitia.db.run(own.cancel, panitia.now, first.id)
    await panitia.hears(newer(belitung, offer_hours=2))
    async with panitia.db.read() as tx:
        (task,) = [t for t in await tasks.of_person(tx, waits.id) if t.purpose == "seat_offered"]
    await panitia.db.run(reaching.contacted, panitia.now, YULI, task.id)
    answer_by = (await panitia.row(waits.id)).answer_by
    assert answer_by is not None
    assert timedelta(hours=23) < answer_by - panitia.now <= timedelta(hours=24)
