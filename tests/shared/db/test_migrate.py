"""The database becomes what the files say, once, whoever starts first, and no file changes afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from shared.db import Database, Tx, Unavailable
from shared.db.migrate import LOCK_KEY, MigrationRefused, migrate
from shared.db.pool import role_of
from tests.support import databases, server


@pytest.fixture
async def empty(postgres: server.Server) -> AsyncIterator[str]:
    """The owner's DSN of a database with nothing in it."""
    name = f"test_{uuid4().hex}"
    await databases.execute(postgres.dsn(), f"create database {name}")
    yield postgres.dsn(name)
    await databases.execute(postgres.dsn(), f"drop database {name} with (force)")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "0001_village.sql").write_text("create table village (id integer primary key);")
    return tmp_path


async def fetch(dsn: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(sql)
    finally:
        await connection.close()


async def test_shared_files_come_first_and_a_second_run_does_nothing(empty: str, files: Path) -> None:
    first = await migrate(empty, {"example": files})
    assert first > 5
    assert await migrate(empty, {"example": files}) == 0
    recorded = await fetch(empty, "select source, name from example.migration order by at")
    assert [row["source"] for row in recorded][-1] == "example"
    assert ("shared", "0002_once.sql") in {tuple(row) for row in recorded}
    tables = {
        row[0] for row in await fetch(empty, "select tablename from pg_tables where schemaname='example'")
    }
    assert {"once", "file", "audit", "organization", "staff", "village"} <= tables


async def test_a_later_file_is_added_to_what_is_there(empty: str, files: Path) -> None:
    await migrate(empty, {"example": files})
    (files / "0002_more.sql").write_text("alter table village add column name text;")
    assert await migrate(empty, {"example": files}) == 1
    await fetch(empty, "select name from example.village")


async def test_an_edited_file_is_refused_with_what_to_do(empty: str, files: Path) -> None:
    await migrate(empty, {"example": files})
    (files / "0001_village.sql").write_text("create table village (id bigint primary key);")
    with pytest.raises(MigrationRefused, match=r"0001_village.sql was edited .* put the change into a new"):
        await migrate(empty, {"example": files})


async def test_a_file_that_is_gone_is_refused(empty: str, files: Path) -> None:
    await migrate(empty, {"example": files})
    (files / "0001_village.sql").unlink()
    with pytest.raises(MigrationRefused, match="older version of the program"):
        await migrate(empty, {"example": files})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("0001_again.sql", "the same number"),
        ("2_short.sql", "must be named like"),
        ("0003_Big.sql", "must be named"),
    ],
)
async def test_names_that_would_confuse_the_order_are_refused(
    empty: str, files: Path, name: str, reason: str
) -> None:
    (files / name).write_text("select 1;")
    with pytest.raises(MigrationRefused, match=reason):
        await migrate(empty, {"example": files})


async def test_a_file_that_fails_leaves_nothing_behind(empty: str, files: Path) -> None:
    (files / "0002_broken.sql").write_text("create table half (id integer); select no_such_thing;")
    with pytest.raises(asyncpg.UndefinedColumnError):
        await migrate(empty, {"example": files})
    assert not await fetch(empty, "select 1 from pg_tables where tablename = 'half'")
    (files / "0002_broken.sql").write_text("create table half (id integer);")
    assert await migrate(empty, {"example": files}) == 1


async def test_a_file_may_stand_outside_a_transaction(empty: str, files: Path) -> None:
    (files / "0002_index.sql").write_text(
        "-- no transaction\ncreate index concurrently village_backwards on village (id desc);"
    )
    await migrate(empty, {"example": files})
    assert await fetch(empty, "select 1 from pg_indexes where indexname = 'village_backwards'")


async def test_replicas_that_start_together_apply_each_file_once(empty: str, files: Path) -> None:
    counts = await asyncio.gather(*(migrate(empty, {"example": files}) for _ in range(5)))
    assert sorted(counts)[:4] == [0, 0, 0, 0]
    recorded = await fetch(empty, "select count(*) from example.migration")
    assert sorted(counts)[4] >= recorded[0][0]


async def test_without_the_lock_they_collide(
    empty: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: what the test above would find if runners did not wait for each other."""
    monkeypatch.setattr("shared.db.migrate._lock", lambda connection, patience: asyncio.sleep(0))
    ends = await asyncio.gather(
        *(migrate(empty, {"example": files}) for _ in range(5)), return_exceptions=True
    )
    assert any(isinstance(end, asyncpg.PostgresError) for end in ends)


async def test_a_runner_that_hangs_is_not_waited_for_forever(empty: str, files: Path) -> None:
    other = await asyncpg.connect(empty)
    try:
        await other.execute("select pg_advisory_lock($1)", LOCK_KEY)
        with pytest.raises(Unavailable, match="another migration"):
            await migrate(empty, {"example": files}, patience=0.3)
    finally:
        await other.close()
    assert await migrate(empty, {"example": files})


async def test_each_run_takes_the_audit_trail_from_what_it_grants(empty: str, files: Path) -> None:
    for _run in ("a new installation", "an update that finds nothing to do"):
        await migrate(empty, {"example": files})
        owner = await asyncpg.connect(empty)
        try:
            rights = {
                f"{table} {right}"
                for table in ("audit", "outbox")
                for right in ("select", "insert", "update", "delete", "truncate", "references", "trigger")
                if await owner.fetchval(
                    "select has_table_privilege($1, $2, $3)", role_of("example"), f"example.{table}", right
                )
            }
        finally:
            await owner.close()
        all_rights = {f"outbox {right}" for right in ("select", "insert", "update", "delete")}
        assert rights == {"audit select", "audit insert"} | all_rights


async def test_a_service_may_change_its_rows_and_nothing_else(dsn: str) -> None:
    database = await Database.open(dsn, "example")

    async def execute(tx: Tx, sql: str) -> None:
        await tx.execute(sql)

    try:
        for allowed in (
            "insert into counter values (1, 1)",
            "update counter set n = 2",
            "delete from counter",
            "insert into outbox (message_id, subject, body) values (gen_random_uuid(), 's', '')",
        ):
            await database.run(execute, allowed)
        for refused in (
            "create table mine (id integer)",
            "alter table counter add column m integer",
            "drop table counter",
            "truncate counter",
            "select * from migration",
            "select * from registration.staff",
            "insert into scheduling.staff values (gen_random_uuid(), 1, gen_random_uuid(), '{}')",
            "create schema mine",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.run(execute, refused)
    finally:
        await database.close()
