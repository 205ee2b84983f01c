"""A database to try things on, directly and over a line that can be cut."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from shared.db import Database
from tests.support.proxy import Line, line_to
from tests.support.server import Server


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[Database]:
    """The schema `example` with its table `counter(id, n)`."""
    database = await Database.open(dsn, "example")
    yield database
    await database.close()


@pytest.fixture
async def line(postgres: Server) -> AsyncIterator[Line]:
    async with line_to(postgres.socket) as opened:
        yield opened


@pytest.fixture
async def cuttable(postgres: Server, dsn: str, line: Line) -> AsyncIterator[Database]:
    """The same database as `db`, over `line`."""
    database = await Database.open(dsn.replace(str(postgres.socket), str(line.folder)), "example")
    yield database
    await database.close()
