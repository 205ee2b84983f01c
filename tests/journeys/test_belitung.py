"""The whole way of one workshop, as `./bimtek demo` plays it, on one port with everything inside."""

from __future__ import annotations

import io
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser
from rich.console import Console

from services.certificates.domain.states import Answer
from services.certificates.sealing.inspector import Inspector
from services.certificates.web import proof
from services.demo import story
from services.demo.chapters import today
from services.demo.chapters.office import ADMIN
from services.demo.people import PASSWORD
from services.demo.stage import Stage
from services.demo.visitor import Visitor
from shared.db import Database
from shared.settings import Settings
from tests.support import browser as chromium
from tests.support.browser import DESKTOP, PHONE, assert_accessible
from tests.support.histories import WORDS
from tests.support.homes import home

EVERY_AREA = (
    "/kelola",
    "/kelola/kegiatan",
    "/kelola/jadwal",
    "/kelola/peserta",
    "/kelola/kehadiran",
    "/kelola/sertifikat",
    "/kelola/narasumber",
    "/kelola/tempat",
    "/kelola/pengguna",
    "/kelola/instansi",
    "/kelola/riwayat",
    "/kelola/peserta/riwayat",
    "/kelola/kehadiran/riwayat",
    "/kelola/sertifikat/riwayat",
)
PUBLIC = (
    "/",
    "/pendaftaran",
    "/sertifikat",
    "/sertifikat/kunci",
    "/kalender",
    "/bantuan",
    "/privasi",
    "/masuk",
)

pytestmark = pytest.mark.slow


def settings(folder: Path) -> Settings:
    with socket.socket() as probe:  # the suite prints its own address, so it must know its port
        probe.bind(("127.0.0.1", 0))
        return Settings.load(home=folder, port=probe.getsockname()[1])


def quiet() -> Console:
    return Console(file=io.StringIO())


@pytest.fixture(scope="module")
async def stage() -> AsyncIterator[Stage]:
    with home() as folder:
        async with story.performed(settings(folder), quiet()) as stage:
            yield stage


async def test_every_claim_of_the_story_holds(stage: Stage) -> None:
    assert stage.claims.failed == []
    assert stage.claims.held >= 23


async def test_four_things_wait_on_the_desk(stage: Stage) -> None:
    await today.went_as_planned(stage)  # a session may have ended since the story did
    assert await story.decisions(stage) == 4


async def test_nothing_is_parked_and_nothing_left(stage: Stage) -> None:
    await stage.settled()
    for running in stage.suite.running.values():
        assert running.bus is not None
        left = await running.bus.left()
        assert (left.outbox, left.deliveries, left.trouble, left.parked) == (0, 0, 0, 0), running.service.name


async def test_the_history_says_everything_in_words(stage: Stage) -> None:
    """No act, thing or value of the story is shown by the name it has in the code."""
    for name, running in stage.suite.running.items():
        async with running.db.read() as tx:
            rows = await tx.fetch("select what, subject, before, after from audit")
        words = WORDS[name]
        assert rows, name
        assert {row["what"] for row in rows} <= words.acts.keys()
        assert {row["subject"].partition("/")[0] for row in rows} <= words.things.keys()
        fields = {field for row in rows for half in (row["before"], row["after"]) for field in half or {}}
        assert fields <= words.fields.keys() | words.hidden, name


async def test_the_last_seat_is_taken_once(stage: Stage) -> None:
    """The tour's second stop: take the seat, then try again."""
    async with Visitor(stage.suite.url) as visitor:
        page = await visitor.open(stage.tour.sign_up)
        assert "Sisa 1 kursi" in page.text
        told = []
        for name, phone in (("Pengunjung Satu", "081200001111"), ("Pengunjung Dua", "081200002222")):
            form = await visitor.open(f"{stage.tour.sign_up}/daftar")
            page = await visitor.send(
                form,
                "/daftar",
                full_name=name,
                phone=phone,
                gender="P",
                district_code="19.02.01",
                consent="1",
            )
            told.append(page.text)
    assert "Terdaftar" in told[0]
    assert "Daftar tunggu, urutan ke-1" in told[1]


@pytest.mark.parametrize(("size", "language"), [(PHONE, "id"), (DESKTOP, "en")], ids=["phone", "desktop"])
async def test_every_page_of_the_story_is_accessible(
    stage: Stage, browser: Browser, size: tuple[int, int], language: str
) -> None:
    """axe finds nothing and nothing is wider than the screen, signed in and not: Indonesian on a phone,
    English on a desktop."""
    base, tour = stage.suite.url, stage.tour
    workshops = [workshop.id for workshop in stage.workshops.values() if workshop.slug]
    open_to_all = (*PUBLIC, tour.sign_up, f"{tour.sign_up}/daftar", tour.real, tour.revoked, tour.not_earned)
    areas = ("jadwal", "peserta", "kehadiran", "sertifikat")
    of_workshops = [f"/kelola/{area}/{workshop}" for area in areas for workshop in workshops]
    async with chromium.opened(browser, f"{base}/?bahasa={language}", size=size) as page:
        for path in open_to_all:
            await page.goto(base + path)
            await assert_accessible(page)
        await page.goto(f"{base}/masuk")
        await page.fill("input[name=email]", ADMIN)
        await page.fill("input[name=password]", PASSWORD)
        await page.click("main button[type=submit]")
        await page.wait_for_url(f"{base}/kelola")
        for path in (*EVERY_AREA, tour.door, *of_workshops, "/kotak-surat"):
            answer = await page.goto(base + path)
            assert answer is not None and answer.status == 200, path
            await assert_accessible(page)


async def test_no_page_leads_nowhere(stage: Stage) -> None:
    """Every link of every page reached from the start page and the desk answers."""
    seen: set[str] = set()
    waiting = ["/", "/kelola", "/sertifikat", "/kotak-surat"]
    broken: list[str] = []
    while waiting and len(seen) < 600:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        page = await stage.office.open(path)
        if page.status != 200:
            broken.append(f"{path} {page.status}")
        for href, _words in page.links:
            target = href.removeprefix(stage.suite.settings.public_url).partition("#")[0]
            if re.match(r"/(?!/)", target) and "bahasa=" not in target:
                waiting.append(target)
    assert broken == [], sorted(broken)
    assert len(seen) > 50


async def test_a_broken_judge_is_caught_by_the_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: were every file called genuine, the story would say which claims do not hold."""

    async def careless(db: Database, inspector: Inspector, pdf: bytes) -> proof.Verdict:
        found = await inspector.inspect(pdf)
        async with db.read() as tx:
            claimed = await proof.by_code(tx, found.codes[0])
        return proof.Verdict(Answer.GENUINE, claimed)

    monkeypatch.setattr(proof, "of_file", careless)
    monkeypatch.setattr(story, "CHAPTERS", [one for one in story.CHAPTERS if one[1] is not today])
    with home() as folder:
        async with story.performed(settings(folder), quiet()) as stage:
            failed = stage.claims.failed
            assert not stage.claims.conclude()
    assert [claim.partition(" (")[0] for claim in failed] == [
        "one byte changed is refused",
        "a real QR on another name shows the true one",
    ]
