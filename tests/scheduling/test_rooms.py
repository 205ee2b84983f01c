"""No class is ever in a room too small for it, whoever is faster."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import sessions, workshops
from services.scheduling.actions.venues import archive_venues, change_venue
from services.scheduling.domain.refusals import Refused, VenueNeeded, VenueTooSmall
from services.scheduling.store import venues
from services.scheduling.store import workshops as workshop_rows
from shared.db import Tx
from tests.support.scheduling import Planner
from tests.support.settle import ended_or_blocked

TOO_SMALL = """
select count(*)
from workshop w
left join session s on s.workshop_id = w.id
join venue v on v.id in (w.venue_id, s.venue_id)
where v.capacity < w.capacity
"""

Act = Callable[[Tx], Awaitable[object]]


async def too_small(office: Planner) -> int:
    async with office.db.read() as tx:
        return int(await tx.fetchval(TOO_SMALL))


def shrinks(office: Planner, venue_id: UUID, capacity: int) -> Act:
    async def act(tx: Tx) -> None:
        venue = await venues.find(tx, office.office_id, venue_id)
        assert venue is not None
        await change_venue(tx, office.now, office.by, replace(venue, capacity=capacity))

    return act


def fills(office: Planner, workshop_id: UUID, venue_id: UUID) -> Act:
    plan = office.plan("09.00", "10.30", venue_id=venue_id)
    return lambda tx: sessions.add_session(tx, office.by, workshop_id, plan, "")


def grows(office: Planner, workshop_id: UUID, venue_id: UUID, capacity: int) -> Act:
    details = office.details(venue_id, capacity=capacity)
    return lambda tx: workshops.change_workshop(tx, office.now, office.by, workshop_id, details, "")


def starts(office: Planner, venue_id: UUID) -> Act:
    return lambda tx: workshops.create_workshop(tx, office.by, office.details(venue_id))


async def race(office: Planner, dsn: str, first: Act, second: Act) -> list[BaseException]:
    """The first waits before its commit until the second ended or waits for it; who was refused."""
    done, go_on = asyncio.Event(), asyncio.Event()

    async def held(tx: Tx) -> None:
        await first(tx)
        done.set()
        await go_on.wait()

    one = asyncio.create_task(office.db.run(held))
    await done.wait()
    other = asyncio.create_task(office.db.run(second))
    await ended_or_blocked(other, dsn)
    go_on.set()
    outcomes = await asyncio.gather(one, other, return_exceptions=True)
    return [outcome for outcome in outcomes if isinstance(outcome, BaseException)]


async def at_once(office: Planner, dsn: str, what: str, *, venue_first: bool) -> list[BaseException]:
    """A venue for 40 becomes one for 10 while a class of 15 comes into it, grows to that, or starts there."""
    hall, elsewhere = await office.venue("Aula", 40), await office.venue("Balai", 40)
    if what == "fills":
        workshop = await office.draft(elsewhere)
        comes = fills(office, workshop, hall)
    elif what == "starts":
        comes = starts(office, hall)
    else:
        workshop = await office.draft(hall, capacity=5)
        comes = grows(office, workshop, hall, 15)
    shrink = shrinks(office, hall, 10)
    return await race(office, dsn, *((shrink, comes) if venue_first else (comes, shrink)))


@pytest.mark.parametrize("venue_first", [True, False])
@pytest.mark.parametrize("what", ["fills", "grows", "starts"])
async def test_whoever_comes_second_is_refused(
    office: Planner, dsn: str, what: str, venue_first: bool
) -> None:
    (refused,) = await at_once(office, dsn, what, venue_first=venue_first)
    assert isinstance(refused, VenueTooSmall if venue_first else VenueNeeded)
    assert await too_small(office) == 0


@pytest.mark.parametrize("what", ["fills", "starts"])
async def test_without_the_lock_a_class_ends_in_a_room_too_small(
    office: Planner, dsn: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venues, "steady", venues.find)
    assert not await at_once(office, dsn, what, venue_first=False)
    assert await too_small(office) > 0


async def test_a_main_venue_without_a_session_holds_its_class_too(office: Planner) -> None:
    hall = await office.venue("Aula", 40)
    await office.draft(hall, capacity=30)
    with pytest.raises(VenueNeeded):
        await office.db.run(shrinks(office, hall, 20))
    await office.db.run(shrinks(office, hall, 30))


async def test_many_at_once_leave_no_class_in_a_room_too_small(office: Planner) -> None:
    hall, elsewhere = await office.venue("Aula", 40), await office.venue("Balai", 40)
    acts: list[Act] = []
    for number in range(6):
        workshop = await office.draft(elsewhere, title=f"Bimtek {number}", capacity=10 + number)
        acts.append(fills(office, workshop, hall))
        acts.append(shrinks(office, hall, 12 + number))
    outcomes: list[Any] = await asyncio.gather(*map(office.db.run, acts), return_exceptions=True)
    assert all(isinstance(outcome, Refused) for outcome in outcomes if isinstance(outcome, Exception))
    assert await too_small(office) == 0


async def test_who_archives_two_venues_and_who_plans_in_one_never_wait_for_each_other(
    office: Planner, dsn: str
) -> None:
    """A deadlock would be mended by doing one of them again, so each is counted."""
    first, second = await office.venue("Aula"), await office.venue("Balai")
    workshop = await office.draft(second)
    done, go_on = asyncio.Event(), asyncio.Event()
    begun = {"plans": 0, "archives": 0}

    async def plans(tx: Tx) -> None:
        begun["plans"] += 1
        await workshop_rows.locked(tx, office.office_id, workshop)
        done.set()
        await go_on.wait()
        await fills(office, workshop, first)(tx)

    async def archives(tx: Tx) -> dict[str, Any]:
        begun["archives"] += 1
        return await archive_venues(tx, office.now, office.by, [second, first], True)

    one = asyncio.create_task(office.db.run(plans))
    await done.wait()
    other = asyncio.create_task(office.db.run(archives))
    await ended_or_blocked(other, dsn)
    go_on.set()
    _planned, outcome = await asyncio.gather(one, other)
    assert begun == {"plans": 1, "archives": 1}
    assert outcome["done"] == 0 and len(outcome["refused"]) == 2  # both are needed by now
