"""The sheet: when it closes, what it says, and that it follows what comes later."""

from __future__ import annotations

import random
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest

from services.attendance.actions.closing import ListGrew, NotYet
from services.attendance.actions.telling import REPUBLISH
from shared.events.attendance import Sheet, Status
from shared.events.registration import RegistrationState
from shared.events.scheduling import SessionKind, WorkshopState
from tests.support.attendance import Door, person
from tests.support.factories import version
from tests.support.registration import newer, session


async def all_there(door: Door, *, but: int = 0) -> None:
    """Everybody at every session; the last `but` people only on the first two days."""
    cut = len(door.people) - but
    await door.records(
        *(door.mark(who, of) for at, who in enumerate(door.people) for of in range(8) if at < cut or of < 4)
    )


def begin(door: Door, of: int) -> None:
    door.clock.move_to(door.sessions[of].starts_at + timedelta(minutes=1))


async def test_it_closes_when_the_last_jp_session_has_begun_and_not_before(door: Door) -> None:
    begin(door, 6)
    with pytest.raises(NotYet):
        await door.closes()
    begin(door, 7)
    await door.closes()
    (sheet,) = await door.sheets()
    assert sheet.closed and sheet.closed_at is not None


async def test_the_closing_ceremony_is_not_waited_for(door: Door) -> None:
    end = door.sessions[7].ends_at
    ceremony = session(end, hours=1, kind=SessionKind.PENUTUPAN, jp=0, subject="Penutupan")
    await door.hears(newer(door.workshop, sessions=(*door.sessions, ceremony)))
    begin(door, 7)
    await door.closes()
    (sheet,) = await door.sheets()
    assert [mark.status for mark in sheet.lines[0].marks] == [Status.TANPA_KETERANGAN] * 8 + [None]


async def test_closing_turns_the_unrecorded_into_tanpa_keterangan(door: Door) -> None:
    begin(door, 7)
    await all_there(door, but=1)
    await door.sent()
    await door.closes(shown=4)
    told = await door.sent()
    assert [kind for kind, _document in told] == ["AttendanceRecorded", "AttendanceClosed"], (
        "only who changed"
    )
    sheet = told[-1][1]
    assert isinstance(sheet, Sheet)
    lines = {line.registration_id: line for line in sheet.lines}
    missed = lines[door.people[2].id].marks
    assert [mark.status for mark in missed] == [Status.HADIR] * 4 + [Status.TANPA_KETERANGAN] * 4
    assert [mark.minutes for mark in missed] == [180] * 4 + [0] * 4
    assert (await door.register()).jp(door.people[2].id) == 16


async def test_it_does_not_close_over_more_than_was_shown(door: Door) -> None:
    begin(door, 7)
    await all_there(door, but=1)
    with pytest.raises(ListGrew):
        await door.closes(shown=3)
    assert await door.sheets() == []


async def test_closing_twice_is_one_closing(door: Door) -> None:
    begin(door, 7)
    await door.closes()
    await door.closes()
    assert len(await door.sheets()) == 1
    assert await door.count("closing") == 1


async def test_late_marks_change_the_sheet_and_it_is_sent_once(door: Door) -> None:
    begin(door, 7)
    await all_there(door, but=1)
    await door.closes()
    await door.sent()
    for of in (4, 5, 6):
        await door.records(door.mark(door.people[2], of))
    await door.settles()
    (sheet,) = await door.sheets()
    (line,) = [line for line in sheet.lines if line.registration_id == door.people[2].id]
    assert [mark.status for mark in line.marks] == [Status.HADIR] * 7 + [Status.TANPA_KETERANGAN]


async def test_nothing_is_sent_when_nothing_changed(door: Door) -> None:
    begin(door, 7)
    await all_there(door)
    await door.closes()
    await door.sent()
    await door.hears(newer(door.workshop, summary="alamat lebih jelas"))
    await door.records(door.mark(door.people[0], 1))
    await door.settles()
    assert await door.sent() == []


async def test_times_that_really_took_place_change_the_minutes(door: Door) -> None:
    begin(door, 7)
    await all_there(door)
    await door.closes()
    await door.sent()
    first, second, *rest = door.sessions
    shorter = first.model_copy(
        update={"ends_at": first.starts_at + timedelta(minutes=135), "jp": 3, "held": True}
    )
    await door.hears(
        newer(door.workshop, sessions=(shorter, second.model_copy(update={"held": False}), *rest))
    )
    await door.settles()
    (sheet,) = await door.sheets()
    assert [mark.minutes for mark in sheet.lines[0].marks[:3]] == [135, 0, 180]


async def test_who_cancels_leaves_and_who_comes_later_joins(door: Door) -> None:
    begin(door, 7)
    await all_there(door)
    await door.closes()
    await door.sent()
    gone = door.people[0].document.model_copy(
        update={"version": version(), "state": RegistrationState.CANCELLED}
    )
    joined = person(door.workshop, "Yuliana")
    await door.hears(gone, joined.document)
    await door.settles()
    (sheet,) = await door.sheets()
    assert {line.registration_id for line in sheet.lines} == {
        door.people[1].id,
        door.people[2].id,
        joined.id,
    }


async def test_reopening_takes_tanpa_keterangan_back(door: Door) -> None:
    begin(door, 7)
    await door.closes()
    await door.sent()
    await door.reopens()
    told = await door.sent()
    assert told[-1][0] == "AttendanceReopened"
    sheet = told[-1][1]
    assert isinstance(sheet, Sheet) and not sheet.closed
    assert {mark.status for line in sheet.lines for mark in line.marks} == {None}
    await door.closes()
    assert await door.count("closing") == 2


async def test_a_cancelled_workshop_has_nothing_to_close(door: Door) -> None:
    begin(door, 7)
    await door.hears(newer(door.workshop, state=WorkshopState.CANCELLED))
    with pytest.raises(NotYet):
        await door.closes()


@pytest.mark.parametrize("seed", range(5))
async def test_any_order_and_repetition_end_the_same(door: Door, seed: int) -> None:
    """Documents and marks come shuffled and twice; only the newest documents count."""
    begin(door, 7)
    chance = random.Random(seed)
    late = person(door.workshop, "Zulkifli")
    moved = newer(
        door.workshop,
        sessions=(door.sessions[0].model_copy(update={"held": False}), *door.sessions[1:]),
    )
    cancelled = door.people[0].document.model_copy(
        update={"version": version(), "state": RegistrationState.CANCELLED}
    )
    steps: list[Coroutine[Any, Any, object]] = [
        door.hears(document) for document in (moved, cancelled, late.document) for _ in (1, 2)
    ]
    marks = [door.scanned(late, of) for of in (0, 3)] + [door.mark(door.people[1], of) for of in range(8)]
    steps += [door.records(mark) for mark in marks for _ in (1, 2)]
    steps += [door.hears(door.workshop), door.hears(door.people[0].document), door.closes()]
    chance.shuffle(steps)
    for step in steps:
        await step
        if chance.random() < 0.3:
            await door.settles()
    await door.settles()
    last = max(await door.sheets(), key=lambda sheet: sheet.version)
    register = await door.register()
    assert last.lines == register.lines()
    assert {one.id for one in register.people} == {door.people[1].id, door.people[2].id, late.id}
    assert register.jp(door.people[1].id) == 28
    assert register.jp(late.id) == 4


async def test_everything_can_be_sent_anew(door: Door) -> None:
    begin(door, 7)
    await all_there(door)
    await door.closes()
    before = {document.subject: document for _type, document in await door.sent()}
    again = []
    for send in REPUBLISH.values():
        after = None
        while events := await door.db.run(send, after, 2):
            again += events
            after = events[-1].document.id
    assert {event.document.subject for event in again} == set(before)
    for event in again:
        old = before[event.document.subject]
        assert event.document.version > old.version
        assert event.document.model_copy(update={"version": old.version}) == old
