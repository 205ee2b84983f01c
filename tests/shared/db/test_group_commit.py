"""People who wait at the same time share a transaction, and each gets their own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from shared.db import LATER, Busy, Database, GroupCommit, Tx, Unavailable
from shared.db.once import Claim, keep_many, known_many
from tests.shared.db.counters import put, read
from tests.support.proxy import Cut, Line

INSERT = "insert into counter (id, n) select id, id * 10 from unnest($1::int[]) as t (id) returning id, n"


class Groups:
    """Stores each number and answers ten times it; keeps the sizes of the groups it was given."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, tx: Tx, items: Sequence[int]) -> list[int]:
        self.sizes.append(len(items))
        self.begun.set()
        await self.open.wait()
        rows = {row["id"]: row["n"] for row in await tx.fetch(INSERT, list(items))}
        return [rows[item] for item in items]


@pytest.fixture
def groups() -> Groups:
    return Groups()


async def test_each_gets_their_own_outcome_after_the_commit(db: Database, groups: Groups) -> None:
    async with GroupCommit(db, groups) as commits:

        async def one(item: int) -> None:
            assert await commits.submit(item) == item * 10
            assert await read(db, item) == item * 10

        await asyncio.gather(*(one(item) for item in range(300)))
    assert max(groups.sizes) == 200
    assert len(groups.sizes) < 10


async def test_one_alone_waits_for_nobody(db: Database, groups: Groups) -> None:
    async with GroupCommit(db, groups) as commits:
        assert await commits.submit(1) == 10
        assert await commits.submit(2) == 20
    assert groups.sizes == [1, 1]


async def test_one_that_cannot_be_stored_spoils_nobody_else(db: Database, groups: Groups) -> None:
    poison = (7, -3)  # 7 is there already, -3 breaks a check
    await db.run(put, 7)
    async with GroupCommit(db, groups) as commits:
        items = [*range(32), -3]
        ends = await asyncio.gather(*(commits.submit(item) for item in items), return_exceptions=True)
    for item, end in zip(items, ends, strict=True):
        if item in poison:
            assert isinstance(end, asyncpg.IntegrityConstraintViolationError)
        else:
            assert end == item * 10
            assert await read(db, item) == item * 10
    assert groups.sizes[0] == 33
    assert len(groups.sizes) < 33


async def test_without_halving_one_would_spoil_all(db: Database, groups: Groups) -> None:
    """Negative control: the same group in one transaction."""
    with pytest.raises(asyncpg.CheckViolationError):
        await db.run(groups, [*range(32), -3])
    assert await read(db, 1) is None


async def test_a_full_queue_is_busy_at_once(db: Database, groups: Groups) -> None:
    groups.open.clear()
    async with GroupCommit(db, groups, most=1, queue=2) as commits:
        first = asyncio.create_task(commits.submit(1))
        await groups.begun.wait()
        waiting = [asyncio.create_task(commits.submit(item)) for item in (2, 3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await commits.submit(4)
        groups.open.set()
        assert await asyncio.gather(first, *waiting) == [10, 20, 30]
    assert await read(db, 4) is None


async def test_who_waited_too_long_is_told_while_the_group_before_hangs(db: Database, groups: Groups) -> None:
    groups.open.clear()
    async with GroupCommit(db, groups, most=1, wait=0.1) as commits:
        first = asyncio.create_task(commits.submit(1))
        await groups.begun.wait()
        with pytest.raises(Busy, match="no turn"):
            await commits.submit(2)
        groups.open.set()
        assert await first == 10
    assert await read(db, 2) is None


async def test_who_left_before_their_turn_is_not_stored(db: Database, groups: Groups) -> None:
    groups.open.clear()
    async with GroupCommit(db, groups, most=1) as commits:
        first = asyncio.create_task(commits.submit(1))
        await groups.begun.wait()
        leaver, stayer = (asyncio.create_task(commits.submit(item)) for item in (2, 3))
        await asyncio.sleep(0)
        leaver.cancel()
        groups.open.set()
        assert [await first, await stayer] == [10, 30]
    assert leaver.cancelled()
    assert await read(db, 2) is None


async def test_who_left_during_the_commit_disturbs_nobody(db: Database, groups: Groups) -> None:
    groups.open.clear()
    async with GroupCommit(db, groups) as commits:
        leaver, stayer = (asyncio.create_task(commits.submit(item)) for item in (1, 2))
        await groups.begun.wait()
        leaver.cancel()
        await asyncio.sleep(0)
        groups.open.set()
        assert await stayer == 20
    assert await read(db, 1) == 10


async def test_closing_admits_whoever_waits_and_nobody_new(db: Database, groups: Groups) -> None:
    groups.open.clear()
    commits = GroupCommit(db, groups, most=2)
    await commits.__aenter__()
    waiting = [asyncio.create_task(commits.submit(item)) for item in range(5)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(commits.close())
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await commits.submit(9)
    groups.open.set()
    await closing
    assert await asyncio.gather(*waiting) == [0, 10, 20, 30, 40]


async def test_an_item_put_off_comes_back_and_keeps_nobody_waiting(db: Database, groups: Groups) -> None:
    put_off = 2

    async def admit(tx: Tx, items: Sequence[int]) -> list[Any]:
        nonlocal put_off
        if put_off and 1 in items:
            put_off -= 1
            done = dict(zip(rest := [i for i in items if i != 1], await groups(tx, rest), strict=True))
            return [done.get(item, LATER) for item in items]
        return list(await groups(tx, items))

    finished: list[int] = []
    async with GroupCommit(db, admit) as commits:

        async def one(item: int) -> None:
            assert await commits.submit(item) == item * 10
            finished.append(item)

        await asyncio.gather(one(1), one(2), one(3))
    assert finished == [2, 3, 1]


async def test_an_item_put_off_for_too_long_is_busy(db: Database) -> None:
    async def never(tx: Tx, items: Sequence[int]) -> list[Any]:
        return [LATER for _ in items]

    async with GroupCommit(db, never, wait=0.3) as commits:
        with pytest.raises(Busy, match="stayed locked"):
            await commits.submit(1)


async def test_a_database_away_is_everybodys_trouble_and_the_next_are_served(
    cuttable: Database, groups: Groups, line: Line
) -> None:
    async with GroupCommit(cuttable, groups) as commits:
        await line.close()
        ends = await asyncio.gather(*(commits.submit(item) for item in (1, 2)), return_exceptions=True)
        assert all(isinstance(end, Unavailable) for end in ends)
        await line.open()
        assert await commits.submit(3) == 30


async def admit_keyed(tx: Tx, items: Sequence[int]) -> list[int]:
    """As Groups, but a repeat is recognized."""
    known = await known_many(tx, "group", [Claim(str(item), b"") for item in items])
    new = [item for item in items if Claim(str(item), b"") not in known]
    await tx.fetch(INSERT, new)
    await keep_many(tx, "group", [(Claim(str(item), b""), {"n": item * 10}) for item in new])
    return [item * 10 for item in items]


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.AFTER])
async def test_a_keyed_group_survives_a_commit_without_an_answer(
    cuttable: Database, db: Database, line: Line, cut: Cut
) -> None:
    line.cut = cut
    async with GroupCommit(cuttable, admit_keyed, keyed=True) as commits:
        assert await asyncio.gather(*(commits.submit(item) for item in (1, 2))) == [10, 20]
    assert line.cuts == 1
    assert await read(db, 1) == 10


async def test_a_group_is_stored_while_others_hold_every_connection(db: Database, groups: Groups) -> None:
    """As when a crowd waits for one locked row, each with a connection in hand."""
    enough = asyncio.Event()

    async def hold_on(tx: Tx) -> None:
        await enough.wait()

    crowd = [asyncio.create_task(db.run(hold_on)) for _ in range(10)]
    async with GroupCommit(db, groups) as commits:
        assert await commits.submit(1) == 10
        # The negative control: anybody else is turned away.
        with pytest.raises(Unavailable, match="no database connection was free"):
            await db.run(put, 2)
    enough.set()
    await asyncio.gather(*crowd)


async def test_two_processes_that_lock_in_the_same_order_do_not_deadlock(
    db: Database, groups: Groups
) -> None:
    """And in the order of arrival they do: the negative control is the second half."""
    await db.run(groups, list(range(1, 41)))

    async def admitted(order: str) -> int:
        deadlocks = 0

        async def lock(tx: Tx, items: Sequence[int]) -> None:
            ids = sorted(items) if order == "by id" else items
            for id in ids:
                await tx.execute("update counter set n = n + 1 where id = $1", id)

        async def attempt(items: Sequence[int]) -> None:
            nonlocal deadlocks
            try:
                await db._attempt(lock, (items,), {})
            except asyncpg.DeadlockDetectedError:
                deadlocks += 1

        forwards, backwards = list(range(1, 41)), list(range(40, 0, -1))
        for _ in range(3):
            await asyncio.gather(attempt(forwards), attempt(backwards))
        return deadlocks

    assert await admitted("by id") == 0
    assert await admitted("of arrival") > 0
