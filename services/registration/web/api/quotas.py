"""Seats, quotas and centres for programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from services.registration.actions import centres as centre_actions
from services.registration.actions import handing_over
from services.registration.actions import quotas as actions
from services.registration.actions.quotas import Contradiction
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import why_not_promoted
from services.registration.store import centres, hand_overs, lists, seats
from services.registration.web import quota_words, views
from services.registration.web.models.quotas import (
    AllowedBody,
    CentreAnswer,
    CentreBody,
    CentresAnswer,
    OfferedBody,
    QuotaAnswer,
    QuotasBody,
    SeatsAnswer,
)
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.centres import tried
from services.registration.web.organizer.decisions import by_of
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.i18n import _
from shared.ids import new_id
from shared.web import Conflict, answer, call_key, fingerprint, read_json, running, staff_of
from shared.web.errors import Invalid


async def show(request: web.Request) -> web.StreamResponse:
    return answer(await _seats(request))


async def _seats(request: web.Request) -> SeatsAnswer:
    now, office = running(request).clock.now(), staff_of(request).organization_id
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        names = await centres.names(tx, office)
        hand_over = await hand_overs.allowed(tx, workshop.id)
        offers = (await lists.counts(tx, workshop.id, office)).get(RegistrationState.OFFERED, 0)
    return SeatsAnswer(
        seats=row.seats,
        taken=row.taken,
        waiting=row.waiting,
        wanted_capacity=row.wanted_capacity,
        offer_hours=row.offer_hours,
        why_nobody_was_promoted=quota_words.why(why_not_promoted(row, offers, now), workshop.zone, names),
        quotas=[
            QuotaAnswer(
                key=one.key,
                rule=one.rule,
                number=one.number,
                of=one.of,
                codes=list(one.codes),
                until=one.until,
                released=one.released,
                seated=row.tally.counted(at),
                words=quota_words.rule(one, names),
            )
            for at, one in enumerate(row.quotas)
        ],
        hand_over=hand_over,
    )


async def put(request: web.Request) -> web.StreamResponse:
    """Set all rules; those that keep their key are changed."""
    body, now = await read_json(request, QuotasBody), running(request).clock.now()
    rules = [one.quota(one.key or new_id().hex[-8:]) for one in body.quotas]
    if len({rule.key for rule in rules}) < len(rules):
        raise Invalid(errors={"quotas": _("Setiap aturan memerlukan kunci sendiri.")})
    await _do(request, actions.change, now, by_of(request), id_of(request, "workshop_id"), rules)
    return answer(await _seats(request))


async def release(request: web.Request) -> web.StreamResponse:
    key, now = request.match_info["key"], running(request).clock.now()
    await _do(request, actions.release, now, by_of(request), id_of(request, "workshop_id"), key)
    return answer(await _seats(request))


async def allow_hand_over(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, AllowedBody)
    id = id_of(request, "workshop_id")
    await _do(request, handing_over.allow, by_of(request), id, body.allowed)
    return answer(await _seats(request))


async def _do(request: web.Request, action: Callable[..., Awaitable[Any]], *args: object) -> None:
    """Do it, with an Idempotency-Key at most once. Raises Invalid, Conflict, NotFound."""
    async with running(request).db.read() as tx:
        await workshop_of(request, tx)
    service, key = running(request), call_key(request)
    try:
        if key is None:
            await service.db.run(action, *args)
        else:
            await service.db.once(action.__name__, key, fingerprint(request), _kept, action, *args)
    except Contradiction as found:
        raise Invalid(errors={"quotas": _(quota_words.FAULTS[found.fault])}) from found
    except NotPossible as refused:
        raise Conflict(_(views.REASONS[refused.reason])) from refused


async def _kept(tx: Tx, action: Callable[..., Awaitable[Any]], *args: object) -> dict[str, Any]:
    await action(tx, *args)
    return {}


async def list_centres(request: web.Request) -> web.StreamResponse:
    return answer(await _centres(request))


async def _centres(request: web.Request) -> CentresAnswer:
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        found = await centres.of_office(tx, office)
        people = await centres.people(tx, office)
    return CentresAnswer(
        centres=[
            CentreAnswer(id=one.id, name=one.name, offered=not one.retired, people=people.get(one.id, 0))
            for one in found
        ]
    )


async def add_centre(request: web.Request) -> web.StreamResponse:
    body, service, key = await read_json(request, CentreBody), running(request), call_key(request)
    by, act = by_of(request), centre_actions.add
    if key is None:
        await _centre(service.db.run(act, by, body.name))
    else:
        await _centre(service.db.once(act.__name__, key, fingerprint(request), _kept, act, by, body.name))
    return answer(await _centres(request))


async def rename_centre(request: web.Request) -> web.StreamResponse:
    body, id = await read_json(request, CentreBody), id_of(request, "centre_id")
    await _centre(running(request).db.run(centre_actions.rename, by_of(request), id, body.name))
    return answer(await _centres(request))


async def offer_centre(request: web.Request) -> web.StreamResponse:
    body, id = await read_json(request, OfferedBody), id_of(request, "centre_id")
    await _centre(running(request).db.run(centre_actions.offer, by_of(request), id, body.offered))
    return answer(await _centres(request))


async def _centre(action: Awaitable[Any]) -> None:
    if problems := await tried(action):
        raise Invalid(errors=problems)
