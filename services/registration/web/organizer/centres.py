"""Sentra: the clusters of small businesses that people of this office can choose from."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from aiohttp import web

from services.registration.actions import centres as actions
from services.registration.actions.centres import NameTaken, TooManyCentres
from services.registration.domain.refusals import NotPossible
from services.registration.store import centres
from services.registration.web.forms.quotas import CentreForm
from services.registration.web.organizer.address import id_of
from services.registration.web.organizer.decisions import by_of
from shared.i18n import _
from shared.web import NotFound, flash, read_form, redirect, render, running, staff_of


async def index(request: web.Request) -> web.StreamResponse:
    """All of them with how many people chose each, the ones on offer first."""
    return await _page(request, {}, {})


async def _page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        found = await centres.of_office(tx, office)
        people = await centres.people(tx, office)
    return render(
        request,
        "organizer/centres.html",
        status=422 if problems else 200,
        centres=found,
        people=people,
        values=values,
        problems=problems,
    )


async def add(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, CentreForm)
    if not problems:
        problems = await tried(running(request).db.run(actions.add, by_of(request), values.model.name))
    return await _page(request, values, problems) if problems else _back(request, _("Sentra ditambahkan."))


async def edit(request: web.Request) -> web.StreamResponse:
    return await _form(request, {}, {})


async def _form(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    async with running(request).db.read() as tx:
        found = await centres.of_office(tx, staff_of(request).organization_id)
    one = next((one for one in found if one.id == id_of(request, "centre_id")), None)
    if one is None:
        raise NotFound
    return render(
        request,
        "organizer/centre.html",
        status=422 if problems else 200,
        centre=one,
        values=values or {"name": one.name},
        problems=problems,
    )


async def rename(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, CentreForm)
    if not problems:
        id, name = id_of(request, "centre_id"), values.model.name
        problems = await tried(running(request).db.run(actions.rename, by_of(request), id, name))
    return await _form(request, values, problems) if problems else _back(request, _("Nama sentra disimpan."))


async def offer(request: web.Request) -> web.StreamResponse:
    """Take it out of the form, or put it back."""
    id, offered = id_of(request, "centre_id"), request.match_info["way"] == "pakai"
    problems = await tried(running(request).db.run(actions.offer, by_of(request), id, offered))
    done = (
        _("Sentra ini ditawarkan lagi di formulir.")
        if offered
        else _("Sentra ini tidak ditawarkan lagi. Siapa yang sudah memilihnya tetap tercatat di sana.")
    )
    return _back(request, next(iter(problems.values()), done))


async def tried(action: Awaitable[Any]) -> dict[str, str]:
    """What could not be done, by field. Raises NotFound for another office's."""
    try:
        await action
    except NameTaken:
        return {"name": _("Sentra dengan nama ini sudah ada di daftar.")}
    except TooManyCentres:
        return {"name": _("Daftar ini penuh: paling banyak 500 sentra.")}
    except NotPossible:
        raise NotFound from None
    return {}


def _back(request: web.Request, text: str) -> web.Response:
    response = redirect(request, "centres")
    flash(response, text)
    return response
