"""Asking an office for training without an account, and the page that tells what became of it."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from aiohttp import web

from services.scheduling.actions import requests as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.domain.requests import Asked, decidable
from services.scheduling.store import offices, request_answers, requests
from services.scheduling.store.offices import OfficeName
from services.scheduling.store.requests import Request
from services.scheduling.web import words
from services.scheduling.web.doing import once
from services.scheduling.web.forms.requests import RequestForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.sentences import page_of
from shared import ids
from shared.i18n import _, language
from shared.web import NotFound, flash, read_form, redirect, render, running
from shared.web.limit import limited

ASKED = "20/hour"  # a village may share one address


async def ask_page(request: web.Request) -> web.StreamResponse:
    """The form; where there are several offices, first the choice between them."""
    return await _page(request, {"office": request.query.get("instansi", "")}, {}, 200)


async def ask(request: web.Request) -> web.StreamResponse:
    limited(request, "request", ASKED)
    values, problems = await read_form(request, RequestForm)
    values["office"] = request.query.get("instansi", "")
    office = _chosen(await _offices(request), str(values["office"]))
    if problems or office is None:
        return await _page(request, values, problems, 422)
    service, asked = running(request), asked_of(values.model)
    kept = await once(request, actions.ask, service.clock.now(), service.keys, office.id, asked, language())
    path = opened(request, kept)
    response = redirect(request, "request", code=path.rpartition("/")[2])
    flash(response, _("Usulan Anda sudah kami terima. Simpan tautan halaman ini."))
    return response


def asked_of(form: RequestForm) -> Asked:
    """What the form or the call asks for, without its consent."""
    return Asked(**form.model_dump(include=set(Asked.__dataclass_fields__)))


def opened(request: web.Request, kept: dict[str, str]) -> str:
    """The path of the page of a request just made; what is kept of it is sealed."""
    return running(request).keys.decrypt(b64decode(kept["path"]), purpose="path")


async def show(request: web.Request) -> web.StreamResponse:
    """Where the request stands, and everything that was answered."""
    found = await _found(request)
    async with running(request).db.read() as tx:
        told = await request_answers.of_request(tx, found.id)
        office = await offices.document(tx, found.organization_id)
    service = running(request)
    return render(
        request,
        "participant/request.html",
        asked=found,
        office=office,
        answers=told,
        district=choices.district_name(found.district_code),
        standing=words.STANDINGS[found.shown],
        answer_words={key: _(word) for key, word in words.ANSWERS.items()},
        code=request.match_info["code"],
        may_withdraw=decidable(found.shown),
        link=service.settings.public_url.rstrip("/") + request.path,
    )


async def withdraw(request: web.Request) -> web.StreamResponse:
    found = await _found(request)
    try:
        await once(request, actions.withdraw, _digest(request))
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "request", code=request.match_info["code"])
    if found.shown != "withdrawn":
        flash(response, _("Usulan ditarik. Data Anda dan tulisan Anda sudah dihapus."))
    return response


def _digest(request: web.Request) -> bytes:
    return ids.digest(ids.normalized(request.match_info["code"]))


async def _found(request: web.Request) -> Request:
    async with running(request).db.read() as tx:
        found = await requests.by_code(tx, _digest(request))
    if found is None:
        raise NotFound
    return found


async def _offices(request: web.Request) -> list[OfficeName]:
    async with running(request).db.read() as tx:
        return await offices.names(tx)


def _chosen(found: list[OfficeName], asked: str) -> OfficeName | None:
    if len(found) == 1:
        return found[0]
    return next((office for office in found if str(office.id) == asked), None)


async def _page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    found = await _offices(request)
    office = _chosen(found, str(values["office"]))
    return render(
        request,
        "participant/ask.html",
        status=status if office else 200,
        values=values,
        problems=problems if office else {},
        office=office,
        offices=[(str(one.id), one.name) for one in found],
        several=len(found) > 1,
        kinds=words.options(words.REQUEST_KINDS),
        districts=choices.districts_in(office.province_code if office else ""),
    )
