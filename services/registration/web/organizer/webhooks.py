"""The office's other systems: which there are, what each was sent, and sending it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from services.registration.actions import webhooks as actions
from services.registration.domain.webhooks import Standing
from services.registration.settings import PAGE_ROWS
from services.registration.store import webhook_deliveries, webhooks
from services.registration.web import webhooks as words
from services.registration.web.forms.webhooks import SinceForm, WebhookForm
from services.registration.web.organizer.address import id_of, page_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.webhooks import STANDINGS, STATES, TYPES, address_problem, done, hook_of
from shared.i18n import _, ngettext
from shared.web import flash, read_form, redirect, render, running, staff_of, zone_of
from shared.web.searching import chosen, pages_of

_CHOICES = [(type, word) for type, word in TYPES.items() if type.startswith("Registration")]


async def index(request: web.Request) -> web.StreamResponse:
    return await _list(request, {}, {})


async def _list(request: web.Request, values: Mapping[str, Any], problems: Mapping[str, str]) -> web.Response:
    async with running(request).db.read() as tx:
        hooks = await webhooks.of_office(tx, staff_of(request).organization_id)
    return render(
        request,
        "organizer/webhooks.html",
        status=422 if problems else 200,
        hooks=hooks,
        states=STATES,
        choices=[(type, _(word)) for type, word in _CHOICES],
        values=values,
        problems=problems,
    )


async def add(request: web.Request) -> web.StreamResponse:
    """One more system. The answer itself shows the secret: it is written nowhere to be shown later."""
    values, problems = await read_form(request, WebhookForm)
    problems = problems or address_problem(request, values.model.terms)
    if problems:
        return await _list(request, values, problems)
    service = running(request)
    adding = service.db.run(actions.add, service.keys, by_of(request), values.model.terms)
    id, secret = await done(adding)
    return await _secret(request, id, values.model.name, secret)


async def _secret(request: web.Request, id: object, name: str, secret: str) -> web.Response:
    return render(request, "organizer/webhook_secret.html", id=id, name=name, secret=secret)


async def show(request: web.Request) -> web.StreamResponse:
    return await _one(request, {}, {})


async def _one(request: web.Request, values: Mapping[str, Any], problems: Mapping[str, str]) -> web.Response:
    page, status = page_of(request), chosen(request, "status", list(Standing))
    async with running(request).db.read() as tx:
        hook = await hook_of(request, tx)
        office, skip = staff_of(request).organization_id, (page - 1) * PAGE_ROWS
        deliveries, count = await webhook_deliveries.deliveries(tx, office, hook.id, status, PAGE_ROWS, skip)
    return render(
        request,
        "organizer/webhook.html",
        status=422 if problems else 200,
        hook=hook,
        deliveries=[(one, words.trouble_of(one.trouble)) for one in deliveries],
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
        standing=status,
        states=STATES,
        standings=STANDINGS,
        types=TYPES,
        choices=[(type, _(word)) for type, word in _CHOICES],
        zone=zone_of(request),
        values={"name": hook.name, "url": hook.url, "types": hook.types, **values},
        problems=problems,
    )


async def change(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, WebhookForm)
    problems = problems or address_problem(request, values.model.terms)
    if problems:
        return await _one(request, values, problems)
    await done(running(request).db.run(actions.change, by_of(request), _id(request), values.model.terms))
    return _back(request, _("Perubahan disimpan."))


def _id(request: web.Request) -> Any:
    return id_of(request, "webhook_id")


def _back(request: web.Request, text: str) -> web.Response:
    response = redirect(request, "webhook", webhook_id=_id(request))
    flash(response, text)
    return response


async def try_it(request: web.Request) -> web.StreamResponse:
    await done(running(request).db.run(actions.trial, by_of(request), _id(request)))
    return _back(request, _("Uji coba dikirim. Muat ulang halaman ini untuk melihat jawabannya."))


async def renew(request: web.Request) -> web.StreamResponse:
    """A new secret, shown in this answer and never again."""
    service = running(request)
    async with service.db.read() as tx:
        hook = await hook_of(request, tx)
    secret = await done(service.db.run(actions.rotate, service.keys, by_of(request), hook.id))
    return await _secret(request, hook.id, hook.name, secret)


async def switch(request: web.Request) -> web.StreamResponse:
    on = request.match_info["way"] == "nyalakan"
    await done(running(request).db.run(actions.switch, by_of(request), _id(request), on))
    return _back(request, _("Sistem ini dikirimi lagi.") if on else _("Sistem ini tidak dikirimi lagi."))


async def ask_removal(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        hook = await hook_of(request, tx)
        office = staff_of(request).organization_id
        _rows, count = await webhook_deliveries.deliveries(tx, office, hook.id, "", 1, 0)
    return render(request, "organizer/webhook_remove.html", hook=hook, count=count)


async def remove(request: web.Request) -> web.StreamResponse:
    await done(running(request).db.run(actions.remove, by_of(request), _id(request)))
    response = redirect(request, "webhooks")
    flash(response, _("Sistem itu dihapus dari daftar."))
    return response


async def replay(request: web.Request) -> web.StreamResponse:
    """Everything since a moment, as the office's clock shows it."""
    values, problems = await read_form(request, SinceForm)
    if problems:
        return await _one(request, values, problems)
    since = values.model.since.replace(tzinfo=ZoneInfo(zone_of(request)))
    return _back(request, _again(await replay_since(request, since)))


async def replay_since(request: web.Request, since: datetime) -> int:
    """How many will be sent again."""
    # Far from today some moments are none in every zone; nothing is kept that long, or so early.
    since = datetime(min(max(since.year, 2000), 2100), 1, 1, tzinfo=UTC) if _far(since) else since
    replaying = running(request).db.run(actions.replay, by_of(request), _id(request), since=since)
    return await done(replaying)


def _far(moment: datetime) -> bool:
    return not 2000 <= moment.year <= 2100


def _again(count: int) -> str:
    return (
        ngettext("{n} kiriman dikirim lagi.", "{n} kiriman dikirim lagi.", count)
        if count
        else _("Tidak ada kiriman sejak waktu itu.")
    )


async def replay_one(request: web.Request) -> web.StreamResponse:
    id, message = _id(request), id_of(request, "message_id")
    count = await done(running(request).db.run(actions.replay, by_of(request), id, message_id=message))
    return _back(request, _again(count))
