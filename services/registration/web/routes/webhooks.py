"""The office's other systems, which are told what happens to its registrations."""

from __future__ import annotations

from services.registration.web.api import webhooks as calls
from services.registration.web.models.webhooks import (
    DeliveriesQuery,
    OnBody,
    ReplayBody,
    ReplayedAnswer,
    SecretAnswer,
    WebhookAnswer,
    WebhookBody,
    WebhookDeliveriesAnswer,
    WebhooksAnswer,
)
from services.registration.web.organizer import webhooks
from services.registration.web.routes.paths import API
from shared.web.access import ADMIN
from shared.web.routes import Key, api, page, post

_LIST = "/kelola/peserta/sambungan"
_ONE = f"{_LIST}/{{webhook_id:[0-9a-f-]{{36}}}}"
_CALLS = f"{API}/webhooks"
_CALL = f"{_CALLS}/{{webhook_id}}"

PAGES = (
    page(_LIST, webhooks.index, "webhooks", access=ADMIN),
    post(_LIST, webhooks.add, "webhooks", access=ADMIN, reads_form=True, call="api_add_webhook"),
    page(_ONE, webhooks.show, "webhook", access=ADMIN),
    post(_ONE, webhooks.change, "webhook", access=ADMIN, reads_form=True, call="api_change_webhook"),
    post(f"{_ONE}/uji", webhooks.try_it, "try_webhook", access=ADMIN, call="api_try_webhook"),
    post(
        f"{_ONE}/rahasia",
        webhooks.renew,
        "renew_webhook_secret",
        access=ADMIN,
        call="api_renew_webhook_secret",
    ),
    post(
        f"{_ONE}/{{way:nyalakan|matikan}}",
        webhooks.switch,
        "switch_webhook",
        access=ADMIN,
        call="api_switch_webhook",
    ),
    page(f"{_ONE}/hapus", webhooks.ask_removal, "remove_webhook", access=ADMIN),
    post(f"{_ONE}/hapus", webhooks.remove, "remove_webhook", access=ADMIN, call="api_remove_webhook"),
    post(
        f"{_ONE}/ulang",
        webhooks.replay,
        "replay_webhook",
        access=ADMIN,
        reads_form=True,
        call="api_replay_webhook",
    ),
    post(
        f"{_ONE}/kiriman/{{message_id:[0-9a-f-]{{36}}}}/ulang",
        webhooks.replay_one,
        "replay_delivery",
        access=ADMIN,
        call="api_replay_delivery",
    ),
)

CALLS = (
    api(
        "GET",
        _CALLS,
        calls.index,
        "api_webhooks",
        access=ADMIN,
        answer=WebhooksAnswer,
        summary="The other systems of the office that are told what happens to its registrations",
    ),
    api(
        "POST",
        _CALLS,
        calls.add,
        "api_add_webhook",
        access=ADMIN,
        body=WebhookBody,
        answer=SecretAnswer,
        made=True,
        key=Key.NONE,
        summary="Tell one more system; the answer holds the secret that signs, and is nowhere kept",
    ),
    api(
        "GET",
        _CALL,
        calls.show,
        "api_webhook",
        access=ADMIN,
        answer=WebhookAnswer,
        summary="One of them, with what waits and what was given up",
    ),
    api(
        "PUT",
        _CALL,
        calls.change,
        "api_change_webhook",
        access=ADMIN,
        body=WebhookBody,
        answer=WebhookAnswer,
        key=Key.NONE,
        summary="Give it another name, address or choice of events",
    ),
    api(
        "DELETE",
        _CALL,
        calls.remove,
        "api_remove_webhook",
        access=ADMIN,
        answer=WebhooksAnswer,
        key=Key.NONE,
        summary="Forget it and everything it was sent",
    ),
    api(
        "POST",
        f"{_CALL}/secret",
        calls.renew,
        "api_renew_webhook_secret",
        access=ADMIN,
        answer=SecretAnswer,
        key=Key.NONE,
        summary="A new secret; the one before signs beside it for 24 hours",
    ),
    api(
        "PUT",
        f"{_CALL}/on",
        calls.switch,
        "api_switch_webhook",
        access=ADMIN,
        body=OnBody,
        answer=WebhookAnswer,
        key=Key.NONE,
        summary="Turn it off, or on again: then it first gets what waits",
    ),
    api(
        "POST",
        f"{_CALL}/trial",
        calls.try_it,
        "api_try_webhook",
        access=ADMIN,
        answer=WebhookAnswer,
        key=Key.NONE,
        summary="Send it an event that says nothing",
    ),
    api(
        "GET",
        f"{_CALL}/deliveries",
        calls.deliveries,
        "api_webhook_deliveries",
        access=ADMIN,
        query=DeliveriesQuery,
        answer=WebhookDeliveriesAnswer,
        summary="What it was sent within 30 days, the latest first",
    ),
    api(
        "POST",
        f"{_CALL}/replay",
        calls.replay,
        "api_replay_webhook",
        access=ADMIN,
        body=ReplayBody,
        answer=ReplayedAnswer,
        key=Key.NONE,
        summary="Send everything since a moment again",
    ),
    api(
        "POST",
        f"{_CALL}/deliveries/{{message_id}}/replay",
        calls.replay_one,
        "api_replay_delivery",
        access=ADMIN,
        answer=ReplayedAnswer,
        key=Key.NONE,
        summary="Send one delivery again",
    ),
)
