"""Programmes: the list, and one form for a new one and a change."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from services.scheduling.actions import programmes as actions
from services.scheduling.domain.refusals import Missing
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import classes, programmes
from services.scheduling.store.programmes import Programme
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.programmes import ProgrammeForm
from shared import ids, indonesia
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.searching import page_number, searched


async def index(request: web.Request) -> web.StreamResponse:
    by, text, page = staff_of(request), searched(request), page_number(request)
    async with running(request).db.read() as tx:
        count = await programmes.count(tx, by.organization_id, text)
        rows = await programmes.search(
            tx, by.organization_id, text, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
        )
    return render(
        request,
        "organizer/programmes.html",
        programmes=rows,
        search=request.query.get("cari", ""),
        page=page,
        pages=-(-count // PAGE_ROWS),
    )


async def new(request: web.Request) -> web.StreamResponse:
    return _form_page(request, {"year": running(request).clock.now().year}, {}, None, 200)


async def add(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, ProgrammeForm)
    if problems:
        return _form_page(request, values, problems, None, 422)
    programme = Programme(ids.new_id(), **values.model.model_dump())
    kept = await once(request, actions.add_programme, staff_of(request), programme)
    response = redirect(request, "programme", programme_id=kept["id"])
    flash(response, _("Kegiatan tersimpan. Sekarang buat Bimtek di dalamnya."))
    return response


async def show(request: web.Request) -> web.StreamResponse:
    """The programme with its workshops, parallel classes of one title side by side."""
    by, programme_id = staff_of(request), id_in(request, "programme_id")
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        programme = await programmes.find(tx, by.organization_id, programme_id)
        if programme is None:
            raise NotFound
        rows = await classes.side_by_side(tx, by.organization_id, now, programme_id)
    return render(
        request,
        "organizer/programme.html",
        programme=programme,
        groups=[(title, list(group)) for title, group in groupby(rows, key=lambda row: row.listed.title)],
        towns=indonesia.towns,
        drafts=urlencode([("bimtek", str(row.listed.id)) for row in rows if row.listed.state == "draft"]),
        may_change=ORGANIZER.allows(by.role),
    )


async def edit(request: web.Request) -> web.StreamResponse:
    programme = await _programme(request)
    return _form_page(request, asdict(programme), {}, programme, 200)


async def change(request: web.Request) -> web.StreamResponse:
    programme = await _programme(request)
    values, problems = await read_form(request, ProgrammeForm)
    if problems:
        return _form_page(request, values, problems, programme, 422)
    changed = Programme(programme.id, **values.model.model_dump())
    try:
        await once(request, actions.change_programme, staff_of(request), changed)
    except Missing as refused:
        raise NotFound from refused
    response = redirect(request, "programme", programme_id=programme.id)
    flash(response, _("Perubahan kegiatan tersimpan."))
    return response


async def delete_page(request: web.Request) -> web.StreamResponse:
    return _delete_page(request, await _programme(request), {}, 200)


async def delete(request: web.Request) -> web.StreamResponse:
    programme = await _programme(request)
    problems = await tried(request, actions.delete_programme, staff_of(request), programme.id)
    if problems:
        return _delete_page(request, programme, problems, 422)
    response = redirect(request, "programmes")
    flash(response, _("Kegiatan “{title}” dihapus.", title=programme.title))
    return response


def _delete_page(
    request: web.Request, programme: Programme, problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request, "organizer/delete_programme.html", status=status, programme=programme, problems=problems
    )


async def _programme(request: web.Request) -> Programme:
    async with running(request).db.read() as tx:
        found = await programmes.find(tx, staff_of(request).organization_id, id_in(request, "programme_id"))
    if found is None:
        raise NotFound
    return found


def _form_page(
    request: web.Request,
    values: dict[str, Any],
    problems: dict[str, str],
    programme: Programme | None,
    status: int,
) -> web.Response:
    return render(
        request,
        "organizer/programme_form.html",
        status=status,
        values=values,
        problems=problems,
        programme=programme,
        officer_roles=words.options(words.OFFICER_ROLES),
    )
