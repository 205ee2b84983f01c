"""The pictures in the README, taken of the running product: `python -m tests.support.pictures`."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from rich.console import Console

from services.demo import story
from services.demo.chapters.office import ADMIN
from services.demo.chapters.publish import BATOK
from services.demo.chapters.today import PACKAGING_TITLE
from services.demo.people import PASSWORD
from services.demo.stage import Stage
from services.demo.visitor import Visitor
from shared.settings import CHECKOUT, Settings
from tests.support import browser as chromium
from tests.support.browser import DESKTOP, PHONE
from tests.support.homes import home

FOLDER = CHECKOUT / "docs" / "images"
PORT = 8090


async def take() -> None:
    """Play the story and replace every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with home() as folder:
        settings = Settings.load(home=folder, port=PORT)
        async with story.performed(settings, Console()) as stage:
            await _pages(stage)
            await _certificate(stage)


async def _pages(stage: Stage) -> None:
    base, tour = stage.suite.url, stage.tour
    card = stage.workshops[PACKAGING_TITLE].pages["Linda Permata"]
    batok = stage.workshops[BATOK].id
    public = {
        "workshop": tour.sign_up,
        "sign-up": f"{tour.sign_up}/daftar",
        "card": card,
        "short": tour.not_earned,
    }
    desk = {
        "desk": "/kelola",
        "participants": f"/kelola/peserta/{batok}",
        "sheet": f"/kelola/kehadiran/{batok}",
    }
    async with chromium.started() as browser:
        async with chromium.opened(browser, base, size=PHONE) as page:
            for name, path in public.items():
                await page.goto(base + path)
                _keep(name, await page.screenshot())
        async with chromium.opened(browser, f"{base}/masuk", size=DESKTOP) as page:
            await page.fill("input[name=email]", ADMIN)
            await page.fill("input[name=password]", PASSWORD)
            await page.click("main button[type=submit]")
            for name, path in desk.items():
                await page.goto(base + path)
                await page.wait_for_load_state("networkidle")
                _keep(name, await page.screenshot())


async def _certificate(stage: Stage) -> None:
    async with Visitor(stage.suite.url) as visitor:
        pdf = (await visitor.open(f"{stage.tour.real}.pdf")).body
    for number, side in enumerate(("certificate", "certificate-back")):
        sheet = pypdfium2.PdfDocument(pdf)[number].render(scale=1.4).to_pil()
        with BytesIO() as png:
            sheet.save(png, "PNG")
            _keep(side, png.getvalue())


def _keep(name: str, png: bytes) -> Path:
    """Stored with a palette of 128 colours, which halves the size and shows no difference on flat pages."""
    path = FOLDER / f"{name}.png"
    Image.open(BytesIO(png)).convert("RGB").quantize(128).save(path, optimize=True)
    return path


if __name__ == "__main__":
    asyncio.run(take())
