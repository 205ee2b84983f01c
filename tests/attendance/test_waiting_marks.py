"""Marks that wait on a phone until they can be sent, in a real browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route

from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.attendance import Status
from shared.events.scheduling import Role
from tests.conftest import DatabaseOf
from tests.support.attendance_look import cookies, day_three, page_of, paths
from tests.support.attendance_site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
async def site(database_of: DatabaseOf, clock: MovedClock, keys: Keys, tmp_path: Path) -> AsyncIterator[Site]:
    async with day_three(await database_of("attendance"), clock, keys, tmp_path) as running:
        yield running


ALL_SENT = """async () => {
  const last = Date.now() + 20000;
  while (localStorage.getItem("catatan") !== "[]" && Date.now() < last)
    await new Promise(requestAnimationFrame);
}"""


async def test_marks_wait_on_the_phone_for_any_door_and_anybody_of_the_office(
    browser: Browser, site: Site
) -> None:
    """The line drops, the operator is signed out; a colleague at the next door sends what waits."""
    door = site.door
    path, role = paths(door)["door"]
    before = await door.count("mark")
    async with page_of(browser, site, path, role) as page:
        await page.route("**/api/v1/attendance/marks", lambda route: route.fulfill(status=503))
        await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.get_by_label("Isi kode QR kartu").fill(site.card(door.people[8]))
        await page.keyboard.press("Enter")
        await page.get_by_label("Isi kode QR kartu").fill("1234567890123456")
        await page.keyboard.press("Enter")
        await page.get_by_text("Catatan yang belum terkirim dari ponsel ini: 2").wait_for()
        kept = await page.evaluate("JSON.stringify(localStorage)")
        assert "1234567890123456" not in kept and "Rosmawati" not in kept
        await page.context.clear_cookies()
        await page.unroute("**/api/v1/attendance/marks")
        await page.goto(f"{site.url}/hadir/kartu/{site.card(door.people[2])}")
        assert await door.count("mark") == before
        await page.context.add_cookies(await cookies(site, Role.OPERATOR))  # type: ignore[arg-type]
        door.clock.move_to(door.clock.now() + timedelta(hours=1))
        await page.goto(f"{site.url}/kelola/kehadiran/pos/{door.sessions[7].id}")
        await page.locator("[data-unsent]").wait_for(state="hidden")
        await page.evaluate(ALL_SENT)
    register = await door.register()
    for who in (door.people[8], door.people[9]):
        assert register.recorded(who.id, door.sessions[5].id) is Status.HADIR
    assert await door.count("mark") == before + 2


async def test_who_is_signed_out_meanwhile_loses_no_mark(browser: Browser, site: Site) -> None:
    door = site.door
    path, role = paths(door)["door"]
    async with page_of(browser, site, path, role) as page:
        await page.context.clear_cookies()
        async with page.expect_event("framenavigated"):
            await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.context.add_cookies(await cookies(site, Role.OPERATOR))  # type: ignore[arg-type]
        await page.goto(site.url + path)
        await page.get_by_text("Rosmawati: Hadir").wait_for()
    assert (await door.register()).recorded(door.people[9].id, door.sessions[5].id) is Status.HADIR


WAITING = """([office, session, people, age, nonces]) => localStorage.setItem("catatan", JSON.stringify(
  nonces.map((nonce, at) => ({ nonce, session_id: session, office, time: Date.now() - age, status: "hadir",
    registration_id: people[at % people.length] }))))"""


async def _left_on_the_phone(page: Page, site: Site, age: timedelta, nonces: list[str], office: str) -> None:
    """As if marks of the sixth session had waited so long; times are as the server's clock was then."""
    door = site.door
    behind = await page.evaluate("Date.now()") - door.clock.now().timestamp() * 1000
    people = [str(who.id) for who in door.people[8:]]
    session = str(door.sessions[5].id)
    old = age.total_seconds() * 1000 + behind
    await page.evaluate(WAITING, [office, session, people, old, nonces])


async def test_a_late_mark_says_when_it_was_made(browser: Browser, site: Site) -> None:
    """So that it does not stand above what the office corrected meanwhile."""
    door = site.door
    path, role = paths(door)["door"]
    made = door.clock.now()
    async with page_of(browser, site, path, role) as page:
        await _left_on_the_phone(page, site, timedelta(0), ["1"], str(door.office.id))
        door.clock.move_to(made + timedelta(hours=2))
        await door.corrects(door.people[8], 5, Status.SAKIT)
        await page.goto(site.url + path)
        await page.evaluate(ALL_SENT)
    register = await door.register()
    assert register.recorded(door.people[8].id, door.sessions[5].id) is Status.SAKIT
    late = min(mark.at for mark in register.marks[door.people[8].id, door.sessions[5].id])
    assert abs(late - made) < timedelta(minutes=1)


async def test_what_waits_is_bounded_and_only_of_this_office(browser: Browser, site: Site) -> None:
    """Marks of another office would be answered "no such session" and lost: they stay."""
    door = site.door
    path, role = paths(door)["door"]
    before = await door.count("mark")
    async with page_of(browser, site, path, role) as page:
        many = [str(n) for n in range(2000)]
        await _left_on_the_phone(page, site, timedelta(0), many, "another")
        await page.goto(site.url + path)
        await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.get_by_text("Terlalu banyak catatan").wait_for()
        assert await page.evaluate("JSON.parse(localStorage.getItem('catatan')).length") == 2000
        await _left_on_the_phone(page, site, timedelta(0), many[1:], "another")
        await page.goto(site.url + path)
        await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.get_by_text("Rosmawati: Hadir").wait_for()
        assert await page.evaluate("JSON.parse(localStorage.getItem('catatan')).length") == 1999
    assert await door.count("mark") == before + 1


async def test_a_mark_that_is_refused_without_a_name_stops_only_itself(browser: Browser, site: Site) -> None:
    door = site.door
    path, role = paths(door)["door"]
    poisoned = str(door.people[9].id)

    async def refusing(route: Route) -> None:
        marks = json.loads(route.request.post_data or "")["marks"]
        if len(marks) > 1 or marks[0].get("registration_id") == poisoned:
            await route.fulfill(
                status=422, json={"errors": [{"field": "marks", "message": "Tidak terbaca."}]}
            )
        else:
            await route.continue_()

    async with page_of(browser, site, path, role) as page:
        await page.route("**/api/v1/attendance/marks", lambda route: route.fulfill(status=503))
        await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.get_by_label("Isi kode QR kartu").fill(site.card(door.people[8]))
        await page.keyboard.press("Enter")
        await page.get_by_text("Catatan yang belum terkirim dari ponsel ini: 2").wait_for()
        await page.unroute("**/api/v1/attendance/marks")
        await page.route("**/api/v1/attendance/marks", refusing)
        await page.locator("[data-unsent]").wait_for(state="hidden")
    register = await door.register()
    assert register.recorded(door.people[8].id, door.sessions[5].id) is Status.HADIR
    assert register.recorded(door.people[9].id, door.sessions[5].id) is None


async def test_a_tap_while_another_is_on_its_way_goes_too_whatever_is_said_of_that(
    browser: Browser, site: Site
) -> None:
    """The first is a card that nobody printed; nothing happens at the door after the second."""
    door = site.door
    path, role = paths(door)["door"]
    asked, release = asyncio.Event(), asyncio.Event()

    async def slow(route: Route) -> None:
        asked.set()
        await release.wait()
        await route.continue_()

    async with page_of(browser, site, path, role) as page:
        await page.route("**/api/v1/attendance/marks", slow)
        await page.get_by_label("Isi kode QR kartu").fill("0" * 26 + "." + "A" * 16)
        await page.keyboard.press("Enter")
        await asked.wait()
        await page.get_by_role("button", name="Hadir: Rosmawati").click()
        await page.get_by_text("Catatan yang belum terkirim dari ponsel ini: 2").wait_for()
        release.set()
        await page.locator("[data-unsent]").wait_for(state="hidden")
    assert (await door.register()).recorded(door.people[9].id, door.sessions[5].id) is Status.HADIR
