"""A door with three people; a site in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.clock import MovedClock
from shared.crypto import Keys
from tests.conftest import DatabaseOf
from tests.support.attendance import Door, Site, make_door, served


@pytest.fixture
async def door(database_of: DatabaseOf, clock: MovedClock, keys: Keys) -> Door:
    return await make_door(await database_of("attendance"), clock, keys)


@pytest.fixture
async def site(door: Door, tmp_path: Path) -> AsyncIterator[Site]:
    async with served(door, tmp_path) as running:
        yield running
