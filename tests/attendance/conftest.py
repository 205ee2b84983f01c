"""A door with three people; a site in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.scheduling import Role
from tests.conftest import DatabaseOf
from tests.support.attendance import Door, make_door
from tests.support.attendance_site import SignedIn, Site, served


@pytest.fixture
async def door(database_of: DatabaseOf, clock: MovedClock, keys: Keys) -> Door:
    return await make_door(await database_of("attendance"), clock, keys)


@pytest.fixture
async def site(door: Door, tmp_path: Path) -> AsyncIterator[Site]:
    async with served(door, tmp_path) as running:
        yield running


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[SignedIn]:
    """`await visitor(Role.OPERATOR)`: a browser where that person is signed in; None: a stranger."""
    async with AsyncExitStack() as stack:

        async def come(role: Role | None = None, **given: Any) -> aiohttp.ClientSession:
            jar = aiohttp.CookieJar(unsafe=True)
            client = await stack.enter_async_context(aiohttp.ClientSession(site.url, cookie_jar=jar))
            if role is not None:
                member = await site.member(role, **given)
                async with client.get(f"/masuk-uji/{member.id}") as response:
                    assert response.status == 200
            return client

        yield come
