"""Stories of this folder start from registration's database and its door for sign-ups."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.clock import MovedClock
from shared.crypto import Keys
from tests.conftest import DatabaseOf
from tests.support.registration import Office, office
from tests.support.registration_site import Site
from tests.support.registration_site import site as opened_site


@pytest.fixture
async def panitia(database_of: DatabaseOf, keys: Keys, clock: MovedClock) -> AsyncIterator[Office]:
    async with office(await database_of("registration"), keys, clock) as opened:
        yield opened


@pytest.fixture
async def site(database_of: DatabaseOf, keys: Keys, clock: MovedClock, tmp_path: Path) -> AsyncIterator[Site]:
    """The pages of registration on a port, with one office."""
    async with opened_site(await database_of("registration"), keys, clock, tmp_path) as running:
        yield running
