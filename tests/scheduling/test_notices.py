"""People are told once of everything that changed since they were last told: by the button or by itself."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest

from services.scheduling import jobs
from services.scheduling.actions import heads, notices, workshops
from services.scheduling.domain.refusals import Invalid
from services.scheduling.store import notices as store
from services.scheduling.store import workshops as workshop_rows
from shared.clock import MovedClock
from shared.db import Tx
from shared.notices import lines
from shared.service import Running
from tests.support.notices import REASON, Course, course, people, work
from tests.support.scheduling import MEMBALONG, Planner, at, days_later


async def test_a_course_of_twenty_sessions_is_postponed_with_one_notice(office: Planner) -> None:
    batok = await course(office)
    await office.db.run(
        heads.keep_registrations, people(office, batok.id, confirmed=12, waitlisted=2, pending=1)
    )
    told = len(await office.told())
    for number in range(20):
        await batok.moves(number)
    assert (await office.told())[told:] == ["WorkshopChanged"] * 20, "the truth travels at once"
    assert (await office.document(batok.id)).notices == (), "and nobody is written to yet"

    found = await batok.untold()
    assert found is not None
    assert (len(found.changes), found.people) == (20, 15)
    await batok.sends()
    (notice,) = (await office.document(batok.id)).notices
    assert (len(notice.sessions), notice.reason, notice.seated_only) == (20, REASON, False)
    assert await batok.untold() is None
    said = lines(notice, "Asia/Jakarta")
    assert [line.what.split(":")[0] for line in said] == ["5 sesi"] * 4
    assert said[0].texts == (
        "Semula: Selasa, 25 April 2017",
        "Menjadi: Selasa, 2 Mei 2017. Jam dan tempatnya tetap.",
    )


async def test_what_is_changed_back_is_no_change(office: Planner) -> None:
    batok = await course(office, 5)
    await batok.moves(0)
    await batok.moves(1)
    await batok.moves(0, days=0)
    found = await batok.untold()
    assert found is not None
    assert [change.session_id for change in found.changes.sessions] == [batok.planned[1]]
    await batok.moves(1, days=0)
    await work(office)
    assert await batok.untold() is None and await batok.decided() == []


@pytest.mark.parametrize("seed", range(3))
async def test_in_whatever_order_and_however_often_it_is_edited(seed: int, office: Planner) -> None:
    """Looked at between any two edits or never, it ends as the same difference."""
    batok = await course(office, 5)
    order = random.Random(seed)
    edits = [(number, days) for number in range(5) for days in (1, 7)] * 2
    order.shuffle(edits)
    for number, days in edits:
        await batok.moves(number, days)
        if order.random() < 0.5:
            await work(office)
    for number in order.sample(range(5), 5):
        await batok.moves(number, 7)
    await work(office)
    found = await batok.untold()
    assert found is not None
    assert sorted(str(change.session_id) for change in found.changes.sessions) == sorted(
        map(str, batok.planned)
    )
    before = {change.before.starts_at.date() for change in found.changes.sessions if change.before}
    after = {change.after.starts_at.date() for change in found.changes.sessions if change.after}
    assert (before, after) == ({days_later(0)}, {days_later(7)})


async def test_it_goes_by_itself_half_an_hour_after_the_last_change(
    office: Planner, clock: MovedClock
) -> None:
    batok = await course(office, 5)
    began = office.now
    await batok.moves(0)
    await work(office)
    clock.move_to(began + timedelta(minutes=20))
    await batok.moves(1, reason="Gedung dipakai")
    await work(office)
    clock.move_to(began + timedelta(minutes=40))
    await work(office)
    assert await batok.decided() == [], "the second change began the quiet time anew"
    clock.move_to(began + timedelta(minutes=51))
    await work(office)
    (sent,) = await batok.decided()
    assert (sent.sent, sent.by_name, sent.reason, len(sent.changes)) == (True, "", "Gedung dipakai", 2)
    clock.move_to(began + timedelta(hours=5))
    await work(office)
    assert len(await batok.decided()) == 1
    async with office.db.read() as tx:
        assert await tx.fetchval("select who from audit where what = 'people told of changes'") == "notices"


async def test_a_change_that_nobody_compared_yet_begins_the_quiet_time_anew_too(
    office: Planner, clock: MovedClock
) -> None:
    batok = await due(office, clock)
    await batok.moves(1)
    assert await sends_due(batok) == 0
    await work(office)
    assert await batok.decided() == []
    clock.move_to(office.now + timedelta(minutes=31))
    await work(office)
    (sent,) = await batok.decided()
    assert len(sent.changes) == 2


async def test_the_office_chooses_how_long_it_waits(office: Planner, clock: MovedClock) -> None:
    batok = await course(office, 5)
    await office.db.run(notices.set_quiet, office.by, 240)
    began = office.now
    await batok.moves(0)
    await work(office)
    clock.move_to(began + timedelta(hours=3, minutes=55))
    await work(office)
    assert await batok.decided() == []
    clock.move_to(began + timedelta(hours=4, minutes=1))
    await work(office)
    assert len(await batok.decided()) == 1
    with pytest.raises(Invalid):
        await office.db.run(notices.set_quiet, office.by, 7)


async def test_what_touches_tomorrow_waits_ten_minutes_whatever_the_office_chose(
    office: Planner, clock: MovedClock
) -> None:
    batok = await course(office, 5)
    await office.db.run(notices.set_quiet, office.by, 1440)
    clock.move_to(at(days_later(-1), "09.00"))
    await batok.moves(0, days=0, venue_id=await office.venue("Balai Desa Kembiri", district_code=MEMBALONG))
    await work(office)
    assert await batok.decided() == []
    clock.move_to(at(days_later(-1), "09.11"))
    await work(office)
    assert len(await batok.decided()) == 1


async def test_ten_minutes_are_too_long_where_it_begins_in_eight(office: Planner, clock: MovedClock) -> None:
    batok = await course(office, 5)
    clock.move_to(at(days_later(0), "07.52"))
    await batok.moves(0, days=0, venue_id=await office.venue("Aula lantai dua"))
    await work(office)
    clock.move_to(at(days_later(0), "07.55"))
    await work(office)
    assert len(await batok.decided()) == 1


async def test_people_need_not_always_be_told_but_somebody_says_why(
    office: Planner, clock: MovedClock
) -> None:
    batok = await course(office, 5)
    await batok.moves(0, days=0, subject="Materi 1: pengantar")
    found = await batok.untold()
    assert found is not None
    seen = found.changes.digest
    with pytest.raises(Invalid):
        await office.db.run(notices.dismiss, office.now, office.by, batok.id, "", seen)
    await office.db.run(notices.dismiss, office.now, office.by, batok.id, "Hanya ejaan", seen)
    clock.move_to(office.now + timedelta(days=2))
    await work(office)
    (kept,) = await batok.decided()
    assert (kept.sent, kept.reason, kept.by_name) == (False, "Hanya ejaan", "Alice Rahmawati")
    assert (await office.document(batok.id)).notices == ()
    async with office.db.read() as tx:
        after = await tx.fetchval("select after from audit where what = 'changes not told'")
    assert after["reason"] == "Hanya ejaan"
    await batok.moves(1)
    later = await batok.untold()
    assert later is not None and len(later.changes) == 1, "what was dismissed does not come back"


async def test_nothing_is_sent_that_was_not_seen(office: Planner) -> None:
    batok = await course(office, 5)
    await batok.moves(0)
    found = await batok.untold()
    assert found is not None
    await batok.moves(1)
    with pytest.raises(Invalid) as refused:
        await batok.sends(seen=found.changes.digest)
    assert refused.value.problem == "other_changes"
    await batok.sends()
    with pytest.raises(Invalid) as refused:
        await batok.sends()
    assert refused.value.problem == "nothing_to_tell"
    assert len(await batok.decided()) == 1


async def test_a_cancelled_workshop_has_nothing_left_to_tell(office: Planner, clock: MovedClock) -> None:
    batok = await course(office, 5)
    await batok.moves(0)
    await work(office)
    await office.db.run(workshops.cancel_workshop, office.now, office.by, batok.id, "Banjir")
    clock.move_to(office.now + timedelta(hours=2))
    await work(office)
    assert await batok.decided() == []
    async with office.db.read() as tx:
        assert await store.untold(tx, office.office_id) == []


async def test_a_workshop_published_before_notices_were_kept_starts_from_now(office: Planner) -> None:
    batok = await course(office, 5)

    async def forget(tx: Tx) -> None:
        await tx.execute("delete from announced")

    await office.db.run(forget)
    await batok.moves(0)
    await work(office)
    assert await batok.untold() is None
    await batok.moves(1)
    found = await batok.untold()
    assert found is not None and len(found.changes) == 1


async def test_the_document_carries_the_last_ten(office: Planner) -> None:
    batok = await course(office, 5)
    for number in range(12):
        await batok.moves(0, days=number + 1, reason=f"Alasan {number}")
        await batok.sends(f"Alasan {number}")
    carried = (await office.document(batok.id)).notices
    assert [notice.reason for notice in carried] == [f"Alasan {number}" for number in range(2, 12)]


async def due(office: Planner, clock: MovedClock) -> Course:
    batok = await course(office, 5)
    await batok.moves(0)
    running = cast(Running, SimpleNamespace(db=office.db, clock=office.clock))
    await jobs.compare(running)
    clock.move_to(office.now + timedelta(hours=1))
    return batok


async def sends_due(of: Course) -> int:
    office = of.office
    return await office.db.run(notices.send_due, office.now, office.office_id, of.id)


async def test_two_copies_of_the_service_send_once(office: Planner, clock: MovedClock) -> None:
    batok = await due(office, clock)
    assert sum(await asyncio.gather(*(sends_due(batok) for _ in range(4)))) == 1
    assert len(await batok.decided()) == 1


async def test_negative_control_without_the_lock_they_send_twice(
    office: Planner, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    batok = await due(office, clock)
    both, known = asyncio.Barrier(2), store.known

    async def known_by_both(tx: Tx, workshop_id: UUID) -> store.Announced | None:
        found = await known(tx, workshop_id)
        await both.wait()
        return found

    monkeypatch.setattr(workshop_rows, "locked", workshop_rows.find)
    monkeypatch.setattr(store, "known", known_by_both)
    await asyncio.gather(sends_due(batok), sends_due(batok))
    assert len(await batok.decided()) == 2
