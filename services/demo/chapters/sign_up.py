"""Sixteen people want fifteen seats; one of them taps twice."""

from __future__ import annotations

from datetime import date

from services.demo.chapters.publish import AREN, BATOK
from services.demo.people import COCONUT_SHELL, PALM_SUGAR
from services.demo.stage import Stage, at


async def play(stage: Stage) -> None:
    stage.clock.move_to(at(date(2017, 4, 6), 10))
    batok, aren = stage.workshops[BATOK], stage.workshops[AREN]
    words: list[str] = []
    for turn, person in enumerate(COCONUT_SHELL):
        words.append(await stage.sign_up(batok, person, clicks=2 if turn == 0 else 1))
    seated = sum("Terdaftar" in text for text in words)
    waiting = sum("Daftar tunggu, urutan ke-1" in text for text in words)
    stage.claims.check("15 people have a seat", seated == 15, seated)
    stage.claims.check("the 16th waits as 1st in line", waiting == 1, waiting)
    for person in PALM_SUGAR:
        await stage.sign_up(aren, person)
    await stage.settled()
    # One tick box for each registration; the name itself stands in its row more than once.
    page = await stage.office.open(f"/kelola/peserta/{batok.id}")
    rows = page.text.count(f"Pilih {COCONUT_SHELL[0].name}")
    stage.claims.check("two taps are one registration", rows == 1, rows)
    told = sum([len(await stage.mails(person)) > 0 for person in COCONUT_SHELL if person.email])
    expected = sum(bool(person.email) for person in COCONUT_SHELL)
    stage.claims.check("everybody with an address has mail", told == expected, told)
    stage.claims.chapter(
        "sign up",
        f"{len(words)} people through the web form; {seated} seats, the {len(words)}th waits as 1st in line",
    )
