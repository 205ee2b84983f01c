"""Plays the story, prints what was checked and the tour, then serves until somebody stops it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date

from rich.console import Console

from services.demo.chapters import attack, attend, cancel, certify, close, office, publish, sign_up, today
from services.demo.chapters.office import ADMIN
from services.demo.claims import Claims
from services.demo.people import PASSWORD
from services.demo.stage import Stage, at
from services.demo.visitor import Visitor
from services.scheduling.actions import sign_in_token
from services.suite import Suite, run_suite
from shared.clock import MovedClock
from shared.settings import Settings

CHAPTERS = (
    ("the office sets itself up", office),
    ("two workshops are planned", publish),
    ("sixteen people sign up", sign_up),
    ("one leaves", cancel),
    ("four days at the door", attend),
    ("the sheet is closed", close),
    ("certificates are made", certify),
    ("somebody tries to cheat", attack),
    ("back to today", today),
)


async def run(settings: Settings, *, exit: bool) -> int:
    """The exit code: 0 only if every claim held. Without `exit` it serves on until cancelled."""
    console = Console()
    async with performed(settings, console) as stage:
        held = stage.claims.conclude()
        await _tour(stage, console)
        if not exit:
            console.print("\nServing until Ctrl-C.", highlight=False)
            await asyncio.Event().wait()
    return 0 if held else 1


@asynccontextmanager
async def performed(settings: Settings, console: Console) -> AsyncIterator[Stage]:
    """The story played on an installation of its own, which runs on inside the block."""
    clock = MovedClock(at(date(2017, 4, 3), 8))
    settings = settings.model_copy(update={"fill_seconds": 0})  # its people fill forms in at once
    async with AsyncExitStack() as stack:
        with console.status("Starting PostgreSQL and the four services …"):
            suite = await stack.enter_async_context(
                run_suite(settings, clock=clock, durable=False, fresh=True, open_mailbox=True)
            )
        visitor = await stack.enter_async_context(Visitor(suite.url))
        stage = Stage(suite, clock, Claims(console), visitor)
        console.print("Belitung, April 2017 (moved clock; office and people are invented)", highlight=False)
        for progress, chapter in CHAPTERS:
            with console.status(f"{progress} …"):
                await chapter.play(stage)
        yield stage


async def _tour(stage: Stage, console: Console) -> None:
    base, tour = stage.suite.settings.public_url, stage.tour
    link = await _one_click(stage.suite)
    waiting = await decisions(stage)
    lines = (
        ("1 Certificate", f"{base}{tour.real}  (revoked: {base}{tour.revoked})"),
        ("", f"hand in at {base}/sertifikat, side by side: the files in {tour.papers}"),
        ("2 Sign up", f"{base}{tour.sign_up}  1 seat left: take it, then try again"),
        ("3 Your mail", f"{base}/kotak-surat"),
        ("4 Organizer", f"{base}/masuk/{link}  one click, valid 15 min; {waiting} things need a decision"),
        ("", f"or {base}/masuk with {ADMIN} and {PASSWORD}"),
        ("5 Attendance", f'{base}{tour.door}  "Kemasan Produk" runs now (sign in first)'),
        ("6 Why no certificate?", f"{base}{tour.not_earned}  what Hendra reads"),
    )
    for name, text in lines:
        console.print(f" [bold]{name:<21}[/bold] {text}", highlight=False, soft_wrap=True)


async def _one_click(suite: Suite) -> str:
    scheduling = suite.running["scheduling"]
    token = await scheduling.db.run(sign_in_token, scheduling.clock.now(), ADMIN)
    assert token is not None
    return token


async def decisions(stage: Stage) -> int:
    """Rows that wait on the desk, as every service tells them."""
    areas = ("jadwal", "peserta", "kehadiran", "sertifikat")
    pages = [await stage.office.open(f"/kelola/{area}/ringkas") for area in areas]
    return sum(page.body.count(b'class="decision"') for page in pages)
