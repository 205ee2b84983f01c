"""Signing up again with one's own earlier data, by one's own link."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser

from services.registration.actions import questions
from services.registration.domain.business import BusinessPart
from services.registration.web.pages import again
from shared.events.scheduling import SignUp, Workshop, WorkshopState
from tests.support.browser import DESKTOP, assert_accessible, opened, picture
from tests.support.factories import organization
from tests.support.questions import ALICE, HAS, asks, signs_up
from tests.support.registration import workshop
from tests.support.registration_site import FORM, Answer, Site, Visitor

NIK = "1902014107859991"
TOLD_ONCE = {"nik": NIK, "needs": "Kursi roda di pintu", "disability": "yes", "consent_photo": "1"}


def typed(page: Answer) -> dict[str, str]:
    """What the form would send as it stands: by field, of choices and ticks only what is chosen."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("value") and (given.get("type") not in ("radio", "checkbox") or " checked" in tag):
            sent[given["name"]] = given["value"]
    return {**sent, "district_code": "".join(re.findall(r'<option value="([^"]+)" selected', page.text))}


async def again_to(visitor: Visitor, card: Answer, other: Workshop) -> Answer:
    return await visitor.fill(f"{card.url}/batal", {"slug": other.slug}, f"{card.url}/lagi")


async def test_the_next_form_is_filled_from_the_last(site: Site) -> None:
    first, second = await asks(site), await asks(site)
    for one in (first, second):
        await site.panitia.db.run(
            questions.set_business, ALICE, one.id, [BusinessPart.NAME, BusinessPart.NIB, BusinessPart.WORKERS]
        )
    async with site.visitor() as siti:
        card = await signs_up(
            siti,
            first,
            (),
            email="siti@contoh.example",
            village="Lesung Batang",
            business_name="Bekemas",
            nib="0220001234567",
            workers_female="3",
            **TOLD_ONCE,
        )
        own = await siti.get(card.url)
        assert second.full_title in own.words and "Daftar dengan data ini" in own.words
        page = await again_to(siti, card, second)
        assert "Sudah terisi dari pendaftaran Anda sebelumnya." in page.words
        expected = {
            "full_name": FORM["full_name"],
            "phone": "0812-9990-0017",
            "email": "siti@contoh.example",
            "gender": "P",
            "district_code": "19.02.01",
            "village": "Lesung Batang",
            "business_name": "Bekemas",
            "nib": "0220001234567",
            "workers_female": "3",
        }
        assert {**typed(page), "form_token": ""} == {**expected, "form_token": ""}
        # Sent as it came, with what is asked anew, it is a registration of its own.
        path = f"/bimtek/{second.slug}/daftar"
        answer = await siti.post(path, {**FORM, "form_token": page.token(), "nib": "0220001234567"})
        assert answer.url.startswith("/pendaftaran/") and answer.url != card.url


def carries(page: Answer, code: str) -> list[str]:
    """Of what was told for one workshop only, whatever the page has."""
    told = [text for text in (NIK, "Kursi roda", code) if text in page.text]
    fields = typed(page)
    told += [
        n
        for n in ("disability", "consent", "consent_photo", "consent_contact", "q_punya_usaha")
        if n in fields
    ]
    return told


async def test_what_was_told_for_one_workshop_stays_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await asks(site, HAS), await asks(site, HAS)
    async with site.visitor() as siti:
        card = await signs_up(siti, first, (), q_punya_usaha="yes", **TOLD_ONCE)
        code = card.url.rsplit("/", 1)[1]
        page = await again_to(siti, card, second)
        assert carries(page, code) == []
        # The control: with all that a correction of one's own data shows, it would be found.
        monkeypatch.setattr(again, "FILLED", (*again.FILLED, "disability", "consent_photo", "needs"))
        assert carries(await again_to(siti, card, second), code) == ["disability", "consent_photo"]


async def test_only_what_takes_sign_ups_now_is_offered(site: Site) -> None:
    mine = workshop()
    closed = workshop(sign_up_closes_at=site.running.clock.now())
    hidden, cancelled = workshop(sign_up=SignUp.NOMINATION), workshop(state=WorkshopState.CANCELLED)
    foreign = workshop(organization_id=organization().id)
    await site.panitia.hears(mine, closed, hidden, cancelled, foreign)
    async with site.visitor() as siti:
        card = await signs_up(siti, mine)
        assert "Ikut Bimtek lain" not in card.words
        for other in (closed, hidden, cancelled, foreign):
            page = await again_to(siti, card, other)
            assert page.url == f"/bimtek/{other.slug}" and FORM["full_name"] not in page.text, other.state
        assert (await siti.fill(f"{card.url}/batal", {"slug": "tidak-ada"}, f"{card.url}/lagi")).status == 404
        assert (await siti.fill(f"{card.url}/batal", {}, f"{card.url}/lagi")).status == 400


async def test_the_code_on_the_card_does_not_open_it(site: Site) -> None:
    """Who only knows the code that stands on the card reads the page; their data fill no form."""
    mine, other = workshop(), workshop()
    await site.panitia.hears(mine, other)
    async with site.visitor() as siti, site.visitor() as guest:
        card = await signs_up(siti, mine)
        shown = re.search(r"Kode kartu ([0-9A-Z]{4}-[0-9A-Z]{4})", card.words)
        assert shown
        read = await guest.fill("/pendaftaran", {"card_code": shown[1]})
        assert mine.full_title in read.words and "Ikut Bimtek lain" not in read.words
        gone = await guest.fill("/pendaftaran", {"slug": other.slug}, "/pendaftaran/" + "0" * 26 + "/lagi")
        assert gone.status == 404


@pytest.mark.browser
@pytest.mark.slow
async def test_both_pages_hold_on_a_phone_and_a_desktop(site: Site, browser: Browser) -> None:
    mine, full, open_one = workshop(), workshop(1, title="Bimtek Pembuatan Gula Aren"), workshop()
    await site.panitia.hears(mine, full, open_one)
    for _ in range(3):
        await site.panitia.signs_up(full)
    async with site.visitor() as siti:
        card = await signs_up(siti, mine, email="siti@contoh.example", business_name="Bekemas")
    async with opened(browser, site.url + card.url) as page:
        await assert_accessible(page)
        await picture(page, "again-own")
        await page.click("text=Daftar dengan data ini >> nth=1")
        await page.wait_for_selector("text=Sudah terisi")
        await assert_accessible(page)
        await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        await assert_accessible(page)
        await picture(page, "again-form")
        await page.check("[name=consent]")
        await page.click("text=Kirim pendaftaran")
        await page.wait_for_selector("text=Kode kartu")
        assert page.url != site.url + card.url


@pytest.mark.browser
@pytest.mark.slow
async def test_the_draft_of_somebody_else_on_the_phone_is_not_poured_in(site: Site, browser: Browser) -> None:
    """A family's phone: Siti left a form unsent, then Budi opens the same form from his own page."""
    mine, other = await asks(site), await asks(site)
    await site.panitia.db.run(questions.set_business, ALICE, other.id, [BusinessPart.NAME])
    async with site.visitor() as budi:
        card = await signs_up(budi, mine, full_name="Budi Santoso", gender="L")
    async with opened(browser, f"{site.url}/bimtek/{other.slug}/daftar") as page:
        await page.fill("[name=full_name]", "Siti Aminah")
        await page.fill("[name=email]", "siti@contoh.example")
        await page.fill("[name=business_name]", "Kerajinan Siti")
        await page.fill("[name=needs]", "Kursi roda")
        await page.check("[name=gender][value=P]")
        await page.check("[name=disability][value=yes]")
        for name in ("consent", "consent_photo"):
            await page.check(f"[name={name}]")
        kept = await page.evaluate("JSON.stringify(localStorage)")
        assert "Kerajinan Siti" in kept and not re.search("consent|Kursi roda|disability", kept)
        await page.reload()
        assert await page.input_value("[name=full_name]") == "Siti Aminah", "her own draft is hers again"
        assert not await page.is_checked("[name=consent]")
        await page.goto(site.url + card.url)
        await page.click("text=Daftar dengan data ini")
        await page.wait_for_selector("text=Sudah terisi")
        typed = "JSON.stringify([...new FormData(document.querySelector('form[data-draft]'))])"
        sent = await page.evaluate(typed)
    assert "Budi Santoso" in sent and not re.search("siti|Siti|consent", sent)
    assert '["gender","L"]' in sent
