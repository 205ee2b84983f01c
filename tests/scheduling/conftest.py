"""Stories of this folder start from scheduling's database and an office that plans."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from services.scheduling.jobs import Suggester
from services.scheduling.rendering.press import Press
from services.scheduling.service import SERVICE
from services.scheduling.store import bookings
from services.scheduling.web.passwords import Passwords
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Database
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from tests.conftest import DatabaseOf
from tests.support.locking import watched
from tests.support.scheduling import Planner, planner
from tests.support.scheduling_site import Site
from tests.support.scheduling_site import site as opened_site


@pytest.fixture(autouse=True)
def lock_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every story here also shows that bookings are locked all at once, so that nobody deadlocks."""
    monkeypatch.setattr(bookings, "lock", watched(bookings.lock))


@pytest.fixture(scope="session")
def passwords() -> Iterator[Passwords]:
    kept = Passwords()
    yield kept
    kept.close()


@pytest.fixture(scope="session")
async def press() -> AsyncIterator[Press]:
    """One process for the letters of every story: it starts with the first."""
    kept = Press()
    yield kept
    await kept.close()


@pytest.fixture
async def db(database_of: DatabaseOf) -> Database:
    return await database_of("scheduling")


@pytest.fixture
async def office(db: Database, clock: MovedClock, passwords: Passwords) -> Planner:
    """The office of Alice."""
    return await planner(db, clock, passwords)


@pytest.fixture
async def site(
    db: Database, keys: Keys, clock: MovedClock, office: Planner, press: Press
) -> AsyncIterator[Site]:
    """The pages of scheduling on a port, for Alice's office."""
    async with opened_site(db, keys, clock, office, press) as running:
        yield running


@pytest.fixture
async def working_site(site: Site) -> AsyncIterator[Site]:
    """The site with the process that looks for timetables."""
    kept = Suggester()
    site.running.parts.append(kept)
    yield site
    await kept.close()


@pytest.fixture
def working(office: Planner, keys: Keys, clock: MovedClock, tmp_path: Path) -> Running:
    """Scheduling's jobs at hand, to be run when the story says so."""
    return Running(SERVICE, Settings(home=tmp_path), office.db, clock, keys, Metrics())
