"""Letters: the list, and one letter with its editions and ways out."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import letter_delivery, letter_making
from services.scheduling.actions import letters as actions
from services.scheduling.actions.letter_delivery import file_name
from services.scheduling.actions.letter_wording import source
from services.scheduling.rendering.press import Press
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import letter_batches, letter_deliveries, letter_files, letters
from services.scheduling.store.letters import Filter, Letter
from services.scheduling.web import letter_words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.downloads import pdf_answer
from services.scheduling.web.forms.letters import HandedForm, VoidForm
from services.scheduling.web.forms.many import ManyForm
from services.scheduling.web.organizer import many
from services.scheduling.web.organizer.letter_forms import letter_in
from shared import files
from shared.i18n import N_, _, date_plain, date_time, ngettext
from shared.pdf.typesetter import CannotTypeset
from shared.sheets import Column
from shared.web import Conflict, flash, read_form, redirect, render, route_url, running, staff_of, zone_of
from shared.web.access import ORGANIZER
from shared.web.searching import chosen, kept, page_number, pages_of, searched, typed
from shared.web.sheets import READ_ROWS, exported
from shared.workers import WorkerFailed

SORTS = {
    "": N_("Terbaru dahulu"),
    "number": N_("Nomor"),
    "date": N_("Tanggal surat terbaru"),
    "name": N_("Penerima"),
}
COLUMNS = (
    (N_("Nomor"), 34),
    (N_("Tanggal surat"), 20),
    (N_("Jenis"), 26),
    (N_("Kepada"), 50),
    (N_("Bimtek"), 44),
    (N_("Keadaan"), 22),
    (N_("Difinalkan oleh"), 26),
    (N_("Difinalkan"), 26),
    (N_("Alasan batal"), 44),
)


async def index(request: web.Request) -> web.StreamResponse:
    by, page, asked = staff_of(request), page_number(request), wanted(request)
    async with running(request).db.read() as tx:
        count = await letters.count(tx, by.organization_id, asked)
        rows = await letters.listed(
            tx, by.organization_id, asked, sort=sort(request), limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
        )
        workshops = await letter_batches.workshops(tx, by.organization_id)
    return render(
        request,
        "organizer/letters.html",
        letters=rows,
        query=kept(request, "cari", "jenis", "bimtek", "status", "urut"),
        sorts=[(key, _(word)) for key, word in SORTS.items()],
        filtered=asked != Filter(),
        kinds=[(key, _(word)) for key, word in letter_words.KINDS.items()],
        filters=[(key, _(word)) for key, word in letter_words.FILTERS.items()],
        workshops=[(str(id), title) for id, title in workshops],
        states=letter_words.STATES,
        kind_words=letter_words.KINDS,
        may_change=ORGANIZER.allows(by.role),
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def export(request: web.Request) -> web.StreamResponse:
    """The list as it is filtered, as XLSX or CSV: also the office's book of numbers, void ones included."""
    by = staff_of(request)
    zone = zone_of(request)
    async with running(request).db.read() as tx:
        found = await letters.listed(
            tx, by.organization_id, wanted(request), sort=sort(request), limit=READ_ROWS
        )
    rows = [
        (
            row.number,
            date_plain(row.letter_date),
            _(letter_words.KINDS[row.kind]),
            row.addressee.shown,
            row.workshop,
            _(letter_words.STATES[row.shown][1]),
            row.finalized_by,
            date_time(row.finalized_at, zone) if row.finalized_at else "",
            row.void_reason,
        )
        for row in found
    ]
    columns = [Column(_(title), width) for title, width in COLUMNS]
    return await exported(request.match_info["kind"], "surat", _("Surat"), columns, rows)


def wanted(request: web.Request) -> Filter:
    """What the address asks the list for; what it cannot be is everything."""
    try:
        workshop_id = UUID(typed(request, "bimtek")) if typed(request, "bimtek") else None
    except ValueError:
        workshop_id = None
    return Filter(
        searched(request),
        chosen(request, "jenis", letter_words.KINDS),
        chosen(request, "status", letter_words.FILTERS),
        workshop_id,
    )


def sort(request: web.Request) -> str:
    return chosen(request, "urut", SORTS)


async def send_page(request: web.Request) -> web.StreamResponse:
    """Whom the ticked letters would be mailed to."""
    ids = many.ticked(request)
    async with running(request).db.read() as tx:
        mails = await letter_deliveries.to_mail(tx, staff_of(request).organization_id, ids)
    back = (_("Surat"), route_url(request, "letters"))
    return render(request, "organizer/letters_send.html", trail_to=[back], mails=mails, chosen=ids)


async def send(request: web.Request) -> web.StreamResponse:
    values, _problems = await read_form(request, ManyForm)
    ids, now, by = many.ticked(request, values), running(request).clock.now(), staff_of(request)
    count = await once(request, letter_delivery.send, now, by, ids)
    response = redirect(request, "letters")
    flash(response, ngettext("{n} email masuk antrean.", "{n} email masuk antrean.", count))
    return response


async def show(request: web.Request) -> web.StreamResponse:
    return await _letter_page(request, await letter_in(request), {}, {}, 200)


async def file(request: web.Request) -> web.StreamResponse:
    """A final letter's very bytes, any edition of them; of a draft, how it would look now."""
    letter = await letter_in(request)
    if letter.state == "draft":
        return pdf_answer(await _drawn(request, letter), file_name(letter.kind, ""))
    asked = request.query.get("terbitan", "")
    async with running(request).db.read() as tx:
        made = await letter_files.editions(tx, letter.id)
        found = [one for one in made if not asked or str(one.ordinal) == asked]
        kept = await files.get(tx, found[-1].file_id) if found else None
    if kept is None:
        raise Conflict(_("Berkas surat ini belum jadi. Tunggu sebentar, lalu muat ulang."))
    return pdf_answer(kept.data, file_name(letter.kind, letter.number))


async def void_page(request: web.Request) -> web.StreamResponse:
    return _void_page(request, await letter_in(request), {}, {}, 200)


async def void(request: web.Request) -> web.StreamResponse:
    letter = await letter_in(request)
    values, problems = await read_form(request, VoidForm)
    if not problems:
        now, by = running(request).clock.now(), staff_of(request)
        problems = await tried(request, actions.void, now, by, letter.id, values.model.reason)
    if problems:
        return _void_page(request, letter, values, problems, 422)
    return _said(request, letter.id, _("Surat dibatalkan. Nomornya tercatat di daftar nomor batal."))


async def handed(request: web.Request) -> web.StreamResponse:
    letter = await letter_in(request)
    values, problems = await read_form(request, HandedForm)
    if not problems:
        now, by = running(request).clock.now(), staff_of(request)
        problems = await tried(request, letter_delivery.handed, now, by, letter.id, values.model.to)
    if problems:
        return await _letter_page(request, letter, values, problems, 422)
    return _said(request, letter.id, _("Tercatat: surat sudah diserahkan."))


async def try_again(request: web.Request) -> web.StreamResponse:
    letter = await letter_in(request)
    problems = await tried(request, letter_making.try_again, staff_of(request), letter.id)
    assert not problems  # every refusal of it is a page of its own
    return _said(request, letter.id, _("Berkasnya sedang dibuat lagi."))


async def _drawn(request: web.Request, letter: Letter) -> bytes:
    """A draft's PDF, marked as one. Raises Conflict with the reason when it cannot be made."""
    by, url = staff_of(request), running(request).settings.public_url
    async with running(request).db.read() as tx:
        found = await source(tx, by, letter.workshop_id, url)
        act = await letter_batches.find(tx, by.organization_id, letter.batch_id)
    assert act is not None
    face, _left_out = found.worded(letter.kind, act.details, letter.addressee)
    emblem = base64.b64decode(found.office.emblem_png)
    try:
        return await running(request).part(Press).letter(face, "", emblem, draft=True)
    except CannotTypeset as error:
        reason = f"letters {error.letters}" if error.letters else "design"
        raise Conflict(letter_words.failure(reason)) from error
    except WorkerFailed as error:
        raise Conflict(letter_words.failure("worker")) from error


def _said(request: web.Request, letter_id: UUID, words: str) -> web.Response:
    response = redirect(request, "letter", letter_id=letter_id)
    flash(response, words)
    return response


async def _letter_page(
    request: web.Request, letter: Letter, values: Any, problems: dict[str, str], status: int
) -> web.Response:
    by = staff_of(request)
    async with running(request).db.read() as tx:
        made = await letter_files.editions(tx, letter.id)
        sent = await letter_deliveries.of_letter(tx, letter.id)
        mails = await letter_deliveries.to_mail(tx, by.organization_id, [letter.id])
    return render(
        request,
        "organizer/letter.html",
        status=status,
        letter=letter,
        title=_(letter_words.KINDS[letter.kind]),
        state=letter_words.STATES[letter.shown],
        states=letter_words.STATES,
        failure=letter_words.failure(letter.failure),
        editions=made,
        deliveries=sent,
        mails=mails,
        values=values,
        problems=problems,
        may_change=ORGANIZER.allows(by.role),
    )


def _void_page(
    request: web.Request, letter: Letter, values: Any, problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request, "organizer/letter_void.html", status=status, letter=letter, values=values, problems=problems
    )
