"""Who signs what: the list on the office's page, and the form of one signature block."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from services.scheduling.actions import signers as actions
from services.scheduling.store import offices
from services.scheduling.web import words
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.office import RemoveSignerForm, SignerForm
from shared.events.scheduling import Organization, SignatureBlock
from shared.i18n import _
from shared.web import NotFound, flash, read_form, redirect, render, running, staff_of


@dataclass(frozen=True)
class Listed:
    """A block with its place in the office's list, as the pages show it."""

    place: int
    block: SignatureBlock
    paper: str  # in words
    period: str  # "now" | "past" | "ahead" | "covered": valid, but another that began later signs


def listed(office: Organization, today: date) -> list[Listed]:
    return [
        Listed(place, block, _(words.PAPERS[block.paper]), _period(office, block, today))
        for place, block in enumerate(office.signature_blocks)
    ]


def _period(office: Organization, block: SignatureBlock, today: date) -> str:
    if block.valid_from > today:
        return "ahead"
    if not block.valid_on(today):
        return "past"
    return "now" if office.signer(block.paper, today) == block else "covered"


async def new(request: web.Request) -> web.StreamResponse:
    office = await office_of(request)
    today = running(request).clock.now().date()
    values = {"papers": [request.query.get("dokumen", "")], "valid_from": today.isoformat()}
    return _form_page(request, office, None, values | {"version": office.version}, {}, 200)


async def add(request: web.Request) -> web.StreamResponse:
    return await _save(request, None)


async def edit(request: web.Request) -> web.StreamResponse:
    office, place = await office_of(request), _place(request)
    block = _block(office, place)
    values = block.model_dump(mode="json") | {
        "version": office.version,
        "papers": [block.paper],
        "position": "\n".join(block.position),
    }
    return _form_page(request, office, place, values, {}, 200)


async def change(request: web.Request) -> web.StreamResponse:
    return await _save(request, _place(request))


async def _save(request: web.Request, place: int | None) -> web.StreamResponse:
    office = await office_of(request)
    values, problems = await read_form(request, SignerForm)
    if not problems:
        now, by, form = running(request).clock.now(), staff_of(request), values.model
        problems = await tried(request, actions.put_signer, now, by, place, form.blocks, form.version)
    if problems:
        return _form_page(request, office, place, values, problems, 422)
    response = redirect(request, "office")
    flash(response, _("Penanda tangan tersimpan."))
    return response


async def remove_page(request: web.Request) -> web.StreamResponse:
    office, place = await office_of(request), _place(request)
    return _remove_page(request, office, place, {}, 200)


async def remove(request: web.Request) -> web.StreamResponse:
    office, place = await office_of(request), _place(request)
    values, problems = await read_form(request, RemoveSignerForm)
    if not problems:
        now, by = running(request).clock.now(), staff_of(request)
        problems = await tried(request, actions.remove_signer, now, by, place, values.model.version)
    if problems:
        return _remove_page(request, office, place, problems, 422)
    response = redirect(request, "office")
    flash(response, _("Penanda tangan dihapus."))
    return response


def _place(request: web.Request) -> int:
    """The number in the path counts from 1, as people do."""
    return int(request.match_info["number"]) - 1


def _block(office: Organization, place: int) -> SignatureBlock:
    if not 0 <= place < len(office.signature_blocks):
        raise NotFound
    return office.signature_blocks[place]


async def office_of(request: web.Request) -> Organization:
    """The office of whoever is signed in."""
    async with running(request).db.read() as tx:
        office = await offices.document(tx, staff_of(request).organization_id)
    if office is None:
        raise NotFound
    return office


def _form_page(
    request: web.Request,
    office: Organization,
    place: int | None,
    values: dict[str, Any],
    problems: dict[str, str],
    status: int,
) -> web.Response:
    return render(
        request,
        "organizer/signer_form.html",
        status=status,
        block=None if place is None else _block(office, place),
        number=0 if place is None else place + 1,
        values=values,
        problems=problems,
        papers=words.options(words.PAPERS),
        prefixes=words.options(words.SIGNER_PREFIXES),
    )


def _remove_page(
    request: web.Request, office: Organization, place: int, problems: dict[str, str], status: int
) -> web.Response:
    block = _block(office, place)
    return render(
        request,
        "organizer/remove_signer.html",
        status=status,
        block=block,
        paper=_(words.PAPERS[block.paper]),
        version=office.version,
        problems=problems,
    )
