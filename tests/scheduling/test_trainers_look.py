"""Pages of trainers and about their answers: axe finds nothing, nothing sticks out sideways.

BIMTEK_PICTURES=folder keeps pictures of all.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from services.scheduling.actions import trainer_answers, trainer_page
from services.scheduling.actions.sessions import assign_trainers
from services.scheduling.actions.workshops import Timetable
from services.scheduling.domain.bookings import Span
from services.scheduling.store import sessions
from shared.clock import MovedClock
from tests.support.browser import DESKTOP, PHONE, assert_accessible, opened, picture
from tests.support.scheduling import FIRST_DAY, PASSWORD, at, days_later
from tests.support.scheduling_site import Site
from tests.support.trainers import PDF, guest, invited, mails

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def looked_at(page: Page, name: str) -> None:
    """On a phone and on a desktop."""
    for width, height in (PHONE, DESKTOP):
        await page.set_viewport_size({"width": width, "height": height})
        await assert_accessible(page)
    await picture(page, name)


async def test_pages_of_trainers(site: Site, browser: Browser, clock: MovedClock) -> None:
    office, keys = site.office, site.running.keys
    bekemas = await office.venue("Sanggar Belitong Kreasi Masa Kini (Bekemas)")
    suparno = await office.trainer(
        "Suparno Adi Nugroho, S.Sn., M.Sn.", email="suparno@contoh.example", skills=["ukir batok"]
    )
    sri = await office.trainer("Dra. Hj. Sri Wahyuni, M.Si.", phone="6281299900044", skills=["ukir batok"])
    await office.trainer("Dewi Lestari Ningsih, S.Pd.", skills=["ukir batok", "pewarnaan alami"])
    await office.trainer("Rahmat Hidayat", skills=["gula aren"])
    workshop = await office.draft(
        bekemas,
        title="Bimtek Kerajinan Batok Kelapa",
        class_label="Angkatan II",
        timetable=Timetable(3, FIRST_DAY),
    )
    async with office.db.read() as tx:
        planned = [one for one in await sessions.of_workshop(tx, workshop) if one.jp("nearest")]
    for number, session in enumerate(planned):
        who = suparno if number % 2 == 0 else sri
        await office.db.run(assign_trainers, office.by, workshop, [session.id], (who,), "")
    page_url = f"{site.url}/kelola/jadwal/{workshop}"
    async with opened(browser, f"{site.url}/masuk") as page:
        await page.fill("[name=email]", office.by.email)
        await page.fill("[name=password]", PASSWORD)
        await page.click("button:has-text('Masuk')")
        await page.wait_for_selector("h1")
        await page.goto(f"{page_url}/narasumber")
        await looked_at(page, "answers-new")
        await office.publishes(workshop, "batok")
        await invited(office, keys, workshop)
        holder = await guest(office, suparno)
        await page.goto(f"{site.url}/kelola/narasumber/{suparno}/tautan")
        await looked_at(page, "trainer-link")
        begins = planned[0].starts_at + timedelta(days=4)
        span = Span(begins, begins + timedelta(minutes=90))
        await office.db.run(
            trainer_answers.propose,
            office.now,
            holder,
            workshop,
            planned[0].id,
            span,
            "Pesawat dari Solo baru tiba siang hari",
        )
        busy = Span(at(days_later(1), "09.00"), at(days_later(1), "10.30"))
        await office.db.run(trainer_answers.propose, office.now, holder, workshop, planned[2].id, busy, "")
        await office.db.run(
            trainer_answers.decline,
            office.now,
            await guest(office, sri),
            workshop,
            "Sedang umrah bersama keluarga sampai akhir bulan",
        )
        file = ("Teknik dasar mengukir batok kelapa untuk pemula.pdf", "application/pdf", PDF)
        await office.db.run(trainer_page.hand_in, office.now, holder, workshop, *file)
        async with office.db.read() as tx:
            material = await tx.fetchval("select id from material")
        await office.db.run(trainer_page.publish_material, keys, office.by, workshop, material, True)
        await page.goto(f"{page_url}/narasumber")
        await looked_at(page, "answers")
        await page.click("button:has-text('Tidak disetujui')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "answers-wrong")
        await page.goto(page_url)
        await looked_at(page, "workshop-answers")
        await page.goto(f"{page_url}/narasumber/{sri}/ganti")
        await looked_at(page, "substitution")
        await page.click("button:has-text('Alihkan sesi')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "substitution-wrong")
        for path in ("/narasumber/hubungi", "/narasumber/pengingat", ""):
            await page.goto(f"{site.url}/kelola{path}")
            await looked_at(page, f"desk{path.replace(chr(47), chr(45)) or chr(45) + chr(45)}")
    link = site.url + (await mails(office.db, keys))[0].link
    async with opened(browser, link) as page:
        await looked_at(page, "trainer")
        await page.goto(f"{link}?bahasa=en")
        await looked_at(page, "trainer-english")
        await page.goto(f"{link}/usul/{workshop}/{planned[2].id}?bahasa=id")
        await looked_at(page, "trainer-propose")
        await page.goto(f"{link}/tidak/{workshop}")
        await page.click("button:has-text('saya tidak bisa')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "trainer-decline-wrong")
        await page.goto(f"{link}/halangan")
        await page.fill("[name=first_day]", "2017-05-10")
        await page.fill("[name=last_day]", "2017-05-12")
        await page.fill("[name=note]", "Pameran kerajinan di Surakarta")
        await page.click("button:has-text('Tambah tanggal')")
        await page.wait_for_selector(".blocks")
        await looked_at(page, "trainer-days")
        await page.goto(f"{link}/materi/{workshop}")
        await looked_at(page, "trainer-materials")
        await page.click("button:has-text('Kirim berkas')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "trainer-materials-wrong")
        await page.goto(f"{site.url}/narasumber")
        await looked_at(page, "trainer-lost")
        await page.fill("[name=email]", "siapa@contoh.example")
        await page.click("button:has-text('Kirim tautan')")
        await page.wait_for_selector(".verdict")
        await looked_at(page, "trainer-lost-sent")
