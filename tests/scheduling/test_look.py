"""Every page of scheduling with real-length data: axe finds nothing, nothing sticks out sideways.

BIMTEK_PICTURES=folder keeps pictures of all.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pyotp
import pytest
from playwright.async_api import Browser, FilePayload

from services.scheduling.actions import first_admin_token, heads, sign_in_token
from services.scheduling.actions.blocks import block_days
from services.scheduling.actions.sessions import assign_trainers
from services.scheduling.store import sessions
from shared.clock import MovedClock
from shared.events.scheduling import Role
from tests.support.browser import opened
from tests.support.scheduling import FIRST_DAY, MEMBALONG, PASSWORD, Planner, at, days_later
from tests.support.scheduling_look import belitung, looked_at, seated, signed_in
from tests.support.scheduling_site import Site
from tests.support.sheets import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_pages_for_everybody(site: Site, browser: Browser) -> None:
    db, now = site.running.db, site.office.now
    async with opened(browser, f"{site.url}/masuk") as page:
        await looked_at(page, "sign-in")
        await page.fill("[name=email]", site.office.by.email)
        await page.fill("[name=password]", "keliru sekali")
        await page.click("button:has-text('Masuk')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "sign-in-wrong")
        await page.goto(f"{site.url}/masuk/lupa")
        await looked_at(page, "forgotten")
        await page.goto(f"{site.url}/masuk/{await db.run(sign_in_token, now, site.office.by.email)}")
        await looked_at(page, "sign-in-link")
        await page.goto(f"{site.url}/masuk/{await db.run(first_admin_token, now, another=True)}")
        await looked_at(page, "set-up")
        await page.click("button:has-text('Buat instansi')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "set-up-wrong")
        await page.goto(f"{site.url}/kalender?bulan=2017-04")
        await looked_at(page, "calendar-empty")


async def test_empty_desk_and_lists(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, site.office.by.email)
        await looked_at(page, "desk-empty")
        for path in ("kegiatan", "jadwal", "narasumber", "tempat"):
            await page.goto(f"{site.url}/kelola/{path}")
            await looked_at(page, f"{path}-empty")
        await page.goto(f"{site.url}/kelola/jadwal/baru")
        await looked_at(page, "workshop-form-no-venue")


async def test_planning(site: Site, browser: Browser, clock: MovedClock) -> None:
    office = site.office
    things = await belitung(office)
    await office.person(Role.OPERATOR, "Joko Purnomo")
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        aren, batok = (
            f"{site.url}/kelola/jadwal/{things['aren']}",
            f"{site.url}/kelola/jadwal/{things['batok']}",
        )
        await page.goto(aren)
        await looked_at(page, "workshop-warning")
        await page.goto(batok)
        await looked_at(page, "workshop-draft")
        for part in ("terbit", "pratinjau", "ubah", "hapus", "sesi/baru"):
            await page.goto(f"{batok}/{part}")
            await looked_at(page, f"workshop-{part.replace('/', '-')}")
        await page.goto(f"{batok}/sesi/baru")
        await page.fill("[name=subject]", "Pewarnaan alami")
        await page.fill("[name=day]", "2017-04-25")
        await page.fill("[name=starts]", "09:00")
        await page.fill("[name=ends]", "10:30")
        await page.click("button:has-text('Simpan sesi')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "session-taken")
        await office.publishes(things["batok"], "batok")
        await office.db.run(heads.keep_registrations, seated(office, things["batok"], 12))
        await page.goto(f"{site.url}/kelola")
        await looked_at(page, "desk")
        await page.goto(batok)
        await looked_at(page, "workshop-published")
        await page.goto(f"{batok}/batal")
        await looked_at(page, "workshop-cancel")
        for path in ("kegiatan", f"kegiatan/{office.programme_id}", "kegiatan/baru", "jadwal", "jadwal/baru"):
            await page.goto(f"{site.url}/kelola/{path}")
            await looked_at(page, path.replace("/", "-").replace(str(office.programme_id), "one"))
        clock.move_to(at(FIRST_DAY, "15.00"))
        await page.goto(batok)
        await looked_at(page, "workshop-running")
        await page.click("text=Terlaksana sesuai jadwal?")
        await page.wait_for_selector("[name=how]")
        await looked_at(page, "session-held")
        clock.move_to(at(FIRST_DAY + timedelta(days=5), "09.00"))
        await page.goto(batok)
        await looked_at(page, "workshop-closing")
        await page.goto(f"{site.url}/kalender?bulan=2017-04")
        await looked_at(page, "calendar")
        await page.goto(f"{batok}?bahasa=en")
        await looked_at(page, "workshop-english")


async def test_the_office_and_its_people(site: Site, browser: Browser) -> None:
    office = site.office
    things = await belitung(office)
    joko = await office.person(Role.OPERATOR, "Joko Purnomo")
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        paths = (
            "instansi",
            "kegiatan",
            "jadwal",
            "pengguna",
            f"pengguna/{joko.staff_id}",
            f"pengguna/banyak?act=disable&chosen={joko.staff_id}&chosen={office.by.staff_id}",
            f"jadwal/hapus?chosen={things['aren']}&chosen={things['batok']}",
            "riwayat",
            "riwayat?dari=kemarin&cari=tidak+ada",
            "narasumber",
            f"narasumber/{things['suparno']}",
            f"narasumber/{things['suparno']}/berkas",
            "tempat",
            f"tempat/{things['bekemas']}",
            "tempat/jarak",
        )
        for path in paths:
            await page.goto(f"{site.url}/kelola/{path}")
            name, _slash, rest = path.partition("?")[0].partition("/")
            kinds = {"berkas": "-papers", "banyak": "-many", "hapus": "-many", "": ""}
            await looked_at(
                page, name + kinds.get(rest.rpartition("/")[2], "-one") + ("-asked" if "?" in path else "")
            )


async def test_requests_for_training(site: Site, browser: Browser) -> None:
    office = site.office
    async with opened(browser, f"{site.url}/usulan") as page:
        await looked_at(page, "ask")
        await page.click("button:has-text('Kirim usulan')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "ask-wrong")
        for body, people in (
            ("Pemerintah Desa Kembiri", "25"),
            ("Kelompok Usaha Bersama Aren Jaya Sejahtera", "12"),
        ):
            await page.goto(f"{site.url}/usulan")
            for name, text in ASKED.items():
                await page.fill(f"[name={name}]", text)
            await page.fill("[name=body]", body)
            await page.fill("[name=people]", people)
            await page.select_option("[name=district_code]", MEMBALONG)
            await page.check("[name=kind][value=village]")
            await page.check("[name=consent]")
            await page.click("button:has-text('Kirim usulan')")
            await page.wait_for_selector("text=Diajukan")
        await looked_at(page, "asked")
        public = page.url
        await page.goto(f"{site.url}/masuk")
        await signed_in(page, office.by.email)
        await page.goto(f"{site.url}/kelola/usulan")
        await looked_at(page, "requests")
        await page.check("[name=id] >> nth=0")
        await page.check("[name=id] >> nth=1")
        await page.click("button:has-text('Jawab yang dicentang')")
        await looked_at(page, "answer-requests")
        await page.fill("[name=words]", "Kami sedang mencari narasumber gula semut dari Jawa Tengah.")
        await page.click("button:has-text('Kirim jawaban')")
        await page.click("table a[href^='/kelola/usulan/']")
        await looked_at(page, "request-one")
        await office.venue("Balai Desa Kembiri, Kecamatan Membalong", 80, MEMBALONG)
        await page.click("text=Jadikan Bimtek")
        await looked_at(page, "schedule-requests")
        await page.goto(public)
        await looked_at(page, "asked-answered")
        await page.goto(f"{site.url}/kelola/usulan?cari=tidak+ada+yang+begini")
        await looked_at(page, "requests-none")


ASKED = {
    "subject": "Membuat gula semut dari nira aren untuk pasar hotel dan oleh-oleh",
    "commodity": "Gula aren",
    "reason": "Perajin kami hanya menjual gula cetak di pasar; harganya rendah dan turun saat panen.",
    "wished": "Sesudah panen, bulan Agustus",
    "place": "Desa Kembiri, balai desa",
    "name": "Hj. Rahayu Ningsih Kusumawardhani",
    "position": "Kepala desa",
    "phone": "0812 9990 0011",
}


async def test_a_spreadsheet_on_its_way_in(site: Site, browser: Browser) -> None:
    things = await belitung(site.office)
    rows = [
        ("Pemateri dan gelarnya", "Nama", "Keahlian", "Kecamatan", "Kota asal", "No. HP"),
        (
            "x",
            "Suparno Adi Nugroho, S.Sn., M.Sn.",
            "ukir batok, pewarnaan alami, pemasaran",
            "",
            "Surakarta",
            "",
        ),
        ("x", "Dra. Hj. Rahmawati Kusumaningrum, M.Pd.", "anyaman pandan", "Membalong", "", "0812 9990 0003"),
        ("x", "Bambang Setiawan", "", "Negeri Dongeng Selatan", "", "6,28129990002E+12"),
        ("x", "Bambang Setiawan", "", "Negeri Dongeng Selatan", "", "081"),
    ]
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, site.office.by.email)
        address = f"{site.url}/kelola/narasumber/impor"
        await page.goto(address)
        await looked_at(page, "impor")
        name, kind = "narasumber dinas 2017.csv", "text/csv"
        doubled = FilePayload(name=name, mimeType=kind, buffer=b"Nama,nama\n1,2\n")
        await page.set_input_files("[name=file]", doubled)
        await page.click("button:has-text('Unggah')")
        await page.wait_for_selector(".summary")
        await looked_at(page, "impor-error")
        await page.set_input_files("[name=file]", FilePayload(name=name, mimeType=kind, buffer=xlsx(rows)))
        await page.click("button:has-text('Unggah')")
        await page.wait_for_selector("h1:has-text('Periksa')")
        await looked_at(page, "impor-look")
        await page.click("button:has-text('Impor')")
        await page.wait_for_selector("h1:has-text('Sudah')")
        await looked_at(page, "impor-done")
        await page.goto(f"{site.url}/kelola/narasumber/{things['suparno']}/hapus")
        await looked_at(page, "narasumber-delete")


async def test_ones_own_account(site: Site, browser: Browser) -> None:
    async with opened(browser, f"{site.url}/masuk/undangan") as page:
        await looked_at(page, "invited")
        await page.goto(f"{site.url}/masuk")
        await signed_in(page, site.office.by.email)
        await page.click(".who a")
        await looked_at(page, "own-account")
        await page.click("button:has-text('Ganti kata sandi')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "own-account-wrong")
        await page.fill("#f-begin_current", PASSWORD)
        await page.click("button:has-text('Pasang kode masuk')")
        await page.wait_for_selector(".qr-box")
        await looked_at(page, "own-codes")
        secret = (await page.inner_text("code")).replace(" ", "")
        await page.fill("[name=code]", pyotp.TOTP(secret).now())
        await page.click("button:has-text('Aktifkan')")
        await page.wait_for_selector(".codes")
        await looked_at(page, "recovery-codes")
        await page.goto(f"{site.url}/kelola/pengguna/saya")
        await looked_at(page, "own-account-codes")
        await page.goto(f"{site.url}/kelola/pengguna")
        await looked_at(page, "people")
        await page.fill("[name=name]", "Joko Purnomo Adisaputra")
        await page.fill("[name=email]", "joko@contoh.example")
        await page.check("[name=role][value=operator]")
        await page.check("[name=way][value=print]")
        await page.click("button:text-is('Undang')")
        await page.wait_for_selector(".qr-box")
        await looked_at(page, "invitation")
        await page.context.clear_cookies()
        await page.goto(f"{site.url}/masuk")
        await page.fill("[name=email]", site.office.by.email)
        await page.fill("[name=password]", PASSWORD)
        await page.click("button:has-text('Masuk')")
        await page.wait_for_selector("[name=code]")
        await looked_at(page, "sign-in-code")


async def test_calendars(site: Site, browser: Browser) -> None:
    office = site.office
    things = await belitung(office)
    batok, suparno = things["batok"], things["suparno"]
    await office.publishes(batok, "batok")
    taught = await learning_from(office, batok, days_later(1))
    await office.db.run(assign_trainers, office.by, batok, taught, (suparno,), "Narasumber tetap")
    away = (days_later(4), days_later(5), "Pameran di Solo")
    await office.db.run(block_days, office.by, "trainer", suparno, *away)
    async with opened(browser, f"{site.url}/kalender?bulan=2017-04") as page:
        await looked_at(page, "calendar-month-public")
        await page.goto(f"{site.url}/kalender?minggu=2017-04-25")
        await looked_at(page, "calendar-week-public")
        await page.goto(f"{site.url}/masuk")
        await signed_in(page, office.by.email)
        for view in ("minggu", "bulan", "narasumber", "tempat", "kelas"):
            await page.goto(f"{site.url}/kelola/jadwal/kalender?tampilan={view}&tanggal=2017-04-25")
            await looked_at(page, f"calendar-{view}")
            await page.goto(f"{site.url}/kelola/jadwal/kalender?tampilan={view}&tanggal=2019-02-12")
            await looked_at(page, f"calendar-{view}-empty")


async def learning_from(office: Planner, workshop_id: UUID, day: date) -> list[UUID]:
    async with office.db.read() as tx:
        held = await sessions.of_workshop(tx, workshop_id)
    return [one.id for one in held if one.kind in ("materi", "praktik") and one.starts_at >= at(day, "00.00")]
