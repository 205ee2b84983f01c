"""Nobody is in two places: bookings that cannot overlap, whatever races, and the next free time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import sessions
from services.scheduling.actions.trainers import change_trainer
from services.scheduling.domain.refusals import (
    Collision,
    InUse,
    Invalid,
    Missing,
    Raced,
    Taken,
    VenueTooSmall,
)
from services.scheduling.store import bookings, trainers
from services.scheduling.web.line import Line
from shared.db import Busy, Database, Tx, Unavailable
from tests.support import databases
from tests.support.locking import LockedLater
from tests.support.scheduling import Planner, at, days_later

OVERLAPS = """
select count(*)
from booking a
join booking b on a.resource_kind = b.resource_kind and a.resource_id = b.resource_id
              and a.session_id < b.session_id and a.during && b.during
"""


NAIVE = datetime(2017, 4, 25, 9, 0, tzinfo=UTC).replace(tzinfo=None)


async def overlaps(db: Database) -> int:
    async with db.read() as tx:
        return int(await tx.fetchval(OVERLAPS))


async def test_a_trainer_is_not_booked_twice_and_the_next_free_time_is_offered(office: Planner) -> None:
    bekemas, balai = await office.venue(), await office.venue("Balai Desa Membalong")
    suparno = await office.trainer("Suparno, S.Sn.")
    first, second = await office.draft(bekemas), await office.draft(balai, title="Bimtek Gula Aren")
    await office.adds(first, "09.00", "10.30", venue_id=bekemas, trainers=(suparno,), subject="Teknik ukir")
    with pytest.raises(Taken) as refused:
        await office.adds(second, "10.00", "11.00", venue_id=balai, trainers=(suparno,))
    (collision,) = refused.value.collisions
    assert (collision.kind, collision.resource) == ("trainer", "Suparno, S.Sn.")
    assert (collision.subject, collision.venue) == ("Teknik ukir", "Sanggar Bekemas")
    assert collision.workshop == "Bimtek Kerajinan Batok Kelapa"
    assert refused.value.next_free == at(days_later(0), "10.30")
    await office.adds(second, "10.30", "11.30", venue_id=balai, trainers=(suparno,))
    assert await overlaps(office.db) == 0


async def test_venue_and_class_are_booked_too(office: Planner) -> None:
    bekemas, balai = await office.venue(), await office.venue("Balai Desa")
    first, second = await office.draft(bekemas), await office.draft(bekemas)
    await office.adds(first, "09.00", "10.30", venue_id=bekemas)
    with pytest.raises(Taken) as refused:
        await office.adds(second, "08.00", "09.15", venue_id=bekemas)
    assert [collision.kind for collision in refused.value.collisions] == ["venue"]
    with pytest.raises(Taken) as refused:
        await office.adds(first, "10.00", "11.00", venue_id=balai)
    assert [collision.kind for collision in refused.value.collisions] == ["class"]


async def test_what_follows_at_once_does_not_collide(office: Planner) -> None:
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    for starts, ends in (("08.00", "09.30"), ("09.30", "11.00"), ("11.00", "12.00")):
        await office.adds(workshop, starts, ends, venue_id=bekemas, trainers=(suparno,))
    assert await overlaps(office.db) == 0


async def test_a_full_day_sends_to_the_next_morning(office: Planner) -> None:
    bekemas, suparno = await office.venue(), await office.trainer()
    aula = await office.venue("Aula")
    workshop, other = await office.draft(bekemas), await office.draft(aula)
    await office.adds(workshop, "08.00", "16.00", venue_id=bekemas, trainers=(suparno,))
    with pytest.raises(Taken) as refused:
        await office.adds(other, "10.00", "12.00", venue_id=aula, trainers=(suparno,))
    assert refused.value.next_free == at(days_later(1), "08.00")


async def test_a_moved_session_frees_its_old_time(office: Planner) -> None:
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop, other = await office.draft(bekemas), await office.draft(bekemas)
    moved = await office.adds(workshop, "09.00", "10.30", venue_id=bekemas, trainers=(suparno,))
    later = office.plan("10.00", "11.30", venue_id=bekemas, trainers=(suparno,))
    await office.db.run(sessions.change_session, office.by, workshop, moved, later, "")
    await office.adds(other, "08.30", "10.00", venue_id=bekemas, trainers=(suparno,))
    assert await overlaps(office.db) == 0


@pytest.mark.parametrize(
    ("starts", "ends", "problem"),
    [
        (at(days_later(0), "10.00"), at(days_later(0), "09.00"), "ends_before_start"),
        (at(days_later(0), "10.00"), at(days_later(0), "10.00"), "ends_before_start"),
        (at(days_later(0), "23.00"), at(days_later(1), "00.30"), "across_midnight"),
        # 16.30 to 17.30 UTC is one day there, but 23.30 to 00.30 in Jakarta.
        (
            datetime(2017, 4, 25, 16, 30, tzinfo=UTC),
            datetime(2017, 4, 25, 17, 30, tzinfo=UTC),
            "across_midnight",
        ),
        (NAIVE, NAIVE + timedelta(hours=1), "no_zone"),
    ],
)
async def test_times_that_cannot_be(office: Planner, starts: datetime, ends: datetime, problem: str) -> None:
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    plan = sessions.SessionPlan("materi", "Teknik ukir", starts, ends, bekemas)
    with pytest.raises(Invalid) as refused:
        await office.db.run(sessions.add_session, office.by, workshop, plan, "")
    assert refused.value.problem == problem


async def test_a_room_too_small_for_the_class_is_refused(office: Planner) -> None:
    workshop = await office.draft(capacity=30)
    hut = await office.venue("Rumah kepala desa", capacity=25)
    with pytest.raises(VenueTooSmall) as refused:
        await office.adds(workshop, venue_id=hut)
    assert (refused.value.holds, refused.value.wanted) == (25, 30)


async def test_nothing_is_half_done_when_one_of_many_collides(office: Planner) -> None:
    bekemas, aula, suparno = await office.venue(), await office.venue("Aula"), await office.trainer()
    busy, workshop = await office.draft(aula), await office.draft(bekemas)
    await office.adds(busy, "10.00", "11.00", venue_id=aula, trainers=(suparno,))
    early = await office.adds(workshop, "08.00", "09.00", venue_id=bekemas)
    late = await office.adds(workshop, "10.30", "12.00", venue_id=bekemas)
    with pytest.raises(Taken):
        await office.db.run(sessions.assign_trainers, office.by, workshop, [early, late], (suparno,), "")
    async with office.db.read() as tx:
        rows = await tx.fetchval("select count(*) from session_trainer where session_id = $1", early)
    assert rows == 0


async def test_unknown_trainers_and_sessions_of_others_are_refused(office: Planner) -> None:
    bekemas = await office.venue()
    workshop, other = await office.draft(bekemas), await office.draft(bekemas)
    with pytest.raises(Invalid):
        await office.adds(workshop, venue_id=bekemas, trainers=(UUID(int=7),))
    session = await office.adds(workshop, venue_id=bekemas)
    with pytest.raises(Missing):
        plan = office.plan("11.00", "12.00", venue_id=bekemas)
        await office.db.run(sessions.change_session, office.by, other, session, plan, "")


async def race(office: Planner, requests: int = 200) -> tuple[int, int, int]:
    """That many bookings of 4 trainers and 3 venues in one morning, all at once: taken, refused, raced."""
    venues = [await office.venue(f"Ruang {number}") for number in range(3)]
    trainers = [await office.trainer(f"Narasumber {number}") for number in range(4)]
    drafts = [await office.draft(venues[number % 3]) for number in range(20)]
    start, line = at(days_later(0), "08.00"), Line()  # as pages and calls do

    async def one(number: int) -> str:
        begins = start + timedelta(minutes=number * 7 % 240)
        plan = sessions.SessionPlan(
            "praktik",
            f"Sesi {number}",
            begins,
            begins + timedelta(minutes=30 + number % 3 * 15),
            venues[number % 3],
            (trainers[number % 4], trainers[(number // 4 + 1 + number) % 4]) if number % 5 else (),
        )
        plan = sessions.SessionPlan(**{**vars(plan), "trainer_ids": tuple(dict.fromkeys(plan.trainer_ids))})
        try:
            async with line.turn():
                await office.db.run(sessions.add_session, office.by, drafts[number % 20], plan, "")
        except Taken:
            return "refused"
        except Raced:
            return "raced"
        except Unavailable:  # a busy machine: the person is told to try again, and nothing was booked
            return "away"
        return "booked"

    answers = await asyncio.gather(*(one(number) for number in range(requests)))
    return answers.count("booked"), answers.count("refused"), answers.count("raced")


async def test_two_hundred_at_once_overlap_nowhere(office: Planner) -> None:
    booked, refused, raced = await race(office)
    assert booked + refused == 200
    assert booked > 5
    assert raced == 0
    assert await overlaps(office.db) == 0


async def test_the_constraint_alone_holds_when_the_locks_are_out(
    office: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookings, "LOCK", "select 1 where $1::text[] is not null")
    booked, _refused, _raced = await race(office)
    assert booked > 0
    assert await overlaps(office.db) == 0


async def test_negative_control_without_lock_and_constraint_people_are_in_two_places(
    office: Planner, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await databases.execute(dsn, "alter table scheduling.booking drop constraint booking_never_overlaps")
    monkeypatch.setattr(bookings, "LOCK", "select 1 where $1::text[] is not null")
    seen = asyncio.Barrier(5)

    async def looked_together(*args: Any) -> list[Collision]:
        # Five look at the same free time before any of them books it.
        found = await collisions(*args)
        await seen.wait()
        return found

    collisions = bookings.collisions
    monkeypatch.setattr(bookings, "collisions", looked_together)
    bekemas, suparno = await office.venue(), await office.trainer()
    drafts = [await office.draft(await office.venue(f"Ruang {number}")) for number in range(5)]
    await asyncio.gather(*(office.adds(draft, venue_id=bekemas, trainers=(suparno,)) for draft in drafts))
    assert await overlaps(office.db) > 0


async def test_negative_control_session_by_session_could_deadlock(office: Planner) -> None:
    bekemas, aula = await office.venue(), await office.venue("Aula")
    workshop = await office.draft(bekemas)

    async def one_after_the_other(tx: Tx) -> None:
        for starts, ends, venue in (("08.00", "09.00", aula), ("09.00", "10.00", bekemas)):
            plan = office.plan(starts, ends, venue_id=venue)
            await sessions.add_session(tx, office.by, workshop, plan, "")

    with pytest.raises(LockedLater):
        await office.db.run(one_after_the_other)


async def test_who_is_archived_is_not_booked_any_more_and_stays_where_they_were(office: Planner) -> None:
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    past = await office.adds(workshop, "09.00", "10.00", venue_id=bekemas, trainers=(suparno,))
    async with office.db.read() as tx:
        before = await trainers.find(tx, office.office_id, suparno)
    assert before is not None
    archived = replace(before, archived=True)
    with pytest.raises(InUse):
        await office.db.run(change_trainer, office.now, office.by, archived)
    await office.db.run(change_trainer, at(days_later(1), "08.00"), office.by, archived)
    renamed = office.plan(
        "09.00", "10.00", venue_id=bekemas, trainers=(suparno,), subject="Teknik ukir dasar"
    )
    await office.db.run(sessions.change_session, office.by, workshop, past, renamed, "")
    with pytest.raises(Invalid):
        await office.adds(workshop, "11.00", "12.00", venue_id=bekemas, trainers=(suparno,))


async def test_who_waits_too_long_in_line_is_told_to_come_back() -> None:
    line = Line(abreast=1, patience=0.01)
    async with line.turn():
        with pytest.raises(Busy):
            async with line.turn():
                raise AssertionError("two at once")
    async with line.turn():
        pass  # the place was given back
