"""Requests about personal data: what is due when, and the answer."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.actions import data_requests as actions
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import PAGE_ROWS
from services.registration.store import data_requests
from services.registration.web import views
from services.registration.web.forms.data import DecisionForm
from services.registration.web.history import VALUES
from services.registration.web.organizer.address import id_of
from services.registration.web.organizer.decisions import by_of
from shared.i18n import _
from shared.web import NotFound, flash, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.searching import page_number, pages_of


async def index(request: web.Request) -> web.StreamResponse:
    page = page_number(request)
    async with running(request).db.read() as tx:
        items, count = await data_requests.of_office(
            tx, staff_of(request).organization_id, "", PAGE_ROWS, (page - 1) * PAGE_ROWS
        )
    return render(
        request,
        "organizer/data_requests.html",
        items=items,
        count=count,
        kinds=VALUES["kind"],
        now=running(request).clock.now(),
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {})


async def _page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    member = staff_of(request)
    async with running(request).db.read() as tx:
        one = await data_requests.read(tx, id_of(request, "request_id"), member.organization_id)
    if one is None:
        raise NotFound
    return render(
        request,
        "organizer/data_request.html",
        status=422 if problems else 200,
        one=one,
        kinds=VALUES["kind"],
        decides=ORGANIZER.allows(member.role),
        values=values,
        problems=problems,
    )


async def decide(request: web.Request) -> web.StreamResponse:
    service, by, id = running(request), by_of(request), id_of(request, "request_id")
    values, problems = await read_form(request, DecisionForm)
    if not problems and values.model.decision == "refused" and not values.model.reason:
        problems = {"reason": _("Tulis alasannya; peserta akan membacanya.")}
    if problems:
        return await _page(request, values, problems)
    form, text = values.model, _("Dijawab, dan orangnya diberi tahu bila ada emailnya.")
    try:
        await service.db.run(
            actions.decide, service.clock.now(), by, id, form.decision == "done", form.reason
        )
    except NotPossible as error:
        if error.reason is Reason.UNKNOWN:
            raise NotFound from error
        text = _(views.REASONS[error.reason])
    response = redirect(request, "data_requests")
    flash(response, text)
    return response
