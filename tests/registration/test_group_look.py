"""Pages of contact persons: empty, one, many, with faults, full and closed; pictures as in test_look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser

from services.registration.actions import contacts, groups
from services.registration.actions.sign_up import Admitted
from services.registration.domain.groups import Contact
from shared.clock import MovedClock
from tests.registration.test_groups import YULI, add, again, made, several
from tests.registration.test_look import belitung, both, cookies_of
from tests.support.browser import assert_accessible, opened, picture
from tests.support.registration import person
from tests.support.registration_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = Contact(
    "Hj. Raden Ajeng Siti Nurhaliza binti Abdul Karim, S.Pd., M.M.",
    "6281299900777",
    "penyuluh.perindustrian.kecamatan.membalong@contoh.example",
    "companion",
    "Kelompok Perajin Batok Kelapa Belitong Kreasi Masa Kini (CONTOH)",
)


async def test_pages_of_contact_persons(site: Site, browser: Browser, clock: MovedClock) -> None:
    cookies, office = await cookies_of(site), site.panitia
    one, none = belitung(4), belitung(3, title="Bimtek Kemasan Produk")
    await office.hears(one, none)
    await both(browser, site, f"/kelola/peserta/{none.id}/narahubung", "groups-none", cookies)
    until = one.sign_up_closes_at - timedelta(days=2)
    group = await made(office, one, 7, contact=LONG, deadline=until, declares=False)
    path = "/kelompok/" + office.keys.decrypt(group.code_sealed, purpose="group_code")
    await both(browser, site, f"/bimtek/{one.slug}/daftar-beberapa", "group-start")
    await both(browser, site, path, "group-undeclared")
    await office.db.run(groups.declare, office.now, group.id, group.code_sealed)
    await both(browser, site, path, "group-empty")
    await both(browser, site, f"{path}/tambah", "group-person")
    long = person(full_name="Raden Mas Suyatno bin H. Abdul Karim Al-Fatah, S.Pd.", phone="", email="")
    first, *_others = await add(office, group, long, *several(5))
    await both(browser, site, path, "group-many")
    assert isinstance(first, Admitted)
    await both(browser, site, f"{path}/orang/{first.registration_id}/batal", "group-cancel")
    async with opened(browser, site.url + path) as page:
        await page.fill("[name=p1_full_name]", "7")
        await page.fill("[name=p1_phone]", "12")
        await page.fill("[name=p2_full_name]", "Siti Aminah")
        await page.click("button:text-is('Daftarkan')")
        await page.wait_for_selector("#salah")
        await assert_accessible(page)
        await picture(page, "group-wrong")
    await groups.cancel(office.leaving, office.now, group, await office.row(first.registration_id))
    await add(office, group, *several(2))
    await both(browser, site, path, "group-full")
    await both(browser, site, f"/kelola/peserta/{one.id}/narahubung", "groups", cookies)
    own = f"/kelola/peserta/{one.id}/narahubung/{group.id}"
    await both(browser, site, own, "group-office", cookies)
    await both(browser, site, f"{path}/data", "contact-data")
    await both(browser, site, f"{path}/data/hapus", "contact-delete")
    await both(browser, site, f"{path}/tautan-baru", "group-renew")
    await both(browser, site, f"{own}/tautan-baru", "group-renew-office", cookies)
    await both(browser, site, f"{own}/tarik", "group-withdraw", cookies)
    await both(browser, site, f"{own}/hapus", "group-delete", cookies)
    phone_only = await made(office, one, contact=Contact("Pak Rusdi", "6281299900778"))
    code, mark = groups.new_code(office.keys), phone_only.link_mark
    await office.db.run(contacts.renew, office.now, code, phone_only.id, mark, YULI)
    await both(browser, site, f"/kelola/peserta/{one.id}/narahubung/{phone_only.id}", "group-untold", cookies)
    await both(browser, site, f"/kelola/peserta/{one.id}/hubungi", "to-contact-untold", cookies)
    clock.move_to(until)
    await both(browser, site, path, "group-late")
    await office.db.run(groups.withdraw, office.now, YULI, group.id)
    await both(browser, site, own, "group-withdrawn", cookies)
    assert (await again(office, group.id)).people == 7
