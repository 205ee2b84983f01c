"""What was not told yet, on a phone and a desktop: none, a postponed course, refused, sent, urgent."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from services.scheduling.actions import heads
from shared.clock import MovedClock
from tests.support.browser import opened
from tests.support.notices import course, people, work
from tests.support.scheduling import MEMBALONG, at, days_later
from tests.support.scheduling_look import looked_at, signed_in
from tests.support.scheduling_site import Site

pytestmark = pytest.mark.browser


async def test_what_was_not_told_yet(site: Site, browser: Browser, clock: MovedClock) -> None:
    office = site.office
    batok = await course(office)
    states = {"confirmed": 12, "waitlisted": 2, "pending": 1}
    await office.db.run(heads.keep_registrations, people(office, batok.id, **states))
    tab = f"{site.url}/kelola/jadwal/{batok.id}"
    suparno = await office.trainer("Suparno Adi Nugroho, S.Sn., M.Sn.")
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        await page.goto(f"{tab}/pemberitahuan")
        await looked_at(page, "notices-none")
        for number in range(20):
            await batok.moves(number, reason="Gedung sanggar dipakai untuk posko banjir sampai akhir April")
        await batok.moves(3, trainers=(suparno,), subject="Pewarnaan alami dengan kulit kayu secang")
        await work(office)
        await page.goto(tab)
        await page.click("text=Baca pesannya seperti diterima peserta")
        await looked_at(page, "notice-untold-many")
        await page.click("summary:has-text('Tidak perlu diberitahukan')")
        await page.click("button:has-text('Jangan diberitahukan')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "notice-dismiss-wrong")
        await page.click("button:has-text('Kirim pemberitahuan')")
        await page.wait_for_selector("h1:has-text('Pemberitahuan perubahan')")
        clock.move_to(at(days_later(6), "09.00"))
        kembiri = await office.venue("Balai Desa Kembiri, Kecamatan Membalong", 30, MEMBALONG)
        await batok.moves(0, venue_id=kembiri)
        await work(office)
        await page.goto(f"{tab}/pemberitahuan")
        await looked_at(page, "notices-sent-and-untold")
        await page.goto(tab)
        await looked_at(page, "notice-untold-urgent")
        await page.goto(f"{tab}?bahasa=en")
        await looked_at(page, "notice-untold-english")
        await page.goto(f"{site.url}/kelola?bahasa=id")
        await looked_at(page, "desk-urgent")
        await page.goto(f"{site.url}/kelola/instansi/pemberitahuan")
        await looked_at(page, "quiet-time")
