"""Pages of choosing: without criteria, with points, while scoring, the lists; pictures as in test_look."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Browser

from services.registration.actions import office, selection
from services.registration.actions.selection import Given, Remark
from services.registration.domain.selection import Criterion, Kind
from shared.events.scheduling import SignUp
from tests.registration.test_look import belitung, both, cookies_of
from tests.registration.test_quotas import YULI
from tests.support.browser import assert_accessible, opened, picture
from tests.support.registration import person
from tests.support.registration_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CRITERIA = (
    Criterion("produk", Kind.HAND, "Produk cocok dengan materi", 50),
    Criterion("sedia", Kind.HAND, "Bersedia mengajar tetangga", 10),
    Criterion("baru", Kind.NEW, "Peserta baru", 20),
    Criterion("asal", Kind.DISTRICT, "Dari desa binaan", 20, ("19.02.02",)),
)
NAMES = ("Hendra", "Hj. Siti Nurhaliza binti Abdul Karim", "Suyatno, S.Pd.", "Dwi Ratnasari", "Ma’ruf")


async def test_pages_of_choosing(site: Site, browser: Browser) -> None:
    cookies = await cookies_of(site)
    one, none = belitung(3, sign_up=SignUp.APPROVAL), belitung(3, sign_up=SignUp.APPROVAL, slug="kosong")
    await site.panitia.hears(one, none)
    base, db, now = f"/kelola/peserta/{one.id}/seleksi", site.panitia.db, site.panitia.now
    await both(browser, site, f"/kelola/peserta/{none.id}/seleksi", "selection-none", cookies)
    await both(browser, site, f"{base}/daftar", "lists-none", cookies)
    await db.run(selection.replace_all, YULI, one.id, CRITERIA)
    people = [
        await site.panitia.signs_up(
            one,
            person(
                full_name=name,
                business_name="Kerajinan Batok Bekemas" if at % 2 else "",
                district_code="19.02.02" if at % 2 else "19.02.01",
            ),
        )
        for at, name in enumerate(NAMES)
    ]
    given = [Given(row.id, "produk", at, None) for at, row in enumerate(people[:4])]
    await db.run(selection.score, now, YULI, one.id, given)
    words = "Sudah punya mesin bubut; siap mengajar tetangga di dua dusun bila alatnya dipinjamkan."
    remarks = [Remark(people[1].id, words, "")]
    await db.run(selection.score, now, YULI, one.id, [], remarks)
    await db.run(office.approve, now, YULI, people[4].id)
    await both(browser, site, base, "selection", cookies)
    await both(browser, site, f"{base}?asal=19.02.02&keputusan=semua", "selection-narrowed", cookies)
    await both(browser, site, f"{base}?tampil=diusulkan", "selection-narrowed-none", cookies)
    await both(browser, site, f"{base}/nilai", "score-sheet", cookies)
    await both(browser, site, f"{base}/kriteria-baru", "criterion-new", cookies)
    await both(browser, site, f"{base}/kriteria/asal", "criterion", cookies)
    ask = f"/kelola/peserta/{one.id}/banyak?act=setujui&teratas=3"
    await both(browser, site, ask, "approve-best", cookies)
    async with opened(browser, f"{site.url}{base}/nilai", cookies=cookies) as page:
        await page.select_option(f"[name='s.{people[0].id}.produk']", "5")
        await db.run(selection.score, now, YULI, one.id, [Given(people[0].id, "produk", 1, 0)])
        await page.click("text=Simpan nilai")
        await page.wait_for_selector(".verdict")
        await assert_accessible(page)
        await picture(page, "score-overtaken")
    async with opened(browser, f"{site.url}{base}/nilai", cookies=cookies) as page:
        await page.select_option(f"[name='s.{people[0].id}.sedia']", "5")
        await page.fill(f"[name='n.{people[2].id}']", words)
        await db.run(selection.replace_all, YULI, one.id, CRITERIA[:1])
        await page.click("text=Simpan nilai")
        await page.wait_for_selector(".verdict")
        await assert_accessible(page)
        await picture(page, "score-refused")
        await db.run(office.cancel, now, YULI, people[2].id, "Sakit")
        await page.click("text=Simpan nilai")
        await page.wait_for_selector("text=Ada yang tidak dinilai lagi")
        await assert_accessible(page)
        await picture(page, "score-gone")
    for row in people[:2]:
        await db.run(office.approve, now, YULI, row.id)
    await db.run(selection.keep_list, now, YULI, one.id, "188.4/12/SK/DISPERIN/2017", date(2017, 4, 20), True)
    await both(browser, site, f"{base}/daftar", "lists", cookies)
