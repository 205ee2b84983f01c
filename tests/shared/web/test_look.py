"""Every macro on a page, checked by axe on a phone and a desktop; BIMTEK_PICTURES=folder keeps pictures."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from shared.events.scheduling import Role
from tests.shared.web.conftest import Site
from tests.support.browser import DESKTOP, PHONE, assert_accessible, opened, picture

pytestmark = pytest.mark.browser

PUBLIC = {
    "list": "/",
    "empty": "/kosong",
    "workshop": "/bimtek/batok",
    "form": "/bimtek/batok/daftar",
    "card": "/pendaftaran/K7M49QXT",
    "verdicts": "/hasil",
    "sign-in": "/masuk",
    "not-found": "/bimtek/tidak-ada",
    "english": "/?bahasa=en",
}
DESK = {
    "desk": "/kelola",
    "people": "/kelola/peserta/1",
    "people-none": "/kelola/peserta/1?orang=0",
    "fragment-alone": "/kelola/peserta/ringkas",
    "refused": "/kelola/pengguna",
}


SPOILED = {
    "a field without a label": "document.querySelector('label').remove()",
    "text too pale to read": "document.querySelector('h1').style.color = '#c8c0b8'",
    "something that sticks out": "document.querySelector('h1').style.width = '3000px'",
}


@pytest.mark.parametrize("how", SPOILED)
async def test_control_a_page_that_was_spoiled_does_not_pass(how: str, site: Site, browser: Browser) -> None:
    async with opened(browser, site.url + PUBLIC["form"]) as page:
        await page.evaluate(SPOILED[how])
        with pytest.raises(AssertionError):
            await assert_accessible(page)


@pytest.mark.parametrize("name", PUBLIC)
async def test_public_pages_are_accessible(name: str, site: Site, browser: Browser) -> None:
    for size in (PHONE, DESKTOP):
        async with opened(browser, site.url + PUBLIC[name], size=size) as page:
            await assert_accessible(page)
            if size == PHONE:
                await picture(page, name)


@pytest.mark.parametrize("name", DESK)
async def test_desk_pages_are_accessible(name: str, site: Site, browser: Browser) -> None:
    cookies = await browser_cookies(site)
    for size in (PHONE, DESKTOP):
        async with opened(browser, site.url + DESK[name], size=size, cookies=cookies) as page:
            if name == "desk":
                await page.wait_for_selector("[data-fragment] .decision .button")
            await assert_accessible(page)
            if size == PHONE:
                await picture(page, name)


async def browser_cookies(site: Site, role: Role = Role.ORGANIZER) -> list[dict[str, str]]:
    held = await site.cookies(await site.member(role))
    return [{"name": name, "value": value, "url": site.url} for name, value in held.items()]


async def test_a_wrong_form_is_shown_again_with_the_mend_at_the_field(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/bimtek/batok/daftar") as page:
        await page.fill("[name=full_name]", "Siti Maryam binti Abdul Rahman")
        await page.fill("[name=nik]", "1902013202859991")
        await page.click("button.button")
        await page.wait_for_selector("#salah")
        assert await page.evaluate("document.activeElement.id") == "salah"
        assert await page.input_value("[name=full_name]") == "Siti Maryam binti Abdul Rahman"
        assert "bukan tanggal lahir" in await page.inner_text("#e-nik")
        await assert_accessible(page)
        await picture(page, "form-wrong")


async def test_the_summary_of_errors_takes_the_focus_without_script(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/bimtek/batok/daftar", script=False) as page:
        await page.click("button.button")
        await page.wait_for_selector("#salah:focus")


async def test_a_draft_stays_on_the_phone_without_the_nik(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/bimtek/batok/daftar") as page:
        await page.fill("[name=full_name]", "Hendra")
        await page.fill("[name=nik]", "1902011507859991")
        await page.check("[name=gender][value=L]")
        stored = await page.evaluate("localStorage.getItem('draft batok')")
        assert "Hendra" in stored and "1902011507859991" not in stored
        await page.reload()
        assert await page.input_value("[name=full_name]") == "Hendra"
        assert await page.is_checked("[name=gender][value=L]")
        assert await page.input_value("[name=nik]") == ""
        await page.click("[data-draft-clear]")
        assert await page.evaluate("localStorage.getItem('draft batok')") is None
        assert await page.input_value("[name=full_name]") == ""


async def test_a_draft_dies_after_a_day_and_on_success(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/bimtek/batok/daftar") as page:
        await page.evaluate(
            "localStorage.setItem('draft batok',"
            " JSON.stringify({until: Date.now() - 1, values: {full_name: ['X']}}))"
        )
        await page.reload()
        assert await page.input_value("[name=full_name]") == ""
        await page.fill("[name=full_name]", "Hendra")
        await page.goto(f"{site.url}/pendaftaran/K7M49QXT")
        assert await page.evaluate("localStorage.getItem('draft batok')") is None


async def test_the_form_works_without_script(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/bimtek/batok/daftar", script=False) as page:
        await page.fill("[name=full_name]", "Hendra")
        await page.fill("[name=phone]", "0812 3456 7890")
        await page.check("[name=gender][value=L]")
        await page.select_option("[name=district_code]", "19.02.01")
        await page.check("[name=consent]")
        await page.click("button.button")
        assert "/pendaftaran/K7M49QXT" in page.url
        assert "Hendra sudah terdaftar" in await page.inner_text(".notice")


async def test_staff_are_warned_two_minutes_before_the_idle_end(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/masuk", cookies=await browser_cookies(site)) as page:
        await page.clock.install()
        await page.goto(f"{site.url}/kelola")
        await page.clock.run_for(27 * 60 * 1000)
        assert not await page.is_visible("dialog.idle")
        await page.clock.run_for(90 * 1000)
        assert await page.is_visible("dialog.idle")
        await assert_accessible(page)
        await picture(page, "idle")
        await page.click("dialog.idle .button")
        await page.wait_for_selector("dialog.idle", state="hidden")


async def test_the_first_page_is_at_most_50_kilobytes_over_the_wire(site: Site, browser: Browser) -> None:
    async with opened(browser, "about:blank") as page:
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")
        sizes: list[int] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        await page.goto(f"{site.url}/", wait_until="networkidle")
        assert 5_000 < sum(sizes) <= 50_000, sizes


async def test_a_printed_page_has_no_furniture(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/bimtek/batok", size=DESKTOP) as page:
        await page.emulate_media(media="print")
        for furniture in (".tumpal", ".foot", ".top nav", ".buttons"):
            assert not await page.is_visible(furniture), furniture
        assert await page.is_visible(".facts")
        await picture(page, "printed")
