"""The product as people run it, for measuring: everything on, and a database that waits for the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from services.registration.actions import workshops
from services.suite import Suite, run_suite
from shared import staff
from shared.clock import wall
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.settings import Settings, default_home
from tests.support.factories import organization
from tests.support.registration import OFFICE, session, workshop


@asynccontextmanager
async def product() -> AsyncIterator[Suite]:
    """All services on one port, with an empty database."""
    home = default_home(f"bench-{os.getpid()}")
    # One proxy is trusted, so that the load can come from many addresses as a crowd does.
    settings = Settings(home=home, port=0, trusted_proxies=1, fill_seconds=0)
    try:
        async with run_suite(settings, fresh=True) as suite:
            yield suite
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def publish(suite: Suite, count: int, capacity: int, **given: Any) -> list[Workshop]:
    """So many workshops that one can sign up for now, heard by registration."""
    now = wall()
    made = [
        workshop(
            capacity=capacity,
            sign_up_opens_at=now - timedelta(days=1),
            sign_up_closes_at=now + timedelta(days=20),
            sessions=tuple(session(now + timedelta(days=30, hours=n)) for n in (0, 4)),
            published_at=now - timedelta(days=1),
            **given,
        )
        for _ in range(count)
    ]
    registration = suite.running["registration"]

    async def hear(tx: Tx) -> None:
        await staff.keep_organization(tx, organization(OFFICE))
        await workshops.take(tx, now, made)

    await registration.db.run(hear)
    return made
