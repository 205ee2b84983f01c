"""The JSON API: the same rules, models and outcomes as the pages."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.actions import name_checks
from services.registration.actions.answers import Answered
from services.registration.actions.sign_up import Admission, make_wish
from services.registration.domain.people import Person
from services.registration.domain.questions import Form, Moment
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import Refusal
from services.registration.settings import (
    SIGN_UPS_PER_ADDRESS,
    SIGN_UPS_PER_WORKSHOP,
)
from services.registration.store import copies, registrations, seats
from services.registration.web import views
from services.registration.web.centres import chosen
from services.registration.web.check_in import answered_by_call
from services.registration.web.forms.people import (
    AnswersBody,
    CertificateNameBody,
    PersonBody,
    SignUpBody,
    asked_only,
)
from services.registration.web.kept import Asked, Kept
from services.registration.web.models.registrations import RegistrationAnswer
from services.registration.web.pages import handing_over
from services.registration.web.pages.registration import by_link, opened_of
from services.registration.web.villages import village_code
from shared import ids
from shared.events.registration import RegistrationState
from shared.events.scheduling import NikRule, Workshop
from shared.i18n import _, language
from shared.web import (
    Conflict,
    NotFound,
    answer,
    fingerprint,
    idempotency_key,
    read_json,
    running,
)
from shared.web.errors import Invalid
from shared.web.limit import limited


async def sign_up(request: web.Request) -> web.StreamResponse:
    """201 with the registration; the same Idempotency-Key and body answer the same registration again."""
    limited(request, "sign_up", SIGN_UPS_PER_ADDRESS)
    service, key = running(request), idempotency_key(request)
    body = await read_json(request, SignUpBody)
    limited(request, "workshop", SIGN_UPS_PER_WORKSHOP, body.workshop)
    found = await service.part(Kept).asked(body.workshop)
    if found is None:
        raise NotFound(_("Bimtek ini tidak ditemukan. Lihat daftar Bimtek yang akan datang."))
    shown = found.workshop
    person, given = await person_sent(request, body, found)
    wish = make_wish(
        service.keys,
        shown.id,
        person,
        service.clock.now(),
        key=f"api:{key}",
        fingerprint=fingerprint(request),
        language=language(),
        channel="api",
        files=given.files,
    )
    outcome = await service.part(Admission).sign_up(wish)
    if isinstance(outcome, Refusal):
        async with service.db.read() as tx:
            row = (await seats.read(tx, (shown.id,)))[shown.id]
        raise Conflict(views.availability(shown, row, service.clock.now()).sentence)
    async with service.db.read() as tx:
        stored = await registrations.read(tx, outcome.registration_id)
    assert stored is not None
    return answer(await _registration(request, stored, shown), 201)


async def person_sent(request: web.Request, body: PersonBody, known: Asked) -> tuple[Person, Answered]:
    """The person of a call about this workshop, with their answers. Raises Invalid."""
    shown, form, offered = known.workshop, known.form, known.centres
    if shown.nik is NikRule.REQUIRED and not body.nik:
        raise Invalid(errors={"nik": _("Isi {label}.", label="NIK")})
    person = body.person if shown.nik is not NikRule.OFF else body.model_copy(update={"nik": ""}).person
    village, no_village = await village_code(request, body)
    centre, no_centre = chosen(body.centre, offered)
    if no_village or no_centre:
        raise Invalid(errors={**no_village, **no_centre})
    given = await answered(request, body, form)
    said: dict[str, Any] = {"answers": given.answers, "village_code": village, "centre_id": centre}
    return asked_only(form, person, **said), given


async def answered(request: web.Request, body: AnswersBody, form: Form) -> Answered:
    """The answers of a sign-up, ready to be stored. Raises Invalid, which names each as `answers.q_<key>`."""
    return await answered_by_call(request, form.of(Moment.SIGN_UP), body.answers)


async def registration(request: web.Request) -> web.StreamResponse:
    row = await by_link(request)
    async with running(request).db.read() as tx:
        shown = await copies.WORKSHOPS.get(tx, row.workshop_id)
    assert shown is not None
    return answer(await _registration(request, row, shown))


async def hand_over(request: web.Request) -> web.StreamResponse:
    """The registration of the one who leaves, with its new address: the old one opens nothing any more."""
    limited(request, "sign_up", SIGN_UPS_PER_ADDRESS)
    key = idempotency_key(request)
    body = await read_json(request, PersonBody)
    code = await handing_over.known_code(request, f"api:{key}")
    if not code:
        opened = await opened_of(request, await by_link(request))
        found = await running(request).part(Kept).asked(opened.workshop.slug)
        assert found is not None, "a registration exists only for a workshop we heard of"
        person, answered = await person_sent(request, body, found)
        try:
            code = await handing_over.handed(request, opened.row, person, answered, f"api:{key}")
        except NotPossible as refused:
            raise Conflict(await handing_over.refusal(request, opened, refused)) from refused
    async with running(request).db.read() as tx:
        row = await registrations.find_by_manage_code(tx, ids.digest(code))
        assert row is not None
        shown = await copies.WORKSHOPS.get(tx, row.workshop_id)
    assert shown is not None
    return answer(await _registration(request, row, shown))


async def check_name(request: web.Request) -> web.StreamResponse:
    """The person has looked at the name of their certificate; another one is stored."""
    limited(request, "sign_up", SIGN_UPS_PER_ADDRESS)
    body, row, service = (
        await read_json(request, CertificateNameBody),
        await by_link(request),
        running(request),
    )
    try:
        row = await service.db.run(name_checks.check, service.clock.now(), row.id, body.certificate_name)
    except NotPossible as refused:
        raise Conflict(_(views.REASONS[refused.reason])) from refused
    async with service.db.read() as tx:
        shown = await copies.WORKSHOPS.get(tx, row.workshop_id)
    assert shown is not None
    return answer(await _registration(request, row, shown))


async def _registration(request: web.Request, row: registrations.Row, shown: Workshop) -> RegistrationAnswer:
    service = running(request)
    place = 0
    if row.state is RegistrationState.WAITLISTED:
        async with service.db.read() as tx:
            place = await registrations.place_in_line(tx, row)
    public_url = service.settings.public_url.rstrip("/")
    return RegistrationAnswer(
        state=row.state,
        place_in_line=place,
        card_code=row.card_code,
        full_name=row.full_name,
        workshop=shown.slug,
        answer_by=row.answer_by,
        url=f"{public_url}/pendaftaran/{views.manage_code(service.keys, row)}",
    )
