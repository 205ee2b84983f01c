"""A workshop that letters are made for, their files, and the forms of their pages."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from services.scheduling.jobs import make_letters
from services.scheduling.store import letter_files
from shared import files
from tests.support.scheduling import Planner
from tests.support.scheduling_site import Site


async def course(office: Planner, **given: Any) -> tuple[UUID, UUID]:
    """A draft with one trainer who has an address, and one session; (workshop, trainer)."""
    venue = await office.venue()
    values: dict[str, Any] = {
        "email": "suparno@contoh.example",
        "nip": "196805121993032004",
        "rank": "Penata (III/c)",
        "position": "Perajin batok",
        "phone": "6281299900077",
    }
    trainer = await office.trainer("Suparno Adi Nugroho, S.Sn.", **{**values, **given})
    workshop = await office.draft(venue)
    await office.adds(workshop, venue_id=venue, trainers=(trainer,))
    return workshop, trainer


async def pdf_of(office: Planner, letter_id: UUID, ordinal: int = 0) -> bytes:
    async with office.db.read() as tx:
        made = await letter_files.editions(tx, letter_id)
        kept = await files.get(tx, made[ordinal - 1].file_id)
    assert kept is not None
    return kept.data


async def made(site: Site) -> None:
    """Every file that is wanted."""
    while await make_letters(site.running):
        pass


def tokens(page: Any) -> dict[str, str]:
    """The fields of a form as they stand."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        named = re.search(r' name="(\w+)"', tag)
        if named and ("checkbox" not in tag or " checked" in tag):
            found.setdefault(named[1], (re.search(r' value="([^"]*)"', tag) or ["", ""])[1])
    for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', page.text, re.S):
        found[name] = text.replace("&#34;", '"').replace("&amp;", "&")
    return found


def pairs(fields: dict[str, Any], **many: list[str]) -> list[tuple[str, str]]:
    single = [(name, value) for name, value in fields.items() if name not in many]
    return [*single, *((name, value) for name, values in many.items() for value in values)]
