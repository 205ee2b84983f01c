"""What an office does with its hooks. Everything is limited to that office and written to its audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.actions.office import By
from services.registration.actions.passing_on import TOPIC, cloud_event
from services.registration.domain import webhooks as rules
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.webhooks import State, Terms
from services.registration.store import webhook_deliveries, webhooks
from services.registration.store.webhooks import Hook
from shared import audit
from shared.clock import wall
from shared.crypto import Keys
from shared.db import Tx, wake
from shared.ids import new_id

PURPOSE = "webhook"


class TooManyHooks(Exception):
    """The office has as many as it may."""


async def _hook(tx: Tx, by: By, id: UUID) -> Hook:
    found = await webhooks.read(tx, by.organization_id, id)
    if found is None:
        raise NotPossible(Reason.UNKNOWN)
    return found


async def _note(
    tx: Tx, by: By, what: str, id: UUID, before: dict[str, Any] | None = None, after: Any = None
) -> None:
    await audit.record(tx, by.who, by.organization_id, what, f"Webhook/{id}", before, after)


def _shown(terms: Terms) -> dict[str, Any]:
    return {"name": terms.name, "url": terms.url, "types": list(terms.types)}


async def add(tx: Tx, keys: Keys, by: By, terms: Terms) -> tuple[UUID, str]:
    """Tell one more system; its id and its secret, which nobody can read again. Raises TooManyHooks."""
    await webhooks.lock_office(tx, by.organization_id)
    if len(await webhooks.of_office(tx, by.organization_id)) >= rules.MOST_HOOKS:
        raise TooManyHooks
    id, secret = new_id(), rules.new_secret()
    await webhooks.add(tx, by.organization_id, id, terms, keys.encrypt(secret, purpose=PURPOSE))
    await _note(tx, by, "webhook added", id, None, _shown(terms))
    return id, secret


async def change(tx: Tx, by: By, id: UUID, terms: Terms) -> None:
    """Another name, address or choice of events; what waits goes to the new address. Raises NotPossible."""
    before = await _hook(tx, by, id)
    if before.terms == terms:
        return
    await webhooks.change(tx, by.organization_id, id, terms)
    await _note(tx, by, "webhook changed", id, _shown(before.terms), _shown(terms))


async def rotate(tx: Tx, keys: Keys, by: By, id: UUID) -> str:
    """A new secret; the one before signs beside it for a day. Raises NotPossible."""
    await _hook(tx, by, id)
    secret = rules.new_secret()
    await webhooks.rotate(tx, by.organization_id, id, keys.encrypt(secret, purpose=PURPOSE))
    await _note(tx, by, "webhook secret renewed", id)
    return secret


async def switch(tx: Tx, by: By, id: UUID, on: bool) -> None:
    """Tell it again, beginning with what waits; or nothing more. Raises NotPossible."""
    before = await _hook(tx, by, id)
    state = State.ON if on else State.OFF
    if before.state is state:
        return
    await webhooks.switch(tx, by.organization_id, id, state)
    await _note(tx, by, "webhook turned on" if on else "webhook turned off", id)
    wake(TOPIC)


async def remove(tx: Tx, by: By, id: UUID) -> None:
    """Forget it and everything it was sent. Raises NotPossible."""
    before = await _hook(tx, by, id)
    await webhooks.remove(tx, by.organization_id, id)
    await _note(tx, by, "webhook removed", id, _shown(before.terms))


async def trial(tx: Tx, by: By, id: UUID) -> None:
    """Send an event that says nothing. Raises NotPossible, also while nothing is sent to it."""
    hook = await _hook(tx, by, id)
    if hook.state is not State.ON:
        raise NotPossible(Reason.STATE_CHANGED)
    message, data = new_id(), {"organization_id": by.organization_id}
    body = cloud_event(message, rules.TRIAL, hook.subject, wall(), data)
    await webhook_deliveries.enqueue_trial(tx, id, message, rules.TRIAL, body)
    await _note(tx, by, "webhook tried", id)
    wake(TOPIC)


async def replay(
    tx: Tx, by: By, id: UUID, *, message_id: UUID | None = None, since: datetime | None = None
) -> int:
    """Send one delivery again, or all since a moment, whatever became of them; how many.

    Raises NotPossible for a hook or a delivery there is not.
    """
    assert (message_id is None) != (since is None), "one, or all since"
    await _hook(tx, by, id)
    count = await webhook_deliveries.replay(tx, by.organization_id, id, message_id, since)
    if message_id and not count:
        raise NotPossible(Reason.UNKNOWN)
    await _note(tx, by, "deliveries sent again", id, None, {"number": count})
    wake(TOPIC)
    return count
