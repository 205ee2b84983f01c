"""Webhooks of an office: where they go, what they hear, the secret that signs. Times are the database's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.domain.webhooks import (
    OLD_SECRET_SIGNS,
    State,
    Terms,
)
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Hook:
    id: UUID
    name: str
    url: str
    types: Sequence[str]
    state: State
    failing_since: datetime | None
    old_until: datetime | None  # until then the secret before also signs
    created_at: datetime
    waiting: int
    failed: int

    @property
    def subject(self) -> str:
        return f"Webhook/{self.id}"

    @property
    def terms(self) -> Terms:
        return Terms(self.name, self.url, tuple(self.types))


_HOOK = """
select h.id, h.name, h.url, h.types, h.state, h.failing_since,
       case when h.old_until > now() then h.old_until end as old_until, h.created_at,
       (select count(*) from webhook_delivery d
        where d.webhook_id = h.id and d.state = 'waiting') as waiting,
       (select count(*) from webhook_delivery d
        where d.webhook_id = h.id and d.state = 'failed') as failed
from webhook h
"""
OF_OFFICE = f"{_HOOK} where h.organization_id = $1 order by h.name, h.id"
READ = f"{_HOOK} where h.organization_id = $1 and h.id = $2"
# One office's hooks are added one after the other, so that they can be counted.
LOCK_OFFICE = "select pg_advisory_xact_lock(hashtextextended('webhooks ' || $1::uuid::text, 0))"
ADD = """
insert into webhook (id, organization_id, name, url, types, secret_sealed) values ($1, $2, $3, $4, $5, $6)
"""
CHANGE = "update webhook set name = $3, url = $4, types = $5 where organization_id = $1 and id = $2"
SWITCH = "update webhook set state = $3, failing_since = null where organization_id = $1 and id = $2"
ROTATE = """
update webhook set old_secret_sealed = secret_sealed, old_until = now() + $4::interval, secret_sealed = $3
where organization_id = $1 and id = $2
"""
REMOVE = "delete from webhook where organization_id = $1 and id = $2"


def _hook(row: Any) -> Hook:
    return Hook(**{**dict(row), "state": State(row["state"])})


async def of_office(tx: Tx, organization_id: UUID) -> list[Hook]:
    return [_hook(row) for row in await tx.fetch(OF_OFFICE, organization_id)]


async def read(tx: Tx, organization_id: UUID, id: UUID) -> Hook | None:
    row = await tx.fetchrow(READ, organization_id, id)
    return None if row is None else _hook(row)


async def lock_office(tx: Tx, organization_id: UUID) -> None:
    await tx.execute(LOCK_OFFICE, organization_id)


async def add(tx: Tx, organization_id: UUID, id: UUID, terms: Terms, sealed: bytes) -> None:
    await tx.execute(ADD, id, organization_id, terms.name, terms.url, list(terms.types), sealed)


async def change(tx: Tx, organization_id: UUID, id: UUID, terms: Terms) -> None:
    await tx.execute(CHANGE, organization_id, id, terms.name, terms.url, list(terms.types))


async def switch(tx: Tx, organization_id: UUID, id: UUID, state: State) -> None:
    await tx.execute(SWITCH, organization_id, id, state.value)


async def rotate(tx: Tx, organization_id: UUID, id: UUID, sealed: bytes) -> None:
    """Sign with a new secret, and beside it for a day with the one before."""
    await tx.execute(ROTATE, organization_id, id, sealed, OLD_SECRET_SIGNS)


async def remove(tx: Tx, organization_id: UUID, id: UUID) -> None:
    """With everything it was sent."""
    await tx.execute(REMOVE, organization_id, id)
