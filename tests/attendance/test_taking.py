"""At the door: what counts, how often, and for whom."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from services.attendance.domain import Outcome
from services.attendance.store import marks
from shared.db import Tx
from shared.events.attendance import PersonAttendance, Status
from shared.events.registration import Registration, RegistrationState
from shared.ids import new_id
from tests.support.attendance import Door, Person, person
from tests.support.databases import execute
from tests.support.factories import version


async def sent_twice_counts_once(door: Door) -> None:
    """The promise: a batch that comes again is answered, changes nothing and tells nobody."""
    batch = [door.mark(who) for who in door.people]
    first = await door.records(*batch)
    told = await door.sent()
    again = await door.records(*batch)
    assert [answer.outcome for answer in first] == [Outcome.RECORDED] * 3
    assert len(told) == 3
    assert [answer.outcome for answer in again] == [Outcome.REPEATED] * 3
    assert await door.count("mark") == 3
    assert await door.sent() == []


async def test_a_batch_sent_twice_counts_once(door: Door) -> None:
    await sent_twice_counts_once(door)


async def test_without_the_unique_nonce_it_would_not(
    door: Door, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: without the index and its conflict clause the same story counts twice."""
    await execute(dsn, "drop index attendance.mark_once")
    clause = "on conflict (organization_id, device, nonce) do nothing\n"
    assert clause in marks.ADD
    monkeypatch.setattr(marks, "ADD", marks.ADD.replace(clause, ""))
    with pytest.raises(AssertionError):
        await sent_twice_counts_once(door)


async def test_the_same_batch_from_two_connections_at_once(door: Door) -> None:
    batch = [door.mark(who, of) for who in door.people for of in (0, 1)]
    answers = await asyncio.gather(*(door.records(*batch) for _ in range(8)))
    outcomes = [answer.outcome for several in answers for answer in several]
    assert outcomes.count(Outcome.RECORDED) == len(batch)
    assert await door.count("mark") == len(batch)


async def test_two_phones_at_once_for_one_person_are_both_in_the_document(door: Door) -> None:
    who = door.people[0]
    await asyncio.gather(*(door.records(door.mark(who, of, device=f"phone-{of}")) for of in range(8)))
    newest = max((document for _type, document in await door.sent()), key=lambda document: document.version)
    assert isinstance(newest, PersonAttendance)
    assert [mark.status for mark in newest.marks] == [Status.HADIR] * 8
    assert [mark.minutes for mark in newest.marks] == [180] * 8


async def test_another_device_may_use_the_same_nonce(door: Door) -> None:
    one = door.mark(door.people[0], nonce="1")
    other = door.mark(door.people[1], nonce="1", device="another phone")
    assert [answer.outcome for answer in await door.records(one, other)] == [Outcome.RECORDED] * 2


async def test_a_scan_finds_the_person_by_the_card(door: Door) -> None:
    (answer,) = await door.records(door.scanned(door.people[1]))
    assert (answer.outcome, answer.name) == (Outcome.RECORDED, "Hendra Gunawan")


async def test_a_card_nobody_knows_is_kept_and_counts_once_the_person_is_heard_of(door: Door) -> None:
    late = person(door.workshop, "Rosmawati")
    (answer,) = await door.records(door.scanned(late))
    assert answer.outcome is Outcome.UNKNOWN_TICKET and not answer.name
    assert await door.sent() == []

    await door.hears(late.document)
    await door.settles()
    ((_type, told),) = await door.sent()
    assert isinstance(told, PersonAttendance)
    assert told.id == late.id and told.marks[0].status is Status.HADIR


async def test_somebody_without_a_seat_is_kept_and_counts_with_the_seat(door: Door) -> None:
    waiting = person(door.workshop, "Fitriani", state=RegistrationState.WAITLISTED)
    await door.hears(waiting.document)
    (answer,) = await door.records(door.mark(waiting))
    assert answer.outcome is Outcome.NOT_ON_ROSTER and not answer.name

    await door.hears(_newer(waiting, state=RegistrationState.CONFIRMED))
    await door.settles()
    ((_type, told),) = await door.sent()
    assert isinstance(told, PersonAttendance) and told.marks[0].status is Status.HADIR


async def test_a_session_of_another_office_takes_nothing(door: Door) -> None:
    (answer,) = await door.records(door.mark(door.people[0]), office=new_id())
    assert answer.outcome is Outcome.UNKNOWN_SESSION
    assert await door.count("mark") == 0


async def test_the_latest_says_what_holds(door: Door) -> None:
    who = door.people[0]
    start = door.sessions[0].starts_at
    # They arrive in the wrong order: the phone was without signal.
    await door.records(door.mark(who, status=Status.SAKIT, at=start + timedelta(minutes=9)))
    await door.records(door.mark(who, status=Status.HADIR, at=start))
    register = await door.register()
    assert register.recorded(who.id, door.sessions[0].id) is Status.SAKIT


async def test_a_scan_does_not_take_back_that_somebody_came_late(door: Door) -> None:
    who = door.people[0]
    start = door.sessions[0].starts_at
    await door.records(door.mark(who, status=Status.TERLAMBAT, at=start))
    await door.records(door.scanned(who, at=start + timedelta(minutes=5)))
    register = await door.register()
    assert register.recorded(who.id, door.sessions[0].id) is Status.TERLAMBAT


async def test_a_phone_whose_clock_is_a_little_ahead_does_not_win_over_the_office(door: Door) -> None:
    who, now = door.people[0], door.clock.now()
    await door.records(door.mark(who, at=now + timedelta(minutes=4)), now=now)
    await door.corrects(who, 0, Status.IZIN)
    assert (await door.register()).recorded(who.id, door.sessions[0].id) is Status.IZIN


async def test_a_correction_keeps_what_was_and_why(door: Door) -> None:
    who = door.people[0]
    await door.records(door.mark(who))
    await door.corrects(who, 0, Status.SAKIT, "surat dokter menyusul")
    assert await door.count("mark") == 2
    async with door.db.read() as tx:
        row = await tx.fetchrow("select who, what, before, after from audit")
    assert row is not None
    assert row["who"] == f"Staff/{door.staff_id}" and row["what"] == "attendance corrected"
    assert row["before"]["status"] == "hadir"
    assert row["after"] == {
        "session": str(door.sessions[0].id),
        "status": "sakit",
        "reason": "surat dokter menyusul",
    }


async def test_a_withdrawn_mark_is_not_recorded_again(door: Door) -> None:
    who = door.people[0]
    await door.records(door.mark(who))
    await door.corrects(who, 0, None)
    assert (await door.register()).recorded(who.id, door.sessions[0].id) is None


@pytest.mark.parametrize(
    "statement", ["update mark set status = 'sakit'", "delete from mark", "truncate mark"]
)
async def test_marks_are_only_added_to(door: Door, statement: str) -> None:
    await door.records(door.mark(door.people[0]))

    async def change(tx: Tx) -> None:
        await tx.execute(statement)

    with pytest.raises(Exception, match=r"only added to|permission denied"):
        await door.db.run(change)


async def test_a_merged_registration_brings_its_marks(door: Door) -> None:
    twice = person(door.workshop, "Siti Aminah (kembar)")
    await door.hears(twice.document)
    await door.records(door.mark(twice, 2), door.mark(door.people[0], 0))
    await door.hears(_newer(twice, state=RegistrationState.MERGED, merged_into=door.people[0].id))
    await door.settles()
    register = await door.register()
    assert [one.id for one in register.people] == [one.id for one in sorted_by_name(door.people)]
    assert register.jp(door.people[0].id) == 8


def sorted_by_name(people: list[Person]) -> list[Person]:
    return sorted(people, key=lambda one: one.document.full_name.casefold())


def _newer(who: Person, **changed: object) -> Registration:
    return who.document.model_copy(update={"version": version(), **changed})
