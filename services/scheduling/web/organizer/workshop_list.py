"""The list of workshops: searched, taken along as a file, several drafts deleted at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import workshops as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import listing
from services.scheduling.web import words
from services.scheduling.web.doing import once
from services.scheduling.web.forms.many import ManyForm
from services.scheduling.web.organizer import choices, many
from services.scheduling.web.sentences import page_of, state_text
from shared.i18n import N_, _, date_time, ngettext
from shared.sheets import Column
from shared.web import NotFound, read_form, redirect, render, route_url, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.searching import chosen, kept, page_number, pages_of, searched, typed
from shared.web.sheets import READ_ROWS, exported

SORTS = {"": N_("Terbaru dahulu"), "first": N_("Yang mulai lebih dahulu"), "title": N_("Judul")}
COLUMNS = (
    (N_("Kegiatan"), 44),
    (N_("Judul"), 44),
    (N_("Kelas atau angkatan"), 18),
    (N_("Status"), 16),
    (N_("Mulai"), 34),
    (N_("Berakhir"), 34),
    (N_("Tempat"), 34),
    (N_("Kursi"), 10),
    (N_("Terdaftar"), 10),
    (N_("Menunggu"), 10),
    (N_("Sertifikat"), 10),
    (N_("Alamat halaman"), 44),
)


async def index(request: web.Request) -> web.StreamResponse:
    by, now, page = staff_of(request), running(request).clock.now(), page_number(request)
    asked = wanted(request)
    async with running(request).db.read() as tx:
        count = await listing.count(tx, by.organization_id, **asked)
        rows = await listing.listed(
            tx,
            by.organization_id,
            now,
            **asked,
            sort=sort(request),
            limit=PAGE_ROWS,
            skip=(page - 1) * PAGE_ROWS,
        )
        programmes = await choices.programme_options(tx, by.organization_id, also=asked["programme_id"])
    return render(
        request,
        "organizer/workshops.html",
        workshops=rows,
        query=kept(request, "cari", "status", "kegiatan", "urut"),
        filtered=any(asked.values()),
        states=words.options(words.STATE_FILTERS),
        programmes=programmes,
        sorts=words.options(SORTS),
        may_change=ORGANIZER.allows(by.role),
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def export(request: web.Request) -> web.StreamResponse:
    """The list as it is filtered, as XLSX or CSV."""
    office, now = staff_of(request).organization_id, running(request).clock.now()
    address = running(request).settings.public_url.rstrip("/")
    async with running(request).db.read() as tx:
        found = await listing.listed(tx, office, now, **wanted(request), sort=sort(request), limit=READ_ROWS)
    rows = [
        (
            row.programme,
            row.title,
            row.class_label,
            _(words.STATE_FILTERS[row.state]),
            date_time(row.starts_at, row.zone) if row.starts_at else "",
            date_time(row.ends_at, row.zone) if row.ends_at else "",
            row.venue,
            row.capacity,
            row.confirmed,
            row.waiting,
            row.certificates,
            f"{address}/bimtek/{row.slug}" if row.slug else "",
        )
        for row in found
    ]
    columns = [Column(_(title), width) for title, width in COLUMNS]
    return await exported(request.match_info["kind"], "bimtek", _("Jadwal Bimtek"), columns, rows)


async def ask_delete(request: web.Request) -> web.StreamResponse:
    ids = many.ticked(request)
    office, now = staff_of(request).organization_id, running(request).clock.now()
    async with running(request).db.read() as tx:
        found = await listing.listed(tx, office, now, workshop_ids=ids)
    if len(found) != len(ids):
        raise NotFound
    rows = [
        many.Chosen(
            row.id,
            row.full_title,
            ngettext("{n} sesi", "{n} sesi", row.sessions),
            "" if row.state == "draft" else state_text(row.state),
        )
        for row in found
    ]
    count = sum(not row.stays for row in rows)
    return many.ask(
        request,
        rows,
        question=ngettext("Hapus {n} draf?", "Hapus {n} draf?", count),
        lead=_("Sesinya ikut terhapus; narasumber dan tempatnya bebas lagi. Belum ada yang melihatnya."),
        button=ngettext("Hapus {n} draf", "Hapus {n} draf", count),
        dangerous=True,
        back=(_("Jadwal Bimtek"), route_url(request, "workshops")),
    )


async def delete(request: web.Request) -> web.StreamResponse:
    values, _problems = await read_form(request, ManyForm)
    ids = many.ticked(request, values)
    try:
        outcome = await once(request, actions.delete_drafts, staff_of(request), ids)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "workshops")
    done = outcome["done"]
    many.tell(
        response,
        ngettext("{n} draf dihapus.", "{n} draf dihapus.", done) if done else "",
        [f"{left['name']}: {state_text(left['state'])}" for left in outcome["refused"]],
    )
    return response


def wanted(request: web.Request) -> dict[str, Any]:
    """What the address asks the list for; what it cannot be is everything."""
    try:
        programme_id = UUID(typed(request, "kegiatan")) if typed(request, "kegiatan") else None
    except ValueError:
        programme_id = None
    return {
        "search": searched(request),
        "state": chosen(request, "status", words.STATE_FILTERS),
        "programme_id": programme_id,
    }


def sort(request: web.Request) -> str:
    return chosen(request, "urut", SORTS)
