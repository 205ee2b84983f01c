"""Marks that arrive while the sheet is being closed are neither lost nor left out of what is sent."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import Any

import pytest

from services.attendance.actions import taking
from services.attendance.store import marks, sheets
from shared.db import LATER
from shared.events.attendance import Sheet, SheetLine, Status
from tests.support.attendance import Door
from tests.support.settle import ended_or_blocked

FIRST = pytest.mark.parametrize("first", ["the mark", "the closing"])
FOR_SHARE = " for share skip locked"


class Held:
    """A step of a transaction that is held there until the other transaction has had its chance."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: object, step: str) -> None:
        self._do = getattr(module, step)
        self.reached, self.released = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(module, step, self)

    async def __call__(self, *args: Any) -> object:
        self.reached.set()
        await self.released.wait()
        return await self._do(*args)


def put_back(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when marks are told to come again because their sheet is locked."""
    seen, record = asyncio.Event(), taking.record

    async def watched(tx: Any, batches: Any) -> Any:
        results = await record(tx, batches)
        if LATER in results:
            seen.set()
        return results

    monkeypatch.setattr(taking, "record", watched)
    return seen


async def last_sheet_when_they_meet(
    door: Door, dsn: str, monkeypatch: pytest.MonkeyPatch, first: str
) -> Sheet:
    """Everybody was everywhere, but one mark is still on its way: the last sheet that is sent."""
    door.clock.move_to(door.sessions[7].starts_at + timedelta(minutes=1))
    places = [door.mark(who, of) for who in door.people for of in range(8)]
    await door.records(*places[:-1])
    steps: list[Coroutine[Any, Any, object]] = [door.records(places[-1]), door.closes()]
    later = put_back(monkeypatch)
    # Held where the first has looked at the sheet and not yet written what the other one looks at.
    if first == "the mark":
        held = Held(monkeypatch, marks, "add")
    else:
        held = Held(monkeypatch, sheets, "add_closing")
        steps.reverse()
    one = asyncio.create_task(steps[0])
    await held.reached.wait()
    other = asyncio.create_task(steps[1])
    chances = {asyncio.create_task(ended_or_blocked(other, dsn)), asyncio.create_task(later.wait())}
    _had, left = await asyncio.wait(chances, return_when=asyncio.FIRST_COMPLETED)
    for chance in left:
        chance.cancel()
    held.released.set()
    await asyncio.gather(one, other)
    await door.settles()
    return max(await door.sheets(), key=lambda sheet: sheet.version)


def said(lines: Iterable[SheetLine]) -> Counter[Status | None]:
    return Counter(mark.status for line in lines for mark in line.marks)


@FIRST
async def test_a_mark_that_meets_the_closing_is_in_the_last_sheet(
    door: Door, dsn: str, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    sheet = await last_sheet_when_they_meet(door, dsn, monkeypatch, first)
    assert said(sheet.lines) == {Status.HADIR: 24}
    assert sheet.lines == (await door.register()).lines()


@FIRST
async def test_without_the_row_lock_it_would_be_left_out(
    door: Door, dsn: str, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """Negative control: marks that only read whether the sheet is closed."""
    assert FOR_SHARE in sheets.SHARE_FREE
    monkeypatch.setattr(sheets, "SHARE_FREE", sheets.SHARE_FREE.replace(FOR_SHARE, ""))
    sheet = await last_sheet_when_they_meet(door, dsn, monkeypatch, first)
    assert said(sheet.lines) == {Status.HADIR: 23, Status.TANPA_KETERANGAN: 1}
    assert said((await door.register()).lines()) == {Status.HADIR: 24}, "nobody sends what the door saw"


async def test_marks_that_race_with_closing_are_in_the_last_sheet(door: Door) -> None:
    door.clock.move_to(door.sessions[7].starts_at + timedelta(minutes=1))
    batches = [[door.mark(who, of)] for who in door.people for of in range(8)]
    random.Random(7).shuffle(batches)
    middle = len(batches) // 2
    await asyncio.gather(
        *(door.records(*batch) for batch in batches[:middle]),
        door.closes(),
        *(door.records(*batch) for batch in batches[middle:]),
    )
    await door.settles()
    last = max(await door.sheets(), key=lambda sheet: sheet.version)
    assert last.lines == (await door.register()).lines()
    assert said(last.lines) == {Status.HADIR: 24}
