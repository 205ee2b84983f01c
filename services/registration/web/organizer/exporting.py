"""All data of the office's people as one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from services.registration.actions.exporting import Asked, Exported, export
from services.registration.domain.refusals import NotPossible
from services.registration.store import copies
from services.registration.web import views
from services.registration.web.forms.exporting import ExportForm
from services.registration.web.opened import PURPOSES, SEALED
from services.registration.web.organizer.decisions import by_of
from shared.clock import wall
from shared.i18n import _, date_plain
from shared.web import read_form, render, running, staff_of, zone_of
from shared.web.sheets import download

ZIP = "application/zip"
CHOOSABLE = 500  # workshops, the latest first


async def form(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {})


async def _page(request: web.Request, values: Mapping[str, Any], problems: Mapping[str, str]) -> web.Response:
    async with running(request).db.read() as tx:
        office, now = staff_of(request).organization_id, running(request).clock.now()
        listed, _count = await copies.of_office(tx, office, now, CHOOSABLE, 0)
    workshops = [
        (str(one.workshop.id), f"{one.workshop.full_title}, {date_plain(one.workshop.starts_at.date())}")
        for one in listed
    ]
    return render(
        request,
        "organizer/export.html",
        status=422 if problems else 200,
        workshops=workshops,
        sealed=[(field.value, _(word)) for field, word in SEALED.items()],
        purposes=[(purpose.value, _(words)) for purpose, words in PURPOSES.items()],
        values=values,
        problems=problems,
    )


async def take(request: web.Request) -> web.StreamResponse:
    """Written down at each person first; the file is the answer and is kept nowhere."""
    values, problems = await read_form(request, ExportForm)
    if problems:
        return await _page(request, values, problems)
    try:
        made = await exported(request, values.model.asked)
    except NotPossible as error:
        return await _page(request, values, {"workshop": _(views.REASONS[error.reason])})
    return download(made.data, name_of(request), ZIP)


async def exported(request: web.Request, asked: Asked) -> Exported:
    """Raises NotPossible."""
    service = running(request)
    return await service.db.run(export, service.keys, by_of(request), asked)


def name_of(request: web.Request) -> str:
    """The day it was taken, by the office's own clock on the wall."""
    return f"data-peserta-{wall().astimezone(ZoneInfo(zone_of(request))).date().isoformat()}.zip"
