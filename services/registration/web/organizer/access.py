"""Sealed data on the office's pages: masked, opened one by one with a reason, and the log of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions.answers import Attached, is_sealed
from services.registration.actions.opening import open_field
from services.registration.domain.access import ANSWER, DISABILITY, NEEDS, NIK
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import PAGE_ROWS
from services.registration.store import access, questions, registrations
from services.registration.store.registrations import Row
from services.registration.web.answers import text_of
from services.registration.web.forms.access import OpenForm
from services.registration.web.opened import PURPOSES, field_word
from services.registration.web.organizer.address import id_of
from services.registration.web.organizer.decisions import by_of, person_of_office
from shared import staff
from shared.db import Tx
from shared.i18n import N_, _, date_time
from shared.sheets import Column
from shared.web import NotFound, read_form, render, running, staff_of
from shared.web.searching import page_number, pages_of
from shared.web.sheets import READ_ROWS, download, exported

DISABILITIES = {"yes": N_("Ya"), "no": N_("Tidak"), "unsaid": N_("Tidak ingin menjawab")}


@dataclass(frozen=True, slots=True)
class Masked:
    """A sealed field that somebody filled in."""

    field: str
    label: str


async def masked(tx: Tx, row: Row) -> list[Masked]:
    """What of this person can be opened; answers to questions are masked where they stand."""
    found = [Masked(NIK, field_word(NIK))] if await access.sealed_nik(tx, row.id, row.organization_id) else []
    if row.has_needs:
        found.append(Masked(NEEDS, field_word(NEEDS)))
    return [*found, Masked(DISABILITY, field_word(DISABILITY))] if row.disability else found


async def in_words(tx: Tx, id: UUID, field: str, value: Any) -> str:
    """An opened value as people read it."""
    if field == DISABILITY:
        return _(DISABILITIES[value])
    if not field.startswith(ANSWER):
        return str(value)
    row = await registrations.read(tx, id)
    form = await questions.read(tx, row.workshop_id) if row else None
    asked = [one for one in form.questions if one.key == field.removeprefix(ANSWER)] if form else []
    return text_of(asked[0], value) if asked else str(value)


async def _label(tx: Tx, row: Row, field: str) -> str:
    """What the field is called. Raises NotFound where there is nothing to open."""
    if field.startswith(ANSWER):
        key = field.removeprefix(ANSWER)
        form = await questions.read(tx, row.workshop_id)
        labels = [one.label for one in form.questions if one.key == key and is_sealed(row.answers.get(key))]
    else:
        labels = [one.label for one in await masked(tx, row) if one.field == field]
    if not labels:
        raise NotFound
    return labels[0]


async def ask(request: web.Request) -> web.StreamResponse:
    """Why it is opened; nothing of it is shown yet."""
    return await _ask(request, {}, {})


async def _ask(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    field = request.match_info["field"]
    async with running(request).db.read() as tx:
        row, workshop = await person_of_office(request, tx)
        label = await _label(tx, row, field)
    purposes = [(purpose.value, _(words)) for purpose, words in PURPOSES.items()]
    return render(
        request,
        "organizer/open.html",
        status=422 if problems else 200,
        row=row,
        workshop=workshop,
        field_name=field,
        label=label,
        purposes=purposes,
        values=values,
        problems=problems,
    )


async def open_one(request: web.Request) -> web.StreamResponse:
    """Written down first, then shown once: neither an address nor a cookie ever holds it."""
    service, field = running(request), request.match_info["field"]
    values, problems = await read_form(request, OpenForm)
    if problems:
        return await _ask(request, values, problems)
    said = values.model
    try:
        value = await service.db.run(
            open_field, service.keys, by_of(request), id_of(request, "id"), field, said.purpose, said.reason
        )
    except NotPossible as error:
        if error.reason is Reason.NEEDS_REASON:
            return await _ask(request, values, {"reason": _("Tulis alasannya.")})
        raise NotFound from error
    async with service.db.read() as tx:
        row, workshop = await person_of_office(request, tx)
        label = await _label(tx, row, field)
        text = "" if isinstance(value, Attached) else await in_words(tx, row.id, field, value)
    if isinstance(value, Attached):
        ending = ".pdf" if value.media_type == "application/pdf" else ".jpg"
        return download(value.data, f"{field}-{row.card_code.lower()}{ending}", value.media_type)
    return render(request, "organizer/opened.html", row=row, workshop=workshop, label=label, text=text)


async def log(request: web.Request) -> web.StreamResponse:
    """What this office's people opened, the newest first."""
    office, page = staff_of(request).organization_id, page_number(request)
    async with running(request).db.read() as tx:
        entries = await access.of_office(tx, office, PAGE_ROWS, (page - 1) * PAGE_ROWS)
        count = await access.count(tx, office)
        zone = await _zone(tx, office)
    return render(
        request,
        "organizer/access_log.html",
        entries=entries,
        purposes=PURPOSES,
        field_word=field_word,
        zone=zone,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def _zone(tx: Tx, office: UUID) -> str:
    document = await staff.organization(tx, office)
    return document.zone if document else "Asia/Jakarta"


async def export(request: web.Request) -> web.StreamResponse:
    """The whole log as XLSX or CSV. Raises TooManyRows."""
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        entries = await access.of_office(tx, office, READ_ROWS)
        zone = await _zone(tx, office)
    heads = (N_("Waktu"), N_("Oleh"), N_("Peserta"), N_("Bimtek"), N_("Data"), N_("Alasan"), N_("Penjelasan"))
    columns = [Column(_(head), 26) for head in heads]
    rows = [
        (
            _when(one.at, zone),
            one.by_name or one.who,
            one.person or _("data dihapus"),
            one.workshop,
            field_word(one.field),
            _(PURPOSES[one.purpose]),
            one.reason,
        )
        for one in entries
    ]
    return await exported(request.match_info["kind"], "catatan-akses", _("Catatan akses"), columns, rows)


def _when(at: datetime, zone: str) -> str:
    return date_time(at, zone)
