"""pgbench against the same server, in a database of its own."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from services.suite import SERVICES
from shared.db.migrate import migrate
from tests.support.databases import execute
from tests.support.server import embedded_binaries

DATABASE = "bench_against"


async def database_beside(owner_dsn: str, sql: str) -> str:
    """A fresh, migrated database on the same server, in which `sql` was run; its owner's DSN."""
    await execute(owner_dsn, f"drop database if exists {DATABASE} with (force)")
    await execute(owner_dsn, f"create database {DATABASE}")
    beside = urlunsplit(urlsplit(owner_dsn)._replace(path=f"/{DATABASE}"))
    await migrate(beside, {service.name: service.folder / "migrations" for service in SERVICES})
    await execute(beside, sql)
    return beside


async def rate(dsn: str, script: str, *, clients: int, seconds: int) -> float:
    """Transactions in a second, with prepared statements."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        # libpq does not take every form of URL that asyncpg does, so it is given the parts.
        process = await asyncio.create_subprocess_exec(
            *_command(dsn, clients, seconds, Path(file.name)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
    text = output.decode()
    found = re.search(r"tps = ([0-9.]+)", text)
    assert process.returncode == 0 and found and "failed transactions: 0" in text, text
    return float(found[1])


def _command(dsn: str, clients: int, seconds: int, script: Path) -> list[str]:
    pgbench = str(embedded_binaries() / "pgbench")
    options = ["-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", str(script)]
    return [pgbench, *options, dsn]


async def value(dsn: str, sql: str) -> object:
    """The only value of a query."""
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()
