"""The pictures in the README, taken of the running product: `python -m tests.support.pictures`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from rich.console import Console

from services.demo import story
from services.demo.chapters.office import ADMIN
from services.demo.chapters.publish import BATOK, draft
from services.demo.chapters.today import BEKEMAS, PACKAGING_TITLE, PANDAN_TITLE
from services.demo.people import PASSWORD
from services.demo.stage import SCHEDULING, Stage
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
    office = {
        "desk": "/kelola",
        "schedule": f"/kelola/jadwal/{stage.workshops[PANDAN_TITLE].id}",
        "calendar": "/kelola/jadwal/kalender?tampilan=narasumber&tanggal=2017-04-25",
        "suggestion": f"/kelola/jadwal/saran/{await _suggested(stage)}",
    }
    desk = {
        **office,
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
            await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            for name, path in office.items():
                await page.goto(base + path)
                await page.wait_for_load_state("networkidle")
                _keep(f"{name}-phone", await page.screenshot())


async def _suggested(stage: Stage) -> str:
    """The id of a suggestion for a draft that still lacks its trainers, found to the end."""
    first = stage.clock.now().date() + timedelta(weeks=8)
    first += timedelta(days=(1 - first.weekday()) % 7)
    workshop = await draft(stage, "Kerajinan Batok Kelapa lanjutan (contoh)", BEKEMAS, 15, first, 3)
    sessions = [{"id": one["id"], "keep_trainers": False} for one in await stage.teaching(workshop)]
    body = {
        "classes": [{"id": workshop.id, "sessions": sessions}],
        "first_day": first.isoformat(),
        "last_day": (first + timedelta(days=6)).isoformat(),
        "seconds": 10,
    }
    made = await stage.ask("POST", f"{SCHEDULING}/suggestions", body)
    await stage.settled()
    return str(made["id"])


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
