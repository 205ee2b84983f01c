"""Stories of this folder start from the certificates service over a fresh database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.certificates.sealing.keys import SealKey, seal_key
from shared.clock import MovedClock
from shared.crypto import Keys
from tests.conftest import DatabaseOf
from tests.support import certificates
from tests.support.certificates import CLOSED, Desk
from tests.support.certificates_site import Site, opened_site


@pytest.fixture(scope="session")
async def workers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[object]]:
    """The processes that render, seal and inspect, kept for the whole run."""
    async with certificates.workers(tmp_path_factory.mktemp("workers")) as made:
        yield made


@pytest.fixture
async def desk(
    database_of: DatabaseOf, keys: Keys, clock: MovedClock, tmp_path: Path, workers: list[object]
) -> Desk:
    """After the last session, 28 April 2017, 15.00 WIB."""
    clock.move_to(CLOSED)
    return await certificates.desk(await database_of("certificates"), keys, clock, tmp_path, workers)


@pytest.fixture
async def site(desk: Desk) -> AsyncIterator[Site]:
    """The pages of certificates on a port, with one office."""
    async with opened_site(desk) as opened:
        yield opened


@pytest.fixture(scope="session")
def seal(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    """A key made for this run."""
    folder = tmp_path_factory.mktemp("seal")
    return seal_key(folder, "bimtek.contoh.example", datetime(2017, 1, 1, tzinfo=UTC))
