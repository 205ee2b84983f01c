"""The office's own timetables: kept from a workshop, looked at, renamed, deleted."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.scheduling.actions import timetables as actions
from services.scheduling.domain.timetables import kept_slots
from services.scheduling.store import timetables
from services.scheduling.store.timetables import Kept
from services.scheduling.store.workshops import Workshop
from services.scheduling.web import words
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.planning import TimetableForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.workshops import find
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of


async def index(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        rows = await timetables.of_office(tx, staff_of(request).organization_id)
    return render(request, "organizer/timetables.html", timetables=rows, rounding=choices.rounding(request))


async def keep_page(request: web.Request) -> web.StreamResponse:
    workshop = await _workshop(request)
    return render(
        request,
        "organizer/keep_timetable.html",
        workshop=workshop,
        values={"name": workshop.title},
        problems={},
    )


async def keep(request: web.Request) -> web.StreamResponse:
    workshop = await _workshop(request)
    values, problems = await read_form(request, TimetableForm)
    if not problems:
        by, name = staff_of(request), values.model.name
        problems = await tried(request, actions.keep_timetable, by, workshop.id, name)
    if problems:
        return render(
            request,
            "organizer/keep_timetable.html",
            status=422,
            workshop=workshop,
            values=values,
            problems=problems,
        )
    response = redirect(request, "timetables")
    flash(response, _("Susunan acara tersimpan. Pilih waktu membuat Bimtek baru."))
    return response


async def show(request: web.Request) -> web.StreamResponse:
    kept = await _kept(request)
    return _page(request, kept, {"name": kept.name}, {}, 200)


async def rename(request: web.Request) -> web.StreamResponse:
    kept = await _kept(request)
    values, problems = await read_form(request, TimetableForm)
    if not problems:
        by, name = staff_of(request), values.model.name
        problems = await tried(request, actions.rename_timetable, by, kept.id, name)
    if problems:
        return _page(request, kept, values, problems, 422)
    response = redirect(request, "timetables")
    flash(response, _("Nama susunan acara tersimpan."))
    return response


async def delete(request: web.Request) -> web.StreamResponse:
    kept = await _kept(request)
    await tried(request, actions.delete_timetable, staff_of(request), kept.id)
    response = redirect(request, "timetables")
    flash(response, _("Susunan acara “{name}” dihapus.", name=kept.name))
    return response


async def delete_page(request: web.Request) -> web.StreamResponse:
    return render(request, "organizer/delete_timetable.html", kept=await _kept(request))


async def _kept(request: web.Request) -> Kept:
    by, timetable_id = staff_of(request), id_in(request, "timetable_id")
    async with running(request).db.read() as tx:
        found = await timetables.find(tx, by.organization_id, timetable_id)
    if found is None:
        raise NotFound
    return found


async def _workshop(request: web.Request) -> Workshop:
    async with running(request).db.read() as tx:
        return await find(tx, staff_of(request).organization_id, id_in(request, "workshop_id"))


def _page(
    request: web.Request, kept: Kept, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    days: dict[Any, list[Any]] = {}
    for slot in kept_slots(kept.rows):
        days.setdefault(slot.day, []).append(slot)
    return render(
        request,
        "organizer/timetable.html",
        status=status,
        kept=kept,
        days=list(days.values()),
        kinds=words.KINDS,
        values=values,
        problems=problems,
    )
