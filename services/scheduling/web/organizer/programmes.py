"""Programmes: the list, and one form for a new one and a change."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from services.scheduling.actions import programmes as actions
from services.scheduling.domain.refusals import Missing, Refused
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import classes, programmes
from services.scheduling.store.programmes import Filter, Kept, Programme
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.many import ArchiveForm
from services.scheduling.web.forms.programmes import ProgrammeForm
from services.scheduling.web.organizer import many
from services.scheduling.web.organizer.resources import put_away_text
from services.scheduling.web.sentences import page_of
from shared import ids, indonesia
from shared.i18n import N_, _, ngettext
from shared.sheets import Column
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.searching import chosen, kept, page_number, pages_of, searched, typed
from shared.web.sheets import READ_ROWS, exported

SORTS = {"": N_("Terbaru dahulu"), "title": N_("Nama")}
COLUMNS = (
    (N_("Kegiatan"), 50),
    (N_("Tahun anggaran"), 12),
    (N_("Kode untuk nomor sertifikat"), 20),
    (N_("Sumber dana"), 24),
    (N_("Kode program"), 16),
    (N_("Nama program"), 40),
    (N_("Kode kegiatan"), 16),
    (N_("Nama kegiatan dalam anggaran"), 40),
    (N_("Kode sub kegiatan"), 20),
    (N_("Nama sub kegiatan"), 40),
    (N_("Kode rekening"), 24),
    (N_("Nomor DPA/DIPA"), 30),
    (N_("Kedudukan pejabat"), 14),
    (N_("Nama pejabat"), 32),
    (N_("NIP pejabat"), 24),
    (N_("Nomor SK panitia"), 30),
    (N_("Tanggal SK panitia"), 20),
    (N_("Bimtek"), 10),
    (N_("Diarsipkan"), 12),
)


async def index(request: web.Request) -> web.StreamResponse:
    return await _list_page(request, {}, 200)


async def archive(request: web.Request) -> web.StreamResponse:
    """Several at once; those with workshops to be finished stay, and the next page names them."""
    values, problems = await read_form(request, ArchiveForm)
    if problems:
        return await _list_page(request, {"chosen": _("Pilih dahulu satu atau beberapa.")}, 422)
    form, by = values.model, staff_of(request)
    try:
        outcome = await once(request, actions.archive_programmes, by, form.chosen, form.archived)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "programmes")
    many.tell(
        response,
        put_away_text(outcome["done"], form.archived),
        [
            ngettext(
                "{name} belum diarsipkan: {n} Bimtek di dalamnya belum selesai.",
                "{name} belum diarsipkan: {n} Bimtek di dalamnya belum selesai.",
                kept["workshops"],
                name=kept["name"],
            )
            for kept in outcome["refused"]
        ],
    )
    return response


async def export(request: web.Request) -> web.StreamResponse:
    """The list as it is filtered, as XLSX or CSV."""
    async with running(request).db.read() as tx:
        found = await programmes.search(
            tx, staff_of(request).organization_id, wanted(request), sort=sort(request), limit=READ_ROWS
        )
    rows = [
        (
            row.title,
            row.year,
            row.code,
            row.funding,
            row.program_code,
            row.program_name,
            row.main_activity_code,
            row.main_activity_name,
            row.activity_code,
            row.activity_name,
            row.account_code,
            row.budget_number,
            row.officer_role,
            row.officer,
            row.officer_nip,
            row.decree_number,
            row.decree_date.isoformat() if row.decree_date else "",
            row.workshop_count,
            _("Ya") if row.archived else _("Tidak"),
        )
        for row in found
    ]
    columns = [Column(_(title), width) for title, width in COLUMNS]
    return await exported(request.match_info["kind"], "kegiatan", _("Kegiatan Bimtek"), columns, rows)


def wanted(request: web.Request) -> Filter:
    """What the address asks the list for; what it cannot be is everything."""
    year = typed(request, "tahun")
    return Filter(
        searched(request),
        int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        request.query.get("arsip") == "1",
    )


def sort(request: web.Request) -> str:
    return chosen(request, "urut", SORTS)


async def _list_page(request: web.Request, problems: dict[str, str], status: int) -> web.Response:
    by, page, asked = staff_of(request), page_number(request), wanted(request)
    async with running(request).db.read() as tx:
        count = await programmes.count(tx, by.organization_id, asked)
        rows = await programmes.search(
            tx,
            by.organization_id,
            asked,
            sort=sort(request),
            limit=PAGE_ROWS,
            skip=(page - 1) * PAGE_ROWS,
        )
        years = await programmes.years(tx, by.organization_id)
    return render(
        request,
        "organizer/programmes.html",
        status=status,
        problems=problems,
        rows=rows,
        query=kept(request, "cari", "tahun", "arsip", "urut"),
        filtered=asked != Filter(),
        years=[(str(year), str(year)) for year in years],
        sorts=words.options(SORTS),
        may_change=ORGANIZER.allows(by.role),
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
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


async def _programme(request: web.Request) -> Kept:
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
