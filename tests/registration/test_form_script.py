"""What the script of the sign-up form adds: drafts, a lost connection, numbers told of as they are typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.async_api import APIResponse, Browser, FilePayload, Page, Route

from services.registration.actions import questions
from services.registration.domain.business import BusinessPart
from shared.events.registration import RegistrationState as State
from tests.support.browser import assert_accessible, opened
from tests.support.browser import picture as picture_of
from tests.support.questions import ALICE, HAS, PHOTO, SHAPE, asks, picture
from tests.support.registration_site import Site

pytestmark = pytest.mark.browser
FILE: FilePayload = {"name": "f.png", "mimeType": "image/png", "buffer": picture()}


async def typed(page: Page) -> None:
    await page.fill("[name=full_name]", "Hj. Siti Nurhaliza")
    await page.fill("[name=phone]", "0812 9990 0017")
    await page.check("[name=gender][value=P]")
    await page.select_option("[name=district_code]", "19.02.01")
    await page.check("[name=consent]")


async def drafts(page: Page) -> str:
    return str(await page.evaluate("JSON.stringify(localStorage)"))


async def test_a_form_without_a_connection_stays_says_so_and_is_sent(site: Site, browser: Browser) -> None:
    asked = await asks(site, HAS, PHOTO)
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar", cut_off=True) as page:
        await typed(page)
        await page.set_input_files("[name=q_foto_produk]", [FILE])
        await page.context.set_offline(True)
        await page.click("text=Kirim pendaftaran")
        await page.wait_for_selector("[data-unsent]:not([hidden])")
        assert await page.input_value("[name=full_name]") == "Hj. Siti Nurhaliza"
        assert await site.panitia.states(asked) == {}
        await assert_accessible(page)
        await picture_of(page, "form-offline")
        await page.context.set_offline(False)  # the browser says so, and nobody presses anything
        await page.wait_for_selector("text=Kode kartu")
        assert "draft" not in await drafts(page)
    assert await site.panitia.states(asked) == {State.CONFIRMED: 1}


async def test_a_lost_answer_makes_no_second_registration(site: Site, browser: Browser) -> None:
    asked = await asks(site)
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar", cut_off=True) as page:
        await typed(page)
        lost: list[APIResponse] = []

        async def lose_the_first(route: Route) -> None:
            if not lost and route.request.method == "POST":
                lost.append(await route.fetch())
                await route.abort()
            else:
                await route.continue_()

        await page.route("**/daftar", lose_the_first)
        await page.click("text=Kirim pendaftaran")
        await page.click("text=Kirim sekarang")
        await page.wait_for_selector("text=Kode kartu")
        assert lost
    assert await site.panitia.states(asked) == {State.CONFIRMED: 1}


async def test_what_is_wrong_comes_back_and_the_file_stays_chosen(site: Site, browser: Browser) -> None:
    asked = await asks(site, SHAPE, PHOTO)
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar") as page:
        await typed(page)
        await page.set_input_files("[name=q_foto_produk]", [FILE])
        await page.click("text=Kirim pendaftaran")
        await page.wait_for_selector("#salah")
        assert await page.evaluate("document.activeElement.id") == "salah"
        assert await page.evaluate("document.querySelector('[name=q_foto_produk]').files.length") == 1
        await assert_accessible(page)
        await page.check("[name=q_bentuk_kemasan][value=Botol]")
        await page.click("text=Kirim pendaftaran")
        await page.wait_for_selector("text=Kode kartu")
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select answers -> 'foto_produk' ->> 'name' from registration") == "f.jpg"


async def test_a_draft_comes_back_after_the_tab_was_closed_and_dies_after_a_day(
    site: Site, browser: Browser
) -> None:
    asked, other = await asks(site, HAS), await asks(site)
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar") as page:
        await page.fill("[name=full_name]", "Hj. Siti Nurhaliza")
        await page.check("[name=q_punya_usaha][value=yes]")
        again = await page.context.new_page()
        await page.close()
        await again.goto(f"{site.url}/bimtek/{asked.slug}/daftar")
        assert await again.input_value("[name=full_name]") == "Hj. Siti Nurhaliza"
        assert await again.is_checked("[name=q_punya_usaha][value=yes]")
        assert await again.is_visible("text=Hapus isian")
        # A day later any other form clears it away.
        old = int(datetime(2017, 4, 1, tzinfo=UTC).timestamp() * 1000)
        await again.evaluate(
            "old => { for (const key of Object.keys(localStorage)) localStorage.setItem(key,"
            " JSON.stringify({...JSON.parse(localStorage.getItem(key)), until: old})); }",
            old,
        )
        await again.goto(f"{site.url}/bimtek/{other.slug}/daftar")
        assert "Siti" not in await drafts(again)


async def test_numbers_are_looked_at_as_they_are_typed(site: Site, browser: Browser) -> None:
    asked = await asks(site)
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar") as page:

        async def said(name: str, value: str) -> str:
            await page.fill(f"[name={name}]", value)
            await page.dispatch_event(f"[name={name}]", "change")
            return await page.inner_text(f".field:has([name={name}]) [data-said]")

        assert "yang Anda tulis 3 angka" in await said("nik", "123")
        assert await said("nik", "19020101018o9991") == "Tulis angkanya saja."
        assert "bukan tanggal lahir" in await said("nik", "1902014113809991")
        assert await said("nik", "1902014101809991") == "Menurut NIK: perempuan, lahir 1 Januari 1980."
        await page.check("[name=gender][value=L]")
        told = await page.inner_text(".field:has([name=nik]) [data-said]")
        assert "Jenis kelamin yang dipilih lain." in told
        assert await page.is_checked("[name=gender][value=L]")  # told, never overwritten
        assert "yang Anda tulis 4 angka" in await said("phone", "0812")
        assert await said("phone", "0812 9990 0017") == ""
        await picture_of(page, "form-nik")


async def test_a_nib_is_looked_at_as_it_is_typed_in_plain_words(site: Site, browser: Browser) -> None:
    """Short is said when the field is left, long and letters at once; as it stands on the paper is right."""
    asked = await asks(site)
    await site.panitia.db.run(questions.set_business, ALICE, asked.id, [BusinessPart.NAME, BusinessPart.NIB])
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar") as page:
        field = page.locator("[name=nib]")

        async def said() -> str:
            told = page.locator(".field:has([name=nib]) [data-said]")
            return await told.inner_text() if await told.count() else ""

        await field.press_sequentially("0220")
        assert await said() == "", "whoever still types has done nothing wrong"
        await field.blur()
        assert await said() == "NIB terdiri dari 13 angka; yang Anda tulis 4 angka."
        await assert_accessible(page)
        await picture_of(page, "form-nib")
        await field.press_sequentially(" 0012 34567")
        assert await said() == "", "spaces as on the paper"
        await field.press_sequentially("89")
        assert "yang Anda tulis 15 angka" in await said()
        await field.fill("O22O001234567")
        assert "Tulis angkanya saja." in await said()
        await field.fill("0220 0012 34567")
        assert await said() == ""
        await typed(page)
        await page.click("text=Kirim pendaftaran")
        await page.wait_for_selector("text=Kode kartu")
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select business ->> 'nib' from registration") == "0220001234567"


async def test_control_without_the_script_nothing_is_said_before_it_is_sent(
    site: Site, browser: Browser
) -> None:
    """The same typing: what the test above reads is the script's doing. The server says it afterwards."""
    asked = await asks(site)
    await site.panitia.db.run(questions.set_business, ALICE, asked.id, [BusinessPart.NIB])
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar", script=False) as page:
        await typed(page)
        await page.locator("[name=nib]").press_sequentially("0220")
        await page.locator("[name=nib]").blur()
        assert await page.locator(".field:has([name=nib]) [data-said]").count() == 0
        await page.click("text=Kirim pendaftaran")
        await page.wait_for_selector("#e-nib")
    assert await site.panitia.states(asked) == {}
