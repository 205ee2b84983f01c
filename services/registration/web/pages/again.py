"""Signing up once more: the form of another workshop of the same office, filled from an earlier sign-up.

By POST, so that the code that opens the earlier registration is in no address of the form; and nothing is
looked up by NIK or phone, so that nobody learns from it who has signed up where.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.actions.own import person_of
from services.registration.domain.business import STORED
from services.registration.store.registrations import Row
from services.registration.web.forms.acts import AgainForm
from services.registration.web.forms.people import values_of
from services.registration.web.kept import Asked, Kept
from services.registration.web.pages import workshops
from services.registration.web.pages.registration import by_link
from services.registration.web.pages.sign_up import form_page
from services.registration.web.villages import Villages
from shared.i18n import _
from shared.web import BadRequest, NotFound, read_form, redirect, running

# What anybody would write again. Not the NIK, needs, disability, consents or answers: those were told for
# one workshop, and each is asked anew.
FILLED = (
    "full_name",
    "certificate_name",
    "phone",
    "email",
    "gender",
    "district_code",
    "centre",
    "business_name",
    *STORED,
)


async def form(request: web.Request) -> web.StreamResponse:
    """The other workshop's form with these data; where there is nothing to fill, that workshop's page."""
    row = await by_link(request)
    values, problems = await read_form(request, AgainForm)
    if problems:
        raise BadRequest(_("Pilih Bimtek yang ingin Anda ikuti."))
    asked = await running(request).part(Kept).asked(values.model.slug)
    if asked is None:
        raise NotFound(_("Bimtek ini tidak ditemukan. Lihat daftar Bimtek yang akan datang."))
    shown, counts, office, now = await workshops.opened_by_slug(request, asked.workshop.slug)
    if shown.organization_id != row.organization_id or counts.refusal(now) is not None:
        return redirect(request, "workshop", slug=shown.slug)
    typed = await _typed(request, row, asked)
    return form_page(request, shown, counts, office, now, asked, typed, {}, filled=True)


async def _typed(request: web.Request, row: Row, asked: Asked) -> dict[str, Any]:
    known = values_of(person_of(row))
    typed = {name: known[name] for name in FILLED if known.get(name)}
    if typed.get("centre") not in dict(asked.centres):
        typed.pop("centre", None)
    return {**typed, "village": await running(request).part(Villages).name(row.village_code)}
