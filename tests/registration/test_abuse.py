"""What strangers and their programs try with the sign-up: nothing is stored, nobody is advertised to."""

from __future__ import annotations

import io
import json

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Browser

from services.registration.actions import letters
from services.registration.domain.names import greeted
from services.registration.web import trap
from services.registration.web.api import registrations
from services.registration.web.pages import sign_up
from shared.web import limit
from tests.support.browser import assert_accessible
from tests.support.registration import Office, person, workshop
from tests.support.registration_site import FORM, Site

CALL = "/api/v1/registration/sign-ups"
ADVERT = "Menang Rp50juta di https://judi.example klik judi-slot.com WA 081234567890 sekarang juga"


async def people(panitia: Office) -> int:
    async with panitia.db.read() as tx:
        return int(await tx.fetchval("select count(*) from registration"))


async def test_a_program_that_fills_in_everything_gets_a_friendly_answer_and_no_seat(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    path = f"/bimtek/{belitung.slug}/daftar"
    async with site.visitor() as visitor:
        answer = await visitor.fill(path, {**FORM, "homepage": "https://judi.example"})
        assert (answer.status, "Terima kasih" in answer.words) == (200, True)
        assert "judi" not in answer.text
        assert await people(site.panitia) == 0
        admitted = await visitor.fill(path, {**FORM, "homepage": " "})
        assert "/pendaftaran/" in admitted.url, "an empty one is a person"
    assert await people(site.panitia) == 1


async def test_control_without_the_trap_the_program_has_a_seat(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trap, "TRAP", "another")
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.visitor() as visitor:
        await visitor.fill(f"/bimtek/{belitung.slug}/daftar", {**FORM, "homepage": "https://judi.example"})
    assert await people(site.panitia) == 1


async def test_nobody_comes_upon_the_trap_by_eye_or_by_keyboard(site: Site, browser: Browser) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    page = await browser.new_page()
    try:
        await page.goto(f"{site.url}/bimtek/{belitung.slug}/daftar")
        await assert_accessible(page)
        box = await page.locator("#homepage").bounding_box()
        assert box is not None
        around = await page.locator("#homepage").locator("..").bounding_box()
        assert around is not None
        assert (around["width"], around["height"]) == (1, 1)
        reached = set()
        for _step in range(60):
            await page.keyboard.press("Tab")
            reached.add(await page.evaluate("document.activeElement && document.activeElement.id"))
        assert "homepage" not in reached
        assert "full_name" in {name.removeprefix("f-").removeprefix("field-") for name in reached if name}
    finally:
        await page.close()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (ADVERT, "Menang Rp50juta di klik WA sekarang juga"),
        ("https://judi.example", ""),
        ("Bukalah judi\u200b.com", "Bukalah"),
        ("www.judi", ""),
        ("Hj. Siti Nurhaliza, S.Pd., M.Si.", "Hj. Siti Nurhaliza, S.Pd., M.Si."),
        ("Dr. H. Yusuf, M.M.", "Dr. H. Yusuf, M.M."),
        ("Ida Bagus Putu, A.Md.Kom.", "Ida Bagus Putu, A.Md.Kom."),
        ("Abdul Ma'ruf", "Abdul Ma'ruf"),
        ("A" * 120, "A" * 60),
        ("Ani " * 30, "Ani " * 14 + "Ani"),
    ],
)
def test_a_greeting_has_no_links_no_numbers_and_an_end(typed: str, said: str) -> None:
    assert greeted(typed) == said


async def mailed(panitia: Office) -> str:
    """What lies in the queue for somebody who never asked: the data that the texts are made of."""
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, person(full_name=ADVERT, email="korban@contoh.example"))
    async with panitia.db.read() as tx:
        found = await tx.fetch("select data from mail where subject = $1", row.subject)
    return json.dumps([dict(mail["data"]) for mail in found])


async def test_a_stranger_cannot_advertise_by_mail(panitia: Office) -> None:
    queued = await mailed(panitia)
    assert "Menang" in queued, "the name is there"
    for bait in ("https://judi", "judi-slot.com", "081234567890"):
        assert bait not in queued


async def test_control_with_the_name_as_it_was_typed_the_advert_is_mailed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "greeted", str)
    queued = await mailed(panitia)
    assert "https://judi" in queued
    assert "081234567890" in queued


async def flooded(site: Site) -> tuple[list[int], int]:
    """Three sign up for one workshop, by either door, and one for another: (answers, how many stand)."""
    hot, calm = workshop(), workshop()
    await site.panitia.hears(hot, calm)
    async with site.visitor() as visitor:
        said = [(await visitor.fill(f"/bimtek/{hot.slug}/daftar", FORM)).status]
        body = {**FORM, "workshop": hot.slug}
        for number in range(2):
            headers = {"Idempotency-Key": f"k{number}"}
            async with visitor.session.post(CALL, json=body, headers=headers) as answer:
                said.append(answer.status)
        said.append((await visitor.fill(f"/bimtek/{calm.slug}/daftar", FORM)).status)
    return said, await people(site.panitia)


async def test_a_flood_on_one_workshop_leaves_the_others_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for door in (trap, registrations):
        monkeypatch.setattr(door, "SIGN_UPS_PER_WORKSHOP", "2/day")
    assert await flooded(site) == ([200, 201, 429, 200], 3)


def _blind(_request: web.Request, _what: str, _rate: str, _key: str = "") -> None:
    """A ceiling that counts nothing."""


def _one_for_all(request: web.Request, what: str, rate: str, key: str = "") -> None:
    """A ceiling that does not tell workshops apart."""
    limit.limited(request, what, rate, "all" if what == "workshop" else key)


@pytest.mark.parametrize(
    ("broken", "said"), [(_blind, ([200, 201, 201, 200], 4)), (_one_for_all, ([200, 201, 429, 429], 2))]
)
async def test_control_a_broken_ceiling_of_a_workshop_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch, broken: object, said: tuple[list[int], int]
) -> None:
    for door in (trap, registrations):
        monkeypatch.setattr(door, "SIGN_UPS_PER_WORKSHOP", "2/day")
        monkeypatch.setattr(door, "limited", broken)
    assert await flooded(site) == said


@pytest.mark.parametrize(("rate", "said"), [("2/day", [200, 200, 429]), ("60/minute", [200, 200, 200])])
async def test_one_address_signs_up_only_so_often(
    site: Site, monkeypatch: pytest.MonkeyPatch, rate: str, said: list[int]
) -> None:
    """The second rate is the control, also for the ceiling of a workshop: nothing else stops the third."""
    monkeypatch.setattr(sign_up, "SIGN_UPS_PER_ADDRESS", rate)
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.visitor() as visitor:
        path = f"/bimtek/{belitung.slug}/daftar"
        assert [(await visitor.fill(path, FORM)).status for _ in said] == said
    assert await people(site.panitia) == said.count(200)


async def test_bodies_that_are_no_sign_up_are_refused_and_cost_nothing(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    path, call = f"/bimtek/{belitung.slug}/daftar", "/api/v1/registration/sign-ups"
    deep = b'{"full_name":' * 5_000 + b"1" + b"}" * 5_000
    many = "&".join(f"f{number}=1" for number in range(1_100)).encode()
    form, asks_json = "application/x-www-form-urlencoded", "application/json"
    async with site.visitor() as visitor:
        token = (await visitor.get(path)).token()
        said = {
            "larger than a form may be": await _sent(visitor.session, path, b"a=" + b"x" * 300_000, form),
            "files": await _sent(visitor.session, path, b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
            "a thousand fields": await _sent(visitor.session, path, many, form),
            "ten thousand fields": await _sent(visitor.session, path, b"f=1&" * 10_000, form),
            "no UTF-8": await _sent(visitor.session, path, b"full_name=%ff%fe", form),
            "bytes that are no ASCII": await _sent(visitor.session, path, b"full_name=\xff\x00", form),
            "no form": await _sent(visitor.session, path, b"{}", asks_json),
            "larger than a call may be": await _sent(visitor.session, call, b" " * 1_100_000, asks_json),
            "five thousand deep": await _sent(visitor.session, call, deep, asks_json),
            "no JSON": await _sent(visitor.session, call, b"\xff\x00", asks_json),
            "NUL": (await visitor.post(path, {**FORM, "form_token": token, "full_name": "A\x00B"})).status,
        }
    assert said == {
        "larger than a form may be": 413,
        "files": 415,
        "a thousand fields": 400,
        "ten thousand fields": 400,
        "no UTF-8": 400,
        "bytes that are no ASCII": 400,
        "no form": 415,
        "larger than a call may be": 413,
        "five thousand deep": 400,
        "no JSON": 400,
        "NUL": 422,
    }
    assert await people(site.panitia) == 0


async def _sent(session: aiohttp.ClientSession, path: str, body: bytes, kind: str) -> int:
    headers = {"Content-Type": kind, "Idempotency-Key": "k", "Sec-Fetch-Site": "same-origin"}
    async with session.post(path, data=io.BytesIO(body), headers=headers) as answer:
        return answer.status
