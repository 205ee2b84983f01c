"""Four days at the door: cards are scanned, names are tapped, and every batch arrives twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image

from services.demo.chapters.publish import AREN, BATOK
from services.demo.people import COCONUT_SHELL, LEAVES, SHORT
from services.demo.stage import ATTENDANCE, HERE, Stage, Workshop
from services.demo.visitor import PageError, Visitor

HENDRA_DAYS = 2  # of four: 16 of 32 JP


async def play(stage: Stage) -> None:
    batok, aren = stage.workshops[BATOK], stage.workshops[AREN]
    scanned = [person.name for person in COCONUT_SHELL if person.name != LEAVES][::2]
    tickets = {name: await ticket_of(stage, batok.pages[name]) for name in scanned}
    outcomes: Counter[str] = Counter()
    days = await attend(stage, batok, tickets, outcomes, short=SHORT)
    await attend(stage, aren, {}, Counter())
    scans, taps = outcomes["scan"], outcomes["tap"]
    stage.claims.check("every mark was recorded", outcomes["recorded"] == scans + taps, dict(outcomes))
    stage.claims.check(
        "every batch sent again counted once", outcomes["repeated"] == scans + taps, dict(outcomes)
    )
    stage.claims.chapter(
        "attend",
        f"{scans} QR scans and {taps} taps on {days} days; every batch sent twice, counted once",
    )


async def ticket_of(stage: Stage, address: str) -> str:
    """What a camera reads from the picture of a participant's card."""
    async with Visitor(stage.suite.url) as visitor:
        page = await visitor.open(address + "/kartu.png")
    found = zxingcpp.read_barcodes(_picture(page.body))
    if len(found) != 1:
        raise PageError(f"{page.url} ({page.status}): {len(found)} QR codes on the card")
    return str(found[0].text)


async def attend(
    stage: Stage,
    workshop: Workshop,
    tickets: dict[str, str],
    outcomes: Counter[str],
    *,
    short: str = "",
    until: date | None = None,
) -> int:
    """Everybody comes to every session (`short` on the first two days only); how many days.

    People in `tickets` show their card, the others are tapped in the list. Sessions after `until` are
    left alone.
    """
    sessions = await stage.teaching(workshop)
    days = sorted({_day(one) for one in sessions if until is None or _day(one) <= until})
    for session in sessions:
        if _day(session) not in days:
            continue
        begins = datetime.fromisoformat(session["starts_at"])
        if begins > stage.clock.now():
            stage.clock.move_to(begins + timedelta(minutes=3))
        door = await stage.ask("GET", f"{ATTENDANCE}/sessions/{session['id']}")
        present = [
            person
            for person in door["people"]
            if person["name"] != short or days.index(_day(session)) < HENDRA_DAYS
        ]
        marks = [_mark(session, person, tickets, turn) for turn, person in enumerate(present)]
        outcomes.update("scan" if "ticket" in mark else "tap" for mark in marks)
        for _again in range(2):
            answer = await stage.ask(
                "POST", f"{ATTENDANCE}/marks", {"device": "hp-panitia-1", "marks": marks}
            )
            outcomes.update(str(mark["outcome"]) for mark in answer["marks"])
    await stage.settled()
    return len(days)


def _mark(
    session: dict[str, Any], person: dict[str, Any], tickets: dict[str, str], turn: int
) -> dict[str, str]:
    mark = {"nonce": f"{session['id']}-{turn}", "session_id": session["id"]}
    if person["name"] in tickets:
        return mark | {"ticket": tickets[person["name"]]}
    return mark | {"registration_id": person["registration_id"]}


def _day(session: dict[str, Any]) -> date:
    return datetime.fromisoformat(session["starts_at"]).astimezone(HERE).date()


def _picture(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))
