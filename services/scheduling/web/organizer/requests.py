"""Requests for training: the list with similar ones side by side, and one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from aiohttp import web

from services.scheduling.actions import requests as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.domain.requests import decidable
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import request_answers, requests
from services.scheduling.store.requests import Filter, Request
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.requests import SortOutForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.sentences import page_of
from shared.i18n import N_, _, date_time
from shared.indonesia import shown_phone
from shared.sheets import Column
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of, zone_of
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
    zone = zone_of(request)
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


async def _show_page(
    request: web.Request, found: Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    service, by = running(request), staff_of(request)
    async with service.db.read() as tx:
        told = await request_answers.of_request(tx, found.id)
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


def _call_link(request: web.Request, found: Request, told: request_answers.Answer) -> str:
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
