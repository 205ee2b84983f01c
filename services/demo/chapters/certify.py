"""Certificates by themselves: numbered without a gap, sealed, mailed or left at the card link."""

from __future__ import annotations

from collections import Counter
from typing import Any

from services.demo.chapters.publish import BATOK
from services.demo.people import COCONUT_SHELL
from services.demo.stage import Stage
from services.demo.visitor import Visitor


async def play(stage: Stage) -> None:
    batok = stage.workshops[BATOK]
    await stage.settled()
    rows = await issued(stage, batok.id)
    numbers = sorted(row["certificate"]["number"] for row in rows)
    counted = [number.split("/")[0] for number in numbers]
    stage.claims.check(
        "numbers run from 001 to 014 without a gap",
        counted == [f"{number:03}" for number in range(1, 15)],
        counted,
    )
    async with Visitor(stage.suite.url) as visitor:
        genuine = 0
        for row in rows:
            file = await visitor.open(f"/sertifikat/{row['certificate']['code']}.pdf")
            page = await visitor.upload(
                await visitor.open("/sertifikat"), "/sertifikat", "file", "a.pdf", file.body
            )
            genuine += "Asli" in page.text and row["name"] in page.text
    stage.claims.check("every file is sealed and judged genuine", genuine == len(rows) == 14, genuine)
    per_person = Counter(row["registration_id"] for row in rows)
    stage.claims.check("each person has exactly one", set(per_person.values()) == {1}, per_person)
    delivered = Counter(row["certificate"]["delivery"] for row in rows)
    people = {person.name_on_paper: person for person in COCONUT_SHELL}
    addressed = sum(bool(people[row["name"]].email) for row in rows)
    attached = 0
    for row in rows:
        if people[row["name"]].email:
            mails = await stage.mails(people[row["name"]], row["certificate"]["number"])
            attached += [len(mail.attachments) for mail in mails] == [1]
    stage.claims.check(
        "who gave an address has one mail with the file",
        attached == delivered["mailed"] == addressed,
        delivered,
    )
    linked = 0
    async with Visitor(stage.suite.url) as visitor:
        for row in rows:
            if not people[row["name"]].email:
                page = await visitor.open(batok.pages[people[row["name"]].name])
                linked += any(row["certificate"]["code"] in href for href, _words in page.links)
    stage.claims.check("who has none finds it at the card link", linked == delivered["by_link"], delivered)
    stage.claims.chapter(
        "certify",
        f"{counted[0]}–{counted[-1]} numbered, sealed, each exactly once; "
        f"{attached} by mail, {linked} by card link",
    )


async def issued(stage: Stage, workshop_id: str) -> list[dict[str, Any]]:
    """People of a workshop whose certificate stands, in the order of their numbers."""
    board = await stage.ask("GET", f"/api/v1/certificates/workshops/{workshop_id}")
    rows = [row for row in board["people"] if (row["certificate"] or {}).get("state") == "issued"]
    return sorted(rows, key=lambda row: str(row["certificate"]["number"]))
