"""The JSON API: the same rules, models and outcomes as the pages."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web
from pydantic import BaseModel

from services.registration.actions.sign_up import Admission, make_wish
from services.registration.domain.seats import Refusal, Seats
from services.registration.settings import LISTED_WORKSHOPS, SIGN_UPS_PER_ADDRESS
from services.registration.store import copies, registrations, seats
from services.registration.web import views
from services.registration.web.forms import SignUpBody
from services.registration.web.kept import Kept
from services.registration.web.person import by_link
from shared.db import KeyReused
from shared.events.registration import RegistrationState
from shared.events.scheduling import NikRule, SessionKind, Workshop
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


class SessionAnswer(BaseModel):
    subject: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    jp: int  # 45 minutes each
    place: str
    trainers: list[str]


class WorkshopAnswer(BaseModel):
    slug: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    district_code: str
    seats: int
    free: int  # what a newcomer can still get; 0 while somebody waits
    waiting: int
    open: bool  # whether sign-ups are taken now
    closes_at: datetime
    url: str
    sessions: list[SessionAnswer]


class WorkshopsAnswer(BaseModel):
    workshops: list[WorkshopAnswer]


class RegistrationAnswer(BaseModel):
    state: RegistrationState
    place_in_line: int  # 1 is next; 0 when not waiting
    card_code: str
    full_name: str
    workshop: str  # slug
    answer_by: datetime | None  # of an open offer whose time has begun
    url: str  # the person's own page: whoever has it can change the registration


def _workshop(request: web.Request, shown: Workshop, row: Seats, now: datetime) -> WorkshopAnswer:
    public_url = running(request).settings.public_url.rstrip("/")
    return WorkshopAnswer(
        slug=shown.slug,
        title=shown.full_title,
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        zone=shown.zone,
        place=shown.place.name,
        district_code=shown.place.district_code,
        seats=row.seats,
        free=0 if row.full else row.free,
        waiting=row.waiting,
        open=row.refusal(now) is None,
        closes_at=shown.sign_up_closes_at,
        url=f"{public_url}/bimtek/{shown.slug}",
        sessions=[
            SessionAnswer(
                subject=session.subject,
                kind=session.kind,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                jp=session.jp,
                place=session.place.name,
                trainers=[trainer.name for trainer in session.trainers],
            )
            for session in shown.sessions
        ],
    )


async def workshops(request: web.Request) -> web.StreamResponse:
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        listed = await copies.upcoming(tx, now, LISTED_WORKSHOPS)
        rows = await seats.read(tx, [one.workshop.id for one in listed])
    found = [_workshop(request, one.workshop, rows[one.workshop.id], now) for one in listed]
    return answer(WorkshopsAnswer(workshops=found))


async def workshop(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        shown = await copies.workshop_by_slug(tx, request.match_info["slug"])
        if shown is None:
            raise NotFound
        row = (await seats.read(tx, (shown.id,)))[shown.id]
    return answer(_workshop(request, shown, row, running(request).clock.now()))


async def sign_up(request: web.Request) -> web.StreamResponse:
    """201 with the registration; the same Idempotency-Key and body answer the same registration again."""
    limited(request, "sign_up", SIGN_UPS_PER_ADDRESS)
    service, key = running(request), idempotency_key(request)
    body = await read_json(request, SignUpBody)
    shown = await service.part(Kept).workshop(body.workshop)
    if shown is None:
        raise NotFound(_("Bimtek ini tidak ditemukan. Lihat daftar Bimtek yang akan datang."))
    if shown.nik is NikRule.REQUIRED and not body.nik:
        raise Invalid(errors={"nik": _("Isi {label}.", label="NIK")})
    person = body.person if shown.nik is not NikRule.OFF else body.model_copy(update={"nik": ""}).person
    wish = make_wish(
        service.keys,
        shown.id,
        person,
        service.clock.now(),
        key=f"api:{key}",
        fingerprint=fingerprint(request),
        language=language(),
        channel="api",
    )
    try:
        outcome = await service.part(Admission).sign_up(wish)
    except KeyReused:
        raise Conflict(_("Idempotency-Key ini sudah dipakai untuk kiriman lain.")) from None
    if isinstance(outcome, Refusal):
        async with service.db.read() as tx:
            row = (await seats.read(tx, (shown.id,)))[shown.id]
        raise Conflict(views.availability(shown, row, service.clock.now()).sentence)
    async with service.db.read() as tx:
        stored = await registrations.read(tx, outcome.registration_id)
    assert stored is not None
    return answer(await _registration(request, stored, shown), 201)


async def registration(request: web.Request) -> web.StreamResponse:
    row = await by_link(request)
    async with running(request).db.read() as tx:
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
