"""Bringing the database to what the code expects: numbered plain SQL files, applied once, up only.

Every service's schema gets the shared files first, then the service's own. A file that was applied is
never edited again: what it did cannot be done over, so a changed one is refused. The owner of the
database runs this; services connect as roles that may change rows and nothing else.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.db.errors import Unavailable
from shared.db.pool import CONNECT_SECONDS, Tx, role_of
from shared.logging import logger

SHARED = Path(__file__).parent.parent / "migrations"
BUS = "bus"  # the PostgreSQL transport's schema, shared by all services of one database
BUS_FILES = Path(__file__).parent.parent / "bus" / "migrations"
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
LOCK_KEY = 0x42_49_4D_54_45_4B  # "BIMTEK"; one runner at a time in one database
LOCK_POLL_SECONDS = 0.2
LOCK_PATIENCE = 120.0  # seconds
LOCKED_ATTEMPTS = 5  # of a file whose table stayed locked
# First line of a file with one statement that cannot run in a transaction, as CREATE INDEX CONCURRENTLY.
ALONE = "-- no transaction"

log = logger(__name__)


class MigrationRefused(Exception):
    """The files and the database do not belong together; the text says which and what to do."""


@dataclass(frozen=True)
class _File:
    source: str  # "shared" or the service
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


async def migrate(dsn: str, schemas: Mapping[str, Path], *, patience: float = LOCK_PATIENCE) -> int:
    """Apply what is missing to each service's schema (name → its folder of files); how many files.

    `dsn` is the owner's. Replicas that start together wait for each other, `patience` seconds at most.
    Errors: `MigrationRefused`, `Unavailable`, and the database's own for a file that fails (which then
    left nothing behind).
    """
    try:
        connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)
    except (OSError, asyncpg.CannotConnectNowError) as error:
        raise Unavailable("the database server does not answer") from error
    try:
        # A table that is in use must not make everybody queue behind us: give up and try again.
        await connection.execute("set lock_timeout = '4s'; set client_min_messages = warning")
        await _lock(connection, patience)
        applied = await _bring(connection, BUS, [("bus", BUS_FILES)])
        for schema, folder in schemas.items():
            applied += await _bring(connection, schema, [("shared", SHARED), (schema, folder)])
            await connection.execute(f"grant {role_of(BUS)} to {role_of(schema)}")
        return applied
    finally:
        await connection.close()  # which also gives the lock back


async def present(dsn: str, schemas: Iterable[str]) -> set[str]:
    """Which of these schemas the database has. Error: `Unavailable`."""
    try:
        connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)
    except (OSError, asyncpg.CannotConnectNowError) as error:
        raise Unavailable("the database server does not answer") from error
    try:
        rows = await connection.fetch(PRESENT, list(schemas))
    finally:
        await connection.close()
    return {row["nspname"] for row in rows}


async def _lock(connection: Tx, patience: float) -> None:
    """Become the only runner. Polled: a session that waits inside pg_advisory_lock holds a snapshot,
    and CREATE INDEX CONCURRENTLY of the other runner would wait for it: a deadlock."""
    give_up = time.monotonic() + patience
    while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK_KEY):
        if time.monotonic() > give_up:
            raise Unavailable(f"another migration has been running for {patience:g} s")
        await asyncio.sleep(LOCK_POLL_SECONDS)


async def _bring(connection: Tx, schema: str, sources: list[tuple[str, Path]]) -> int:
    """Make the schema, its role and what its files say; how many were applied."""
    if not re.fullmatch(r"[a-z][a-z_]{0,40}", schema):
        raise MigrationRefused(f"{schema!r} cannot be the name of a schema")
    await _make_role(connection, schema)
    await connection.execute(f"create schema if not exists {schema}; set search_path = {schema}")
    await connection.execute(MIGRATION_TABLE)
    done = {
        (row["source"], row["name"]): row["sha256"]
        for row in await connection.fetch("select source, name, sha256 from migration")
    }
    files = [file for source, folder in sources for file in _files(source, folder)]
    _check(schema, files, done)
    missing = [file for file in files if (file.source, file.name) not in done]
    for file in missing:
        await _apply(connection, file)
    if missing:
        log.info("migrated", schema=schema, files=len(missing), last=missing[-1].name)
    grants = GRANTS
    if await connection.fetchval("select to_regclass($1) is not null", f"{schema}.audit"):
        grants += GUARD_AUDIT
    # Sent as one, so done in one transaction: the services of a running installation never have the right
    # to everything, not even between two statements.
    await connection.execute(grants.format(schema=schema, role=role_of(schema)))
    return len(missing)


MIGRATION_TABLE = """
create table if not exists migration (
    source text not null,
    name text not null,
    sha256 text not null,
    at timestamptz not null default clock_timestamp(),
    primary key (source, name)
)
"""
PRESENT = "select nspname from pg_namespace where nspname = any($1::text[])"
RECORD = "insert into migration (source, name, sha256) values ($1, $2, $3)"
# Roles belong to the whole server: another database's migration may make the same one right now.
MAKE_ROLE = """
do $$ begin
    create role {role} nologin;
exception when duplicate_object or unique_violation then null;
end $$
"""
GRANTS = """
grant usage on schema {schema} to {role};
grant select, insert, update, delete on all tables in schema {schema} to {role};
grant usage on all sequences in schema {schema} to {role};
revoke all on migration from {role};
"""
# Its triggers refuse every change of the audit trail, whoever asks; the services are not even let near.
GUARD_AUDIT = "revoke update, delete, truncate, references, trigger on audit from {role};"


async def _make_role(connection: Tx, schema: str) -> None:
    role = role_of(schema)
    if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", role):
        await connection.execute(MAKE_ROLE.format(role=role))
    # Lets the owner's own connection act as the service where one DSN serves all.
    if not await connection.fetchval("select pg_has_role(current_user, $1, 'member')", role):
        await connection.execute(f"grant {role} to current_user")


def _files(source: str, folder: Path) -> Iterator[_File]:
    numbers: dict[str, str] = {}
    for path in sorted(folder.glob("*.sql")):
        match = NAME.fullmatch(path.name)
        if match is None:
            raise MigrationRefused(f"{source}/{path.name} must be named like 0001_what_it_does.sql")
        if other := numbers.get(match[1]):
            raise MigrationRefused(f"{source}/{other} and {source}/{path.name} have the same number")
        numbers[match[1]] = path.name
        yield _File(source, path.name, path.read_text())


def _check(schema: str, files: list[_File], done: Mapping[tuple[str, str], str]) -> None:
    here = {(file.source, file.name): file.sha256 for file in files}
    for (source, name), sha256 in done.items():
        if (source, name) not in here:
            raise MigrationRefused(
                f"{source}/{name} was applied to schema {schema} but the file is gone: "
                "this is an older version of the program than the one that made the database"
            )
        if here[source, name] != sha256:
            raise MigrationRefused(
                f"{source}/{name} was edited after it was applied to schema {schema}: "
                "restore the file and put the change into a new one"
            )


async def _apply(connection: Tx, file: _File) -> None:
    for attempt in range(1, LOCKED_ATTEMPTS + 1):
        try:
            if file.sql.startswith(ALONE):
                await connection.execute(file.sql)
                await connection.execute(RECORD, file.source, file.name, file.sha256)
            else:
                async with connection.transaction():
                    await connection.execute(file.sql)
                    await connection.execute(RECORD, file.source, file.name, file.sha256)
        except asyncpg.LockNotAvailableError:
            if attempt == LOCKED_ATTEMPTS:
                raise
            await asyncio.sleep(attempt)
        else:
            return
