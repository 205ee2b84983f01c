"""A real Chromium for the tests: one browser per run, a fresh context each, axe and pictures.

    async with browser.opened(url) as page:
        await assert_accessible(page)
        await picture(page, "card")

Pictures go to the folder named by BIMTEK_PICTURES, on a phone and on a desktop; nowhere when unset.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

PHONE = (360, 740)
DESKTOP = (1280, 800)
# Only violations in full: every place where a rule is kept takes axe three times as long (measured).
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def chromium() -> str:
    """Where Chromium is. A missing one fails the test: no silent skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise FileNotFoundError("Chromium is needed for the browser tests: apt-get install chromium")
    return found


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """The browser of a test run; the fixture `browser` keeps one."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = PHONE,
    cookies: Sequence[dict[str, Any]] = (),
    script: bool = True,
    cut_off: bool = False,
) -> AsyncIterator[Page]:
    """A page in a context of its own. Anything it writes to the console as an error fails the test.

    `cut_off`: the test takes the network away, and what the browser says of that is no fault.
    """
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="id-ID", java_script_enabled=script
    )
    if cookies:
        await context.add_cookies(list(cookies))  # type: ignore[arg-type]
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        await page.goto(url)
        yield page
        refused = [
            text for text in complaints if "status of" not in text and not (cut_off and "net::ERR_" in text)
        ]
        assert not refused, refused
    finally:
        await context.close()


async def assert_accessible(page: Page) -> None:
    """No axe violation (WCAG 2.2 AA and best practice), and nothing sticks out sideways."""
    results = await Axe().run(page, options=_RULES)
    assert results.violations_count == 0, results.generate_report()
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url}: {wide}px too wide"


async def picture(page: Page, name: str) -> None:
    """The whole page at both sizes as <name>-360.png and <name>-1280.png, if pictures are wanted."""
    folder = os.environ.get("BIMTEK_PICTURES")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width, height in (PHONE, DESKTOP):
        await page.set_viewport_size({"width": width, "height": height})
        await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    if before:
        await page.set_viewport_size(before)
