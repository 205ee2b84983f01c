"""What tests start from: a real PostgreSQL, a real RabbitMQ, the clock of April 2017."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser

from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Database
from tests.support import browser as chromium
from tests.support import databases, rabbitmq, server

DatabaseOf = Callable[[str], Awaitable[Database]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: begun last, one of them would keep a core when the others are done."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[server.Server]:
    """The embedded PostgreSQL, with a migrated template."""
    with server.running(server.embedded_binaries(), place=server.quickest_place()) as running:
        await databases.make_template(running)
        yield running


@pytest.fixture
async def dsn(postgres: server.Server) -> AsyncIterator[str]:
    """The owner's DSN of this test's own database: every service's schema, migrated, empty."""
    async with databases.copied(postgres) as owner:
        yield owner


@pytest.fixture
async def database_of(dsn: str) -> AsyncIterator[DatabaseOf]:
    """`await database_of("registration")`: this test's database as that service sees it."""
    async with AsyncExitStack() as opened:

        async def open_database(service: str) -> Database:
            database = await Database.open(dsn, service)
            opened.push_async_callback(database.close)
            return database

        yield open_database


@pytest.fixture(scope="session")
def amqp_url(request: pytest.FixtureRequest) -> str:
    """A broker whose `bimtek` exchange and queues a test may make and throw away."""
    elsewhere = os.environ.get(rabbitmq.ELSEWHERE)
    if elsewhere:
        return elsewhere
    broker: rabbitmq.Broker = request.getfixturevalue("broker")
    return broker.url


@pytest.fixture(scope="session")
def broker() -> Iterator[rabbitmq.Broker]:
    """This run's own node, for tests that stop and kill it. They leave it running."""
    if os.environ.get(rabbitmq.ELSEWHERE):
        pytest.skip(f"not run: nobody may restart the broker in {rabbitmq.ELSEWHERE}")
    with rabbitmq.node() as running:
        yield running


@pytest.fixture
def clock() -> MovedClock:
    """Business time begins on 1 April 2017, 08.00 WIB, three weeks before the Belitung workshops."""
    return MovedClock(datetime(2017, 4, 1, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Keys made for this run."""
    folder: Path = tmp_path_factory.mktemp("keys")
    return Keys.load(folder)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run; each page gets its own context (tests/support/browser.py)."""
    async with chromium.started() as started:
        yield started
