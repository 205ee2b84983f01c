"""Attendance in a real browser: a workshop in full swing, and how its pages are opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Page

from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Database
from shared.events.attendance import Status
from shared.events.scheduling import Role
from tests.support.attendance import NAMES, Door, make_door
from tests.support.attendance_site import Site, served
from tests.support.browser import assert_accessible, opened


@asynccontextmanager
async def day_three(db: Database, clock: MovedClock, keys: Keys, folder: Path) -> AsyncIterator[Site]:
    """Fifteen people with real names; day three has begun."""
    door = await make_door(db, clock, keys, names=NAMES)
    clock.move_to(door.sessions[5].starts_at + timedelta(minutes=10))
    states = (Status.HADIR, Status.TERLAMBAT, Status.HADIR, Status.IZIN, Status.HADIR, Status.SAKIT)
    await door.records(
        *(
            door.mark(who, of, status=states[(at * of) % 6] if at % 3 == 0 else Status.HADIR)
            for at, who in enumerate(door.people)
            for of in range(5)
            if (at, of) != (7, 4)
        ),
        *(door.mark(who, 5) for who in door.people[:4]),
    )
    async with served(door, folder) as running:
        yield running


async def cookies(site: Site, role: Role) -> list[dict[str, Any]]:
    """What the browser of a signed-in member of staff holds."""
    member = await site.member(role)
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{site.url}/masuk-uji/{member.id}", allow_redirects=False) as response,
    ):
        held = response.cookies.items()
        return [{"name": name, "value": one.value, "url": site.url} for name, one in held]


@asynccontextmanager
async def page_of(browser: Browser, site: Site, path: str, role: Role | None) -> AsyncIterator[Page]:
    """A page that passed axe and was pictured."""
    held = await cookies(site, role) if role else []
    async with opened(browser, site.url + path, cookies=held) as page:
        await assert_accessible(page)
        yield page


def paths(door: Door) -> dict[str, tuple[str, Role | None]]:
    """The office's pages of that workshop, and who opens them."""
    sheet = f"/kelola/kehadiran/{door.workshop.id}"
    return {
        "index": ("/kelola/kehadiran", Role.ORGANIZER),
        "sheet": (sheet, Role.ORGANIZER),
        "close-early": (f"{sheet}/tutup", Role.ORGANIZER),
        "person": (f"{sheet}/peserta/{door.people[3].id}", Role.ORGANIZER),
        "door": (f"/kelola/kehadiran/pos/{door.sessions[5].id}", Role.OPERATOR),
        "door-early": (f"/kelola/kehadiran/pos/{door.sessions[6].id}", Role.OPERATOR),
    }
