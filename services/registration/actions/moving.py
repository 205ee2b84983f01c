"""From one state to another: the row, the counts and the event move together, and free seats move on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.registration.actions import passing_on
from services.registration.actions.letters import Facts, Letter, send
from services.registration.domain.moves import Act, after
from services.registration.domain.quotas import Profile, profile_of
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import Seats, moves
from services.registration.store import changes, copies, quotas, registrations, seats
from services.registration.store.registrations import Row
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

BEFORE_EVERYBODY = -(2**63)  # of a queue
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


async def tell_state(tx: Tx, rows: Sequence[Row], *, hooked: bool = True) -> None:
    """Send the documents of registrations whose state has changed; `hooked` as in `Seats`."""
    await passing_on.send(tx, [event(row) for row in rows], hooked=hooked)


async def tell_change(tx: Tx, id: UUID) -> Row:
    """Send a registration whose state is as before, and answer its row as it is now."""
    row = await registrations.read(tx, id)
    assert row is not None, "the caller has just changed it"
    await passing_on.send(tx, [REGISTRATION_CHANGED(row.document)])
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
    act: Act,
    *,
    ended_by: str = "",
    reason: str = "",
    merged_into: UUID | None = None,
) -> tuple[Seats, list[Row]]:
    """Do `act` to locked rows of one workshop whose seat row is locked too; it has one outcome for all.

    Raises NotPossible where the table of moves does not name it.
    """
    if not rows:
        return seat, []
    (state,) = {after(row.state, act) for row in rows}
    seat = await _count(tx, seat, [(row.quota_profile, *moves(row.state, state)) for row in rows])
    ids = [row.id for row in rows]
    changed = await changes.set_state(
        tx,
        ids,
        state,
        now,
        ended_by=ended_by,
        reason=reason,
        merged_into=merged_into,
        offer_hours=seat.offer_hours if act is Act.OFFER else None,
    )
    await tell_state(tx, changed, hooked=seat.hooked)
    return seat, changed


async def _count(tx: Tx, seat: Seats, steps: Sequence[tuple[Profile, int, int]]) -> Seats:
    """Add (profile, seats, waits) to the counts of the locked row."""
    taken, waiting = sum(step[1] for step in steps), sum(step[2] for step in steps)
    tally = seat.tally.changed(steps) if seat.quotas else seat.tally
    if not taken and not waiting and tally == seat.tally:
        return seat
    counted = await seats.counted(tx, seat.workshop_id, taken, waiting, tally if seat.quotas else None)
    return replace(counted, hooked=seat.hooked)


async def exchange(tx: Tx, now: datetime, seat: Seats, row: Row, profile: Profile) -> tuple[Seats, Row]:
    """End a seated registration and count its seat for somebody of `profile` in one statement: the seat is
    free at no moment. The caller holds both rows, inserts the other registration and tells of both."""
    seat = await _count(tx, seat, [(row.quota_profile, -1, 0), (profile, 1, 0)])
    ended = after(row.state, Act.CANCEL)
    (gone,) = await changes.set_state(tx, (row.id,), ended, now, ended_by="hand_over")
    return seat, gone


async def recount(tx: Tx, seat: Seats, row: Row) -> tuple[Seats, Row]:
    """After a person's district, sex, centre or disability changed: count them where they belong now.

    Nobody loses a seat by it. The caller holds both rows, `row` as it is now, and promotes afterwards.
    """
    profile = profile_of(seat.quotas, row.traits)
    if profile == row.quota_profile:
        return seat, row
    await quotas.set_profiles(tx, {row.id: profile})
    sits, waits = moves(RegistrationState.PENDING, row.state)
    seat = await _count(tx, seat, [(row.quota_profile, -sits, -waits), (profile, sits, waits)])
    return seat, row._replace(quota_profile=profile)


async def promote(tx: Tx, now: datetime, seat: Seats, facts: Facts) -> Seats:
    """Give free seats to those who wait and may have them, in order, and tell them.

    Ends every action that frees a seat, adds one, or changes who may have it.
    """
    if seat.free <= 0 or seat.waiting == 0 or not seat.promotes_itself(now):
        return seat
    first = await next_in_line(tx, seat)
    act, letter = (Act.OFFER, "seat_offered") if seat.offer_hours else (Act.PROMOTE, "seat_given")
    seat, rows = await move(tx, now, seat, first, act)
    await send(tx, now, [Letter(row, letter, facts) for row in rows])
    return seat


async def next_in_line(tx: Tx, seat: Seats) -> list[Row]:
    """Who gets the free seats: the line is walked in order, and each seat is the first one's who may have it.

    Who cannot have one when it is their turn cannot have one afterwards either, so nobody is looked at twice.
    """
    if not seat.quotas:
        return await registrations.first_in_line(tx, seat.workshop_id, seat.free)
    ledger, chosen, place = seat.ledger, list[Row](), BEFORE_EVERYBODY
    while ledger.free > 0 and (profiles := ledger.promotable):
        group = await quotas.next_of_profiles(tx, seat.workshop_id, profiles, place, ledger.free)
        if not group:
            break
        chosen += [row for row in group if ledger.seat(row.quota_profile)]
        place = group[-1].queue
    return chosen
