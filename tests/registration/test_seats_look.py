"""Pages of seats, quotas and centres: empty, full, and with what is wrong; pictures as in test_look."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from services.registration.actions import centres, handing_over, quotas
from services.registration.domain.quotas import Of, Quota, Rule
from shared.crypto import Keys
from tests.registration.test_look import belitung, both, cookies_of, link
from tests.registration.test_quotas import MEMBALONG, RELEASED, YULI, membalong, women
from tests.support.browser import assert_accessible, opened, picture
from tests.support.registration import person
from tests.support.registration_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_pages_of_seats(site: Site, browser: Browser, keys: Keys) -> None:
    cookies = await cookies_of(site)
    one, none = belitung(6), belitung(3, title="Bimtek Kemasan Produk")
    await site.panitia.hears(one, none)
    db = site.panitia.db
    await both(browser, site, "/kelola/peserta/sentra", "centres-none", cookies)
    names = ("Sentra Kerajinan Batok Kelapa Belitong Kreasi Masa Kini", "Sentra Gula Aren Kembiri")
    batok, aren = [await db.run(centres.add, YULI, name) for name in names]
    await db.run(centres.offer, YULI, aren, False)
    rules = [
        women(2, until=RELEASED),
        membalong(1),
        Quota("sentra", Rule.AT_MOST, 3, Of.CENTRE, (str(batok), str(aren))),
        Quota("difabel", Rule.RESERVED, 1, Of.DISABILITY),
    ]
    await db.run(quotas.change, site.panitia.now, YULI, one.id, rules)
    people = [
        await site.panitia.signs_up(one, person(gender="L", district_code=MEMBALONG, centre_id=batok))
        for _ in range(3)
    ]
    for _ in range(4):
        await site.panitia.signs_up(one, person(gender="L", full_name="Suyatno bin H. Abdul Karim, S.Pd."))
    base = f"/kelola/peserta/{one.id}"
    await both(browser, site, f"/kelola/peserta/{none.id}/kursi", "seats-none", cookies)
    await both(browser, site, f"{base}/kursi", "seats", cookies)
    await both(browser, site, f"{base}/kursi/kuota-baru", "quota-new", cookies)
    await db.run(handing_over.allow, YULI, one.id, True)
    await both(browser, site, f"{link(keys, people[0])}/serahkan", "hand-over")
    await both(browser, site, link(keys, people[0]), "card-hand-over")
    codes, wish = handing_over.new_codes(keys), site.panitia.wish(one, person(gender="L"))
    await db.run(handing_over.hand_over, people[0].id, wish, codes)
    gone = await site.panitia.row(people[0].id)
    await both(browser, site, link(keys, gone), "card-handed-over")
    await both(browser, site, f"/kelola/peserta/orang/{gone.id}", "person-handed-over", cookies)
    await both(browser, site, f"{base}/kursi/kuota/membalong", "quota-change", cookies)
    await both(browser, site, f"{base}/kursi/kuota/perempuan/lepas", "quota-release", cookies)
    await both(browser, site, f"{base}/kursi/kuota/perempuan/hapus", "quota-remove", cookies)
    await both(browser, site, "/kelola/peserta/sentra", "centres", cookies)
    await both(browser, site, f"/kelola/peserta/sentra/{batok}", "centre", cookies)
    await both(browser, site, f"/kelola/peserta/orang/{people[1].id}", "person-waits", cookies)
    await both(browser, site, f"/kelola/peserta/orang/{people[1].id}/dahulukan", "ask-beyond", cookies)
    await both(browser, site, f"/bimtek/{one.slug}", "workshop-quotas")
    await both(browser, site, f"/bimtek/{one.slug}/daftar", "form-centre")
    await both(browser, site, link(keys, people[1]), "card-quota")
    async with opened(browser, f"{site.url}{base}/kursi/kuota-baru", cookies=cookies) as page:
        await page.fill("[name=number]", "6")
        await page.check("[name=who][value=district]")
        await page.click("text=Simpan kuota")
        await page.wait_for_selector("#salah")
        await assert_accessible(page)
        await picture(page, "quota-wrong")
