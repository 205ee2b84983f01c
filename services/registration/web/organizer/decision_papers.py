"""Daftar peserta terpilih: kept as it was decided, printed as often as needed."""

from __future__ import annotations

import base64
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from services.registration.actions import selection as actions
from services.registration.domain.papers import DecisionSheet, Line, Signature
from services.registration.domain.refusals import NotPossible
from services.registration.rendering.press import Press
from services.registration.store import lists, selection
from services.registration.store.selection import Listed, Paper
from services.registration.web import views
from services.registration.web.forms.selection import PaperForm
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.decisions import by_of
from shared import staff
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Organization, PaperKind, Workshop
from shared.i18n import _, date_plain, date_time, days
from shared.sheets import Column
from shared.sheets.writing import Cell
from shared.web import NotFound, fingerprint, flash, form_key, read_form, redirect, render, running, staff_of
from shared.web.sheets import exported


async def index(request: web.Request) -> web.StreamResponse:
    """The lists kept so far, and the form of the next one."""
    today = running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
    day = today.astimezone(ZoneInfo(workshop.zone)).date()
    return await _page(request, {"dated": day.isoformat(), "reserve": "1"}, {})


async def _page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        papers = await selection.papers(tx, workshop.id, office)
        counts = await lists.counts(tx, workshop.id, office)
    return render(
        request,
        "organizer/decision_papers.html",
        status=422 if problems else 200,
        workshop=workshop,
        papers=papers,
        chosen=counts.get(State.CONFIRMED, 0) + counts.get(State.OFFERED, 0),
        waiting=counts.get(State.WAITLISTED, 0),
        pending=counts.get(State.PENDING, 0),
        values=values,
        problems=problems,
    )


async def keep(request: web.Request) -> web.StreamResponse:
    """Keep the list as it is now."""
    service = running(request)
    values, problems = await read_form(request, PaperForm)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    if not problems:
        form = values.model
        try:
            await service.db.once(
                "decision_list",
                form_key(request),
                fingerprint(request),
                actions.keep_list_once,
                service.clock.now(),
                by_of(request),
                workshop.id,
                form.number,
                form.dated,
                form.reserve == "1",
            )
        except NotPossible as refused:
            problems = {"form": _(views.REASONS[refused.reason])}
    if problems:
        return await _page(request, values, problems)
    response = redirect(request, "decision_papers", workshop_id=workshop.id)
    flash(response, _("Daftar disimpan. Yang berubah sesudah ini tidak mengubahnya."))
    return response


async def show(request: web.Request) -> web.StreamResponse:
    """One edition as a PDF to sign, or as a spreadsheet."""
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        papers = await selection.papers(tx, workshop.id, staff_of(request).organization_id)
        office = await staff.organization(tx, workshop.organization_id)
    paper = next((one for one in papers if str(one.edition) == request.match_info["edition"]), None)
    if paper is None:
        raise NotFound
    name = f"terpilih-{workshop.slug}-{paper.edition}"
    if request.match_info["kind"] == "xlsx":
        return await exported("xlsx", name, workshop.full_title, _columns(), _rows(paper))
    emblem = base64.b64decode(office.emblem_png) if office else b""
    pdf = await running(request).part(Press).decision(_sheet(workshop, office, paper), emblem)
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


def _columns() -> list[Column]:
    return [
        Column(_("No"), 6),
        Column(_("Nama"), 34),
        Column(_("Usaha/Instansi"), 30),
        Column(_("Asal"), 32),
        Column(_("L/P"), 6),
        Column(_("Keterangan"), 14),
    ]


def _rows(paper: Paper) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for words, people in ((_("terpilih"), paper.chosen), (_("cadangan"), paper.reserve)):
        rows += [
            [at, one.name or _("data sudah dihapus"), one.institution, one.home, one.sex, words]
            for at, one in enumerate(people, start=1)
        ]
    return rows


def _sheet(workshop: Workshop, office: Organization | None, paper: Paper) -> DecisionSheet:
    # The head of the office signs it, as assignments are.
    signer = office.signer(PaperKind.ASSIGNMENT_LETTER, paper.dated) if office else None
    signature = Signature()
    if signer:
        first, *others = signer.position
        position = (f"{signer.prefix} {first}".strip(), *others)
        signature = Signature(position, signer.name, signer.rank, signer.nip)
    return DecisionSheet(
        office=office.name if office else "",
        letterhead=office.letterhead if office else (),
        address=office.address if office else "",
        example=office.example if office else False,
        number=paper.number,
        dated=date_plain(paper.dated),
        day=(paper.dated.year, paper.dated.month, paper.dated.day),
        town=office.town if office else "",
        workshop=workshop.full_title,
        days=days(workshop.starts_at, workshop.ends_at, workshop.zone),
        place=workshop.place.name,
        footer=_(
            "Disimpan {when} · versi {edition} · {n} nama",
            when=date_time(paper.made_at, workshop.zone),
            edition=paper.edition,
            n=len(paper.chosen),
        ),
        signature=signature,
        chosen=_lines(paper.chosen),
        reserve=_lines(paper.reserve),
    )


def _lines(people: tuple[Listed, ...]) -> tuple[Line, ...]:
    return tuple(Line(one.name, one.institution, one.home, one.sex) for one in people)
