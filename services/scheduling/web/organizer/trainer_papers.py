"""A trainer's private papers: only organizers come here, and each opening is on record."""

from __future__ import annotations

import asyncio

from aiohttp import web

from services.scheduling.actions import trainer_papers as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.store import trainer_papers as store
from services.scheduling.store import trainers
from services.scheduling.store.trainers import Trainer
from services.scheduling.web import words
from services.scheduling.web.doing import called, tried
from services.scheduling.web.forms.trainer_papers import NpwpForm, PaperForm
from services.scheduling.web.sentences import page_of
from shared.i18n import _
from shared.papers import Unfit, paper
from shared.web import (
    NotFound,
    Values,
    flash,
    id_in,
    read_form,
    redirect,
    render,
    running,
    staff_of,
    upload,
)
from shared.web.sheets import download

_LONGEST_NAME = 120


async def index(request: web.Request) -> web.StreamResponse:
    return await _page(request, await _found(request), {}, {}, 200)


async def add(request: web.Request) -> web.StreamResponse:
    trainer = await _found(request)
    values, problems = await read_form(request, PaperForm)
    file = upload(request, "file")
    if file is None:
        problems |= {"file": _("Pilih berkasnya dahulu.")}
    if file is not None and not problems:
        name = file.name[:_LONGEST_NAME]
        try:
            kept = await asyncio.to_thread(paper, file.data)
            by, kind = staff_of(request), values.model.kind
            problems = await tried(request, actions.keep_paper, by, trainer.id, kind, name, kept)
        except Unfit as unfit:
            problems = {"file": unfit.text}
    if problems:
        return await _page(request, trainer, values, problems, 422)
    return _back(request, trainer, _("Berkas tersimpan. Hanya panitia dan admin yang dapat membukanya."))


async def open_one(request: web.Request) -> web.StreamResponse:
    trainer, paper_id = await _found(request), id_in(request, "paper_id")
    try:
        one, file = await called(request, actions.open_paper, staff_of(request), trainer.id, paper_id)
    except Refused as refused:
        raise page_of(refused) from refused
    ending = ".pdf" if one.media_type == "application/pdf" else ".jpg"
    return download(file.data, f"{one.kind}{ending}", one.media_type)


async def ask_delete(request: web.Request) -> web.StreamResponse:
    trainer = await _found(request)
    async with running(request).db.read() as tx:
        office, paper_id = staff_of(request).organization_id, id_in(request, "paper_id")
        one = await store.find(tx, office, trainer.id, paper_id)
    if one is None:
        raise NotFound
    return render(request, "organizer/delete_paper.html", trainer=trainer, paper=one)


async def delete(request: web.Request) -> web.StreamResponse:
    trainer, paper_id = await _found(request), id_in(request, "paper_id")
    await tried(request, actions.delete_paper, staff_of(request), trainer.id, paper_id)
    return _back(request, trainer, _("Berkas dihapus."))


async def set_npwp(request: web.Request) -> web.StreamResponse:
    trainer = await _found(request)
    values, problems = await read_form(request, NpwpForm)
    if problems:
        return await _page(request, trainer, values, problems, 422)
    keys, number = running(request).keys, values.model.npwp
    await tried(request, actions.set_npwp, staff_of(request), keys, trainer.id, number)
    return _back(request, trainer, _("NPWP tersimpan.") if number else _("NPWP dihapus."))


async def open_npwp(request: web.Request) -> web.StreamResponse:
    """The same page, this once with the number."""
    trainer = await _found(request)
    try:
        number = await called(
            request, actions.open_npwp, staff_of(request), running(request).keys, trainer.id
        )
    except Refused as refused:
        raise page_of(refused) from refused
    return await _page(request, trainer, {}, {}, 200, number=number)


async def _found(request: web.Request) -> Trainer:
    office, trainer_id = staff_of(request).organization_id, id_in(request, "trainer_id")
    async with running(request).db.read() as tx:
        found = await trainers.find(tx, office, trainer_id)
    if found is None:
        raise NotFound
    return found


def _back(request: web.Request, trainer: Trainer, notice: str) -> web.Response:
    response = redirect(request, "trainer_papers", trainer_id=trainer.id)
    flash(response, notice)
    return response


async def _page(
    request: web.Request,
    trainer: Trainer,
    values: Values[PaperForm] | Values[NpwpForm] | dict[str, str],
    problems: dict[str, str],
    status: int,
    *,
    number: str = "",
) -> web.Response:
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        kept = await store.of(tx, office, trainer.id)
        has_npwp = await store.npwp(tx, office, trainer.id) is not None
    response = render(
        request,
        "organizer/trainer_papers.html",
        status=status,
        trainer=trainer,
        papers=kept,
        kinds=words.options(words.TRAINER_PAPERS),
        kind_words=dict(words.options(words.TRAINER_PAPERS)),
        has_npwp=has_npwp,
        number=number,
        values=values,
        problems=problems,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
