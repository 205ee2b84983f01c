"""What imports of people have alike, whoever sends the list: what is no list, and doing it."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from services.registration.actions.imports import Coming
from services.registration.settings import MOST_IMPORTED
from services.registration.web.kept import Asked
from services.registration.web.sheet_table import SEALED
from shared.sheets import kept
from shared.sheets.importing import Planned
from shared.sheets.kept import Kept
from shared.sheets.reading import Sheet, Unreadable
from shared.web import running
from shared.web.importing import Imports, Scene

# No heading: a phone, a NIK, an address of somebody. A day has eight digits and may well be one.
_NUMBERS = re.compile(r"(?:\d[\s.\-/]?){9}|\S@\S")
_LONG = re.compile(r"(?:\d[\s._\-]?){8,}")
MOST_LETTERS = 1_000_000  # in all cells: it rests for a week
HIDDEN = "••••••"


class PeopleImports(Imports[Coming]):
    """Rows are people: their NIKs and needs rest sealed, and are not shown again."""

    most_rows = MOST_IMPORTED

    def check(self, sheet: Sheet) -> None:
        """A list without headings would have its first person for them."""
        if sum(len(cell) for _number, cells in sheet.rows for cell in cells) > MOST_LETTERS:
            raise Unreadable("too_large", {"n": 1})
        if any(_NUMBERS.search(heading) for heading in sheet.headings):
            raise Unreadable("no_headings")

    def named(self, file: str) -> str:
        """People call a file by whom it is of."""
        return _LONG.sub("…", file)

    def name_of(self, row: Planned[Coming], mapped: Mapping[int, str]) -> str:
        """Never more than the name: the other cells may be secret."""
        if row.after is not None:
            return row.after.name
        return next((row.cells[at] for at, key in mapped.items() if key == "full_name"), "")

    def shown_cells(self, row: Planned[Coming], scene: Scene, mapped: Mapping[int, str]) -> list[str]:
        shown = {at for at, key in mapped.items() if key not in SEALED and key not in scene.more["secret"]}
        return [text if not text or at in shown else HIDDEN for at, text in enumerate(row.cells)]

    async def apply_rows(
        self, request: web.Request, scene: Scene, upload: Kept, mapped: Mapping[int, str]
    ) -> None:
        """In several transactions, one import of a workshop at a time: what is under way is left alone."""
        db = running(request).db
        if upload.outcome is not None or not await db.run(kept.start, scene.place, upload.id):
            return
        try:
            await self.carry_out(request, scene, upload, mapped)
        except BaseException:
            await db.run(kept.stop, upload.id)
            raise

    @abstractmethod
    async def carry_out(
        self, request: web.Request, scene: Scene, upload: Kept, mapped: Mapping[int, str]
    ) -> None:
        """Do it, and keep the outcome."""


def secret_of(asked: Asked) -> frozenset[str]:
    """The fields of questions whose answers are sealed."""
    return frozenset(one.field for one in asked.form.questions if one.sensitive)


def refused(rows: Sequence[Planned[Any]], why: Mapping[int, str]) -> list[Planned[Any]]:
    """The same rows; those that could not be done are wrong, with the reason."""
    return [row.refused(why[row.number]) if row.number in why else row for row in rows]
