"""The pages of suggested timetables with real-length data: axe finds nothing, nothing sticks out.

BIMTEK_PICTURES=folder keeps pictures of all.
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page

from services.scheduling.actions.blocks import block_days
from services.scheduling.actions.workshops import Timetable
from services.scheduling.jobs import Suggester, suggest
from tests.support.browser import opened
from tests.support.scheduling import FIRST_DAY, MEMBALONG, days_later
from tests.support.scheduling_look import looked_at, signed_in
from tests.support.scheduling_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def _sent(page: Page, button: str) -> None:
    await page.click(f"button:has-text('{button}')")
    await page.wait_for_load_state()


async def test_from_an_empty_list_to_an_applied_suggestion(site: Site, browser: Browser) -> None:
    office, kept = site.office, Suggester()
    site.running.parts.append(kept)
    bekemas = await office.venue("Sanggar Belitong Kreasi Masa Kini (Bekemas)")
    await office.venue("Balai Desa Kembiri, Kecamatan Membalong", 30, MEMBALONG)
    suparno = await office.trainer(
        "Suparno Adi Nugroho, S.Sn., M.Sn.", skills=["ukir batok", "pewarnaan alami"]
    )
    sri = await office.trainer("Dra. Hj. Sri Wahyuni, M.Si.", skills=["gula aren"])
    batok = await office.draft(
        bekemas,
        title="Bimtek Kerajinan Batok Kelapa",
        class_label="Angkatan II",
        timetable=Timetable(4, FIRST_DAY),
    )
    aren = await office.draft(bekemas, title="Bimtek Pembuatan Gula Aren dan Pengemasannya")
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        await page.goto(f"{site.url}/kelola/jadwal/saran")
        await looked_at(page, "suggestions-empty")
        await page.goto(f"{site.url}/kelola/jadwal/saran/baru")
        await looked_at(page, "suggestion-choose")
        form = f"{site.url}/kelola/jadwal/saran/baru?bimtek={batok}&bimtek={aren}"
        await page.goto(form)
        await looked_at(page, "suggestion-form")
        await page.fill("[name=last_day]", "2017-04-20")
        await _sent(page, "Cari jadwal")
        await page.wait_for_selector("#salah")
        await looked_at(page, "suggestion-form-wrong")
        await page.goto(form)
        await page.fill("[name=new_subject] >> nth=3", "Mengenal nira dan alat penyadap")
        await page.fill("[name=new_jp] >> nth=3", "3")
        await page.select_option("[name=seconds]", "10")
        await _sent(page, "Cari jadwal")
        await page.wait_for_selector("[data-live]")
        await looked_at(page, "suggestion-waiting")
        await suggest(site.running)
        # The page finds out by itself, without a press.
        await page.wait_for_selector("text=Terapkan yang dicentang")
        await looked_at(page, "suggestion-done")
        for box in await page.locator("[name=session_ids]").all():
            await box.uncheck()
        await _sent(page, "Terapkan yang dicentang")
        await page.wait_for_selector("#salah")
        assert await page.locator("[name=session_ids]:checked").count() == 0, "the boxes stay as they were"
        await looked_at(page, "suggestion-nothing-chosen")
        for box in await page.locator("[name=session_ids]").all():
            await box.check()
        await _sent(page, "Terapkan yang dicentang")
        await page.wait_for_selector("text=masuk ke jadwal")
        await looked_at(page, "suggestion-applied")
        await page.goto(f"{site.url}/kelola/jadwal/{batok}")
        await looked_at(page, "suggestion-in-the-schedule")
        await office.db.run(block_days, office.by, "trainer", suparno, days_later(5), days_later(9), "")
        await office.db.run(
            block_days, office.by, "trainer", sri, days_later(5), days_later(9), "Menunaikan umrah"
        )
        await page.goto(f"{site.url}/kelola/jadwal/saran/baru?bimtek={aren}")
        await page.fill("[name=first_day]", days_later(5).isoformat())
        await page.fill("[name=last_day]", days_later(9).isoformat())
        await _sent(page, "Cari jadwal")
        await suggest(site.running)
        await page.wait_for_selector("text=Tidak ada jadwal yang mungkin")
        await looked_at(page, "suggestion-blocked")
        await page.goto(f"{site.url}/kelola/jadwal/saran")
        await looked_at(page, "suggestions")
        await page.goto(f"{site.url}/kelola/kegiatan/{office.programme_id}")
        await looked_at(page, "programme-with-drafts")
    await kept.close()
