"""The JSON API: the same actions as the pages, for programs and the demo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from services.certificates import actions
from services.certificates.actions.approval import Signing
from services.certificates.domain.refusals import NotFound as NoSuch
from services.certificates.domain.refusals import Refused
from services.certificates.domain.states import Answer, State
from services.certificates.settings import CHECKS_PER_ADDRESS
from services.certificates.web import board, proof, words
from services.certificates.web.board import Line
from services.certificates.web.forms import ApprovalBody, CorrectBody, RevokeBody
from services.certificates.web.organizer import who
from shared.db import Tx
from shared.events.certificates import Delivery, PublicReason, Verdict
from shared.web import (
    Conflict,
    NotFound,
    answer,
    call_key,
    fingerprint,
    id_in,
    idempotency_key,
    read_json,
    running,
    staff_of,
)
from shared.web.limit import limited


class CertificateAnswer(BaseModel):
    id: UUID
    state: State
    number: str
    code: str  # of the current edition: /sertifikat/<code>
    edition: int
    delivery: Delivery
    delivery_detail: str
    reason: PublicReason | None  # of a revocation
    attention: str  # what waits for a person, or empty
    failure: str  # why the file could not be made, or empty


class PersonAnswer(BaseModel):
    registration_id: UUID
    name: str
    verdict: Verdict | None  # None: not decided yet
    jp_reached: int | None
    jp_needed: int | None
    certificate: CertificateAnswer | None


class WaitingAnswer(BaseModel):
    workshop: bool
    cancelled: bool
    sheet_missing: bool
    sheet_open: bool
    unknown_people: int
    unlisted_people: int


class CertificatesAnswer(BaseModel):
    waiting: WaitingAnswer
    to_approve: int
    in_work: int
    people: list[PersonAnswer]


class SubmittedAnswer(BaseModel):
    submitted: int


class ApprovedAnswer(BaseModel):
    numbers: list[str]


class DoneAnswer(BaseModel):
    id: UUID


class MailedAnswer(BaseModel):
    to: str


class ProofAnswer(BaseModel):
    answer: Answer
    name: str
    number: str
    kind: str
    workshop: str
    dates: str
    place: str
    jp: int
    office: str
    issued_at: datetime
    signed_on: date
    reason: PublicReason | None
    sha256: str  # of the file


def _person(line: Line) -> PersonAnswer:
    row, verdict = line.certificate, line.verdict
    id = row.registration_id if row else line.person.id if line.person else None
    assert id is not None
    return PersonAnswer(
        registration_id=id,
        name=line.name,
        verdict=verdict.verdict if verdict else None,
        jp_reached=verdict.jp_reached if verdict else None,
        jp_needed=verdict.jp_needed if verdict else None,
        certificate=row
        and CertificateAnswer(
            id=row.id,
            state=row.state,
            number=row.number,
            code=row.code,
            edition=row.edition,
            delivery=row.delivery,
            delivery_detail=row.delivery_detail,
            reason=row.reason,
            attention=row.attention.value,
            failure=words.failure(row.failure) if row.failure or line.stuck else "",
        ),
    )


async def certificates(request: web.Request) -> web.StreamResponse:
    service = running(request)
    async with service.db.read() as tx:
        shown = await board.read(
            tx,
            service.clock.now(),
            staff_of(request).organization_id,
            id_in(request, "workshop_id"),
            service.settings.public_url,
        )
    if shown is None:
        raise NotFound
    waiting = shown.waiting
    return answer(
        CertificatesAnswer(
            waiting=WaitingAnswer(
                workshop=waiting.workshop,
                cancelled=waiting.cancelled,
                sheet_missing=waiting.sheet_missing,
                sheet_open=waiting.sheet_open,
                unknown_people=len(waiting.unknown_people),
                unlisted_people=len(waiting.unlisted_people),
            ),
            to_approve=shown.to_approve,
            in_work=shown.in_work,
            people=[_person(line) for line in shown.lines],
        )
    )


async def _do(request: web.Request, action: Callable[..., Awaitable[Any]], *args: Any) -> Any:
    """What the action answers, at most once with an Idempotency-Key; refusals as RFC 9457 problems."""
    db, key = running(request).db, call_key(request)
    try:
        if key is None:
            return await db.run(action, *args)
        kept = await db.once(action.__name__, key, fingerprint(request), _kept, action, *args)
        return kept.outcome["value"]
    except NoSuch:
        raise NotFound from None
    except Refused as refused:
        raise Conflict(words.refusal(refused)) from refused


async def _kept(tx: Tx, action: Callable[..., Awaitable[Any]], *args: Any) -> dict[str, Any]:
    return {"value": await action(tx, *args)}


async def submit(request: web.Request) -> web.StreamResponse:
    now, office = running(request).clock.now(), staff_of(request).organization_id
    workshop_id = id_in(request, "workshop_id")
    count = await _do(request, actions.submit, now, office, workshop_id, who(request))
    return answer(SubmittedAnswer(submitted=count))


async def approve(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, ApprovalBody)
    service, office = running(request), staff_of(request).organization_id
    now, url = service.clock.now(), service.settings.public_url
    workshop_id = id_in(request, "workshop_id")
    async with service.db.read() as tx:
        shown = await board.read(tx, now, office, workshop_id, url)
    if shown is None:
        raise NotFound
    signing = Signing(body.signing_date or shown.signing.day, body.signing_place or shown.signing.place)
    given = await _do(
        request, actions.approve, now, office, workshop_id, body.ids, signing, url, who(request)
    )
    return answer(ApprovedAnswer(numbers=given))


async def revoke(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, RevokeBody)
    now, office, id = running(request).clock.now(), staff_of(request).organization_id, id_in(request, "id")
    await _do(request, actions.revoke, now, office, id, body.reason, body.note, who(request))
    return answer(DoneAnswer(id=id))


async def correct(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, CorrectBody)
    office, id = staff_of(request).organization_id, id_in(request, "id")
    await _do(request, actions.correct, office, id, body.name, PublicReason.SPELLING, who(request))
    return answer(DoneAnswer(id=id))


async def send_again(request: web.Request) -> web.StreamResponse:
    office, id = staff_of(request).organization_id, id_in(request, "id")
    idempotency_key(request)  # without one a repeated call would be a second mail
    return answer(MailedAnswer(to=await _do(request, actions.send_again, office, id, who(request))))


async def verify(request: web.Request) -> web.StreamResponse:
    limited(request, "certificate check", CHECKS_PER_ADDRESS)
    async with running(request).db.read() as tx:
        found = await proof.by_code(tx, request.match_info["code"])
    if found is None or found.certificate.face is None:
        raise NotFound
    row, face = found.certificate, found.certificate.face
    return answer(
        ProofAnswer(
            answer=found.answer,
            name=found.edition.name,
            number=row.number,
            kind=row.kind,
            workshop=face.activity,
            dates=face.dates,
            place=face.place,
            jp=face.jp,
            office=face.office,
            issued_at=found.edition.issued_at,
            signed_on=face.signing_date,
            reason=row.reason or found.edition.replaced_because,
            sha256=found.edition.sha256.hex(),
        )
    )
