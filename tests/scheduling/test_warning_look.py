"""Warnings and what else is free, with real-length data: axe finds nothing, nothing sticks out sideways."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Browser

from services.scheduling.actions.blocks import block_days
from tests.support.browser import opened
from tests.support.scheduling import FIRST_DAY, MEMBALONG, Planner, days_later
from tests.support.scheduling_look import looked_at, signed_in
from tests.support.scheduling_site import Site

pytestmark = pytest.mark.browser
ISRA_MIRAJ, FRIDAY = date(2017, 4, 24), days_later(3)


async def warned(office: Planner) -> dict[str, object]:
    """A draft with a warning of each kind an office meets."""
    bekemas = await office.venue("Sanggar Belitong Kreasi Masa Kini (Bekemas)")
    kembiri = await office.venue("Balai Desa Kembiri, Kecamatan Membalong", 30, MEMBALONG)
    await office.venue("Aula Dinas Koperasi, UMKM, Perdagangan dan Tenaga Kerja", 60)
    suparno = await office.trainer("Suparno Adi Nugroho, S.Sn., M.Sn.", skills=["ukir batok", "pewarnaan"])
    await office.trainer("Dra. Hj. Sri Wahyuningsih Kusumawardhani, M.Si.", skills=["ukir batok"])
    batok = await office.draft(bekemas, title="Bimtek Kerajinan Batok Kelapa", class_label="Angkatan II")
    both = (suparno,)
    await office.adds(
        batok, "08.00", "10.00", venue_id=bekemas, subject="Teori bahan dan alat", trainers=both
    )
    await office.adds(batok, "10.30", "12.00", venue_id=kembiri, subject="Kunjungan ke sentra", trainers=both)
    await office.adds(batok, "11.00", "12.30", venue_id=bekemas, day=FRIDAY, subject="Desain produk")
    for starts, ends in (("09.00", "10.30"), ("13.00", "14.30")):
        await office.adds(batok, starts, ends, venue_id=bekemas, day=ISRA_MIRAJ)
    away = (days_later(1), days_later(1), "menjadi juri lomba kerajinan tingkat nasional")
    await office.db.run(block_days, office.by, "trainer", suparno, *away)
    await office.adds(batok, "08.00", "17.00", venue_id=bekemas, day=days_later(1), trainers=both)
    return {"batok": batok, "suparno": suparno, "bekemas": bekemas}


async def test_warnings_and_what_else_is_free(site: Site, browser: Browser) -> None:
    office = site.office
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        await page.goto(f"{site.url}/kelola/jadwal/peringatan")
        await looked_at(page, "warnings-none")
        things = await warned(office)
        await page.goto(f"{site.url}/kelola/jadwal/peringatan")
        await looked_at(page, "warnings")
        await page.fill("[name=trainer_hours]", "99")
        await page.evaluate("document.querySelector('[name=trainer_hours]').form.noValidate = true")
        await page.click("button:has-text('Simpan batas')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "warnings-wrong")
        workshop = f"{site.url}/kelola/jadwal/{things['batok']}"
        await page.goto(workshop)
        await page.click("summary:has-text('Tetap jadwalkan')")
        await looked_at(page, "workshop-warned")
        await page.click("a:has-text('Pindah ke')")
        await page.wait_for_selector(".notice.info")
        await looked_at(page, "session-suggested")
        await page.goto(workshop)
        await page.click("a:has-text('Pindahkan hari itu')")
        await page.wait_for_selector("[name=to_day]")
        await looked_at(page, "move-day")
        await page.fill("[name=to_day]", "2017-04-26")
        await page.click("button:has-text('Pindahkan 2 sesi')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "move-day-taken")
        await page.goto(f"{workshop}?bahasa=en")
        await looked_at(page, "workshop-warned-english")


async def test_a_double_booking_with_what_else_is_free(site: Site, browser: Browser) -> None:
    office = site.office
    things = await warned(office)
    other = await office.draft(await office.venue("Balai Benih"), title="Bimtek Pembuatan Gula Aren")
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        await page.goto(f"{site.url}/kelola/jadwal/{other}/sesi/baru")
        await page.fill("[name=subject]", "Mencetak gula aren")
        await page.fill("[name=day]", FIRST_DAY.isoformat())
        await page.fill("[name=starts]", "08:30")
        await page.fill("[name=ends]", "09:30")
        await page.select_option("[name=venue_id]", str(things["bekemas"]))
        await page.click("button:has-text('Simpan sesi')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "session-taken-venue")
        await page.click("button:has-text('Simpan di Balai Benih')")
        await page.wait_for_selector("h1:has-text('Bimtek Pembuatan Gula Aren')")
