"""Webhooks for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import webhooks as actions
from services.registration.domain.webhooks import Standing
from services.registration.store import webhook_deliveries, webhooks
from services.registration.store.webhook_deliveries import Delivery
from services.registration.store.webhooks import Hook
from services.registration.web.models.webhooks import (
    DeliveriesQuery,
    DeliveryAnswer,
    OnBody,
    ReplayBody,
    ReplayedAnswer,
    SecretAnswer,
    WebhookAnswer,
    WebhookBody,
    WebhookDeliveriesAnswer,
    WebhooksAnswer,
)
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.webhooks import replay_since
from services.registration.web.webhooks import address_problem, done, hook_of
from shared.web import answer, id_in, read_json, read_query, running, staff_of
from shared.web.errors import Invalid
from shared.web.queries import MOST


def _hook(hook: Hook) -> WebhookAnswer:
    return WebhookAnswer(
        id=hook.id,
        name=hook.name,
        url=hook.url,
        types=list(hook.types),
        state=hook.state,
        failing_since=hook.failing_since,
        old_secret_until=hook.old_until,
        waiting=hook.waiting,
        failed=hook.failed,
    )


async def _read(request: web.Request) -> WebhookAnswer:
    async with running(request).db.read() as tx:
        return _hook(await hook_of(request, tx))


async def index(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        found = await webhooks.of_office(tx, staff_of(request).organization_id)
    return answer(WebhooksAnswer(webhooks=[_hook(one) for one in found]))


async def show(request: web.Request) -> web.StreamResponse:
    return answer(await _read(request))


async def _body(request: web.Request) -> WebhookBody:
    body = await read_json(request, WebhookBody)
    if problems := address_problem(request, body.terms):
        raise Invalid(errors=problems)
    return body


async def add(request: web.Request) -> web.StreamResponse:
    body, service, by = await _body(request), running(request), by_of(request)
    id, secret = await done(service.db.run(actions.add, service.keys, by, body.terms))
    async with service.db.read() as tx:
        hook = await webhooks.read(tx, by.organization_id, id)
    assert hook is not None
    return answer(SecretAnswer(webhook=_hook(hook), secret=secret), status=201)


async def change(request: web.Request) -> web.StreamResponse:
    body, id = await _body(request), id_in(request, "webhook_id")
    await done(running(request).db.run(actions.change, by_of(request), id, body.terms))
    return answer(await _read(request))


async def remove(request: web.Request) -> web.StreamResponse:
    await done(running(request).db.run(actions.remove, by_of(request), id_in(request, "webhook_id")))
    return await index(request)


async def renew(request: web.Request) -> web.StreamResponse:
    service, id = running(request), id_in(request, "webhook_id")
    secret = await done(service.db.run(actions.rotate, service.keys, by_of(request), id))
    return answer(SecretAnswer(webhook=await _read(request), secret=secret))


async def switch(request: web.Request) -> web.StreamResponse:
    body, id = await read_json(request, OnBody), id_in(request, "webhook_id")
    await done(running(request).db.run(actions.switch, by_of(request), id, body.on))
    return answer(await _read(request))


async def try_it(request: web.Request) -> web.StreamResponse:
    await done(running(request).db.run(actions.trial, by_of(request), id_in(request, "webhook_id")))
    return answer(await _read(request))


def _delivery(one: Delivery) -> DeliveryAnswer:
    given = {name: getattr(one, name) for name in DeliveryAnswer.model_fields}
    return DeliveryAnswer(**{**given, "next_at": one.next_at if one.state is Standing.WAITING else None})


async def deliveries(request: web.Request) -> web.StreamResponse:
    asked = read_query(request, DeliveriesQuery)
    async with running(request).db.read() as tx:
        hook = await hook_of(request, tx)
        office, skip = staff_of(request).organization_id, (asked.halaman - 1) * MOST
        items, count = await webhook_deliveries.deliveries(tx, office, hook.id, str(asked.status), MOST, skip)
    return answer(WebhookDeliveriesAnswer(items=[_delivery(one) for one in items], total=count))


async def replay(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, ReplayBody)
    return answer(ReplayedAnswer(number=await replay_since(request, body.since)))


async def replay_one(request: web.Request) -> web.StreamResponse:
    id, message = id_in(request, "webhook_id"), id_in(request, "message_id")
    count = await done(running(request).db.run(actions.replay, by_of(request), id, message_id=message))
    return answer(ReplayedAnswer(number=count))
