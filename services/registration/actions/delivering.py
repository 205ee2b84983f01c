"""Sending what waits for the other systems: claimed in one transaction, noted in another."""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.webhooks import PURPOSE
from services.registration.domain import webhooks as rules
from services.registration.domain.webhooks import Standing
from services.registration.store import webhook_deliveries
from services.registration.store.webhook_deliveries import Due, Tried
from shared import audit
from shared.crypto import Keys, Unreadable
from shared.db import Tx
from shared.outbound import Outbound, Sent, Trouble

JOB = "webhooks"


async def send(outbound: Outbound, keys: Keys, due: Due) -> Tried:
    """One attempt, signed with every secret that counts now; outside of any transaction."""
    body, now = due.body.encode(), int(time.time())
    sealed = [one for one in (due.secret_sealed, due.old_secret_sealed) if one is not None]
    try:
        secrets = [keys.decrypt(one, purpose=PURPOSE) for one in sealed]
    except Unreadable:  # sealed with another key; the other hooks of the round must not suffer by it
        return judged(due, Sent(None, Trouble.CONNECTION))
    headers = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "user-agent": "Bimtek-Webhook/1",
        "webhook-id": str(due.message_id),
        "webhook-timestamp": str(now),
        "webhook-signature": rules.signatures(secrets, due.message_id, now, body),
    }
    return judged(due, await outbound.post(due.url, headers, body))


def judged(due: Due, sent: Sent) -> Tried:
    """What an attempt means for its delivery."""
    if sent.trouble is None:
        return Tried(due, Standing.DELIVERED, 0, sent.status, "")
    again = rules.after_failure(due.attempts)
    standing = Standing.FAILED if again is None else Standing.WAITING
    return Tried(due, standing, again or 0, sent.status, sent.trouble.value)


async def note(tx: Tx, tried: Sequence[Tried]) -> None:
    """Write down a round of attempts; a hook that has taken nothing for days is given up."""
    await webhook_deliveries.settle(tx, tried)
    took: dict[UUID, bool] = {}
    for one in tried:
        hook = one.due.webhook_id
        took[hook] = took.get(hook, False) or one.standing is Standing.DELIVERED
    for office, hook in await webhook_deliveries.note_health(tx, took):
        await audit.record(tx, JOB, office, "webhook given up", f"Webhook/{hook}")
