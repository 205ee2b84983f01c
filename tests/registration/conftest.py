"""Stories of this folder start from registration's database and its door for sign-ups."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.clock import MovedClock
from shared.crypto import Keys
from shared.outbound import Outbound
from tests.conftest import DatabaseOf
from tests.support.receiver import Receiver, receiver
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


@pytest.fixture
async def other() -> AsyncIterator[Receiver]:
    """The office's other system."""
    async with receiver() as listening:
        yield listening


@pytest.fixture
async def trying_out(site: Site) -> AsyncIterator[Site]:
    """An installation that may tell systems on its own machine."""
    site.running.settings = site.running.settings.model_copy(update={"webhooks_to_loopback": True})
    async with Outbound(loopback=True) as out:
        site.running.parts.append(out)
        yield site
