"""Booking a session's trainers, venue and class, so that nobody is ever in two places.

Everybody locks in one order, so nobody waits for somebody who waits for them: the rows of workshops; then,
all at once and sorted, everything that will be booked (`hold`); then the rows of venues, which must not
shrink meanwhile. Who books several sessions holds what all of them need before the first is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from services.scheduling.domain.bookings import Resource, Span, next_free
from services.scheduling.domain.refusals import Taken, Wanted
from services.scheduling.settings import DAYS_AHEAD
from services.scheduling.store import bookings
from shared.db import Tx


async def hold(
    tx: Tx, workshop_id: UUID, venue_ids: Iterable[UUID], trainer_ids: Iterable[UUID] = ()
) -> None:
    """Lock everything that several sessions of a class will need, before the first of them is written."""
    resources = {Resource("class", workshop_id)}
    resources |= {Resource("venue", venue_id) for venue_id in venue_ids}
    resources |= {Resource("trainer", trainer_id) for trainer_id in trainer_ids}
    await bookings.lock(tx, sorted(resources))


async def settle(tx: Tx, kind: str, resource_ids: Iterable[UUID]) -> None:
    """Wait for whoever is booking these; then what needs them can be read and stays true."""
    await bookings.lock(tx, [Resource(kind, resource_id) for resource_id in resource_ids])


async def book(
    tx: Tx,
    session_id: UUID,
    workshop_id: UUID,
    venue_id: UUID,
    trainer_ids: Sequence[UUID],
    span: Span,
    zone: str,
) -> None:
    """Give this session its resources in place of those it held.

    Raises Taken with everything that is in the way and the next start at which nothing is.
    """
    resources = [Resource("class", workshop_id), Resource("venue", venue_id)]
    resources += [Resource("trainer", trainer_id) for trainer_id in trainer_ids]
    await bookings.lock(tx, resources)
    found = await bookings.collisions(tx, resources, span, session_id)
    if found:
        until = span.starts_at + timedelta(days=DAYS_AHEAD)
        busy = await bookings.busy(tx, resources, span.starts_at, until, session_id)
        wanted = Wanted(session_id, workshop_id, venue_id, tuple(trainer_ids), span.starts_at, span.ends_at)
        raise Taken(tuple(found), next_free(span, busy, zone), zone, wanted)
    await bookings.clear(tx, session_id)
    await bookings.add(tx, resources, session_id, span)
