"""Attendance's pages in a real browser: accessible, fitting, and working with a finger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.scheduling import Role, Workshop
from tests.conftest import DatabaseOf
from tests.support.attendance import Door, make_door
from tests.support.attendance_look import cookies, day_three, page_of, paths
from tests.support.attendance_site import Site, served
from tests.support.browser import assert_accessible, opened, picture
from tests.support.factories import version

pytestmark = pytest.mark.browser


@pytest.fixture
async def site(database_of: DatabaseOf, clock: MovedClock, keys: Keys, tmp_path: Path) -> AsyncIterator[Site]:
    async with day_three(await database_of("attendance"), clock, keys, tmp_path) as running:
        yield running


CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  static looks = 0;
  async detect() { BarcodeDetector.looks += 1; return [{ rawValue: "CARD" }]; }
};
Object.defineProperty(navigator, "mediaDevices", { value: {
  async getUserMedia() { return document.createElement("canvas").captureStream(); } } });
HTMLVideoElement.prototype.play = async () => {};
"""
LOOKED_AGAIN = """async () => {
  const before = BarcodeDetector.looks;
  while (BarcodeDetector.looks < before + 4) await new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize("name", ["index", "sheet", "close-early", "person", "door", "door-early"])
async def test_pages(browser: Browser, site: Site, name: str) -> None:
    path, role = paths(site.door)[name]
    async with page_of(browser, site, path, role) as page:
        await picture(page, f"attendance-{name}")


async def test_english(browser: Browser, site: Site) -> None:
    path, role = paths(site.door)["sheet"]
    async with page_of(browser, site, path + "?bahasa=en", role) as page:
        assert await page.get_by_role("heading", name="Sessions").is_visible()
        await picture(page, "attendance-sheet-en")


async def test_the_card_for_strangers_and_for_operators(browser: Browser, site: Site) -> None:
    path = f"/hadir/kartu/{site.card(site.door.people[2])}"
    async with page_of(browser, site, path, None) as page:
        await picture(page, "attendance-card-stranger")
    async with page_of(browser, site, path, Role.OPERATOR) as page:
        await picture(page, "attendance-card-operator")


async def test_closing(browser: Browser, site: Site) -> None:
    door = site.door
    door.clock.move_to(door.sessions[7].starts_at + timedelta(minutes=5))
    await door.records(*(door.mark(who, 6) for who in door.people[:13]))
    sheet = f"/kelola/kehadiran/{door.workshop.id}"
    async with page_of(browser, site, sheet, Role.ORGANIZER) as page:
        await picture(page, "attendance-sheet-ready")
        await page.get_by_role("link", name="Tutup daftar hadir").click()
        await assert_accessible(page)
        await picture(page, "attendance-close")
        await page.get_by_role("button", name="Tutup daftar hadir").click()
        assert await page.get_by_role("heading", name="Daftar hadir sudah ditutup").is_visible()
        await assert_accessible(page)
        await picture(page, "attendance-sheet-closed")
        await page.get_by_role("link", name="Buka kembali untuk perbaikan").click()
        await page.get_by_role("button", name="Buka kembali").click()
        await assert_accessible(page)
        await picture(page, "attendance-reopen-wrong")


async def test_a_correction_without_reason(browser: Browser, site: Site) -> None:
    path, role = paths(site.door)["person"]
    async with page_of(browser, site, path, role) as page:
        await page.get_by_role("button", name="Simpan perbaikan").click()
        await assert_accessible(page)
        await picture(page, "attendance-person-wrong")


async def test_taps_and_search_at_the_door(browser: Browser, site: Site) -> None:
    door = site.door
    path, role = paths(door)["door"]
    async with page_of(browser, site, path, role) as page:
        counter = page.locator("[data-present]")
        assert await counter.inner_text() == "4"
        await page.get_by_label("Cari nama").fill("simanj")
        rows = page.locator(".roll > li:visible")
        assert await rows.count() == 1
        await page.get_by_role("button", name="Hadir: Maria Magdalena Simanjuntak").click()
        await page.get_by_text("Maria Magdalena Simanjuntak: Hadir").wait_for()
        await page.locator("[data-present]", has_text="5").wait_for()
        await page.get_by_label("Pilihan lain: Maria Magdalena Simanjuntak").click()
        await page.get_by_role("button", name="Izin: Maria Magdalena Simanjuntak").click()
        await page.get_by_text("Maria Magdalena Simanjuntak: Izin").wait_for()
        await page.get_by_label("Cari nama").fill("tidak ada orangnya")
        assert await page.get_by_text("Tidak ada nama yang cocok.").is_visible()
        await page.get_by_label("Isi kode QR kartu").fill(site.card(door.people[8]))
        await page.keyboard.press("Enter")
        await page.get_by_text("Yuliana: Hadir").wait_for()
        await page.get_by_label("Cari nama").fill("")
        await picture(page, "attendance-door-used")


async def test_a_mark_that_did_not_get_through_is_sent_again_and_counts_once(
    browser: Browser, site: Site
) -> None:
    """The answer is lost once after the server has the mark; the page sends it again by itself."""
    door = site.door
    path, role = paths(door)["door"]
    before = await door.count("mark")
    async with page_of(browser, site, path, role) as page:
        lost = False

        async def lose_first(route: Any) -> None:
            nonlocal lost
            if lost:
                await route.continue_()
            else:
                lost = True
                await route.fetch()
                await route.fulfill(status=503)

        await page.route("**/api/v1/attendance/marks", lose_first)
        await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.get_by_text("Belum terkirim.").wait_for()
        await page.get_by_text("Rosmawati: Hadir").wait_for(timeout=15_000)
        assert await door.count("mark") == before + 1


async def test_a_session_moved_while_its_page_stands_open_says_so(browser: Browser, site: Site) -> None:
    """The mark can never be taken any more: the page drops it with the reason; the next one gets through."""
    door = site.door
    path, role = paths(door)["door"]
    before = await door.count("mark")
    async with page_of(browser, site, path, role) as page:
        await door.hears(_postponed(door, 5))
        await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.get_by_text("Catatan ini terlalu awal").wait_for()
        await door.hears(_postponed(door, 5, days=0))
        await page.get_by_role("button", name="Hadir: Yuliana").click()
        await page.get_by_text("Yuliana: Hadir").wait_for()
        assert await door.count("mark") == before + 1


def _postponed(door: Door, of: int, days: int = 7) -> Workshop:
    """The workshop with one session so many days later."""
    moved = [
        session.model_copy(
            update={
                "starts_at": session.starts_at + timedelta(days=days * (at == of)),
                "ends_at": session.ends_at + timedelta(days=days * (at == of)),
            }
        )
        for at, session in enumerate(door.sessions)
    ]
    return door.workshop.model_copy(update={"version": version(), "sessions": tuple(moved)})


async def test_the_camera_reads_a_card(browser: Browser, site: Site) -> None:
    """With a stand-in for the detector and the camera, which headless Chromium on Linux has not."""
    door = site.door
    path, role = paths(door)["door"]
    text = f"HTTP://LOCALHOST:8000/HADIR/KARTU/{site.card(door.people[9])}"
    async with opened(browser, site.url, cookies=await cookies(site, role or Role.OPERATOR)) as page:
        await page.add_init_script(CAMERA.replace("CARD", text))
        await page.goto(site.url + path)
        before = await door.count("mark")
        await page.get_by_role("button", name="Pindai kartu").click()
        await page.get_by_text("Rosmawati: Hadir").wait_for()
        await page.evaluate(LOOKED_AGAIN)
        assert await door.count("mark") == before + 1, "held before the camera it is one card"


async def test_an_empty_office(
    browser: Browser, database_of: DatabaseOf, clock: MovedClock, keys: Keys, tmp_path: Path
) -> None:
    door = await make_door(await database_of("attendance"), clock, keys, names=())
    async with served(door, tmp_path) as site:
        sheet = f"/kelola/kehadiran/{door.workshop.id}"
        async with page_of(browser, site, sheet, Role.ORGANIZER) as page:
            await picture(page, "attendance-sheet-empty")
