"""From one state to another: the row, the counts and the event move together, and free seats move on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.actions.letters import Facts, Letter, send
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import Seats, moves
from services.registration.store import changes, copies, registrations, seats
from services.registration.store.registrations import Row
from shared.bus import outbox
from shared.db import Tx
from shared.events.envelope import Event, EventType
from shared.events.registration import (
    REGISTRATION_CANCELLED,
    REGISTRATION_CHANGED,
    REGISTRATION_CONFIRMED,
    REGISTRATION_ERASED,
    REGISTRATION_OFFERED,
    REGISTRATION_WAITLISTED,
    Registration,
    RegistrationState,
)
from shared.events.scheduling import WorkshopState

EVENT_OF: dict[RegistrationState, EventType[Registration]] = {
    RegistrationState.CONFIRMED: REGISTRATION_CONFIRMED,
    RegistrationState.WAITLISTED: REGISTRATION_WAITLISTED,
    RegistrationState.OFFERED: REGISTRATION_OFFERED,
    RegistrationState.CANCELLED: REGISTRATION_CANCELLED,
    RegistrationState.ERASED: REGISTRATION_ERASED,
}


def event(row: Row) -> Event:
    """The registration's document, with the event that its state calls for."""
    return EVENT_OF.get(row.state, REGISTRATION_CHANGED)(row.document)


async def tell_state(tx: Tx, rows: Sequence[Row]) -> None:
    """Send the documents of registrations whose state has changed."""
    await outbox.add_many(tx, [event(row) for row in rows])


async def tell_change(tx: Tx, id: UUID) -> Row:
    """Send a registration whose state is as before, and answer its row as it is now."""
    row = await registrations.read(tx, id)
    assert row is not None, "the caller has just changed it"
    await outbox.add(tx, REGISTRATION_CHANGED(row.document))
    return row


async def hold(tx: Tx, id: UUID, organization_id: UUID | None = None) -> tuple[Seats, Row]:
    """Lock the seat row, then the registration: the order everybody keeps.

    `organization_id` is given when staff act; raises NotPossible where it is another office's, and for
    somebody whose data are erased.
    """
    known = await registrations.read(tx, id)
    if known is None or (organization_id is not None and known.organization_id != organization_id):
        raise NotPossible(Reason.UNKNOWN)
    seat = await seats.lock_one(tx, known.workshop_id)
    (row,) = await registrations.lock_many(tx, (id,))
    if row.state is RegistrationState.ERASED:
        raise NotPossible(Reason.UNKNOWN)
    return seat, row


async def must_take_place(tx: Tx, now: datetime, seat: Seats) -> None:
    """Raises NotPossible where a seat would be of no use: the workshop is cancelled or over."""
    if seat.state is WorkshopState.CANCELLED:
        raise NotPossible(Reason.WORKSHOP_CANCELLED)
    workshop = await copies.WORKSHOPS.get(tx, seat.workshop_id)
    if seat.state is WorkshopState.COMPLETED or workshop is None or workshop.ends_at <= now:
        raise NotPossible(Reason.TOO_LATE)


async def move(
    tx: Tx,
    now: datetime,
    seat: Seats,
    rows: Sequence[Row],
    after: RegistrationState,
    *,
    ended_by: str = "",
    reason: str = "",
    merged_into: UUID | None = None,
) -> tuple[Seats, list[Row]]:
    """Change the state of locked rows of one workshop whose seat row is locked too."""
    if not rows:
        return seat, []
    steps = [moves(row.state, after) for row in rows]
    taken, waiting = sum(step[0] for step in steps), sum(step[1] for step in steps)
    if taken or waiting:
        counted = await seats.count(tx, {seat.workshop_id: taken}, {seat.workshop_id: waiting})
        seat = counted[seat.workshop_id]
    ids = [row.id for row in rows]
    changed = await changes.set_state(
        tx, ids, after, now, ended_by=ended_by, reason=reason, merged_into=merged_into
    )
    await tell_state(tx, changed)
    return seat, changed


async def promote(tx: Tx, now: datetime, seat: Seats, facts: Facts) -> Seats:
    """Give free seats to those who wait, in order, and tell them. Ends every action that frees a seat."""
    if seat.free <= 0 or seat.waiting == 0 or not seat.promotes_itself(now):
        return seat
    first = await registrations.first_in_line(tx, seat.workshop_id, seat.free)
    if seat.offer_hours:
        seat, rows = await move(tx, now, seat, first, RegistrationState.OFFERED)
        await send(tx, now, [Letter(row, "seat_offered", facts) for row in rows])
    else:
        seat, rows = await move(tx, now, seat, first, RegistrationState.CONFIRMED)
        await send(tx, now, [Letter(row, "seat_given", facts) for row in rows])
    return seat
