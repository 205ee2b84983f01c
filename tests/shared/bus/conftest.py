"""A world for every transport there is: each test of the bus runs over all of them.

A test of one transport's own says so:
`@pytest.mark.parametrize("transport", ["postgres"], indirect=True)`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from yarl import URL

from shared.bus.postgres import PostgresTransport
from shared.bus.rabbitmq import RabbitTransport
from shared.bus.transport import Transport
from shared.clock import MovedClock
from tests.conftest import DatabaseOf
from tests.support import rabbitmq
from tests.support.hearing import BINDINGS, HEARER, SENDER, World, world
from tests.support.wire import Wire, wire_to


@pytest.fixture(params=["postgres", "rabbitmq"])
async def transport(request: pytest.FixtureRequest) -> AsyncIterator[Transport]:
    if request.param == "postgres":
        # A short lease: what is claimed when its connection breaks must not make a test wait half a minute.
        yield PostgresTransport(lease=5.0)
        return
    url: str = request.getfixturevalue("amqp_url")
    await rabbitmq.sweep(url)
    yield RabbitTransport(url, {})
    await rabbitmq.sweep(url)


@pytest.fixture
async def here(
    dsn: str,
    database_of: DatabaseOf,
    clock: MovedClock,
    transport: Transport,
    request: pytest.FixtureRequest,
) -> AsyncIterator[World]:
    """A sender and a hearer; nothing runs by itself."""
    sender, hearer = await database_of(SENDER), await database_of(HEARER)
    owner = request.getfixturevalue("amqp_url") if isinstance(transport, RabbitTransport) else dsn
    async with world(dsn, sender, hearer, clock, transport, owner=owner) as made:
        yield made


@pytest.fixture
async def wire(amqp_url: str) -> AsyncIterator[Wire]:
    """A way to the broker that can be held and cut."""
    async with wire_to(URL(amqp_url).port or 5672) as made:
        yield made


@pytest.fixture
def wired(wire: Wire, amqp_url: str) -> RabbitTransport:
    """A transport whose connections take that way."""
    url = URL(amqp_url).with_host("127.0.0.1").with_port(wire.port)
    return RabbitTransport(str(url), BINDINGS)
