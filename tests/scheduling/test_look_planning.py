"""Pages of programmes, classes, copies, timetables, hours and signatories with real-length data."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from playwright.async_api import Browser

from services.scheduling.actions import copying, sessions, timetables
from services.scheduling.actions.copying import WorkshopCopy
from services.scheduling.actions.workshops import Timetable
from services.scheduling.store import sessions as store
from tests.support.browser import opened
from tests.support.scheduling import FIRST_DAY, MEMBALONG, Planner, days_later
from tests.support.scheduling_look import looked_at, signed_in
from tests.support.scheduling_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def course(office: Planner) -> UUID:
    """Four days with two trainers and a moderator, one session in another town."""
    bekemas = await office.venue("Sanggar Belitong Kreasi Masa Kini (Bekemas)")
    kembiri = await office.venue("Balai Desa Kembiri, Kecamatan Membalong", 30, MEMBALONG)
    lead = await office.trainer("Suparno Adi Nugroho, S.Sn., M.Sn.")
    helper = await office.trainer("Dra. Hj. Sri Wahyuni, M.Si.")
    chair = await office.trainer("Drs. Mulyadi Karsa Wiguna, M.M.")
    workshop = await office.draft(
        bekemas, class_label="Kelas A", capacity=20, timetable=Timetable(4, FIRST_DAY)
    )
    async with office.db.read() as tx:
        planned = await store.of_workshop(tx, workshop)
    teaching = [one.id for one in planned if one.kind in ("materi", "praktik")]
    roles = {helper: "assistant", chair: "moderator"}
    everybody = (lead, helper, chair)
    await office.db.run(sessions.assign_trainers, office.by, workshop, teaching[:6], everybody, "", roles)
    await office.adds(
        workshop, "07.00", "08.00", venue_id=kembiri, trainers=(lead,), day=days_later(1),
        kind="kunjungan", subject="Kunjungan ke perajin gula aren di Desa Kembiri", note="Berangkat 06.00",
    )  # fmt: skip
    return workshop


async def test_planning_again(site: Site, browser: Browser) -> None:
    office = site.office
    workshop = await course(office)
    await office.db.run(
        timetables.keep_timetable, office.by, workshop, "Kerajinan batok kelapa dengan kunjungan lapangan"
    )
    again = WorkshopCopy(office.programme_id, "Bimtek Kerajinan Batok Kelapa", "Kelas B", FIRST_DAY)
    copy = (await office.db.run(copying.copy_workshop, office.by, workshop, again))["id"]
    later = WorkshopCopy(
        office.programme_id, "Bimtek Kerajinan Batok Kelapa", "Angkatan II", date(2017, 6, 20)
    )
    await office.db.run(copying.copy_workshop, office.by, workshop, later)
    address = f"{site.url}/kelola/jadwal/{workshop}"
    programme = f"{site.url}/kelola/kegiatan/{office.programme_id}"
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        for path, name in (
            (programme, "programme-classes"),
            (f"{programme}/salin", "programme-copy"),
            (f"{programme}/ubah", "programme-form-full"),
            (f"{programme}/hapus", "programme-delete"),
            (f"{site.url}/kelola/jadwal/{copy}", "workshop-left-out"),
            (address, "workshop-full"),
            (f"{address}/pratinjau", "workshop-preview"),
            (f"{address}/salin", "workshop-copy"),
            (f"{address}/kelas", "classes"),
            (f"{address}/susunan", "timetable-keep"),
            (f"{address}/rekap", "recap"),
            (f"{address}/sesi/baru", "session-roles"),
            (f"{site.url}/kelola/jadwal/susunan-acara", "timetables"),
            (f"{site.url}/kelola/jadwal/baru", "workshop-form-templates"),
        ):
            await page.goto(path)
            await looked_at(page, name)
        await page.goto(f"{site.url}/kelola/jadwal/susunan-acara")
        await page.click("text=Kerajinan batok kelapa dengan kunjungan")
        await looked_at(page, "timetable-one")
        await page.goto(f"{address}/kelas?jumlah=3")
        await page.click("text=Buat semua kelas")
        await page.wait_for_selector("#salah")
        await looked_at(page, "classes-refused")


async def test_signatories(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, site.office.by.email)
        form = f"{site.url}/kelola/instansi/penanda-tangan"
        await page.goto(f"{form}/baru")
        await page.click("text=Simpan penanda tangan")
        await page.wait_for_selector("#salah")
        await looked_at(page, "signer-wrong")
        await page.goto(f"{form}/baru")
        await page.check("input[value=certificate]")
        await page.check("input[value=assignment_letter]")
        await page.check("input[value='Plt.']")
        await page.fill("[name=position]", "Kepala Dinas Perindustrian\nProvinsi Kepulauan Bangka Belitung")
        await page.fill("[name=name]", "Ir. Budi Santosa Wirawan, M.T.")
        await page.fill("[name=valid_from]", "2017-03-01")
        await page.fill("[name=valid_to]", "2017-06-30")
        await page.click("text=Simpan penanda tangan")
        await page.wait_for_selector("text=Penanda tangan tersimpan")
        await looked_at(page, "office-signers")
        await page.click("text=Ir. Budi Santosa Wirawan, M.T.")
        await looked_at(page, "signer")
        await page.click("text=Hapus penanda tangan")
        await looked_at(page, "signer-remove")
