"""What is on its way to the other systems of offices: written with the event, claimed, noted, sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.webhooks import (
    AT_ONCE,
    DISABLED_AFTER,
    KEPT,
    LEASE,
    PER_HOOK,
    Standing,
    State,
)
from shared.db import Tx

ENQUEUE = """
insert into webhook_delivery (webhook_id, message_id, registration_id, type, body)
select h.id, given.message_id, given.registration_id, given.type, given.body
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])
     as given (organization_id, message_id, registration_id, type, body)
join webhook h on h.organization_id = given.organization_id
where h.state <> 'off' and given.type = any(h.types)
for key share of h -- one that is being removed is waited for, or its deliveries would belong to nothing
"""
ENQUEUE_TRIAL = """
insert into webhook_delivery (webhook_id, message_id, type, body) values ($1, $2, $3, $4)
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One event as the other systems of its office read it."""

    organization_id: UUID
    id: UUID
    registration_id: UUID
    type: str
    body: str


async def enqueue(tx: Tx, messages: Sequence[Message]) -> None:
    """A delivery for each hook of the office that hears the type; in one statement."""
    await tx.execute(
        ENQUEUE,
        [one.organization_id for one in messages],
        [one.id for one in messages],
        [one.registration_id for one in messages],
        [one.type for one in messages],
        [one.body for one in messages],
    )


async def enqueue_trial(tx: Tx, webhook_id: UUID, message_id: UUID, type: str, body: str) -> None:
    await tx.execute(ENQUEUE_TRIAL, webhook_id, message_id, type, body)


FORGET = "delete from webhook_delivery where registration_id = any($1::uuid[])"


async def forget(tx: Tx, registration_ids: Sequence[UUID]) -> None:
    """Delete what was and would be told of these people."""
    await tx.execute(FORGET, list(registration_ids))


# Sending


@dataclass(frozen=True, slots=True)
class Due:
    """One attempt; `attempts` counts it already."""

    webhook_id: UUID
    message_id: UUID
    attempts: int
    body: str
    url: str
    secret_sealed: bytes
    old_secret_sealed: bytes | None  # while it signs


# A few of each hook, so that one that answers slowly or has much to catch up keeps no other waiting. An
# attempt is counted and leased before it is made: a process that dies in it does not lose it.
CLAIM = """
with due as (
    select d.webhook_id, d.message_id
    from (select id from webhook where state = 'on' order by random()) as h
    cross join lateral (
        select one.webhook_id, one.message_id from webhook_delivery one
        where one.webhook_id = h.id and one.state = 'waiting' and one.next_at <= now()
        order by one.next_at limit $1 for update skip locked) as d
    limit $2)
update webhook_delivery d set attempts = d.attempts + 1, tried_at = now(), next_at = now() + $3::interval
from due join webhook h on h.id = due.webhook_id
where d.webhook_id = due.webhook_id and d.message_id = due.message_id
returning d.webhook_id, d.message_id, d.attempts, d.body, h.url, h.secret_sealed,
          case when h.old_until > now() then h.old_secret_sealed end as old_secret_sealed
"""


async def claim(tx: Tx) -> list[Due]:
    return [Due(**row) for row in await tx.fetch(CLAIM, PER_HOOK, AT_ONCE, LEASE)]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an attempt; `again` are seconds until the next one of a delivery that still waits."""

    due: Due
    standing: Standing
    again: int
    response: int | None
    trouble: str


# Only of this very attempt: who asked for a replay meanwhile gets it.
SETTLE = """
update webhook_delivery d
set state = given.state, next_at = now() + make_interval(secs => given.again),
    response = nullif(given.response, 0), trouble = given.trouble
from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::int[], $6::int[], $7::text[])
     as given (webhook_id, message_id, attempts, state, again, response, trouble)
where d.webhook_id = given.webhook_id and d.message_id = given.message_id and d.attempts = given.attempts
"""


async def settle(tx: Tx, tried: Sequence[Tried]) -> None:
    await tx.execute(
        SETTLE,
        [one.due.webhook_id for one in tried],
        [one.due.message_id for one in tried],
        [one.due.attempts for one in tried],
        [one.standing.value for one in tried],
        [one.again for one in tried],
        [one.response or 0 for one in tried],
        [one.trouble for one in tried],
    )


HEALTH = """
update webhook h
set failing_since = case when given.took then null else coalesce(h.failing_since, now()) end,
    state = case when not given.took and h.failing_since <= now() - $3::interval
                 then 'failed' else h.state end
from unnest($1::uuid[], $2::boolean[]) as given (id, took)
where h.id = given.id and h.state = 'on'
returning h.id, h.organization_id, h.state
"""


async def note_health(tx: Tx, took: dict[UUID, bool]) -> list[tuple[UUID, UUID]]:
    """By hook, whether it took anything; those that took nothing for too long are given up.

    Answers (office, hook) of those.
    """
    ids = sorted(took)
    rows = await tx.fetch(HEALTH, ids, [took[id] for id in ids], DISABLED_AFTER)
    return [(row["organization_id"], row["id"]) for row in rows if row["state"] == State.FAILED]


CLEAN = """
delete from webhook_delivery where (webhook_id, message_id) in (
    select webhook_id, message_id from webhook_delivery where created_at < now() - $1::interval limit 1000)
"""


async def clean(tx: Tx) -> int:
    """Delete what is older than deliveries are kept; how many."""
    done: str = await tx.execute(CLEAN, KEPT)
    return int(done.rpartition(" ")[2])


# What people see of it


@dataclass(frozen=True, slots=True)
class Delivery:
    message_id: UUID
    registration_id: UUID | None
    type: str
    state: Standing
    attempts: int
    next_at: datetime
    tried_at: datetime | None
    response: int | None
    trouble: str
    created_at: datetime


_WANTED = """
from webhook_delivery d join webhook h on h.id = d.webhook_id
where h.organization_id = $1 and h.id = $2 and ($3 = '' or d.state = $3)
"""
DELIVERIES = f"""
select d.message_id, d.registration_id, d.type, d.state, d.attempts, d.next_at, d.tried_at, d.response,
       d.trouble, d.created_at
{_WANTED} order by d.created_at desc, d.message_id limit $4 offset $5
"""
COUNT = f"select count(*) {_WANTED}"


async def deliveries(
    tx: Tx, organization_id: UUID, id: UUID, standing: str, limit: int, skip: int
) -> tuple[list[Delivery], int]:
    """One page, the latest first, and how many there are."""
    rows = await tx.fetch(DELIVERIES, organization_id, id, standing, limit, skip)
    count: int = await tx.fetchval(COUNT, organization_id, id, standing)
    return [Delivery(**{**dict(row), "state": Standing(row["state"])}) for row in rows], count


REPLAY = """
update webhook_delivery d set state = 'waiting', attempts = 0, next_at = now()
from webhook h
where h.id = d.webhook_id and h.organization_id = $1 and h.id = $2
  and ($3::uuid is null or d.message_id = $3) and ($4::timestamptz is null or d.created_at >= $4)
"""


async def replay(
    tx: Tx, organization_id: UUID, id: UUID, message_id: UUID | None, since: datetime | None
) -> int:
    """Send one again, or all since a moment; how many."""
    done: str = await tx.execute(REPLAY, organization_id, id, message_id, since)
    return int(done.rpartition(" ")[2])


TROUBLED = """
select h.name, h.state, count(d.message_id) as failed,
       coalesce(h.failing_since, min(d.created_at)) as since
from webhook h left join webhook_delivery d on d.webhook_id = h.id and d.state = 'failed'
where h.organization_id = $1
group by h.id having h.state = 'failed' or count(d.message_id) > 0 order by h.name, h.id
"""


async def troubled(tx: Tx, organization_id: UUID) -> list[tuple[str, int, datetime]]:
    """Hooks that somebody must look after: name, deliveries given up, since when."""
    rows = await tx.fetch(TROUBLED, organization_id)
    return [(row["name"], row["failed"], row["since"]) for row in rows]
