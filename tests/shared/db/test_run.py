"""An action happens in one transaction, once or not at all, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from shared.db import Database, Tx, Unavailable, transient, wake
from shared.db.errors import CommitUnknown, Fault, fault
from tests.shared.db.counters import add, put, read
from tests.support.proxy import Cut, Line
from tests.support.server import Server


async def test_what_an_action_did_is_there_and_its_answer_comes_back(db: Database) -> None:
    await db.run(put, 1, n=4)
    assert await db.run(add, 1) == 5
    assert await read(db, 1) == 5


async def test_an_action_that_raises_leaves_nothing(db: Database) -> None:
    async def changes_its_mind(tx: Tx) -> None:
        await put(tx, 1)
        raise LookupError("no such workshop")

    with pytest.raises(LookupError):
        await db.run(changes_its_mind)
    assert await read(db, 1) is None


async def test_an_action_that_hides_a_failed_statement_is_told(db: Database) -> None:
    async def hides_it(tx: Tx) -> str:
        await put(tx, 1)
        try:
            await put(tx, 1)
        except asyncpg.UniqueViolationError:
            return "all is well"
        return "never"

    with pytest.raises(RuntimeError, match="nothing was stored"):
        await db.run(hides_it)
    assert await read(db, 1) is None


class Crosswise:
    """Two actions that lock two rows in opposite order; they meet on the first attempt only."""

    def __init__(self) -> None:
        self._both = asyncio.Barrier(2)
        self.attempts = 0

    async def __call__(self, tx: Tx, first: int, second: int) -> None:
        self.attempts += 1
        await add(tx, first)
        if self.attempts <= 2:
            await self._both.wait()
        await add(tx, second)


async def test_a_deadlock_is_run_again(db: Database) -> None:
    await db.run(put, 1)
    await db.run(put, 2)
    crosswise = Crosswise()
    await asyncio.gather(db.run(crosswise, 1, 2), db.run(crosswise, 2, 1))
    assert crosswise.attempts == 3
    assert (await read(db, 1), await read(db, 2)) == (2, 2)


async def test_without_running_again_a_deadlock_loses_one_of_them(db: Database) -> None:
    """Negative control of the test above."""
    await db.run(put, 1)
    await db.run(put, 2)
    crosswise = Crosswise()
    ends = await asyncio.gather(
        db._attempt(crosswise, (1, 2), {}), db._attempt(crosswise, (2, 1), {}), return_exceptions=True
    )
    assert [type(end) for end in ends if end is not None] == [asyncpg.DeadlockDetectedError]
    assert (await read(db, 1), await read(db, 2)) == (1, 1)


async def test_a_serialization_failure_is_run_again(db: Database) -> None:
    await db.run(put, 1)
    attempts = 0

    async def careful(tx: Tx) -> None:
        nonlocal attempts
        attempts += 1
        await tx.execute("set transaction isolation level serializable")
        n = await tx.fetchval("select n from counter where id = 1")
        if attempts == 1:
            await db.run(add, 1)
        await tx.execute("update counter set n = $1 where id = 1", n + 10)

    await db.run(careful)
    assert attempts == 2
    assert await read(db, 1) == 11


async def test_a_stale_plan_is_made_anew(db: Database, dsn: str) -> None:
    await db.run(put, 1)

    async def row(tx: Tx) -> int:
        found = await tx.fetchrow("select * from counter where id = 1")
        assert found is not None
        return len(found)

    assert await db.run(row) == 2
    owner = await asyncpg.connect(dsn)
    await owner.execute("alter table example.counter add column label text")
    await owner.close()
    assert await db.run(row) == 3


async def test_a_connection_killed_inside_an_action_is_replaced(db: Database, dsn: str) -> None:
    attempts = 0

    async def killed_once(tx: Tx) -> None:
        nonlocal attempts
        attempts += 1
        await put(tx, 1)
        if attempts == 1:
            owner = await asyncpg.connect(dsn)
            pid = await tx.fetchval("select pg_backend_pid()")
            await owner.execute(f"select pg_terminate_backend({pid}, 5000)")
            await owner.close()
        await add(tx, 1)

    await db.run(killed_once)
    assert attempts == 2
    assert await read(db, 1) == 1


@pytest.mark.parametrize(("cut", "stored"), [(Cut.BEFORE, None), (Cut.AFTER, 0)])
async def test_a_commit_without_an_answer_is_not_run_again(
    cuttable: Database, db: Database, line: Line, cut: Cut, stored: int | None
) -> None:
    line.cut = cut
    with pytest.raises(CommitUnknown):
        await cuttable.run(put, 1)
    assert line.cuts == 1
    assert await read(db, 1) == stored


async def test_running_it_again_all_the_same_would_do_it_twice(
    cuttable: Database, db: Database, line: Line
) -> None:
    """Negative control: why a lost COMMIT is only repeated under a key."""
    await db.run(put, 1)
    line.cut = Cut.AFTER
    await cuttable.run_keyed(add, 1)  # it has no key
    assert await read(db, 1) == 2


async def test_a_server_away_is_unavailable_and_found_again(cuttable: Database, line: Line) -> None:
    await cuttable.run(put, 1)
    await line.close()
    with pytest.raises(Unavailable):
        await cuttable.run(add, 1)
    with pytest.raises(Unavailable):
        await read(cuttable, 1)
    await line.open()
    assert await cuttable.run(add, 1) == 1


async def test_a_frozen_server_is_unavailable_and_found_again(
    postgres: Server, dsn: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connections stay open and nobody answers: no time limit of the server helps then."""
    monkeypatch.setattr("shared.db.pool.ANSWER_SECONDS", 0.3)
    monkeypatch.setattr("shared.db.pool.ACQUIRE_SECONDS", 0.3)
    monkeypatch.setattr("shared.db.run.ROLLBACK_SECONDS", 0.3)
    monkeypatch.setattr("shared.db.run.PATIENCE", 0.0)
    database = await Database.open(dsn.replace(str(postgres.socket), str(line.folder)), "example")
    await database.run(put, 1)
    assert await read(database, 1) == 0
    line.freeze()
    async with asyncio.timeout(5):
        with pytest.raises(Unavailable):
            await database.run(add, 1)
        with pytest.raises(Unavailable):
            await read(database, 1)
    line.thaw()
    assert await database.run(add, 1) == 1
    await database.close()


async def test_a_server_that_comes_back_soon_is_not_noticed(
    cuttable: Database, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cuttable.run(put, 1)
    await line.close()
    failed = asyncio.Event()
    attempt = cuttable._attempt

    async def observed(*args: Any) -> Any:
        try:
            return await attempt(*args)
        except BaseException:
            failed.set()
            raise

    monkeypatch.setattr(cuttable, "_attempt", observed)
    running = asyncio.create_task(cuttable.run(add, 1))
    await failed.wait()
    await line.open()
    assert await running == 1


async def test_no_free_connection_is_unavailable(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.db.pool.ACQUIRE_SECONDS", 0.1)
    database = await Database.open(dsn, "example", size=1)
    entered, leave = asyncio.Event(), asyncio.Event()

    async def stays(tx: Tx) -> None:
        entered.set()
        await leave.wait()

    staying = asyncio.create_task(database.run(stays))
    await entered.wait()
    with pytest.raises(Unavailable, match="no database connection was free"):
        await database.run(put, 1)
    leave.set()
    await staying
    await database.run(put, 1)
    await database.close()


async def test_a_cancelled_action_is_rolled_back_and_its_connection_serves_on(dsn: str) -> None:
    database = await Database.open(dsn, "example", size=1)
    asking = asyncio.Event()

    async def slow(tx: Tx) -> None:
        await put(tx, 1)
        asking.set()
        await tx.execute("select pg_sleep(30)")

    running = asyncio.create_task(database.run(slow))
    await asking.wait()  # and by the time this goes on, for the answer
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await read(database, 1) is None
    await database.run(put, 1)
    await database.close()


async def test_a_page_cannot_write(db: Database) -> None:
    async with db.read() as tx:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await put(tx, 1)


async def test_loops_are_woken_after_the_commit_and_not_without_one(db: Database) -> None:
    signal = db.signal("mail")

    async def sends(tx: Tx, fails: bool) -> int:
        await put(tx, 1)
        wake("mail")
        if fails:
            raise LookupError
        return signal.sent

    with pytest.raises(LookupError):
        await db.run(sends, fails=True)
    assert signal.sent == 0
    assert await db.run(sends, fails=False) == 0
    assert signal.sent == 1


async def test_json_goes_in_and_out_as_it_is(db: Database) -> None:
    value = {"nama": "Nur'aini Šá", "jp": [1, 2.5, None, True], "kosong": {}}

    async def echo(tx: Tx) -> object:
        return await tx.fetchval("select $1::jsonb", value)

    assert await db.run(echo) == value


def state(code: str) -> asyncpg.PostgresError:
    """The error asyncpg raises for an SQLSTATE."""
    return asyncpg.PostgresError.new({"C": code, "M": "", "S": "ERROR"})


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("40001", Fault.CONFLICT),
        ("40P01", Fault.CONFLICT),
        ("55P03", Fault.CONFLICT),
        ("57P01", Fault.LOST),
        ("57P02", Fault.LOST),
        ("57P03", Fault.LOST),
        ("08006", Fault.LOST),
        ("53300", Fault.OVERLOAD),
        ("53100", Fault.OVERLOAD),
        ("57014", Fault.OVERLOAD),
        ("23505", None),
        ("42501", None),
        ("22P02", None),
    ],
)
def test_which_errors_pass_by_themselves(code: str, kind: Fault | None) -> None:
    assert fault(state(code)) is kind
    assert transient(state(code)) is (kind is not None)
