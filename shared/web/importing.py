"""The pages on which a spreadsheet comes in: choose a file, see what would happen, say yes.

Nothing is changed before the yes; then all good rows are, in one transaction, and the wrong ones can be
taken home with their reasons, mended and sent again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from aiohttp import web

from shared.db import Tx
from shared.i18n import _
from shared.ids import new_id
from shared.papers import plain_name
from shared.sheets import CSV, XLSX, Column, csv_bytes, kept, xlsx_bytes
from shared.sheets.importing import STATES, WRONG, Identified, Planned, Rules, plain, plan, recognised
from shared.sheets.kept import Kept
from shared.sheets.reading import MOST_BYTES, MOST_ROWS, NOTES, SheetReader, Unreadable
from shared.web.context import FORM, id_in, running, staff_of
from shared.web.errors import NotFound
from shared.web.forms import upload
from shared.web.rendering import redirect, render
from shared.web.sheets import download
from shared.web.tokens import flash

R = TypeVar("R", bound=Identified)
SHOWN = 100  # rows of each state on the page
Objecting = Callable[[web.Request, Tx, list[Planned[R]]], Awaitable[list[Planned[R]]]]


@dataclass(frozen=True)
class Imports(Generic[R]):
    """The handlers of one kind.

    `kind` also names the routes `import_<kind>`, `import_<kind>_one`, `…_columns`, `…_apply`, `…_wrong`;
    `back` is the route of the list. `list_title` and `keyed` are msgids: what the list is called, and what
    rows are recognised by.
    """

    kind: str
    back: str
    list_title: str
    keyed: str
    rules: Callable[[web.Request], Rules[R]]
    existing: Callable[[Tx, UUID], Awaitable[list[R]]]
    objecting: Objecting[R]  # rows that the rules of the domain refuse become wrong
    apply_rows: Callable[[web.Request, UUID, Callable[[Sequence[R]], list[Planned[R]]]], Awaitable[None]]

    async def choose(self, request: web.Request) -> web.StreamResponse:
        return self._choose_page(request, {}, 200)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Read the uploaded file and keep it for the look at it."""
        file = upload(request, "file")
        if file is None:
            return self._choose_page(request, {"file": _("Pilih berkas XLSX atau CSV dahulu.")}, 422)
        try:
            id = await self.keep(request, file.name, file.data)
        except Unreadable as unreadable:
            return self._choose_page(request, {"file": unreadable.text}, 422)
        return redirect(request, f"import_{self.kind}_one", import_id=id)

    async def keep(self, request: web.Request, name: str, data: bytes) -> UUID:
        """The id of the upload, once it is read. Raises Unreadable."""
        sheet = await running(request).part(SheetReader).read(name, data)
        id, office = new_id(), staff_of(request).organization_id
        await running(request).db.run(kept.add, id, office, self.kind, plain_name(name), sheet)
        return id

    async def look(self, request: web.Request) -> web.StreamResponse:
        upload = await self.found(request)
        if upload.outcome is not None:
            return self._done_page(request, upload)
        mapped, planned = await self.planned(request, upload)
        rules = self.rules(request)
        by_state = {state: [row for row in planned if row.state == state] for state in STATES}
        return render(
            request,
            "importing/look.html",
            imports=self,
            upload=upload,
            notes=[_(NOTES[note]) for note in upload.sheet.notes],
            fields=[(field.key, _(field.title)) for field in rules.table.fields],
            columns=[(at, title, mapped.get(at, "")) for at, title in enumerate(upload.sheet.headings)],
            unknown=len(upload.sheet.headings) - len(mapped),
            names={row.number: self.name_of(row) for row in planned},
            by_state=by_state,
            shown=SHOWN,
        )

    async def set_columns(self, request: web.Request) -> web.StreamResponse:
        """What the columns are, as people say it; remembered for the office's next file."""
        upload = await self.found(request)
        chosen = [str(request[FORM].get(f"column_{at}", "")) for at in range(len(upload.sheet.headings))]
        response = redirect(request, f"import_{self.kind}_one", import_id=upload.id)
        try:
            await self.say_columns(request, upload, chosen)
            flash(response, _("Arti kolom tersimpan, juga untuk berkas berikutnya."))
        except ValueError as error:
            flash(response, str(error))
        return response

    async def say_columns(self, request: web.Request, upload: Kept, chosen: Sequence[str]) -> None:
        """Remember what each column is; what is no field is left out. ValueError for two of one field."""
        table = self.rules(request).table
        known = {field.key for field in table.fields}
        fields = [key if key in known else "" for key in chosen]
        twice = [key for key, count in Counter(filter(None, fields)).items() if count > 1]
        if twice:
            title = _(table.field(twice[0]).title)
            raise ValueError(_("“{title}” dipilih untuk dua kolom. Pilih satu saja.", title=title))
        said = {plain(title): key for title, key in zip(upload.sheet.headings, fields, strict=False)}
        await running(request).db.run(kept.remember, staff_of(request).organization_id, self.kind, said)

    async def apply(self, request: web.Request) -> web.StreamResponse:
        upload = await self.found(request)
        await self.do(request, upload)
        return redirect(request, f"import_{self.kind}_one", import_id=upload.id)

    async def do(self, request: web.Request, upload: Kept) -> None:
        """All good rows at once; whoever presses again finds what the first press did."""
        mapped, rules = await self._mapped(request, upload), self.rules(request)
        await self.apply_rows(request, upload.id, lambda rows: plan(rules, rows, upload.sheet, mapped))

    async def wrong(self, request: web.Request) -> web.StreamResponse:
        """The rows that were wrong, as they came, with the reason in one more column."""
        upload, kind = await self.found(request), request.match_info["kind"]
        titles = [*upload.sheet.headings, _("Alasan")]
        if upload.outcome is None:
            _columns, planned = await self.planned(request, upload)
            rows = [list(row.returned) for row in planned if row.state == WRONG]
        else:
            rows = [list(cells) for _number, cells in upload.sheet.rows]
        columns = [Column(title, 24) for title in titles]
        if kind == "xlsx":
            data = await asyncio.to_thread(xlsx_bytes, _("Perlu diperbaiki"), columns, rows)
        else:
            data = csv_bytes(columns, rows)
        return download(data, f"perlu-diperbaiki.{kind}", XLSX if kind == "xlsx" else CSV)

    async def sample(self, request: web.Request) -> web.StreamResponse:
        """A file with our headings and no rows."""
        table = self.rules(request).table
        data = await asyncio.to_thread(table.file, [], "xlsx")
        return download(data, f"{table.name}-kosong.xlsx", XLSX)

    async def found(self, request: web.Request) -> Kept:
        """The office's own upload that the address names. Raises NotFound."""
        return await self.find(request, id_in(request, "import_id"))

    async def find(self, request: web.Request, id: UUID) -> Kept:
        async with running(request).db.read() as tx:
            upload = await kept.find(tx, staff_of(request).organization_id, self.kind, id)
        if upload is None:
            raise NotFound
        return upload

    async def planned(self, request: web.Request, upload: Kept) -> tuple[dict[int, str], list[Planned[R]]]:
        """What the columns are, and what would become of each row."""
        mapped, rules = await self._mapped(request, upload), self.rules(request)
        async with running(request).db.read() as tx:
            existing = await self.existing(tx, staff_of(request).organization_id)
            # Beside the loop: thousands of rows take a second or two.
            planned = await asyncio.to_thread(plan, rules, existing, upload.sheet, mapped)
            return mapped, await self.objecting(request, tx, planned)

    def name_of(self, row: Planned[R]) -> str:
        return str(getattr(row.after, "name", "")) or " · ".join(filter(None, row.cells[:3]))

    async def _mapped(self, request: web.Request, upload: Kept) -> dict[int, str]:
        async with running(request).db.read() as tx:
            said = await kept.headings(tx, staff_of(request).organization_id, self.kind)
        return recognised(self.rules(request).table, upload.sheet.headings, said)

    def _choose_page(self, request: web.Request, problems: dict[str, str], status: int) -> web.Response:
        return render(
            request,
            "importing/choose.html",
            status=status,
            imports=self,
            problems=problems,
            fields=[_(field.title) for field in self.rules(request).table.fields],
            most_rows=MOST_ROWS,
            most_megabytes=MOST_BYTES // 1024 // 1024,
        )

    def _done_page(self, request: web.Request, upload: Kept) -> web.Response:
        assert upload.outcome is not None
        wrong: list[tuple[int, Any]] = [(number, cells[-1]) for number, cells in upload.sheet.rows[:SHOWN]]
        return render(request, "importing/done.html", imports=self, upload=upload, wrong=wrong)
