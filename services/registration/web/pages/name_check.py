"""Nama di sertifikat: looked at by its person while it can still be corrected."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.actions import name_checks
from services.registration.web.forms.people import CertificateNameBody
from services.registration.web.pages.registration import by_link, done, opened_of
from shared.i18n import _
from shared.web import read_form, redirect, render, running


async def form(request: web.Request) -> web.StreamResponse:
    """The name to be corrected; once it was said to be right, back to the card."""
    opened = await opened_of(request, await by_link(request))
    if not opened.asks_name:
        return redirect(request, "registration", **request.match_info)
    return await _page(request, {"certificate_name": opened.row.name_on_certificate}, {})


async def _page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    opened = await opened_of(request, await by_link(request))
    return render(
        request,
        "participant/name_check.html",
        status=422 if problems else 200,
        workshop=opened.workshop,
        row=opened.row,
        code=request.match_info["manage_code"],
        values=values,
        problems=problems,
    )


async def check(request: web.Request) -> web.StreamResponse:
    """Store the name as the person wants it and that they looked at it."""
    row, service = await by_link(request), running(request)
    values, problems = await read_form(request, CertificateNameBody)
    if problems:
        return await _page(request, values, problems)
    name = values.model.certificate_name
    return await done(
        request,
        _("Nama di sertifikat Anda: {name}", name=name),
        service.db.run(name_checks.check, service.clock.now(), row.id, name),
    )
