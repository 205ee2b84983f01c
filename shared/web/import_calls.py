"""The JSON API of imports: the same look and the same yes as the pages."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.i18n import _
from shared.sheets.importing import STATES
from shared.sheets.kept import Kept
from shared.sheets.reading import NOTES, Unreadable
from shared.web.errors import Conflict, Invalid
from shared.web.forms import read_json
from shared.web.importing import Imports, Scene
from shared.web.rendering import answer


class ImportBody(BaseModel):
    """An XLSX or CSV file; its content in base64."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = Field(
        "data.csv", min_length=1
    )
    content: str = Field(min_length=1, max_length=1_000_000, json_schema_extra={"format": "byte"})


class ImportColumn(BaseModel):
    heading: str
    field: str  # what it is taken for; empty: left out


class ImportChange(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str
    before: str
    after: str


class ImportRow(BaseModel):
    """One row: `number` as the sheet counts, `state` new, changed, unchanged or wrong."""

    number: int
    state: Literal["new", "changed", "unchanged", "wrong"]
    cells: list[str]
    changes: list[ImportChange]
    reason: str  # what to mend; empty unless wrong


class ImportCounts(BaseModel):
    new: int
    changed: int
    unchanged: int
    wrong: int


class ImportPreview(BaseModel):
    id: UUID
    columns: list[ImportColumn]
    notes: list[str]
    counts: ImportCounts
    rows: list[ImportRow]


class ImportColumnsBody(BaseModel):
    """One field for each column, in their order; empty leaves it out. Remembered for the office."""

    fields: list[Annotated[str, Field(max_length=40)]] = Field(max_length=60)


class ImportAgreedBody(BaseModel):
    """The yes where those on the list must have agreed."""

    consent: Literal["1"] = Field(description="Those on the list have agreed, and the office can show it")


@dataclass(frozen=True)
class ImportCalls:
    """The calls of one kind."""

    imports: Imports[Any]

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Read the file and answer what would become of its rows; nothing is changed yet."""
        scene, body = await self.imports.scene(request), await read_json(request, ImportBody)
        try:
            data = b64decode(body.content, validate=True)
        except ValueError as error:
            raise Invalid(errors={"content": _("Kirim isi berkas sebagai base64.")}) from error
        try:
            id = await self.imports.keep(request, scene, body.name, data)
        except Unreadable as unreadable:
            raise Invalid(errors={"content": unreadable.text}) from unreadable
        return answer(await self._preview(request, scene, await self.imports.find(request, scene, id)), 201)

    async def look(self, request: web.Request) -> web.StreamResponse:
        scene = await self.imports.scene(request)
        return answer(await self._preview(request, scene, await self._open(request, scene)))

    async def set_columns(self, request: web.Request) -> web.StreamResponse:
        scene = await self.imports.scene(request)
        upload = await self._open(request, scene)
        body = await read_json(request, ImportColumnsBody)
        try:
            await self.imports.say_columns(request, scene, upload, body.fields)
        except ValueError as error:
            raise Invalid(errors={"fields": str(error)}) from error
        return answer(await self._preview(request, scene, upload))

    async def apply(self, request: web.Request) -> web.StreamResponse:
        """All good rows; asked again, the answer is that of the first time."""
        scene = await self.imports.scene(request)
        upload = await self.imports.found(request, scene)
        if scene.agree:
            await read_json(request, ImportAgreedBody)
        await self.imports.do(request, scene, upload)
        done = await self.imports.found(request, scene)
        if done.outcome is None:
            raise Conflict(_("Berkas lain sedang diimpor. Coba lagi sebentar."))
        return answer(ImportCounts.model_validate(done.outcome))

    async def _open(self, request: web.Request, scene: Scene) -> Kept:
        upload = await self.imports.found(request, scene)
        if upload.outcome is not None:
            raise Conflict(_("Berkas ini sudah diimpor."))
        return upload

    async def _preview(self, request: web.Request, scene: Scene, upload: Kept) -> ImportPreview:
        mapped, planned = await self.imports.planned(request, scene, upload)
        counts = Counter(row.state for row in planned)
        return ImportPreview(
            id=upload.id,
            columns=[
                ImportColumn(heading=heading, field=mapped.get(at, ""))
                for at, heading in enumerate(upload.sheet.headings)
            ],
            notes=[_(NOTES[note]) for note in upload.sheet.notes],
            counts=ImportCounts.model_validate({state: counts[state] for state in STATES}),
            rows=[
                ImportRow.model_validate(
                    {
                        "number": row.number,
                        "state": row.state,
                        "cells": self.imports.shown_cells(row, scene, mapped),
                        "changes": list(row.changes),
                        "reason": row.reason,
                    }
                )
                for row in planned
            ],
        )
