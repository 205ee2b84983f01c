"""What trainers hand in, and the list of it that the office lets participants open."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from services.scheduling.actions import trainer_page as actions
from services.scheduling.domain.refusals import Missing, Refused
from services.scheduling.settings import MATERIAL_MOST_BYTES
from services.scheduling.store import materials
from services.scheduling.store.materials import Shared
from services.scheduling.store.trainer_links import Guest
from services.scheduling.store.trainer_page import Work
from services.scheduling.web.doing import once
from services.scheduling.web.downloads import download
from services.scheduling.web.pages.trainer import answering, guest_of
from services.scheduling.web.sentences import page_of, problems_of
from services.scheduling.web.uploads import material
from shared import ids, staff
from shared.db import Tx
from shared.events.scheduling import Organization
from shared.i18n import _
from shared.papers import Unfit
from shared.web import NotFound, flash, id_in, redirect, render, running, upload
from shared.web.context import TOKEN_EXPIRED
from shared.web.tokens import FORM_TOKEN


async def index(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, 200)


async def hand_in(request: web.Request) -> web.StreamResponse:
    await answering(request)
    async with running(request).db.read() as tx:
        guest, work, _office = await _work(request, tx)
    problems = await _kept(request, guest, work)
    if problems:
        return await _page(request, problems, 422)
    return _back(request, work, _("Berkas tersimpan. Panitia dapat membukanya."))


async def _kept(request: web.Request, guest: Guest, work: Work) -> dict[str, str]:
    if request.get(TOKEN_EXPIRED):
        return {FORM_TOKEN: _("Halaman ini terlalu lama terbuka. Pilih berkasnya, lalu kirim sekali lagi.")}
    file = upload(request, "material")
    if file is None:
        return {"material": _("Pilih berkasnya dahulu.")}
    if len(file.data) > MATERIAL_MOST_BYTES:
        return {"material": _("Berkas ini lebih dari 10 MB. Perkecil atau bagi dahulu.")}
    try:
        # Decoding a picture takes a while and must not hold up the other pages.
        kept = await asyncio.to_thread(material, file.name, file.data)
    except Unfit:
        return {
            "material": _(
                "Hanya PDF, PPTX, DOCX tanpa makro, atau gambar JPG, PNG, WebP. "
                "Simpan ulang dalam bentuk itu."
            )
        }
    now = running(request).clock.now()
    try:
        await once(request, actions.hand_in, now, guest, work.id, kept.name, kept.media_type, kept.content)
    except Refused as refused:
        return problems_of(refused)
    return {}


async def take_back(request: web.Request) -> web.StreamResponse:
    await answering(request)
    async with running(request).db.read() as tx:
        guest, work, _office = await _work(request, tx)
    try:
        await once(request, actions.take_back, guest, work.id, id_in(request, "material_id"))
    except Refused as refused:
        raise page_of(refused) from refused
    return _back(request, work, _("Berkas dihapus."))


async def own(request: web.Request) -> web.StreamResponse:
    """One of their own files."""
    async with running(request).db.read() as tx:
        guest, work, _office = await _work(request, tx)
        found = await materials.find(tx, guest.organization_id, work.id, id_in(request, "material_id"))
    if found is None or found.trainer_id != guest.trainer_id:
        raise NotFound
    return await download(request, found)


async def _page(request: web.Request, problems: dict[str, Any], status: int) -> web.Response:
    async with running(request).db.read() as tx:
        guest, work, office = await _work(request, tx)
        found = await materials.of_workshop(tx, guest.organization_id, work.id)
    return render(
        request,
        "participant/trainer_materials.html",
        status=status,
        organization=office,
        code=request.match_info["code"],
        work=work,
        materials=[one for one in found if one.trainer_id == guest.trainer_id],
        problems=problems,
    )


async def _work(request: web.Request, tx: Tx) -> tuple[Guest, Work, Organization]:
    guest, office = await guest_of(request, tx)
    try:
        return guest, await actions.of_theirs(tx, guest, id_in(request, "workshop_id")), office
    except Missing as missing:
        raise NotFound from missing


def _back(request: web.Request, work: Work, said: str) -> web.Response:
    response = redirect(request, "trainer_materials", code=request.match_info["code"], workshop_id=work.id)
    flash(response, said)
    return response


# What the office publishes


async def published(request: web.Request) -> web.StreamResponse:
    """The files the office shows to whoever has the workshop's material link."""
    async with running(request).db.read() as tx:
        shared = await _shared(request, tx)
        office = await staff.organization(tx, shared.organization_id)
        found = await materials.of_workshop(tx, shared.organization_id, shared.workshop_id)
    return render(
        request,
        "participant/materials.html",
        organization=office,
        shared=shared,
        code=request.match_info["code"],
        materials=[one for one in found if one.published],
    )


async def open_published(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        shared = await _shared(request, tx)
        found = await materials.find(
            tx, shared.organization_id, shared.workshop_id, id_in(request, "material_id")
        )
    if found is None or not found.published:
        raise NotFound
    return await download(request, found)


async def _shared(request: web.Request, tx: Tx) -> Shared:
    found = await materials.by_link(tx, ids.digest(ids.normalized(request.match_info["code"])))
    if found is None or found.state == "cancelled":
        raise NotFound
    return found
