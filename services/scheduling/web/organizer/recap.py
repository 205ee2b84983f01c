"""JP and OJ of a workshop: per session, per day and per trainer, as planned and as it took place."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.domain.recap import Recap, recap
from services.scheduling.store import recap as store
from services.scheduling.store.workshops import Workshop
from services.scheduling.web import words
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.workshops import find
from shared.i18n import _
from shared.sheets import Column
from shared.sheets.writing import Cell
from shared.web import id_in, render, running, staff_of
from shared.web.sheets import exported


async def show(request: web.Request) -> web.StreamResponse:
    workshop, made = await recap_of(request)
    return render(
        request,
        "organizer/recap.html",
        workshop=workshop,
        recap=made,
        rounding=choices.rounding(request),
        roles=words.TRAINER_ROLES,
        kinds=words.KINDS,
    )


async def export(request: web.Request) -> web.StreamResponse:
    """Who is to be paid what: one row for each trainer and role."""
    workshop, made = await recap_of(request)
    columns = [
        Column(_("Narasumber"), 40),
        Column(_("Peran"), 20),
        Column(_("Sesi menurut rencana")),
        Column(_("OJ menurut rencana")),
        Column(_("Sesi terlaksana")),
        Column(_("OJ terlaksana")),
    ]
    rows: list[list[Cell]] = [
        [
            paid.name,
            _(words.TRAINER_ROLES[paid.role]),
            paid.sums.sessions,
            float(paid.sums.planned_trainer_hours),
            paid.sums.held,
            float(paid.sums.trainer_hours),
        ]
        for paid in made.trainers
    ]
    kind, name = request.match_info["kind"], f"rekap-oj-{workshop.slug or workshop.id}"
    return await exported(kind, name, workshop.full_title, columns, rows)


async def recap_of(request: web.Request) -> tuple[Workshop, Recap]:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        hours = await store.hours(tx, workshop_id, workshop.zone)
    return workshop, recap(hours, choices.rounding(request))
