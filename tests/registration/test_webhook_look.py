"""The pages of other systems on a phone and a desk: empty, one, many, refused, and the secret."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from services.registration.actions import webhooks as actions
from services.registration.actions.office import By
from services.registration.domain.webhooks import TYPES, Terms
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.registration.test_look import both
from tests.support.browser import DESKTOP, assert_accessible, opened, picture
from tests.support.registration import OFFICE, workshop
from tests.support.registration_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
PAGE = "/kelola/peserta/sambungan"
LONG = "https://sistem-informasi-industri-kecil.provinsi-kepulauan.contoh.example/terima/bimtek/pendaftaran"


async def cookies(site: Site) -> list[dict[str, str]]:
    async with site.organizer(Role.ADMIN) as admin:
        return [
            {"name": morsel.key, "value": morsel.value, "url": site.url}
            for morsel in admin.session.cookie_jar
        ]


async def test_other_systems(site: Site, browser: Browser) -> None:
    signed_in = await cookies(site)
    await both(browser, site, PAGE, "webhooks-empty", signed_in)
    panitia, belitung = site.panitia, workshop()
    name = "Sistem Informasi Industri Kecil dan Menengah Provinsi (SIIKM)"
    id, _secret = await panitia.db.run(actions.add, panitia.keys, ALICE, Terms(name, LONG, TYPES))
    await panitia.db.run(
        actions.add, panitia.keys, ALICE, Terms("Data desa", "https://desa.example/", TYPES[:1])
    )
    await both(browser, site, f"{PAGE}/{id}", "webhook-nothing-sent", signed_in)
    await panitia.hears(belitung)
    for _number in range(4):
        await panitia.signs_up(belitung)
    states = """
        update webhook_delivery d
        set state = given.state, response = given.response, attempts = given.attempts, trouble = given.trouble
        from (select message_id, row_number() over () as at from webhook_delivery where webhook_id = $1) as n,
             (values (1, 'delivered', 200, 1, ''), (2, 'failed', 500, 7, 'status'),
                     (3, 'failed', null, 7, 'address'), (4, 'waiting', null, 3, 'timeout'))
             as given (at, state, response, attempts, trouble)
        where d.message_id = n.message_id and d.webhook_id = $1 and n.at = given.at
    """
    await panitia.db.run(lambda tx: tx.execute(states, id))
    await panitia.db.run(actions.rotate, panitia.keys, ALICE, id)
    await both(browser, site, PAGE, "webhooks", signed_in)
    await both(browser, site, f"{PAGE}/{id}", "webhook", signed_in)
    await both(browser, site, f"{PAGE}/{id}?bahasa=en", "webhook-english", signed_in)
    await both(browser, site, f"{PAGE}/{id}/hapus", "webhook-remove", signed_in)
    failing = "update webhook set state = 'failed', failing_since = now() - interval '4 days' where id = $1"
    await panitia.db.run(lambda tx: tx.execute(failing, id))
    await both(browser, site, f"{PAGE}/{id}", "webhook-given-up", signed_in)


async def test_the_form_refuses_and_the_secret_is_shown(site: Site, browser: Browser) -> None:
    async with opened(browser, site.url + PAGE, cookies=await cookies(site)) as page:
        await page.fill("[name=name]", "Sistem data IKM provinsi")
        await page.fill("[name=url]", "https://nama:sandi@sistem.contoh.example/")
        await page.click("button:has-text('Tambah sistem')")
        await page.wait_for_selector("#salah")
        await assert_accessible(page)
        await picture(page, "webhooks-wrong")
        await page.fill("[name=url]", LONG)
        await page.check("[value=RegistrationConfirmed]")
        await page.click("button:has-text('Tambah sistem')")
        await page.wait_for_selector("text=whsec_")
        await assert_accessible(page)
        await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        await assert_accessible(page)
        await picture(page, "webhook-secret")
