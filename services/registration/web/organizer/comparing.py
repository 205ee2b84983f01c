"""What the office says of two registrations that look like one person's."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions.comparing import compare
from services.registration.domain.comparing import Verdict
from services.registration.domain.refusals import NotPossible
from services.registration.web import views
from services.registration.web.forms.comparing import CompareForm
from services.registration.web.organizer.address import id_of
from services.registration.web.organizer.decisions import back, by_of
from shared.i18n import N_, _
from shared.web import read_form, running

DONE = {
    Verdict.DIFFERENT: N_("Ditandai sebagai orang yang berbeda."),
    Verdict.ALLOWED: N_("Dicatat: kedua pendaftaran ini boleh."),
}


async def say(request: web.Request) -> web.StreamResponse:
    """Of this pair only: against others both are compared as before."""
    values, problems = await read_form(request, CompareForm)
    if problems:
        return back(request, _("Pilih pendaftaran yang dibandingkan."))
    service, said = running(request), values.model
    text = _(DONE[said.verdict])
    try:
        await service.db.run(
            compare, service.clock.now(), by_of(request), id_of(request, "id"), said.other, said.verdict
        )
    except NotPossible as error:
        text = _(views.REASONS[error.reason])
    return back(request, text)
