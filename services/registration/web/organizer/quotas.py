"""Kursi dan kuota: how the seats stand, who may take a free one, and why nobody was promoted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from services.registration.actions import handing_over
from services.registration.actions import quotas as actions
from services.registration.actions.quotas import Contradiction
from services.registration.domain.quotas import Quota
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import Seats, why_not_promoted, why_not_this_one
from services.registration.settings import PAGE_ROWS
from services.registration.store import centres, hand_overs, lists, registrations, seats
from services.registration.web import quota_words, views
from services.registration.web.districts import district_groups
from services.registration.web.forms.quotas import (
    FIELD_OF,
    RULES,
    WHO,
    HandOverForm,
    QuotaForm,
    until_problem,
    values_of_quota,
)
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from shared import staff
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Organization, Workshop
from shared.i18n import _
from shared.ids import new_id
from shared.web import NotFound, flash, read_form, redirect, render, running, staff_of


async def index(request: web.Request) -> web.StreamResponse:
    """Seats in numbers, each quota with what it fills, and the line with the reason of each who waits."""
    office, now = staff_of(request).organization_id, running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        names = await centres.names(tx, office)
        counts = await lists.counts(tx, workshop.id, office)
        line = await registrations.line(tx, workshop.id, PAGE_ROWS)
        hand_over = await hand_overs.allowed(tx, workshop.id)
    offers, zone = counts.get(State.OFFERED, 0), workshop.zone
    return render(
        request,
        "organizer/quotas.html",
        workshop=workshop,
        seats=row,
        offers=offers,
        pending=counts.get(State.PENDING, 0),
        rules=[
            (
                quota,
                quota_words.rule(quota, names),
                quota_words.filled(row, at),
                quota_words.until(quota, zone),
            )
            for at, quota in enumerate(row.quotas)
        ],
        why=quota_words.why(why_not_promoted(row, offers, now), zone, names),
        line=[
            (one, quota_words.why(why_not_this_one(row, one.quota_profile, offers, now), zone, names), place)
            for place, one in enumerate(line, start=1)
        ],
        public=quota_words.public(row, zone, names),
        hand_over=hand_over,
        step=workshop.step(now),
    )


async def allow_hand_over(request: web.Request) -> web.StreamResponse:
    """Let people hand their seats over, or not any more."""
    values, _problems = await read_form(request, HandOverForm)
    allowed, id = values.model.allowed == "1", id_of(request, "workshop_id")
    problems = await _tried(running(request).db.run(handing_over.allow, by_of(request), id, allowed))
    text = (
        _("Peserta dapat menyerahkan kursinya.")
        if allowed
        else _("Peserta tidak dapat menyerahkan kursinya.")
    )
    return _back(request, next(iter(problems.values()), text))


async def _opened(request: web.Request, tx: Tx) -> tuple[Workshop, Seats]:
    workshop = await workshop_of(request, tx)
    return workshop, (await seats.read(tx, (workshop.id,)))[workshop.id]


def _found(request: web.Request, row: Seats) -> Quota:
    for quota in row.quotas:
        if quota.key == request.match_info["key"]:
            return quota
    raise NotFound(_("Kuota ini tidak ada, atau sudah dihapus."))


async def new(request: web.Request) -> web.StreamResponse:
    return await _form(request, None, {"rule": "reserved", "who": "P"}, {})


async def edit(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        workshop, row = await _opened(request, tx)
    quota = _found(request, row)
    return await _form(request, quota, values_of_quota(quota, workshop.zone), {})


async def _form(
    request: web.Request, quota: Quota | None, values: dict[str, Any], problems: dict[str, str]
) -> web.Response:
    async with running(request).db.read() as tx:
        workshop, row = await _opened(request, tx)
        offered = await centres.offered(tx, workshop.organization_id)
        names = await centres.names(tx, workshop.organization_id)
        office = await staff.organization(tx, workshop.organization_id)
    kept = [] if quota is None else [code for code in quota.codes if code in names]
    return render(
        request,
        "organizer/quota.html",
        status=422 if problems else 200,
        workshop=workshop,
        seats=row,
        quota=quota,
        rules=[(rule.value, _(word)) for rule, word in RULES.items()],
        who=[(one.value, _(word)) for one, word in WHO.items()],
        regencies=_regencies(office, workshop),
        centres=list(dict([*offered, *((code, names[code]) for code in kept)]).items()),
        values=values,
        problems=problems,
    )


def _regencies(
    office: Organization | None, workshop: Workshop
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Code, name and kecamatan of each kabupaten or kota the form offers."""
    return [(found[0][0][:5], name, found) for name, found in district_groups(office, workshop) if found]


async def add(request: web.Request) -> web.StreamResponse:
    return await _save(request, None)


async def save(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        _workshop, row = await _opened(request, tx)
    return await _save(request, _found(request, row))


async def _save(request: web.Request, before: Quota | None) -> web.StreamResponse:
    service, now = running(request), running(request).clock.now()
    values, problems = await read_form(request, QuotaForm)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    if not problems:
        rule = values.model.quota(before.key if before else new_id().hex[-8:], workshop.zone)
        problems = until_problem(rule, now) or await _tried(
            service.db.run(actions.put, now, by_of(request), workshop.id, rule)
        )
    if problems:
        return await _form(request, before, values, problems)
    return _back(request, _("Kuota disimpan. Siapa yang kini boleh naik sudah mendapat kursi."))


async def _tried(action: Awaitable[Any]) -> dict[str, str]:
    """What could not be done, by field."""
    try:
        await action
    except Contradiction as found:
        return {FIELD_OF.get(found.fault, "form"): _(quota_words.FAULTS[found.fault])}
    except NotPossible as refused:
        return {"form": _(views.REASONS[refused.reason])}
    return {}


def _back(request: web.Request, text: str) -> web.Response:
    response = redirect(request, "quotas", workshop_id=request.match_info["workshop_id"])
    flash(response, text)
    return response


async def ask_removal(request: web.Request) -> web.StreamResponse:
    return await _ask(request, "remove")


async def ask_release(request: web.Request) -> web.StreamResponse:
    return await _ask(request, "release")


async def _ask(request: web.Request, act: str) -> web.StreamResponse:
    """Names what follows before it is done."""
    async with running(request).db.read() as tx:
        workshop, row = await _opened(request, tx)
        names = await centres.names(tx, workshop.organization_id)
    quota = _found(request, row)
    return render(
        request,
        "organizer/quota_ask.html",
        workshop=workshop,
        seats=row,
        quota=quota,
        rule=quota_words.rule(quota, names),
        act=act,
    )


async def remove(request: web.Request) -> web.StreamResponse:
    return await _done(request, actions.remove, _("Kuota dihapus."))


async def release(request: web.Request) -> web.StreamResponse:
    return await _done(request, actions.release, _("Kursi yang disediakan sekarang untuk semua."))


async def _done(
    request: web.Request, action: Callable[..., Awaitable[Seats]], text: str
) -> web.StreamResponse:
    service = running(request)
    key, id = request.match_info["key"], id_of(request, "workshop_id")
    problems = await _tried(service.db.run(action, service.clock.now(), by_of(request), id, key))
    return _back(request, next(iter(problems.values()), text))
