"""Pages for everybody: what is on, one workshop, the sign-up form, help and privacy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web

from services.registration.actions.sign_up import Admission, Admitted, make_wish
from services.registration.domain.seats import Refusal, Seats
from services.registration.settings import CONSENT_VERSION, LISTED_WORKSHOPS, SIGN_UPS_PER_ADDRESS
from services.registration.store import copies, seats
from services.registration.web import views
from services.registration.web.forms import FORM_OF, OUTSIDE
from services.registration.web.kept import Kept
from shared import staff
from shared.db import KeyReused
from shared.events.scheduling import Organization, Workshop
from shared.i18n import _, language
from shared.indonesia import districts_of
from shared.web import (
    NotFound,
    agenda,
    fingerprint,
    form_key,
    read_form,
    redirect,
    render,
    running,
)
from shared.web.limit import limited


async def index(request: web.Request) -> web.StreamResponse:
    """Workshops that are not over, the next one first."""
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        listed = await copies.upcoming(tx, now, LISTED_WORKSHOPS)
        rows = await seats.read(tx, [one.workshop.id for one in listed])
        offices = await staff.ORGANIZATIONS.get_many(tx, {one.workshop.organization_id for one in listed})
    items = [(one.workshop, views.availability(one.workshop, rows[one.workshop.id], now)) for one in listed]
    return render(request, "participant/list.html", items=items, offices=offices)


async def _open(request: web.Request) -> tuple[Workshop, Seats, Organization | None, datetime]:
    """The workshop of the address; NotFound for an unknown slug."""
    async with running(request).db.read() as tx:
        workshop = await copies.workshop_by_slug(tx, request.match_info["slug"])
        if workshop is None:
            raise NotFound(_("Bimtek ini tidak ditemukan. Lihat daftar Bimtek yang akan datang."))
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        office = await staff.organization(tx, workshop.organization_id)
    return workshop, row, office, running(request).clock.now()


async def _known(request: web.Request) -> Workshop:
    """The same workshop, at most a second old: in a crowd everybody asks for the same one.

    Nothing is decided from it but which fields the form has; admission reads the locked row.
    """
    found = await running(request).part(Kept).workshop(request.match_info["slug"])
    if found is None:
        raise NotFound(_("Bimtek ini tidak ditemukan. Lihat daftar Bimtek yang akan datang."))
    return found


async def workshop(request: web.Request) -> web.StreamResponse:
    """Everything one needs to know before signing up."""
    shown, row, office, now = await _open(request)
    return render(
        request,
        "participant/workshop.html",
        workshop=shown,
        office=office,
        seats=row,
        availability=views.availability(shown, row, now),
        other_places=agenda.other_places(shown),
        agenda=agenda.agenda(shown.sessions, shown.zone, shown.place.name),
        trainers=agenda.trainers(shown),
        whatsapp=views.whatsapp,
        last_day=office is not None and shown.ends_at <= now,
    )


async def sign_up_form(request: web.Request) -> web.StreamResponse:
    """The empty form, with what one gets (a seat or a place in line) said first."""
    shown, row, office, now = await _open(request)
    return _form(request, shown, row, office, now, {}, {})


def _form(
    request: web.Request,
    shown: Workshop,
    row: Seats,
    office: Organization | None,
    now: datetime,
    values: dict[str, Any],
    problems: dict[str, str],
) -> web.Response:
    province = office.province_code if office else shown.place.district_code[:2]
    groups = [
        (regency, [(district.code, district.name) for district in districts])
        for regency, districts in districts_of(province)
    ]
    availability = views.availability(shown, row, now)
    return render(
        request,
        "participant/sign_up.html",
        status=422 if problems else 200,
        workshop=shown,
        office=office,
        availability=availability,
        groups=groups,
        outside=OUTSIDE,
        values=values,
        problems=problems,
    )


async def sign_up(request: web.Request) -> web.StreamResponse:
    """Take the form; a second press of the button leads to the same registration."""
    limited(request, "sign_up", SIGN_UPS_PER_ADDRESS)
    service = running(request)
    now = service.clock.now()
    shown = await _known(request)
    values, problems = await read_form(request, FORM_OF[shown.nik])
    if problems:
        return _form(request, *await _open(request), values, problems)
    wish = make_wish(
        service.keys,
        shown.id,
        values.model.person,
        now,
        key=form_key(request),
        fingerprint=fingerprint(request),
        language=language(),
        channel="web",
    )
    try:
        outcome = await service.part(Admission).sign_up(wish)
    except KeyReused:
        text = _("Formulir ini sudah dipakai mendaftar. Bila ini orang lain, kirim sekali lagi.")
        return _form(request, *await _open(request), values, {"form": text})
    if isinstance(outcome, Refusal):
        return redirect(request, "workshop", slug=shown.slug)
    return _admitted(request, outcome)


def _admitted(request: web.Request, outcome: Admitted) -> web.Response:
    code = running(request).keys.decrypt(outcome.manage_sealed, purpose="manage_code")
    return redirect(request, "registration", manage_code=code)


async def privacy(request: web.Request) -> web.StreamResponse:
    """What is kept of people, why and how long."""
    return render(request, "participant/privacy.html", consent_version=CONSENT_VERSION)


async def help(request: web.Request) -> web.StreamResponse:
    """Answers to what people ask most."""
    return render(request, "participant/help.html")
