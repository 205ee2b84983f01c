"""The sheet is closed: who reached the terms, and what the one who did not is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.demo.chapters.publish import AREN, BATOK
from services.demo.people import COCONUT_SHELL, SHORT
from services.demo.stage import SCHEDULING, Stage, Workshop
from services.demo.visitor import PageError, Visitor


async def play(stage: Stage) -> None:
    batok = stage.workshops[BATOK]
    await close(stage, batok)
    await close(stage, stage.workshops[AREN])
    await stage.settled()
    board = await stage.ask("GET", f"/api/v1/certificates/workshops/{batok.id}")
    people = board["people"]
    earned = [person for person in people if person["verdict"] == "earned"]
    short = [person for person in people if person["verdict"] == "short"]
    needed = people[0]["jp_needed"]
    total = sum(session_jp(session) for session in await stage.sessions(batok))
    stage.claims.check(
        "14 of 15 reach the terms", (len(earned), len(people)) == (14, 15), (len(earned), len(people))
    )
    reached = short[0]["jp_reached"] if short else 0
    stage.claims.check(
        "Hendra has 16 JP of the 24 needed",
        [(person["name"], person["jp_reached"], person["jp_needed"]) for person in short]
        == [(SHORT, 16, 24)],
        short,
    )
    sentence = f"masih kurang {needed - reached} JP"
    hendra = next(person for person in COCONUT_SHELL if person.name == SHORT)
    mails = await stage.mails(hendra, sentence)
    async with Visitor(stage.suite.url) as visitor:
        page = await visitor.open(batok.pages[SHORT])
    stage.claims.check("he is told why, by mail", len(mails) == 1, [mail.subject for mail in mails])
    stage.claims.check(
        "and reads the same on his page", sentence.casefold() in page.text.casefold(), page.text[:600]
    )
    stage.claims.chapter(
        "close",
        f"{len(earned)} of {len(people)} reach {needed} of {total} JP; Hendra has {reached}: "
        f'"{sentence}", told why',
    )


async def close(stage: Stage, workshop: Workshop) -> None:
    """After the last session: the sessions are confirmed, the sheet is closed, the workshop completed."""
    sessions = await stage.sessions(workshop)
    ended = datetime.fromisoformat(sessions[-1]["ends_at"])
    if ended > stage.clock.now():
        stage.clock.move_to(ended + timedelta(minutes=20))
    await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/held", {})
    await stage.settled()
    address = f"/kelola/kehadiran/{workshop.id}/tutup"
    page = await stage.office.send(await stage.office.open(address), "/tutup")
    if page.status != 200 or "sudah ditutup" not in page.text:
        raise PageError(f"{page.url} ({page.status}): {page.text[:600]}")
    await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/complete", {})


def session_jp(session: dict[str, str]) -> int:
    """JP of a session as people count them: whole 45 minutes of teaching."""
    if session["kind"] not in ("materi", "praktik", "kunjungan"):
        return 0
    length = datetime.fromisoformat(session["ends_at"]) - datetime.fromisoformat(session["starts_at"])
    return round(length / timedelta(minutes=45))
