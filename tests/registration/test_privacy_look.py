"""The pages about keeping, taking and losing personal data: axe finds nothing, nothing sticks out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser

from shared.clock import MovedClock
from shared.events.scheduling import Role
from tests.registration.test_look import both
from tests.support.questions import HAS, SHAPE, asks, signs_up
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


async def test_taking_data_along(site: Site, browser: Browser) -> None:
    cookies = await cookies_of_admin(site)
    await both(browser, site, "/kelola/peserta/privasi/ekspor", "export-none", cookies)
    await site.panitia.hears(workshop(title="Bimtek Kerajinan Batok Kelapa dan Anyaman Lais"), workshop())
    await both(browser, site, "/kelola/peserta/privasi/ekspor", "export", cookies)


async def test_consents_and_filters(site: Site, browser: Browser) -> None:
    asked = await asks(site, HAS, SHAPE)
    async with site.visitor() as siti:
        given = {"q_punya_usaha": "yes", "q_bentuk_kemasan": "Botol", "consent_photo": "1"}
        card = await signs_up(siti, asked, (), **given)
    cookies = await cookies_of_admin(site)
    await both(browser, site, f"/bimtek/{asked.slug}/daftar", "form-consents")
    await both(browser, site, f"{card.url}/data", "my-data")
    await both(browser, site, "/privasi", "privacy")
    listed = f"/kelola/peserta/{asked.id}?q_punya_usaha=true&kolom=izin&kolom=kebutuhan"
    await both(browser, site, listed, "people-filtered", cookies)


async def test_finding_a_person(site: Site, browser: Browser) -> None:
    cookies = await cookies_of_admin(site)
    await both(browser, site, "/kelola/peserta/orang", "people-search", cookies)
    batok = workshop(title="Bimtek Kerajinan Batok Kelapa dan Anyaman Lais", class_label="Kelas A")
    aren = workshop(title="Bimtek Pembuatan Gula Aren")
    await site.panitia.hears(batok, aren)
    for one in (batok, aren):
        name = "Raden Ajeng Hj. Siti Nurhaliza binti Abdul Karim Al-Fatah"
        await site.panitia.signs_up(one, person(full_name=name, phone="6281299900017"))
        await site.panitia.signs_up(one, person(full_name="Siti"))
    await both(browser, site, "/kelola/peserta/orang?cari=siti", "people-found", cookies)
    await both(browser, site, "/kelola/peserta/orang?cari=zzz", "people-nobody", cookies)
    await both(browser, site, "/kelola/peserta/orang?cari=1902010101909991", "people-nik", cookies)
