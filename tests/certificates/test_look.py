"""Every page in every state, with real-length data: axe finds nothing, nothing sticks out sideways.

BIMTEK_PICTURES=folder keeps pictures of all.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser

from services.certificates import actions
from services.certificates.store import certificates
from shared import staff
from shared.events.certificates import PublicReason
from shared.events.scheduling import Role
from shared.mail import MailResult
from tests.support.browser import DESKTOP, PHONE, assert_accessible, opened, picture
from tests.support.certificates import (
    OFFICE,
    Belitung,
    newer,
    office_document,
    registration,
    sheet,
    workshop,
)
from tests.support.certificates_site import Site
from tests.support.factories import staff_document

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAMES = (
    "Hj. Siti Nurhaliza binti Abdul Karim, S.Pd.",
    "Suparman",
    "Prof. Dr. Ir. Raden Ajeng Kusumawardhani-Soedibyo, M.Hum.",
    "Hendra",
    "Ni Luh Ayu Nur'aini",
)


async def both(browser: Browser, url: str, name: str, cookies: list[dict[str, Any]] | None = None) -> None:
    for size in (PHONE, DESKTOP):
        async with opened(browser, url, size=size, cookies=cookies or ()) as page:
            await assert_accessible(page)
            if size == PHONE:
                await picture(page, name)


async def _signed_in(site: Site, role: Role = Role.ADMIN) -> list[dict[str, Any]]:
    member = staff_document(OFFICE, role=role)
    await site.desk.db.run(staff.keep_staff, member)
    async with site.visitor() as visitor:
        await visitor.get(f"/uji/masuk/{member.id}")
        jar = visitor.session.cookie_jar
        return [{"name": cookie.key, "value": cookie.value, "url": site.url} for cookie in jar]


async def _story(site: Site) -> Belitung:
    held = workshop()
    people = [registration(held, full_name=name) for name in NAMES]
    attended = {person.id: 4 if person.full_name == "Hendra" else 8 for person in people}
    await site.desk.hears(held, *people, sheet(held, attended))
    return Belitung(held, people, attended)


async def test_the_public_pages(site: Site, browser: Browser) -> None:
    story = await _story(site)
    await site.desk.approves(story.workshop)
    await site.desk.makes()
    genuine, corrected, revoked, _fourth = await site.desk.rows(story.workshop)
    run = site.desk.db.run
    await run(actions.correct, OFFICE, corrected.id, "Ni Luh Ayu Nur'aini, S.E.", PublicReason.SPELLING, "x")
    await site.desk.makes()
    await run(actions.revoke, site.desk.now, OFFICE, revoked.id, PublicReason.MISTAKE, "catatan", "x")
    await both(browser, f"{site.url}/sertifikat", "check")
    await both(browser, f"{site.url}/sertifikat/kunci", "seal")
    for name, row in (("genuine", genuine), ("replaced", corrected), ("revoked", revoked)):
        await both(browser, f"{site.url}/sertifikat/{row.code}", f"verify-{name}")
    await both(browser, f"{site.url}/sertifikat/saya/{genuine.holder_code}", "own")
    await both(browser, f"{site.url}/sertifikat/{genuine.code}?bahasa=en", "verify-english")


async def test_the_answers_to_files_and_wrong_codes(site: Site, browser: Browser) -> None:
    story = await _story(site)
    await site.desk.approves(story.workshop)
    await site.desk.makes()
    pdf = await site.desk.pdf((await site.desk.rows(story.workshop))[0])
    changed = pdf.replace(b"/Count 2", b"/Count 1") if b"/Count 2" in pdf else pdf + b" "
    for name, file in (("genuine", pdf), ("altered", changed), ("unknown", b"%PDF-1.7 nothing")):
        for size in (PHONE, DESKTOP):
            async with opened(browser, f"{site.url}/sertifikat", size=size) as page:
                await page.set_input_files(
                    "#f-file", {"name": "s.pdf", "mimeType": "application/pdf", "buffer": file}
                )
                await page.click("text=Periksa berkas")
                await page.wait_for_selector(".verdict")
                await assert_accessible(page)
                if size == PHONE:
                    await picture(page, f"file-{name}")
    async with opened(browser, f"{site.url}/sertifikat") as page:
        await page.fill("#f-code", "K7M4-9QXT-0000")
        await page.click("text=Periksa kode")
        await page.wait_for_selector(".summary")
        await assert_accessible(page)
        await picture(page, "check-wrong")


async def test_the_office(site: Site, browser: Browser) -> None:
    cookies = await _signed_in(site)
    desk = site.desk
    await both(browser, f"{site.url}/kelola/sertifikat", "desk-empty", cookies)
    story = await _story(site)
    path = f"{site.url}/kelola/sertifikat/{story.workshop.id}"
    await both(browser, path, "desk-to-approve", cookies)
    await both(browser, path, "desk-organizer", await _signed_in(site, Role.ORGANIZER))
    await desk.db.run(staff.keep_organization, office_document(signature_blocks=()))
    await both(browser, path, "desk-refused", cookies)
    await desk.db.run(staff.keep_organization, office_document())
    await desk.approves(story.workshop)
    await both(browser, path, "desk-making", cookies)
    await desk.makes()
    first, second, *_ = await desk.rows(story.workshop)
    await desk.hears(newer(story.people[0], certificate_name="Siti Nur'aini, S.E."))
    await _undelivered(site, second)
    await both(browser, path, "desk-issued", cookies)
    await both(browser, f"{site.url}/kelola/sertifikat", "desk-index", cookies)
    await both(browser, f"{site.url}/kelola/sertifikat/ringkas", "desk-summary", cookies)
    await both(browser, f"{site.url}/kelola/sertifikat/riwayat", "history", cookies)
    one = f"{site.url}/kelola/sertifikat/satu/{first.id}"
    await both(browser, one, "desk-one", cookies)
    await both(browser, f"{one}/cabut", "desk-revoke", cookies)
    waiting = workshop(title="Bimtek Pembuatan Gula Aren")
    await desk.hears(waiting)
    await both(browser, f"{site.url}/kelola/sertifikat/{waiting.id}", "desk-waiting", cookies)


async def _undelivered(site: Site, row: certificates.Row) -> None:
    detail = "550 5.1.1 Mailbox does not exist"
    result = MailResult("certificate_ready", row.subject, "1.1", "a@contoh.example", "refused", detail)
    await site.desk.db.run(actions.mail_ended, site.desk.now, result)
