"""The pages about keeping, taking and losing personal data: axe finds nothing, nothing sticks out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser

from shared.clock import MovedClock
from shared.events.scheduling import Role
from tests.registration.test_look import both
from tests.support.registration import person, workshop
from tests.support.registration_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def cookies_of_admin(site: Site) -> list[dict[str, str]]:
    async with site.organizer(Role.ADMIN) as admin:
        return [{"name": one.key, "value": one.value, "url": site.url} for one in admin.session.cookie_jar]


async def test_how_long_data_are_kept(site: Site, browser: Browser, clock: MovedClock) -> None:
    cookies = await cookies_of_admin(site)
    await both(browser, site, "/kelola/peserta/privasi/masa-simpan", "retention-none", cookies)
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    for _ in range(3):
        await site.panitia.signs_up(belitung, person(needs="Kursi roda", business_name="Usaha Contoh"))
    clock.move_to(datetime(2021, 1, 1, tzinfo=UTC))
    cookies = await cookies_of_admin(site)
    await both(browser, site, "/kelola/peserta/privasi/masa-simpan", "retention", cookies)
