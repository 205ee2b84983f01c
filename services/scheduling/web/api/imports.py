"""The JSON API of imports: the same look and the same yes as the pages."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.scheduling.web.models import resources as models
from services.scheduling.web.organizer import imports
from shared.i18n import _
from shared.sheets.importing import STATES
from shared.sheets.kept import Kept
from shared.sheets.reading import NOTES, Unreadable
from shared.web import answer, read_json
from shared.web.errors import Conflict, Invalid
from shared.web.importing import Imports


@dataclass(frozen=True)
class ImportCalls:
    """The calls of one kind."""

    imports: Imports[Any]

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Read the file and answer what would become of its rows; nothing is changed yet."""
        body = await read_json(request, models.ImportBody)
        try:
            data = b64decode(body.content, validate=True)
        except ValueError as error:
            raise Invalid(errors={"content": _("Kirim isi berkas sebagai base64.")}) from error
        try:
            id = await self.imports.keep(request, body.name, data)
        except Unreadable as unreadable:
            raise Invalid(errors={"content": unreadable.text}) from unreadable
        return answer(await self._preview(request, await self.imports.find(request, id)), 201)

    async def look(self, request: web.Request) -> web.StreamResponse:
        return answer(await self._preview(request, await self._open(request)))

    async def set_columns(self, request: web.Request) -> web.StreamResponse:
        upload = await self._open(request)
        body = await read_json(request, models.ImportColumnsBody)
        try:
            await self.imports.say_columns(request, upload, body.fields)
        except ValueError as error:
            raise Invalid(errors={"fields": str(error)}) from error
        return answer(await self._preview(request, upload))

    async def apply(self, request: web.Request) -> web.StreamResponse:
        """All good rows in one transaction; asked again, the answer is that of the first time."""
        await self.imports.do(request, await self.imports.found(request))
        done = await self.imports.found(request)
        return answer(models.ImportCounts.model_validate(done.outcome))

    async def _open(self, request: web.Request) -> Kept:
        upload = await self.imports.found(request)
        if upload.outcome is not None:
            raise Conflict(_("Berkas ini sudah diimpor."))
        return upload

    async def _preview(self, request: web.Request, upload: Kept) -> models.ImportPreview:
        mapped, planned = await self.imports.planned(request, upload)
        counts = Counter(row.state for row in planned)
        return models.ImportPreview(
            id=upload.id,
            columns=[
                models.ImportColumn(heading=heading, field=mapped.get(at, ""))
                for at, heading in enumerate(upload.sheet.headings)
            ],
            notes=[_(NOTES[note]) for note in upload.sheet.notes],
            counts=models.ImportCounts.model_validate({state: counts[state] for state in STATES}),
            rows=[
                models.ImportRow.model_validate(
                    {
                        "number": row.number,
                        "state": row.state,
                        "cells": list(row.cells),
                        "changes": list(row.changes),
                        "reason": row.reason,
                    }
                )
                for row in planned
            ],
        )


TRAINERS = ImportCalls(imports.TRAINERS)
VENUES = ImportCalls(imports.VENUES)
