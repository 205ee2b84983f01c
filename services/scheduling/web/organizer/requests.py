"""Requests for training: similar ones side by side, answered many at a time, turned into a workshop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import requests as actions
from services.scheduling.actions.requested import draft_workshop
from services.scheduling.domain.refusals import Refused, Taken
from services.scheduling.domain.requests import MOST_AT_ONCE, decidable
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import listing, requests
from services.scheduling.store.requests import Filter, Request
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.requests import AnswerForm, DraftForm, JoinForm, SortOutForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.drafting import drafted, timetable_of
from services.scheduling.web.sentences import page_of, problems_of
from shared.i18n import DEFAULT_ZONE, N_, _, date_time
from shared.indonesia import shown_phone
from shared.sheets import Column
from shared.web import Conflict, NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.context import ORGANIZATION
from shared.web.searching import chosen, kept, page_number, pages_of, searched, typed
from shared.web.sheets import READ_ROWS, exported

SORTS = {"": N_("Terbaru dahulu"), "lama": N_("Terlama dahulu"), "orang": N_("Peserta terbanyak dahulu")}
COLUMNS = (
    (N_("Diajukan"), 34),
    (N_("Status"), 22),
    (N_("Bimtek yang dibutuhkan"), 40),
    (N_("Komoditas"), 22),
    (N_("Calon peserta"), 14),
    (N_("Pengusul"), 30),
    (N_("Kecamatan"), 30),
    (N_("Desa dan tempat"), 26),
    (N_("Nama"), 26),
    (N_("Jabatan"), 22),
    (N_("HP/WhatsApp"), 18),
    (N_("Email"), 28),
    (N_("Waktu yang cocok"), 26),
    (N_("Mengapa dibutuhkan"), 60),
    (N_("Bimtek"), 40),
)


async def index(request: web.Request) -> web.StreamResponse:
    by, page = staff_of(request), page_number(request)
    wanted, sort = _wanted(request), _sort(request)
    async with running(request).db.read() as tx:
        count = await requests.count(tx, by.organization_id, wanted)
        rows = await requests.listed(
            tx, by.organization_id, wanted, sort=sort, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
        )
        groups = await requests.groups(tx, by.organization_id)
        codes = await requests.districts(tx, by.organization_id)
    return render(
        request,
        "organizer/requests.html",
        requests=rows,
        groups=[group for group in groups if group.requests > 1],
        query=kept(request, "cari", "status", "kecamatan", "komoditas", "urut"),
        filtered=wanted != Filter(),
        standings=words.STANDINGS,
        sorts=words.options(SORTS),
        districts=[(code, choices.district_name(code) or code) for code in codes],
        district_name=choices.district_name,
        decidable=decidable,
        may_decide=ORGANIZER.allows(by.role),
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def export(request: web.Request) -> web.StreamResponse:
    """The list as it is filtered, as XLSX or CSV."""
    by = staff_of(request)
    zone = request[ORGANIZATION].zone if ORGANIZATION in request else DEFAULT_ZONE
    async with running(request).db.read() as tx:
        found = await requests.listed(
            tx, by.organization_id, _wanted(request), sort=_sort(request), limit=READ_ROWS
        )
    rows = [
        (
            date_time(row.asked_at, zone),
            _(words.STANDINGS[row.shown][1]),
            row.subject,
            row.commodity,
            row.people,
            row.body,
            choices.district_name(row.district_code),
            row.place,
            row.name,
            row.position,
            shown_phone(row.phone) if row.phone else "",
            row.email,
            row.wished,
            row.reason,
            row.workshop or "",
        )
        for row in found
    ]
    columns = [Column(_(title), width) for title, width in COLUMNS]
    return await exported(request.match_info["kind"], "usulan", _("Usulan Bimtek"), columns, rows)


async def show(request: web.Request) -> web.StreamResponse:
    found = await asked_for(request)
    values = {"commodity": found.commodity, "district_code": found.district_code}
    return await _show_page(request, found, values, {}, 200)


async def sort_out(request: web.Request) -> web.StreamResponse:
    """Commodity and district as the office names them."""
    found = await asked_for(request)
    values, problems = await read_form(request, SortOutForm)
    if not problems:
        form, by = values.model, staff_of(request)
        problems = await tried(request, actions.sort_out, by, found.id, form.commodity, form.district_code)
    if problems:
        return await _show_page(request, found, values, problems, 422)
    response = redirect(request, "asked", request_id=found.id)
    flash(response, _("Tersimpan. Usulan serupa sekarang berdampingan di daftar."))
    return response


async def answer_page(request: web.Request) -> web.StreamResponse:
    return await _answer_page(request, await _chosen(request), {"shown": "studied"}, {}, 200)


async def answer(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, AnswerForm)
    count = 0
    if not problems:
        form, by, now = values.model, staff_of(request), running(request).clock.now()
        try:
            count = await once(request, actions.answer, now, by, form.id, form.shown, form.words)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        return await _answer_page(request, await _chosen(request, values), values, problems, 422)
    response = redirect(request, "requests")
    flash(response, _("Jawaban tersimpan untuk {n} usulan.", n=count))
    return response


async def schedule_page(request: web.Request) -> web.StreamResponse:
    return await _schedule_page(request, await _chosen(request), None, {}, 200)


async def join(request: web.Request) -> web.StreamResponse:
    """Into a workshop that is there already."""
    values, problems = await read_form(request, JoinForm)
    count = 0
    if not problems:
        form, by, now = values.model, staff_of(request), running(request).clock.now()
        try:
            count = await once(request, actions.join_workshop, now, by, form.id, form.workshop_id)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        return await _schedule_page(request, await _chosen(request, values), values, problems, 422)
    return _scheduled(request, values.model.workshop_id, count)


async def draft(request: web.Request) -> web.StreamResponse:
    """Into a new draft, whose details are filled in afterwards."""
    values, problems = await read_form(request, DraftForm)
    if not problems:
        form, by, now = values.model, staff_of(request), running(request).clock.now()
        zone = request[ORGANIZATION].zone if ORGANIZATION in request else DEFAULT_ZONE
        details = drafted(
            now,
            zone,
            form.first_day,
            programme_id=form.programme_id,
            title=form.title,
            venue_id=form.venue_id,
            capacity=form.capacity,
        )
        timetable = timetable_of(form.template_days, form.first_day)
        try:
            kept = await once(request, draft_workshop, now, by, form.id, details, timetable)
            return _scheduled(request, UUID(kept["id"]), len(form.id))
        except Taken as taken:
            problems = {"first_day": problems_of(taken)["starts"]}
        except Refused as refused:
            problems = problems_of(refused)
    return await _schedule_page(request, await _chosen(request, values), values, problems, 422)


async def called(request: web.Request) -> web.StreamResponse:
    found = await asked_for(request)
    try:
        now, answer_id = running(request).clock.now(), id_in(request, "answer_id")
        await once(request, actions.called, now, staff_of(request), answer_id)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "asked", request_id=found.id)
    flash(response, _("Tercatat: sudah dihubungi."))
    return response


def _scheduled(request: web.Request, workshop_id: UUID, count: int) -> web.Response:
    response = redirect(request, "workshop", workshop_id=workshop_id)
    flash(response, _("{n} usulan menjadi bagian Bimtek ini. Pengusul diberi tahu saat terbit.", n=count))
    return response


def _wanted(request: web.Request) -> Filter:
    return Filter(
        searched(request),
        chosen(request, "status", words.STANDINGS),
        typed(request, "kecamatan"),
        typed(request, "komoditas"),
    )


def _sort(request: web.Request) -> str:
    return chosen(request, "urut", SORTS)


async def asked_for(request: web.Request) -> Request:
    """The request of this office that the address names. Raises NotFound."""
    async with running(request).db.read() as tx:
        found = await requests.chosen(tx, staff_of(request).organization_id, [id_in(request, "request_id")])
    if not found:
        raise NotFound
    return found[0]


async def _chosen(request: web.Request, values: dict[str, Any] | None = None) -> list[Request]:
    """The requests that were ticked. Raises NotFound where none is the office's, Conflict for nothing."""
    given = request.query.getall("id", []) if values is None else values.get("id", [])
    ids = []
    for text in (given if isinstance(given, list) else [given])[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(str(text)))
        except ValueError:
            raise NotFound from None
    if not ids:
        raise Conflict(_("Centang dahulu usulan yang dimaksud."))
    async with running(request).db.read() as tx:
        found = await requests.chosen(tx, staff_of(request).organization_id, ids)
    if len(found) != len(set(ids)):
        raise NotFound
    return found


async def _show_page(
    request: web.Request, found: Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    service, by = running(request), staff_of(request)
    async with service.db.read() as tx:
        told = await requests.answers(tx, found.id)
    may_decide = ORGANIZER.allows(by.role)
    return render(
        request,
        "organizer/request.html",
        status=status,
        asked=found,
        answers=[(one, _call_link(request, found, one) if may_decide else "") for one in told],
        standing=words.STANDINGS[found.shown],
        answer_words={key: _(word) for key, word in words.ANSWERS.items()},
        kind=_(words.REQUEST_KINDS[found.kind]),
        district=choices.district_name(found.district_code),
        districts=choices.districts(request.get(ORGANIZATION)),
        phone=shown_phone(found.phone) if found.phone else "",
        may_decide=may_decide,
        decidable=decidable(found.shown),
        values=values,
        problems=problems,
    )


def _call_link(request: web.Request, found: Request, told: requests.Answer) -> str:
    """WhatsApp with the answer ready to send; nothing where there is no number."""
    if not found.phone:
        return ""
    service = running(request)
    path = service.keys.decrypt(found.path_sealed, purpose="path")
    office = request[ORGANIZATION].short_name if ORGANIZATION in request else ""
    text = _(
        "Dari {office}. Usulan Bimtek “{subject}”: {standing}. {words} Selengkapnya: {link}",
        office=office,
        subject=found.subject,
        standing=_(words.ANSWERS[told.shown]),
        words=told.words,
        link=service.settings.public_url.rstrip("/") + path,
    )
    return f"https://wa.me/{found.phone}?text={quote(text)}"


async def _answer_page(
    request: web.Request, found: list[Request], values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request,
        "organizer/answer_requests.html",
        status=status,
        requests=found,
        district_name=choices.district_name,
        unreachable=sum(1 for one in found if not one.can_be_mailed),
        values=values,
        problems=problems,
    )


async def _schedule_page(
    request: web.Request,
    found: list[Request],
    typed: dict[str, Any] | None,
    problems: dict[str, str],
    status: int,
) -> web.Response:
    by, now = staff_of(request), running(request).clock.now()
    zone = request[ORGANIZATION].zone if ORGANIZATION in request else DEFAULT_ZONE
    async with running(request).db.read() as tx:
        listed = await listing.listed(tx, by.organization_id, now)
        programme_options = await choices.programme_options(tx, by.organization_id)
        venue_options = await choices.venues(tx, by.organization_id)
        templates = await choices.templates(tx, by.organization_id, choices.rounding(request))
    people = sum(one.people for one in found)
    first_day = (now.astimezone(ZoneInfo(zone)) + timedelta(days=30)).date()
    values = typed or {
        "title": _("Bimtek {subject}", subject=found[0].subject)[:160],
        "capacity": min(people, 2000),
        "first_day": first_day.isoformat(),
        "template_days": "4",
    }
    return render(
        request,
        "organizer/schedule_requests.html",
        status=status,
        requests=found,
        people=people,
        district_name=choices.district_name,
        workshops=[
            (str(row.id), row.full_title)
            for row in listed
            if row.state in ("draft", "published") and not (row.ends_at and row.ends_at <= now)
        ],
        programmes=programme_options,
        venues=venue_options,
        templates=templates,
        values=values,
        problems=problems,
    )
