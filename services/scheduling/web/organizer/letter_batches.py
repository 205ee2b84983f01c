"""The letters of one act: looked at as drafts, numbered, printed and mailed together."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from aiohttp import web

from services.scheduling.actions import letter_delivery
from services.scheduling.actions import letters as actions
from services.scheduling.actions.letter_delivery import file_name
from services.scheduling.actions.letter_wording import left_out, source
from services.scheduling.domain.letters import paper_of
from services.scheduling.domain.refusals import Refused
from services.scheduling.rendering.press import Press
from services.scheduling.store import letter_batches, letter_deliveries, letter_files, letters
from services.scheduling.store.letter_batches import Batch
from services.scheduling.web import letter_words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.downloads import pdf_answer
from services.scheduling.web.forms.letters import FinalForm
from services.scheduling.web.organizer.signers import office_of
from services.scheduling.web.sentences import problems_of
from shared.i18n import _, ngettext
from shared.web import (
    Conflict,
    NotFound,
    flash,
    id_in,
    read_form,
    redirect,
    render,
    route_url,
    running,
    staff_of,
)
from shared.web.access import ORGANIZER
from shared.workers import WorkerFailed


async def batch(request: web.Request) -> web.StreamResponse:
    return await _batch_page(request, {}, 200)


async def delete_page(request: web.Request) -> web.StreamResponse:
    found = await _batch(request)
    async with running(request).db.read() as tx:
        rows = await letters.of_batch(tx, found.organization_id, found.id)
    return render(
        request,
        "organizer/letter_confirm.html",
        title=_(letter_words.KINDS[found.kind]),
        question=ngettext("Hapus {n} draf surat?", "Hapus {n} draf surat?", len(rows)),
        consequence=_("Belum ada yang bernomor, jadi tidak ada nomor yang hilang."),
        action=_("Hapus draf"),
        back=route_url(request, "letter_batch", batch_id=found.id),
    )


async def delete(request: web.Request) -> web.StreamResponse:
    found = await _batch(request)
    problems = await tried(request, actions.delete, staff_of(request), found.id)
    assert not problems
    response = redirect(request, "workshop_letters", workshop_id=found.workshop_id)
    flash(response, _("Draf surat dihapus."))
    return response


async def final_page(request: web.Request) -> web.StreamResponse:
    return await _final_page(request, {}, {}, 200)


async def finalize(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, FinalForm)
    batch_id, count = id_in(request, "batch_id"), 0
    if not problems:
        now, by, url = running(request).clock.now(), staff_of(request), running(request).settings.public_url
        try:
            count = await once(request, actions.finalize, now, by, batch_id, values.model.numbers, url)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        return await _final_page(request, values, problems, 422)
    response = redirect(request, "letter_batch", batch_id=batch_id)
    flash(response, ngettext("{n} surat sudah bernomor.", "{n} surat sudah bernomor.", count))
    return response


async def send_page(request: web.Request) -> web.StreamResponse:
    found = await _batch(request)
    async with running(request).db.read() as tx:
        rows = await letters.of_batch(tx, found.organization_id, found.id)
        mails = await letter_deliveries.to_mail(tx, found.organization_id, [row.id for row in rows])
    trail_to = [
        (_("Surat"), route_url(request, "letters")),
        (found.workshop, route_url(request, "letter_batch", batch_id=found.id)),
    ]
    return render(request, "organizer/letters_send.html", trail_to=trail_to, mails=mails, chosen=())


async def send(request: web.Request) -> web.StreamResponse:
    found = await _batch(request)
    async with running(request).db.read() as tx:
        rows = await letters.of_batch(tx, found.organization_id, found.id)
    now, by = running(request).clock.now(), staff_of(request)
    count = await once(request, letter_delivery.send, now, by, [row.id for row in rows])
    response = redirect(request, "letter_batch", batch_id=found.id)
    flash(response, ngettext("{n} email masuk antrean.", "{n} email masuk antrean.", count))
    return response


async def together(request: web.Request) -> web.StreamResponse:
    """All of them in one file, for the printer."""
    made = await _files(request)
    try:
        pdf = await running(request).part(Press).together([data for _name, data in made])
    except WorkerFailed as error:
        raise Conflict(_("Berkas gabungan tidak dapat dibuat sekarang. Unduh ZIP-nya.")) from error
    return pdf_answer(pdf, "surat-gabungan.pdf")


async def archive(request: web.Request) -> web.StreamResponse:
    """Each in a file of its own, in one ZIP."""
    made = await _files(request)
    data = await asyncio.to_thread(_zipped, made)
    return web.Response(
        body=data,
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="surat.zip"',
            "Cache-Control": "private, no-store",
        },
    )


async def _files(request: web.Request) -> list[tuple[str, bytes]]:
    found = await _batch(request)
    async with running(request).db.read() as tx:
        rows = {row.id: row for row in await letters.of_batch(tx, found.organization_id, found.id)}
        made = await letter_files.files(tx, found.organization_id, found.id)
    if not made:
        raise Conflict(_("Belum ada surat yang jadi dalam kumpulan ini."))
    return [(file_name(found.kind, rows[id].number, position), data) for id, position, data in made]


def _zipped(made: list[tuple[str, bytes]]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:  # a PDF is packed already
        for name, data in made:
            archive.writestr(name, data)
    return packed.getvalue()


async def _batch(request: web.Request) -> Batch:
    async with running(request).db.read() as tx:
        found = await letter_batches.find(tx, staff_of(request).organization_id, id_in(request, "batch_id"))
    if found is None:
        raise NotFound
    return found


async def _batch_page(request: web.Request, problems: dict[str, str], status: int) -> web.Response:
    by, found = staff_of(request), await _batch(request)
    async with running(request).db.read() as tx:
        rows = await letters.of_batch(tx, found.organization_id, found.id)
        mails = await letter_deliveries.to_mail(tx, found.organization_id, [row.id for row in rows])
        text = await source(tx, by, found.workshop_id, running(request).settings.public_url)
    drafts = [row for row in rows if row.state == "draft"]
    return render(
        request,
        "organizer/letter_batch.html",
        status=status,
        batch=found,
        title=_(letter_words.KINDS[found.kind]),
        letters=rows,
        drafts=drafts,
        left_out=left_out(text, found.kind, found.details, [row.addressee for row in drafts]),
        signer=text.office.signer(paper_of(found.kind), found.details.letter_date),
        made=sum(1 for row in rows if row.edition and not row.making),
        making=sum(1 for row in rows if row.shown == "making"),
        mails=mails,
        states=letter_words.STATES,
        problems=problems,
        may_change=ORGANIZER.allows(by.role),
    )


async def _final_page(
    request: web.Request, values: Any, problems: dict[str, str], status: int
) -> web.Response:
    found = await _batch(request)
    office = await office_of(request)
    async with running(request).db.read() as tx:
        rows = await letters.of_batch(tx, found.organization_id, found.id)
        expected = await actions.expected(tx, staff_of(request), found, len(rows))
    typed = values.get("numbers", [])
    return render(
        request,
        "organizer/letters_final.html",
        status=status,
        batch=found,
        title=_(letter_words.KINDS[found.kind]),
        rows=[
            (row, expected[at] if at < len(expected) else "", typed[at] if at < len(typed) else "")
            for at, row in enumerate(rows)
        ],
        open=all(row.state == "draft" for row in rows),
        signer=office.signer(paper_of(found.kind), found.details.letter_date),
        paper=paper_of(found.kind).value,
        problems=problems,
    )
