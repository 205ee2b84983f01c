"""The pages on which a spreadsheet comes in: choose a file, see what would happen, say yes.

Nothing is changed before the yes; then all good rows are, and the wrong ones can be taken home with their
reasons, mended and sent again.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from aiohttp import web

from shared.i18n import LANGUAGES, N_, _, using_language
from shared.ids import new_id
from shared.papers import plain_name
from shared.sheets import CSV, XLSX, Column, Table, csv_bytes, kept, xlsx_bytes
from shared.sheets.importing import STATES, WRONG, Identified, Planned, plain, recognised
from shared.sheets.kept import Kept, Place
from shared.sheets.reading import MOST_BYTES, MOST_ROWS, NOTES, Sheet, SheetReader, Unreadable
from shared.web.context import FORM, id_in, running
from shared.web.errors import NotFound
from shared.web.forms import upload
from shared.web.rendering import redirect, render
from shared.web.sheets import download
from shared.web.tokens import flash

R = TypeVar("R", bound=Identified)
SHOWN = 100  # rows of each state on the page
REASON = N_("Yang perlu diperbaiki")  # the heading over the reasons in the file that goes home


@dataclass(frozen=True)
class Scene:
    """Where a sheet comes in: whose it is, its columns, and what pages show around it.

    `params` are what the addresses need beside the upload's id; `back` is the route of the list, which takes
    them too. `agree` must be ticked at the yes; `hints` stand above it, `more` is for templates.
    """

    place: Place
    table: Table[Any]
    back: str
    trail: Sequence[tuple[str, str]]  # (words, address)
    keyed: str  # what rows are recognised by, and what becomes of empty cells
    params: Mapping[str, Any] = field(default_factory=dict)
    agree: str = ""
    hints: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


class Imports(ABC, Generic[R]):
    """The handlers of one kind.

    `kind` also names the routes `import_<kind>`, `import_<kind>_one`, `…_columns`, `…_apply`, `…_wrong`.
    """

    kind: str
    layout = "layout/desk.html"
    form_start = ""  # a template of what the upload form begins with
    reader: type[SheetReader] = SheetReader
    most_rows = MOST_ROWS
    most_bytes = MOST_BYTES
    columns_said = True  # people say what the columns are, and it is remembered for the office

    @abstractmethod
    async def scene(self, request: web.Request) -> Scene: ...

    @abstractmethod
    async def plan_rows(
        self, request: web.Request, scene: Scene, sheet: Sheet, mapped: Mapping[int, str]
    ) -> list[Planned[R]]:
        """What would become of each row, as everything is now."""

    @abstractmethod
    async def apply_rows(
        self, request: web.Request, scene: Scene, upload: Kept, mapped: Mapping[int, str]
    ) -> None:
        """Do what the upload says and keep its outcome; done before, nothing is done again."""

    def name_of(self, row: Planned[R], mapped: Mapping[int, str]) -> str:
        """What the row is called on the page."""
        return str(getattr(row.after, "name", "")) or " · ".join(filter(None, row.cells[:3]))

    def shown_cells(self, row: Planned[R], scene: Scene, mapped: Mapping[int, str]) -> list[str]:
        """The cells as a program may read them again."""
        return list(row.cells)

    def refused(self, request: web.Request) -> str:
        """Why this upload is not even read; empty: it is."""
        return ""

    def named(self, file: str) -> str:
        """What the file is called on the page."""
        return file

    def check(self, sheet: Sheet) -> None:
        """Raises Unreadable for a table that is no good here."""

    async def choose(self, request: web.Request) -> web.StreamResponse:
        return self._choose_page(request, await self.scene(request), {}, 200)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Read the uploaded file and keep it for the look at it."""
        scene, file = await self.scene(request), upload(request, "file")
        refused = self.refused(request) or ("" if file else _("Pilih berkas XLSX atau CSV dahulu."))
        if refused or file is None:
            return self._choose_page(request, scene, {"file": refused}, 422)
        try:
            id = await self.keep(request, scene, file.name, file.data)
        except Unreadable as unreadable:
            return self._choose_page(request, scene, {"file": unreadable.text}, 422)
        return redirect(request, f"import_{self.kind}_one", import_id=id, **scene.params)

    async def keep(self, request: web.Request, scene: Scene, name: str, data: bytes) -> UUID:
        """The id of the upload, once it is read. Raises Unreadable."""
        sheet = without_reasons(await running(request).part(self.reader).read(name, data))
        if len(sheet.rows) > self.most_rows:
            raise Unreadable("too_many_rows", {"n": self.most_rows})
        self.check(sheet)
        id = new_id()
        await running(request).db.run(kept.add, id, scene.place, self.named(plain_name(name)), sheet)
        return id

    async def look(self, request: web.Request) -> web.StreamResponse:
        scene = await self.scene(request)
        upload = await self.found(request, scene)
        if upload.outcome is not None:
            return self._done_page(request, scene, upload)
        return await self.look_page(request, scene, upload, {})

    async def look_page(
        self, request: web.Request, scene: Scene, upload: Kept, problems: Mapping[str, str]
    ) -> web.Response:
        mapped, planned = await self.planned(request, scene, upload)
        by_state = {state: [row for row in planned if row.state == state] for state in STATES}
        return render(
            request,
            "importing/look.html",
            status=422 if problems else 200,
            imports=self,
            scene=scene,
            upload=upload,
            notes=[_(NOTES[note]) for note in upload.sheet.notes],
            fields=[(field.key, _(field.title)) for field in scene.table.fields],
            columns=[(at, title, mapped.get(at, "")) for at, title in enumerate(upload.sheet.headings)],
            unknown=len(upload.sheet.headings) - len(mapped),
            names={row.number: self.name_of(row, mapped) for row in planned},
            by_state=by_state,
            shown=SHOWN,
            problems=problems,
        )

    async def set_columns(self, request: web.Request) -> web.StreamResponse:
        """What the columns are, as people say it; remembered for the office's next file."""
        scene = await self.scene(request)
        upload = await self.found(request, scene)
        chosen = [str(request[FORM].get(f"column_{at}", "")) for at in range(len(upload.sheet.headings))]
        response = redirect(request, f"import_{self.kind}_one", import_id=upload.id, **scene.params)
        try:
            await self.say_columns(request, scene, upload, chosen)
            flash(response, _("Arti kolom tersimpan, juga untuk berkas berikutnya."))
        except ValueError as error:
            flash(response, str(error))
        return response

    async def say_columns(
        self, request: web.Request, scene: Scene, upload: Kept, chosen: Sequence[str]
    ) -> None:
        """Remember what each column is; what is no field is left out. ValueError for two of one field."""
        known = {field.key for field in scene.table.fields}
        fields = [key if key in known else "" for key in chosen]
        twice = [key for key, count in Counter(filter(None, fields)).items() if count > 1]
        if twice:
            title = _(scene.table.field(twice[0]).title)
            raise ValueError(_("“{title}” dipilih untuk dua kolom. Pilih satu saja.", title=title))
        said = {plain(title): key for title, key in zip(upload.sheet.headings, fields, strict=False)}
        await running(request).db.run(kept.remember, scene.place.organization_id, self.kind, said)

    async def apply(self, request: web.Request) -> web.StreamResponse:
        scene = await self.scene(request)
        upload = await self.found(request, scene)
        if scene.agree and upload.outcome is None and request[FORM].get("consent") != "1":
            problem = _("Centang pernyataan ini; tanpa itu tidak ada yang diimpor.")
            return await self.look_page(request, scene, upload, {"consent": problem})
        await self.do(request, scene, upload)
        response = redirect(request, f"import_{self.kind}_one", import_id=upload.id, **scene.params)
        if (await self.found(request, scene)).outcome is None:
            flash(response, _("Berkas lain sedang diimpor. Coba lagi sebentar."))
        return response

    async def do(self, request: web.Request, scene: Scene, upload: Kept) -> None:
        """All good rows at once; whoever presses again finds what the first press did."""
        await self.apply_rows(request, scene, upload, await self._mapped(request, scene, upload))

    async def wrong(self, request: web.Request) -> web.StreamResponse:
        """The rows that were wrong, as they came, with the reason in one more column."""
        scene, kind = await self.scene(request), request.match_info["kind"]
        upload = await self.found(request, scene)
        if upload.outcome is None:
            _columns, planned = await self.planned(request, scene, upload)
            rows = [list(row.returned) for row in planned if row.state == WRONG]
        else:
            rows = [list(cells) for _number, cells in upload.sheet.rows]
        columns = [Column(title, 24) for title in upload.sheet.headings] + [Column(_(REASON), 60)]
        if kind == "xlsx":
            data = await asyncio.to_thread(xlsx_bytes, _("Perlu diperbaiki"), columns, rows)
        else:
            data = csv_bytes(columns, rows)
        return download(data, f"perlu-diperbaiki.{kind}", XLSX if kind == "xlsx" else CSV)

    async def sample(self, request: web.Request) -> web.StreamResponse:
        """A file with our headings and no rows."""
        table = (await self.scene(request)).table
        data = await asyncio.to_thread(table.file, [], "xlsx")
        return download(data, f"{table.name}-kosong.xlsx", XLSX)

    async def found(self, request: web.Request, scene: Scene) -> Kept:
        """The own upload that the address names. Raises NotFound."""
        return await self.find(request, scene, id_in(request, "import_id"))

    async def find(self, request: web.Request, scene: Scene, id: UUID) -> Kept:
        async with running(request).db.read() as tx:
            upload = await kept.find(tx, scene.place, id)
        if upload is None:
            raise NotFound
        return upload

    async def planned(
        self, request: web.Request, scene: Scene, upload: Kept
    ) -> tuple[dict[int, str], list[Planned[R]]]:
        """What the columns are, and what would become of each row."""
        mapped = await self._mapped(request, scene, upload)
        return mapped, await self.plan_rows(request, scene, upload.sheet, mapped)

    async def _mapped(self, request: web.Request, scene: Scene, upload: Kept) -> dict[int, str]:
        said: dict[str, str] = {}
        if self.columns_said:
            async with running(request).db.read() as tx:
                said = await kept.headings(tx, scene.place.organization_id, self.kind)
        return recognised(scene.table, upload.sheet.headings, said)

    def _choose_page(
        self, request: web.Request, scene: Scene, problems: dict[str, str], status: int
    ) -> web.Response:
        return render(
            request,
            "importing/choose.html",
            status=status,
            imports=self,
            scene=scene,
            problems=problems,
            fields=[_(field.title) for field in scene.table.fields],
        )

    def _done_page(self, request: web.Request, scene: Scene, upload: Kept) -> web.Response:
        assert upload.outcome is not None
        wrong: list[tuple[int, Any]] = [(number, cells[-1]) for number, cells in upload.sheet.rows[:SHOWN]]
        return render(
            request, "importing/done.html", imports=self, scene=scene, upload=upload, wrong=wrong, shown=SHOWN
        )


def without_reasons(sheet: Sheet) -> Sheet:
    """The file that went home, sent again: its reasons are ours, and another such column would double."""
    ours = set()
    for language in LANGUAGES:
        with using_language(language):
            ours.add(plain(_(REASON)))
    stay = [at for at, heading in enumerate(sheet.headings) if plain(heading) not in ours]
    if len(stay) == len(sheet.headings):
        return sheet
    rows = tuple((number, tuple(cells[at] for at in stay)) for number, cells in sheet.rows)
    filled = tuple((number, cells) for number, cells in rows if any(cells))
    return Sheet(tuple(sheet.headings[at] for at in stay), filled, sheet.notes)
