"""One migrated template for the whole run, a copy of it for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg

from shared.db.migrate import migrate
from tests.support.server import Server

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICES = ("scheduling", "registration", "attendance", "certificates")
TEMPLATE = "bimtek_template"


def schemas() -> dict[str, Path]:
    """Every service's files, and `example`: shared tables and one counter to try things on."""
    found = {name: ROOT / "services" / name / "migrations" for name in SERVICES}
    return {**found, "example": Path(__file__).parent / "migrations"}


async def make_template(server: Server) -> None:
    """Migrate the database that all others are copied from."""
    await execute(server.dsn(), f"create database {TEMPLATE}")
    await migrate(server.dsn(TEMPLATE), schemas())


@asynccontextmanager
async def copied(server: Server, template: str = TEMPLATE) -> AsyncIterator[str]:
    """The owner's DSN of a fresh database, dropped after the block; nobody may be connected to `template`."""
    name = f"test_{uuid4().hex}"
    await execute(server.dsn(), f"create database {name} template {template} strategy file_copy")
    try:
        yield server.dsn(name)
    finally:
        await execute(server.dsn(), f"drop database {name} with (force)")


async def execute(dsn: str, sql: str) -> None:
    """One statement on a connection of its own."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
