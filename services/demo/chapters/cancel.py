"""One person leaves; the one who waits has the seat at once and is told."""

from __future__ import annotations

from services.demo.chapters.publish import BATOK
from services.demo.people import COCONUT_SHELL, LEAVES
from services.demo.stage import Stage
from services.demo.visitor import Visitor


async def play(stage: Stage) -> None:
    batok, waiting = stage.workshops[BATOK], COCONUT_SHELL[-1]
    async with Visitor(stage.suite.url) as visitor:
        page = await visitor.open(batok.pages[LEAVES] + "/batal")
        page = await visitor.send(page, "/batal")
        stage.claims.check(
            "who cancels reads that they cancelled", "Anda membatalkan" in page.text, page.text[:300]
        )
        page = await visitor.open(batok.pages[waiting.name])
    stage.claims.check("the waiting person has the seat", "Terdaftar" in page.text, page.text[:300])
    await stage.settled()
    mails = [mail for mail in await stage.mails(waiting) if "kursi" in mail.subject.lower()]
    stage.claims.check("and is told by mail, once", len(mails) == 1, [mail.subject for mail in mails])
    stage.claims.chapter("cancel", "one leaves, the waiting person has the seat and is told")
