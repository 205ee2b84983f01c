"""A keyed action is done once, and whoever repeats it gets what it came to."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from shared.db import Database, KeyReused, Once, Tx
from shared.db.once import Claim, forget, keep_many, known, known_many
from tests.shared.db.counters import add, add_keyed, put, read
from tests.support.proxy import Cut, Line

REQUEST = b"hash of the request"


async def test_a_repeat_gets_the_first_outcome(db: Database) -> None:
    await db.run(put, 1)
    assert await db.once("sign_up", "k", REQUEST, add_keyed, 1) == Once({"n": 1}, repeated=False)
    assert await db.once("sign_up", "k", REQUEST, add_keyed, 1) == Once({"n": 1}, repeated=True)
    assert await db.once("cancel", "k", REQUEST, add_keyed, 1) == Once({"n": 2}, repeated=False)


async def test_what_ends_its_own_link_asks_first_what_it_came_to(db: Database) -> None:
    await db.run(put, 1)
    assert await db.run(known, "sign_up", Claim("k", REQUEST)) is None
    await db.once("sign_up", "k", REQUEST, add_keyed, 1)
    assert await db.run(known, "sign_up", Claim("k", REQUEST)) == {"n": 1}
    assert await db.run(known, "cancel", Claim("k", REQUEST)) is None
    with pytest.raises(KeyReused):
        await db.run(known, "sign_up", Claim("k", b"another request"))


async def test_twenty_at_the_same_time_are_one(db: Database) -> None:
    await db.run(put, 1)
    ends = await asyncio.gather(*(db.once("sign_up", "k", REQUEST, add_keyed, 1) for _ in range(20)))
    assert await read(db, 1) == 1
    assert {end.outcome["n"] for end in ends} == {1}
    assert [end.repeated for end in ends].count(False) == 1


async def test_looking_first_and_storing_later_would_do_it_twice(db: Database) -> None:
    """Negative control: two at the same time, and no unique key to wait at."""
    await db.run(put, 1)
    both_looked = asyncio.Barrier(2)

    async def look_then_do(tx: Tx) -> None:
        known = await tx.fetchval("select exists (select from once where key = 'k')")
        await both_looked.wait()
        if not known:
            await add(tx, 1)

    await asyncio.gather(db.run(look_then_do), db.run(look_then_do))
    assert await read(db, 1) == 2


async def test_a_key_belongs_to_one_request(db: Database) -> None:
    await db.run(put, 1)
    await db.once("sign_up", "k", REQUEST, add_keyed, 1)
    with pytest.raises(KeyReused):
        await db.once("sign_up", "k", b"another request", add_keyed, 1)
    assert await read(db, 1) == 1


async def test_an_action_that_failed_gives_its_key_back(db: Database) -> None:
    await db.run(put, 1)

    async def fails(tx: Tx) -> dict[str, Any]:
        raise LookupError

    with pytest.raises(LookupError):
        await db.once("sign_up", "k", REQUEST, fails)
    assert not (await db.once("sign_up", "k", REQUEST, add_keyed, 1)).repeated


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.AFTER])
async def test_a_commit_without_an_answer_is_settled_by_the_key(
    cuttable: Database, db: Database, line: Line, cut: Cut
) -> None:
    await db.run(put, 1)
    line.cut = cut
    once = await cuttable.once("sign_up", "k", REQUEST, add_keyed, 1)
    assert line.cuts == 1
    assert once == Once({"n": 1}, repeated=cut is Cut.AFTER)
    assert await read(db, 1) == 1


async def do_many(tx: Tx, keys: list[str], counter: int) -> int:
    """A group that counts each new key once; how many were new."""
    known = await known_many(tx, "group", [Claim(key, REQUEST) for key in keys])
    new = [key for key in keys if Claim(key, REQUEST) not in known]
    if new:
        await add(tx, counter, len(new))
    await keep_many(tx, "group", [(Claim(key, REQUEST), {"key": key}) for key in new])
    return len(new)


async def test_a_set_of_keys_is_taken_in_one_go(db: Database) -> None:
    await db.run(put, 1)
    assert await db.run(do_many, ["b", "a"], 1) == 2

    ours, others, fresh = Claim("a", REQUEST), Claim("a", b"other"), Claim("c", REQUEST)

    async def asks(tx: Tx) -> dict[Claim, Once | KeyReused]:
        return await known_many(tx, "group", [others, ours, fresh])

    known = await db.run(asks)
    assert known[ours] == Once({"key": "a"}, repeated=True)
    assert isinstance(known[others], KeyReused)
    assert set(known) == {ours, others}


async def test_groups_that_share_keys_in_any_order_neither_block_nor_double(db: Database) -> None:
    await db.run(put, 1)
    keys = [f"k{n:02}" for n in range(40)]
    groups = [keys[n:] + keys[:n] for n in range(0, 40, 5)]
    new = await asyncio.gather(*(db.run(do_many, group, 1) for group in groups))
    assert sum(new) == 40
    assert await read(db, 1) == 40


@pytest.mark.parametrize("stored_otherwise", [False, True])
async def test_groups_that_both_looked_before_either_stored_do_it_once(
    db: Database, stored_otherwise: bool
) -> None:
    """The slower one finds the key taken, rolls back and comes again. The negative control stores with a
    statement that does not say so."""
    await db.run(put, 1)
    both_looked = asyncio.Barrier(2)
    looks = 0

    async def look_then_do(tx: Tx) -> None:
        nonlocal looks
        looks += 1
        known = await known_many(tx, "group", [Claim("a", REQUEST)])
        if looks <= 2:
            await both_looked.wait()
        if known:
            return
        await add(tx, 1)
        if stored_otherwise:
            await tx.execute(
                "insert into once (scope, key, fingerprint) values ('group', 'a', '') on conflict do nothing"
            )
        else:
            await keep_many(tx, "group", [(Claim("a", REQUEST), {"key": "a"})])

    await asyncio.gather(db.run(look_then_do), db.run(look_then_do))
    assert await read(db, 1) == (2 if stored_otherwise else 1)
    assert looks == (2 if stored_otherwise else 3)


async def test_keys_are_forgotten_when_nobody_can_send_them_any_more(db: Database, dsn: str) -> None:
    await db.run(put, 1)
    await db.once("sign_up", "old", REQUEST, add_keyed, 1)
    await db.once("sign_up", "new", REQUEST, add_keyed, 1)
    owner = await asyncpg.connect(dsn)
    await owner.execute("update example.once set at = at - interval '9 days' where key = 'old'")
    await owner.close()
    assert await db.run(forget) == 1
    assert (await db.once("sign_up", "new", REQUEST, add_keyed, 1)).repeated
