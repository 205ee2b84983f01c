"""Pages for everybody: what is on, one workshop, the sign-up form, help and privacy."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from aiohttp import web

from services.registration.actions.answers import Answered, prepared
from services.registration.actions.sign_up import Admission, Admitted, make_wish
from services.registration.domain.people import Person
from services.registration.domain.questions import Moment
from services.registration.domain.seats import Refusal, Seats
from services.registration.settings import (
    SIGN_UPS_PER_ADDRESS,
)
from services.registration.web import views
from services.registration.web.centres import chosen
from services.registration.web.districts import district_groups
from services.registration.web.forms.fields import (
    OUTSIDE,
)
from services.registration.web.forms.people import FORM_OF, asked_only
from services.registration.web.forms.questions import condition, read_answers
from services.registration.web.kept import Asked, Kept
from services.registration.web.pages import workshops
from services.registration.web.villages import village_code
from shared.db import KeyReused
from shared.events.scheduling import Organization, Workshop
from shared.i18n import _, language
from shared.web import (
    NotFound,
    fingerprint,
    form_key,
    read_form,
    redirect,
    render,
    route_url,
    running,
)
from shared.web.limit import limited


async def _known(request: web.Request) -> Asked:
    """The same workshop and what it asks, at most a second old: in a crowd everybody asks for the same one.

    Nothing is decided from it but which fields the form has; admission reads the locked row.
    """
    found = await running(request).part(Kept).asked(request.match_info["slug"])
    if found is None:
        raise NotFound(_("Bimtek ini tidak ditemukan. Lihat daftar Bimtek yang akan datang."))
    return found


async def takes_files(request: web.Request) -> bool:
    """Whether this workshop's form asks for a file; others take no multipart at all."""
    return (await _known(request)).takes_files


async def sign_up_form(request: web.Request) -> web.StreamResponse:
    """The empty form, with what one gets (a seat or a place in line) said first."""
    asked = await _known(request)
    return form_page(request, *await workshops.opened_workshop(request), asked, {}, {})


def form_page(
    request: web.Request,
    shown: Workshop,
    row: Seats,
    office: Organization | None,
    now: datetime,
    asked: Asked,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    filled: bool = False,
) -> web.Response:
    """The form as it stands; `filled`: with what somebody said of themselves at an earlier sign-up."""
    availability, form = views.availability(shown, row, now), asked.form
    return render(
        request,
        "participant/sign_up.html",
        status=422 if problems else 200,
        workshop=shown,
        office=office,
        availability=availability,
        groups=district_groups(office, shown),
        outside=OUTSIDE,
        centres=asked.centres,
        values=values,
        problems=problems,
        filled=filled,
        # Where the form lives, also when it was filled at another address: the links to the other language.
        path=route_url(request, "sign_up", slug=shown.slug),
        questions=form.of(Moment.SIGN_UP),
        business=form.business_fields,
        files=form.takes_files(Moment.SIGN_UP),
        condition=condition,
    )


async def sign_up(request: web.Request) -> web.StreamResponse:
    """Take the form; a second press of the button leads to the same registration."""
    limited(request, "sign_up", SIGN_UPS_PER_ADDRESS)
    service = running(request)
    now = service.clock.now()
    known = await _known(request)
    shown = known.workshop
    values, problems, person, answered = await posted_person(request, known)
    if person is None or answered is None:
        return form_page(request, *await workshops.opened_workshop(request), known, values, problems)
    wish = make_wish(
        service.keys,
        shown.id,
        person,
        now,
        key=form_key(request),
        fingerprint=fingerprint(request),
        language=language(),
        channel="web",
        files=answered.files,
    )
    try:
        outcome = await service.part(Admission).sign_up(wish)
    except KeyReused:
        text = _("Formulir ini sudah dipakai mendaftar. Bila ini orang lain, kirim sekali lagi.")
        return form_page(request, *await workshops.opened_workshop(request), known, values, {"form": text})
    if isinstance(outcome, Refusal):
        return redirect(request, "workshop", slug=shown.slug)
    return _admitted(request, outcome)


class Posted(NamedTuple):
    """A form about one person: either problems, or the person and their answers."""

    values: dict[str, Any]
    problems: dict[str, str]
    person: Person | None
    answered: Answered | None


async def posted_person(request: web.Request, known: Asked) -> Posted:
    """What was typed into the form of this workshop."""
    values, problems = await read_form(request, FORM_OF[known.workshop.nik])
    asked = known.form.of(Moment.SIGN_UP)
    read = await read_answers(request, asked)
    values.update(read.values)
    village, no_village = await village_code(request, values.model) if not problems else ("", {})
    centre, no_centre = chosen(values.model.centre, known.centres) if not problems else (None, {})
    problems = {**problems, **no_village, **no_centre, **read.problems}
    if problems:
        return Posted(values, problems, None, None)
    answered = prepared(running(request).keys, asked, read.given)
    said: dict[str, Any] = {"answers": answered.answers, "village_code": village, "centre_id": centre}
    return Posted(values, {}, asked_only(known.form, values.model.person, **said), answered)


def _admitted(request: web.Request, outcome: Admitted) -> web.Response:
    code = running(request).keys.decrypt(outcome.manage_sealed, purpose="manage_code")
    return redirect(request, "registration", manage_code=code)
