"""Bookings: who is where and when, with the constraint that lets nothing overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.scheduling.domain.bookings import Resource, Span
from services.scheduling.domain.refusals import Collision, Raced
from shared.db import Tx

# Locks before the look: whoever wants the same trainer waits here, in one order for everybody, and then
# gets the full answer (who, where, when) instead of a bare constraint violation.
LOCK = """
select pg_advisory_xact_lock(hashtextextended(resource, 0))
from unnest($1::text[]) as wanted (resource)
"""
COLLISIONS = """
select b.resource_kind as kind, b.resource_id, coalesce(t.name, rv.name, btrim(w.title || ' ' ||
       w.class_label)) as resource, s.id as session_id,
       s.subject, w.id as workshop_id, btrim(w.title || ' ' || w.class_label) as workshop, v.name as venue,
       s.starts_at, s.ends_at
from unnest($1::text[], $2::uuid[]) as wanted (kind, id)
join booking b on b.resource_kind = wanted.kind and b.resource_id = wanted.id
join session s on s.id = b.session_id
join workshop w on w.id = s.workshop_id
join venue v on v.id = s.venue_id
left join trainer t on b.resource_kind = 'trainer' and t.id = b.resource_id
left join venue rv on b.resource_kind = 'venue' and rv.id = b.resource_id
where b.during && tstzrange($3, $4, '[)') and b.session_id <> $5
order by s.starts_at, b.resource_kind, b.resource_id
"""
BUSY = """
select distinct lower(b.during) as starts_at, upper(b.during) as ends_at
from unnest($1::text[], $2::uuid[]) as wanted (kind, id)
join booking b on b.resource_kind = wanted.kind and b.resource_id = wanted.id
where b.during && tstzrange($3, $4, '[)') and b.session_id <> $5
order by 1, 2
"""
ADD = """
insert into booking (session_id, resource_kind, resource_id, during)
select $3, kind, id, tstzrange($4, $5, '[)')
from unnest($1::text[], $2::uuid[]) as wanted (kind, id)
"""
CLEAR = "delete from booking where session_id = $1"
CLEAR_WORKSHOP = """
delete from booking
where session_id in (select id from session where workshop_id = $1 and ($2::timestamptz is null or ends_at >
       $2))
"""


async def lock(tx: Tx, resources: Sequence[Resource]) -> None:
    """Hold these resources until the transaction ends; always in the same order, so nobody deadlocks."""
    await tx.execute(LOCK, sorted(f"{resource.kind}:{resource.id}" for resource in resources))


async def collisions(tx: Tx, resources: Sequence[Resource], span: Span, but: UUID) -> list[Collision]:
    """What is booked in this time, leaving out session `but`."""
    kinds, ids = _columns(resources)
    rows = await tx.fetch(COLLISIONS, kinds, ids, span.starts_at, span.ends_at, but)
    return [Collision(**row) for row in rows]


async def busy(
    tx: Tx, resources: Sequence[Resource], since: datetime, until: datetime, but: UUID
) -> list[Span]:
    """When any of these resources is booked, leaving out session `but`."""
    kinds, ids = _columns(resources)
    return [Span(**row) for row in await tx.fetch(BUSY, kinds, ids, since, until, but)]


async def add(tx: Tx, resources: Sequence[Resource], session_id: UUID, span: Span) -> None:
    """Book them all. Raises Raced when the constraint finds an overlap; the transaction is then over."""
    kinds, ids = _columns(resources)
    try:
        await tx.execute(ADD, kinds, ids, session_id, span.starts_at, span.ends_at)
    except asyncpg.ExclusionViolationError as error:
        raise Raced from error


async def clear(tx: Tx, session_id: UUID) -> None:
    await tx.execute(CLEAR, session_id)


async def clear_workshop(tx: Tx, workshop_id: UUID, since: datetime | None = None) -> None:
    """Give back what a workshop's sessions hold, or only those that end after `since`."""
    await tx.execute(CLEAR_WORKSHOP, workshop_id, since)


def _columns(resources: Sequence[Resource]) -> tuple[list[str], list[UUID]]:
    ordered = sorted(set(resources))
    return [resource.kind for resource in ordered], [resource.id for resource in ordered]
