"""A notice as people meet it: in the mail, on their own page, and how far it has come, for the office."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from services.registration.actions import notices
from services.registration.actions.letters import facts
from shared.crypto import Keys
from tests.registration.test_groups import add, made
from tests.registration.test_letters import compose
from tests.registration.test_look import belitung, both
from tests.registration.test_notices import BRING, arrives, moved, telling
from tests.registration.test_undelivered import refuse_everything
from tests.support.browser import assert_accessible, opened, picture
from tests.support.registration import person
from tests.support.registration_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_notice_everywhere(site: Site, browser: Browser, keys: Keys, tmp_path: Path) -> None:
    panitia, batok = site.panitia, belitung()
    await panitia.hears(batok)
    row = await panitia.signs_up(batok, person(full_name="Hj. Siti Nurhaliza binti Abdul Karim"))
    await panitia.signs_up(batok, person(full_name="Nenek Halimah", email=""))
    await panitia.signs_up(batok, person(full_name="Bapak Hendra Saputra", email="salah@contoh.example"))
    notice = moved(batok).model_copy(
        update={
            "at": panitia.now + timedelta(minutes=1),
            "terms": BRING,
            "reason": "Gedung sanggar dipakai untuk posko banjir sampai akhir April",
        }
    )
    member = await site.member()
    async with opened(browser, f"{site.url}/uji/masuk/{member.id}") as page:
        await page.goto(f"{site.url}/kelola/peserta/{batok.id}/pemberitahuan")
        await assert_accessible(page)
        await picture(page, "notices-none")
        await panitia.hears(telling(batok, notice))
        await arrives(panitia, row)
        await page.reload()
        await assert_accessible(page)
        await refuse_everything(panitia)
        await page.reload()
        await page.click("summary")
        await assert_accessible(page)
        await picture(page, "notices-reached")
        group = await made(panitia, batok)
        await add(panitia, group, person(full_name="Nenek Saminah", email="", phone=""))
        await page.goto(f"{site.url}/kelola/peserta/{batok.id}/hubungi")
        await assert_accessible(page)
        await picture(page, "to-contact-through-somebody")
    code = keys.decrypt(row.manage_sealed, purpose="manage_code")
    await both(browser, site, f"/pendaftaran/{code}", "card-changed")

    (letter,) = notices.letters(notice, [row], facts(batok))
    message = compose(keys, row, "workshop_changed", dict(letter.facts), dict(letter.extra))
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None and text is not None
    assert "Jadwal atau tempat berubah: Bimtek Kerajinan Batok Kelapa" in message["Subject"]
    assert "Menjadi: Selasa, 2 Mei 2017. Jam dan tempatnya tetap." in " ".join(text.get_content().split())
    file = tmp_path / "mail.html"
    file.write_text(html.get_content(), encoding="utf-8")
    for width in (360, 700):
        async with opened(browser, file.as_uri(), size=(width, 900)) as page:
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
            await picture(page, "mail-workshop-changed")
