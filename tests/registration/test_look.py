"""Every page in every state, with real-length data: axe finds nothing, nothing sticks out sideways.

BIMTEK_PICTURES=folder keeps pictures of all.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from services.registration.actions import data_requests, facts, own, reaching
from services.registration.actions.letters import facts as facts_of
from services.registration.domain.data_requests import Kind
from services.registration.store.data_requests import of_office as open_requests
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Tx
from shared.events.attendance import PersonAttendance, SessionMark, Status
from shared.events.certificates import Certificate, CertificateState, Eligibility, Verdict
from shared.events.scheduling import NikRule, SessionKind, SignUp, Workshop, WorkshopState
from shared.ids import new_id
from shared.mail import MailResult, queue
from shared.mail.mail import End
from tests.support.browser import DESKTOP, assert_accessible, opened, picture
from tests.support.factories import version
from tests.support.registration import BEKEMAS, OFFICE, newer, person, session, workshop
from tests.support.registration_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST = datetime(2017, 4, 25, 1, 0, tzinfo=UTC)
LONG_NAME = person(full_name="Raden Ajeng Hj. Siti Nurhaliza binti Abdul Karim Al-Fatah", certificate_name="")


def belitung(capacity: int = 15, **given: Any) -> Workshop:
    sessions = [
        session(
            FIRST, 0.5, kind=SessionKind.PEMBUKAAN, subject="Pembukaan oleh Kepala Dinas", jp=0, trainers=()
        )
    ]
    for day in range(4):
        at = FIRST + timedelta(days=day, minutes=30 if day == 0 else 0)
        sessions += [
            session(at, 3, subject="Memilih, membersihkan, dan memotong batok kelapa"),
            session(at + timedelta(hours=4), 3, subject="Membentuk gelas, mangkuk, dan sendok dari batok"),
        ]
    values: dict[str, Any] = {
        "summary": "Dari batok kelapa yang dibuang menjadi alat makan yang laku dijual di Tanjungpandan.",
        "requirements": "Perajin atau pelaku usaha kecil di Kabupaten Belitung, umur 18 tahun ke atas.",
        "bring": "Pisau ukir bila punya, kain lap, dan dua batok kelapa tua yang sudah dikupas.",
        "provided": "Bahan dan alat, makan siang, dan penggantian transpor.",
        "sessions": tuple(sessions),
        "group_link": "https://chat.whatsapp.com/contoh",
        "place": BEKEMAS.model_copy(update={"map_url": "https://www.openstreetmap.org/?mlat=-2.74"}),
    }
    return workshop(capacity, **{**values, **given})


async def both(
    browser: Browser, site: Site, path: str, name: str, cookies: list[dict[str, str]] | None = None
) -> None:
    async with opened(browser, site.url + path, cookies=cookies or ()) as page:
        await assert_accessible(page)
        await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        await assert_accessible(page)
        await picture(page, name)


def link(keys: Keys, row: Row) -> str:
    return "/pendaftaran/" + keys.decrypt(row.manage_sealed, purpose="manage_code")


async def test_pages_for_everybody(site: Site, browser: Browser) -> None:
    await both(browser, site, "/", "list-empty")
    one = belitung(2)
    other = belitung(1, title="Bimtek Pembuatan Gula Aren", class_label="Angkatan II", slug="gula-aren")
    closed = belitung(5, slug="tutup", sign_up_closes_at=datetime(2017, 3, 25, tzinfo=UTC))
    later = belitung(5, slug="nanti", sign_up_opens_at=datetime(2017, 4, 10, tzinfo=UTC))
    cancelled = belitung(5, slug="batal")
    await site.panitia.hears(one, other, closed, later, cancelled)
    await site.panitia.hears(newer(cancelled, state=WorkshopState.CANCELLED, reason="Pelatih sakit."))
    for _ in range(4):
        await site.panitia.signs_up(other)
    await both(browser, site, "/", "list")
    await both(browser, site, "/?bahasa=en", "list-english")
    for name, shown in (("open", one), ("full", other), ("closed", closed), ("later", later)):
        await both(browser, site, f"/bimtek/{shown.slug}", f"workshop-{name}")
    await both(browser, site, "/bimtek/batal", "workshop-cancelled")
    await both(browser, site, f"/bimtek/{one.slug}/daftar", "form")
    await both(browser, site, "/bimtek/gula-aren/daftar", "form-full")
    await both(browser, site, "/bimtek/tutup/daftar", "form-closed")
    for path in ("/pendaftaran", "/privasi", "/bantuan"):
        await both(browser, site, path, path.strip("/"))


async def test_wrong_form(site: Site, browser: Browser) -> None:
    one = belitung(2, nik=NikRule.REQUIRED)
    await site.panitia.hears(one)
    async with opened(browser, f"{site.url}/bimtek/{one.slug}/daftar") as page:
        await page.fill("[name=full_name]", "7")
        await page.fill("[name=phone]", "12")
        await page.fill("[name=nik]", "12")
        await page.click("text=Kirim pendaftaran")
        await page.wait_for_selector("#salah")
        await assert_accessible(page)
        await picture(page, "form-wrong")


async def test_the_card_before_the_workshop(site: Site, browser: Browser, keys: Keys) -> None:
    one, asks, offers = belitung(1), belitung(1, sign_up=SignUp.APPROVAL), belitung(1, offer_hours=24)
    await site.panitia.hears(one, asks, offers)
    seated, waits = await site.panitia.signs_up(one, LONG_NAME), await site.panitia.signs_up(one)
    await both(browser, site, link(keys, seated), "card-confirmed")
    await both(browser, site, link(keys, waits), "card-waitlisted")
    await both(browser, site, f"{link(keys, seated)}/ubah", "change")
    await both(browser, site, f"{link(keys, seated)}/batal", "cancel")
    await both(browser, site, f"{link(keys, seated)}/data", "data")
    pending = await site.panitia.signs_up(asks)
    await both(browser, site, link(keys, pending), "card-pending")
    leaves, offered = await site.panitia.signs_up(offers), await site.panitia.signs_up(offers)
    await site.panitia.db.run(own.cancel, site.panitia.now, leaves.id)
    await site.panitia.db.run(
        reaching.on_mail,
        site.panitia.now,
        MailResult("seat_offered", offered.subject, "x", offered.email, "sent", ""),
    )
    await both(browser, site, link(keys, offered), "card-offered")
    await both(browser, site, link(keys, leaves), "card-cancelled")
    await both(browser, site, f"{link(keys, offered)}/batal", "decline")


async def test_the_card_after_the_workshop(
    site: Site, browser: Browser, keys: Keys, clock: MovedClock
) -> None:
    one = belitung(1)
    await site.panitia.hears(one)
    seated = await site.panitia.signs_up(one, LONG_NAME)
    clock.move_to(one.ends_at + timedelta(hours=1))
    await site.panitia.db.run(facts.take_attendance, [attendance(one, seated, missed=3)])
    await both(browser, site, link(keys, seated), "card-short")
    await site.panitia.db.run(facts.take_eligibility, [earned(one, seated, site.panitia.now)])
    await site.panitia.db.run(facts.take_certificates, [issued(one, seated)])
    await both(browser, site, link(keys, seated), "card-certificate")
    words = "Nama saya Raden Ajeng Siti Nurhaliza, tanpa gelar haji."
    for kind, text in ((Kind.CORRECT, words), (Kind.DELETE, "")):
        await site.panitia.db.run(data_requests.ask, site.panitia.now, seated.id, kind, text)
    await both(browser, site, f"{link(keys, seated)}/data", "data-asked")
    cookies, path = await cookies_of(site), "/kelola/peserta/permintaan-data"
    await both(browser, site, path, "data-requests", cookies)
    async with site.panitia.db.read() as tx:
        asked, _count = await open_requests(tx, OFFICE, "", 10, 0)
    for each in asked:
        await both(browser, site, f"{path}/{each.id}", f"data-request-{each.kind}", cookies)


def attendance(of: Workshop, row: Row, *, missed: int) -> PersonAttendance:
    """There at all sessions but `missed` of them, which nobody excused."""
    counted = [each for each in of.sessions if each.kind.counts]
    marks = tuple(
        SessionMark(
            session_id=each.id,
            status=Status.TANPA_KETERANGAN if 2 <= at < 2 + missed else Status.HADIR,
        )
        for at, each in enumerate(counted)
    )
    return PersonAttendance(
        id=row.id, version=version(), organization_id=OFFICE, workshop_id=of.id, marks=marks
    )


def earned(of: Workshop, row: Row, decided_at: datetime) -> Eligibility:
    return Eligibility(
        id=row.id,
        version=version(),
        organization_id=OFFICE,
        workshop_id=of.id,
        verdict=Verdict.EARNED,
        jp_reached=28,
        jp_needed=24,
        jp_total=32,
        decided_at=decided_at,
    )


def issued(of: Workshop, row: Row) -> Certificate:
    return Certificate(
        id=new_id(),
        version=version(),
        organization_id=OFFICE,
        workshop_id=of.id,
        registration_id=row.id,
        state=CertificateState.ISSUED,
        number="001/BIMTEK/DISPERIN/IV/2017",
        code="A" * 26,
    )


async def test_read_only_card(site: Site, browser: Browser) -> None:
    one = belitung(2)
    await site.panitia.hears(one)
    row = await site.panitia.signs_up(one)
    async with opened(browser, f"{site.url}/pendaftaran") as page:
        await _type_card(page, row.card_code)
        await assert_accessible(page)
        await picture(page, "card-read-only")


async def _type_card(page: Page, code: str) -> None:
    await page.fill("[name=card_code]", code)
    await page.click("button:has-text('Buka kartu')")
    await page.wait_for_selector("[name=digits]")


async def cookies_of(site: Site) -> list[dict[str, str]]:
    """Of an organizer who is signed in."""
    member = await site.member()
    async with site.visitor() as visitor:
        await visitor.get(f"/uji/masuk/{member.id}")
        return [
            {"name": cookie.key, "value": cookie.value, "url": site.url}
            for cookie in visitor.session.cookie_jar
        ]


async def _mails_end(tx: Tx) -> None:
    """Mails in every state: refused, failed, taken, tried again, waiting."""
    ended: tuple[tuple[End, str], ...] = (
        ("refused", "550 5.1.1 no such user"),
        ("failed", "552 5.2.2 mailbox full, the recipient has not read mail for a long time"),
        ("sent", "250 2.0.0 taken"),
    )
    letters = await queue.claim(tx, new_id(), 4)
    for letter, (state, detail) in zip(letters, ended, strict=False):
        await queue.finish(tx, letter, state, detail)
    await queue.postpone(tx, letters[-1], "451 try later", timedelta(minutes=5))


async def test_pages_of_the_office(site: Site, browser: Browser) -> None:
    cookies = await cookies_of(site)
    await both(browser, site, "/kelola/peserta", "desk-none", cookies)
    one, asks = belitung(6), belitung(3, sign_up=SignUp.APPROVAL, class_label="Kelas B")
    empty = belitung(3, title="Bimtek Kemasan Produk")
    await site.panitia.hears(one, asks, empty)
    names = ("Hendra", "Hj. Siti Nurhaliza binti Abdul Karim", "Suyatno, S.Pd.", "Dwi Ratnasari", "Ma’ruf")
    people = [
        await site.panitia.signs_up(
            one,
            person(
                full_name=name, business_name="Kerajinan Batok Bekemas", email="" if at % 2 else f"a{at}@b.id"
            ),
        )
        for at, name in enumerate(names)
    ]
    twin = person(full_name="Hendra", phone=people[0].phone, nik="1902010101809991")
    await site.panitia.signs_up(one, twin)
    await site.panitia.signs_up(one, person(full_name="Rukmini", needs="Kursi roda"))
    for _ in range(3):
        await site.panitia.signs_up(asks)
    await site.panitia.db.run(
        reaching.on_mail,
        site.panitia.now,
        MailResult(
            "sign_up_confirmed",
            people[0].subject,
            "x",
            people[0].email,
            "refused",
            "550 no such user",
            {"name": people[0].full_name, **facts_of(one)},
        ),
    )
    base = "/kelola/peserta"
    await both(browser, site, base, "desk", cookies)
    await both(browser, site, f"{base}/{one.id}", "people", cookies)
    await both(browser, site, f"{base}/{empty.id}", "people-none", cookies)
    await both(browser, site, f"{base}/{one.id}?cari=zzz", "people-not-found", cookies)
    await both(browser, site, f"{base}/{asks.id}?status=pending", "people-pending", cookies)
    await both(browser, site, f"{base}/{one.id}/rekap", "recap", cookies)
    await both(browser, site, f"{base}/rekap", "recap-office", cookies)
    ticked = "&".join(f"chosen={row.id}" for row in people)
    await both(browser, site, f"{base}/{one.id}/banyak?act=batalkan&{ticked}", "ask-many", cookies)
    await both(browser, site, f"{base}/{one.id}/hubungi", "to-contact", cookies)
    await both(browser, site, f"{base}/hubungi", "to-contact-office", cookies)
    await site.panitia.db.run(_mails_end)
    await both(browser, site, f"{base}/surat", "outgoing", cookies)
    await both(browser, site, f"{base}/surat?cari=tidak-ada", "outgoing-none", cookies)
    await both(browser, site, f"{base}/{one.id}/pesan", "message-times", cookies)
    await both(browser, site, f"{base}/ringkas", "summary", cookies)
    await both(browser, site, f"{base}/orang/{people[0].id}", "person", cookies)
    await both(browser, site, f"{base}/orang/{people[0].id}/batalkan", "ask", cookies)
