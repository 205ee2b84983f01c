"""What the office decides about people. Every action names who did it and is written to the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.actions import own
from services.registration.actions.letters import Letter, facts_of, send
from services.registration.actions.moving import hold, move, must_take_place, promote, tell_change
from services.registration.domain.moves import Act, after
from services.registration.domain.quotas import Quota
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import LIVE, SEATED
from services.registration.store import changes, registrations, tasks
from services.registration.store.registrations import Row
from shared import audit
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class By:
    """Who acts for which office; every action of this module is limited to that office's people."""

    who: str  # "Staff/<id>"
    name: str
    organization_id: UUID


async def _note(tx: Tx, by: By, what: str, before: Row, after: Row) -> None:
    await audit.record(
        tx,
        by.who,
        by.organization_id,
        what,
        after.subject,
        {"state": before.state.value},
        {"state": after.state.value, "reason": after.reason},
    )


async def approve(tx: Tx, now: datetime, by: By, id: UUID) -> Row:
    """Give a pending person a seat, or a place in line where none is free."""
    seat, before = await hold(tx, id, by.organization_id)
    after(before.state, Act.APPROVE)
    await must_take_place(tx, now, seat)
    act = Act.APPROVE if seat.admits(before.quota_profile) else Act.QUEUE
    place = seat.waiting + 1
    seat, (row,) = await move(tx, now, seat, (before,), act)
    known = await facts_of(tx, row)
    if act is Act.APPROVE:
        await send(tx, now, [Letter(row, "seat_given", known)])
    else:
        await changes.put_last(tx, id)
        await send(tx, now, [Letter(row, "waitlisted", known, {"place_in_line": place})])
        await promote(tx, now, seat, known)
    await _note(tx, by, "approved", before, row)
    return row


async def not_select(tx: Tx, now: datetime, by: By, id: UUID, reason: str) -> Row:
    """Tell a pending or waiting person that it is not this time. The reason is what they read."""
    _needs(reason)
    seat, before = await hold(tx, id, by.organization_id)
    _, (row,) = await move(tx, now, seat, (before,), Act.NOT_SELECT, ended_by="office", reason=reason)
    await send(tx, now, [Letter(row, "not_selected", await facts_of(tx, row))])
    await _note(tx, by, "not selected", before, row)
    return row


async def cancel(tx: Tx, now: datetime, by: By, id: UUID, reason: str) -> Row:
    """End somebody's registration; the reason is what they read, the seat goes to the next in line."""
    _needs(reason)
    seat, before = await hold(tx, id, by.organization_id)
    seat, (row,) = await move(tx, now, seat, (before,), Act.CANCEL, ended_by="office", reason=reason)
    known = await facts_of(tx, row)
    await send(tx, now, [Letter(row, "cancelled_by_office", known)])
    await promote(tx, now, seat, known)
    await _note(tx, by, "cancelled", before, row)
    return row


async def prefer(tx: Tx, now: datetime, by: By, id: UUID, reason: str, *, beyond_quotas: bool = False) -> Row:
    """Put a waiting person first: a free seat at once, else the next one they may have. Only with a reason.

    A free seat that a quota keeps from them is given only if the office says so: `beyond_quotas`.
    """
    _needs(reason)
    seat, before = await hold(tx, id, by.organization_id)
    after(before.state, Act.PREFER)
    await must_take_place(tx, now, seat)
    broken: tuple[Quota, ...] = ()
    if seat.has_room_for(before.quota_profile) or (beyond_quotas and seat.free > 0):
        if seat.quotas:
            room = seat.ledger.room(before.quota_profile)
            broken = room.because if not room.left else ()
        _, (row,) = await move(tx, now, seat, (before,), Act.PREFER)
        await send(tx, now, [Letter(row, "seat_given", await facts_of(tx, row))])
    else:
        after(before.state, Act.PUT_FIRST)
        await changes.put_first(tx, before)
        row = await tell_change(tx, id)
    await _note(tx, by, "put beyond quotas" if broken else "put first", before, row._replace(reason=reason))
    return row


async def merge(tx: Tx, now: datetime, by: By, id: UUID, into: UUID) -> Row:
    """Two registrations are one person: `id` becomes part of `into`, which takes over its seat.

    A seat that is not needed any more goes to the next in line.
    """
    if id == into:
        raise NotPossible(Reason.SAME_PERSON)
    seat, gone = await hold(tx, id, by.organization_id)
    (kept,) = await registrations.lock_many(tx, (into,)) or (None,)
    if kept is None or kept.workshop_id != gone.workshop_id:
        raise NotPossible(Reason.OTHER_WORKSHOP)
    for row in (gone, kept):
        after(row.state, Act.MERGE)
    gives_seat = gone.state in SEATED and kept.state not in SEATED
    if gives_seat:
        await must_take_place(tx, now, seat)
    seat, (row,) = await move(tx, now, seat, (gone,), Act.MERGE, merged_into=into)
    await tasks.overtake_all(tx, now, id)
    known = await facts_of(tx, row)
    if gives_seat:
        seat, (kept,) = await move(tx, now, seat, (kept,), Act.TAKE_OVER)
        await send(tx, now, [Letter(kept, "seat_given", known)])
    await promote(tx, now, seat, known)
    await _note(tx, by, "merged", gone, row)
    return row


async def answer_for(tx: Tx, now: datetime, by: By, id: UUID, accepts: bool) -> Row:
    """Answer an offer for a person who was reached by phone."""
    _, before = await hold(tx, id, by.organization_id)
    answer = own.accept if accepts else own.decline
    row = await answer(tx, now, id, by.organization_id)
    await _note(tx, by, "offer accepted" if accepts else "offer declined", before, row)
    return row


async def send_link(tx: Tx, now: datetime, by: By, id: UUID) -> Row:
    """Send the link of the person's page once more, at most once an hour."""
    _, row = await hold(tx, id, by.organization_id)
    if row.state not in LIVE:
        raise NotPossible(Reason.STATE_CHANGED)
    occasion = now.strftime("office %Y-%m-%dT%H")
    known = await facts_of(tx, row)
    await send(tx, now, [Letter(row, "link_again", known, {"from_office": False}, occasion)])
    await _note(tx, by, "link sent again", row, row)
    return row


def _needs(reason: str) -> None:
    if not reason.strip():
        raise NotPossible(Reason.NEEDS_REASON)
