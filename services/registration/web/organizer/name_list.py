"""Daftar Periksa Nama: what will stand on the certificates, to be looked at and initialled on paper."""

from __future__ import annotations

from aiohttp import web

from services.registration.domain.seats import SEATED
from services.registration.store import name_checks, registrations
from services.registration.store.registrations import Row
from services.registration.web.organizer.address import workshop_of
from shared import staff
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.i18n import _, date_time
from shared.sheets import Column
from shared.sheets.writing import Cell
from shared.web import render, running
from shared.web.sheets import exported


async def _people(tx: Tx, workshop: Workshop) -> list[Row]:
    rows = await registrations.in_states(tx, workshop.id, SEATED)
    return sorted(rows, key=lambda row: row.full_name.lower())


async def show(request: web.Request) -> web.StreamResponse:
    """Everybody with a seat by name, who has looked at theirs, and a box to initial."""
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        people = await _people(tx, workshop)
        checked = await name_checks.checked(tx, people)
        office = await staff.organization(tx, workshop.organization_id)
    now = running(request).clock.now()
    return render(
        request,
        "organizer/name_list.html",
        workshop=workshop,
        office=office,
        people=list(enumerate(people, start=1)),
        checked=checked,
        printed=date_time(now, workshop.zone),
    )


async def export(request: web.Request) -> web.StreamResponse:
    """The same as a file."""
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        people = await _people(tx, workshop)
        checked = await name_checks.checked(tx, people)
    columns = [
        Column(_("No"), 6),
        Column(_("Nama lengkap"), 34),
        Column(_("Nama di sertifikat"), 38),
        Column(_("Diperiksa peserta"), 30),
        Column(_("Paraf"), 16),
    ]
    rows: list[list[Cell]] = [
        [
            number,
            row.full_name,
            row.name_on_certificate,
            date_time(checked[row.id], workshop.zone) if row.id in checked else "",
            "",
        ]
        for number, row in enumerate(people, start=1)
    ]
    kind = request.match_info["kind"]
    return await exported(kind, f"periksa-nama-{workshop.slug}", workshop.full_title, columns, rows)
