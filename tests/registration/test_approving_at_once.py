"""Two who approve at once give no more than the seats there are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from services.registration.actions import office
from services.registration.store import seats
from services.registration.store.registrations import Row
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from tests.registration.test_quotas import YULI
from tests.registration.test_selection import BUDI, chooses
from tests.support.databases import execute
from tests.support.registration import Office


async def approve_at_once(panitia: Office, seats_there: int, people: int) -> Mapping[State, int]:
    """Two members of staff approve everybody, each beginning at another end."""
    batok = chooses(seats_there)
    await panitia.hears(batok)
    rows = [await panitia.signs_up(batok) for _ in range(people)]

    async def one(by: Any, line: list[Row]) -> None:
        for row in line:
            await panitia.db.run(office.approve, panitia.now, by, row.id)

    half = people // 2
    await asyncio.gather(one(YULI, rows[:half]), one(BUDI, rows[half:]))
    return await panitia.states(batok)


async def test_two_who_approve_at_once_give_no_more_than_the_seats(panitia: Office) -> None:
    assert await approve_at_once(panitia, 3, 12) == {State.CONFIRMED: 3, State.WAITLISTED: 9}


async def test_control_who_approves_without_the_lock_and_the_guard_gives_more(
    panitia: Office, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read the row before either counts. The row's lock, the guarded update and the constraint each
    prevent it: the variant is without all three."""
    both_looked, looks = asyncio.Barrier(2), 0
    usual = seats.lock

    async def look_together(tx: Tx, ids: Any) -> Any:
        nonlocal looks
        looks += 1
        found = await usual(tx, ids)
        if looks <= 2:
            await both_looked.wait()
        return found

    batok = chooses(1)
    await panitia.hears(batok)
    rows = [await panitia.signs_up(batok) for _ in range(2)]
    await execute(dsn, "alter table registration.seat drop constraint seat_never_oversold")
    monkeypatch.setattr(seats, "LOCK", seats.LOCK.replace("for update", ""))
    monkeypatch.setattr(
        seats, "COUNTED", seats.COUNTED.replace("seat.taken + change.taken <= seat.seats", "true")
    )
    monkeypatch.setattr(
        seats, "COUNT", seats.COUNT.replace("seat.taken + change.taken <= seat.seats", "true")
    )
    monkeypatch.setattr(seats, "lock", look_together)
    pairs = zip((YULI, BUDI), rows, strict=True)
    await asyncio.gather(
        *(panitia.db.run(office.approve, panitia.now, by, row.id) for by, row in pairs),
        return_exceptions=True,
    )
    assert await panitia.states(batok) == {State.CONFIRMED: 2}, "one seat, two people"
