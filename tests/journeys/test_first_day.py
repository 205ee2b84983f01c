"""The first day of an installation: `./bimtek up` without a mail server, everything on one port."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page

from services.certificates.rendering.certificate import render
from services.demo.visitor import Visitor
from services.scheduling.actions import first_admin_token
from services.suite import Suite, run_suite
from shared import staff
from shared.events.scheduling import Organization
from shared.settings import Settings
from tests.support.browser import DESKTOP, assert_accessible, opened, picture
from tests.support.certificates import wording
from tests.support.homes import home
from tests.support.papers import standard_of

ALICE, BOB = "panitia@contoh.example", "pejabat@contoh.example"
PASSWORD = "kelapa-muda-di-tanjungpandan"
GREEN, GOLD = (12, 92, 60), (226, 174, 42)
AREAS = ("/kelola", "/kelola/peserta", "/kelola/kehadiran", "/kelola/sertifikat")


@dataclass
class Installation:
    """The running installation, and its admin's browser."""

    suite: Suite
    alice: Visitor

    async def office(self) -> Organization:
        """The office as certificates knows it."""
        async with self.suite.running["certificates"].db.read() as tx:
            (id,) = [row["id"] for row in await tx.fetch("select id from organization")]
            found = await staff.organization(tx, id)
        assert found is not None
        return found


@pytest.fixture(scope="module")
async def installation() -> AsyncIterator[Installation]:
    with home() as folder:
        async with run_suite(Settings(home=folder, port=0), durable=False) as suite:
            scheduling = suite.running["scheduling"]
            token = await scheduling.db.run(first_admin_token, scheduling.clock.now())
            async with Visitor(suite.url) as alice:
                page = await alice.send(
                    await alice.open(f"/masuk/{token}"),
                    f"/masuk/{token}",
                    office_name="Dinas Perindustrian Kepulauan Contoh (CONTOH)",
                    short_name="Disperin Contoh",
                    town="Pangkalpinang",
                    province_code="19",
                    zone="Asia/Jakarta",
                    name="Panitia Contoh",
                    email=ALICE,
                    password=PASSWORD,
                    example="1",
                )
                assert page.status == 200 and "/kelola" in page.url, page.text[:600]
                yield Installation(suite, alice)


async def test_mail_that_is_not_sent_is_read_by_the_admin_and_by_nobody_else(
    installation: Installation,
) -> None:
    suite, alice = installation.suite, installation.alice
    page = await alice.open("/kelola/pengguna")
    await alice.send(page, "/kelola/pengguna", name="Pejabat Contoh", email=BOB, role="organizer", way="mail")
    await suite.settled()
    listed = await alice.open("/kotak-surat")
    assert listed.status == 200 and BOB in listed.text
    assert suite.mailbox is not None
    (letter,) = suite.mailbox.newest(to=BOB)
    one = await alice.open(f"/kotak-surat/{letter.id}")
    assert one.status == 200 and letter.subject in one.text
    invitation = next(link for link in letter.links if "/masuk/" in link)

    pages = ("", "/api", f"/{letter.id}", f"/{letter.id}/html")
    async with Visitor(suite.url) as bob, Visitor(suite.url) as stranger:
        for path in pages:
            seen = await stranger.open(f"/kotak-surat{path}")
            assert BOB.encode() not in seen.body and invitation.encode() not in seen.body, path
            assert seen.status == 401 or "/masuk?" in seen.url, path
        form = await bob.open(invitation)
        signed_in = await bob.send(form, invitation.removeprefix(suite.url), password=PASSWORD)
        assert "/kelola" in signed_in.url, signed_in.text[:600]
        for path in pages:
            seen = await bob.open(f"/kotak-surat{path}")
            assert seen.status == 403, path
            assert invitation.encode() not in seen.body


async def test_an_emblem_stands_on_the_pages_and_on_the_certificate(
    installation: Installation, browser: Browser
) -> None:
    suite = installation.suite
    async with opened(browser, f"{suite.url}/masuk?next=/kelola/instansi", size=DESKTOP) as page:
        await page.get_by_label("Email").fill(ALICE)
        await page.get_by_label("Kata sandi").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk").click()
        await page.get_by_label("Lambang").set_input_files(
            {"name": "lambang.png", "mimeType": "image/png", "buffer": emblem()}
        )
        await page.get_by_role("button", name="Simpan data instansi").click()
        await page.get_by_text("Data instansi tersimpan.").wait_for()
        assert await drawn(page, "img[alt='Lambang sekarang']") == (320, 320)
        await assert_accessible(page)
        await picture(page, "office-emblem")
        await suite.settled()
        for area in AREAS:
            await page.goto(suite.url + area)
            assert await drawn(page, ".brand img.mark") == (320, 320), area
        await picture(page, "desk-emblem")

    office = await installation.office()
    file = render(wording(emblem_png=base64.b64decode(office.emblem_png)))
    assert standard_of(file) == "3B"
    shown, bare = (_letterhead(pdf) for pdf in (file, render(wording())))
    for colour in (GREEN, GOLD):
        assert pixels_like(shown, colour) > 100 > pixels_like(bare, colour)


def emblem() -> bytes:
    """A shield on nothing: what stands around it is see-through, as with real emblems."""
    drawn = Image.new("RGBA", (640, 640), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawn)
    pen.polygon([(80, 40), (560, 40), (560, 360), (320, 620), (80, 360)], fill=(*GREEN, 255))
    pen.regular_polygon((320, 260, 150), 5, fill=(*GOLD, 255))
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


async def drawn(page: Page, selector: str) -> tuple[int, int]:
    """The size of a picture as the browser decoded it; (0, 0) if it could not."""
    image = page.locator(selector)
    await image.wait_for()
    width, height = await image.evaluate("(one) => [one.naturalWidth, one.naturalHeight]")
    return int(width), int(height)


def _letterhead(pdf: bytes) -> Image.Image:
    """The top quarter of a certificate's front."""
    front: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=2.0).to_pil().convert("RGB")
    return front.crop((0, 0, front.width, front.height // 4))


def pixels_like(image: Image.Image, colour: tuple[int, int, int]) -> int:
    pixels = zip(*(image.getchannel(channel).tobytes() for channel in "RGB"), strict=True)
    return sum(
        max(abs(one - other) for one, other in zip(pixel, colour, strict=True)) <= 12 for pixel in pixels
    )
