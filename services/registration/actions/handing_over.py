"""A person hands their seat to somebody else.

One registration ends and another begins, because attendance and certificates are kept by registration and
belong to one person. Both happen in one transaction under the lock of the seat row, and the seat is counted
for the new person in the statement that takes it from the old: nobody who waits comes in between.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.actions.letters import Letter, facts, send
from services.registration.actions.moving import exchange, hold, must_take_place, promote, tell_state
from services.registration.actions.office import By
from services.registration.actions.sign_up import MANAGE_PURPOSE, TICKET_PURPOSE, Wish, new_registration
from services.registration.domain.quotas import Quota, profile_of
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import Seats
from services.registration.store import copies, hand_overs, registrations, seats
from services.registration.store.registrations import Row
from shared import audit, ids
from shared.crypto import Keys
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.files import keep_many as keep_files

SCOPE = "hand_over"


class NotTheirs(NotPossible):
    """The quotas do not let this person have the seat; `quotas` are those that speak against it."""

    def __init__(self, quotas: tuple[Quota, ...]) -> None:
        super().__init__(Reason.QUOTA)
        self.quotas = quotas


@dataclass(frozen=True, slots=True)
class Codes:
    """What opens the ended registration from now on, each as (hash, sealed)."""

    manage: tuple[bytes, bytes]
    ticket: tuple[bytes, bytes]


def new_codes(keys: Keys) -> Codes:
    manage, ticket = ids.new_code(), ids.new_code()
    return Codes(
        (ids.digest(manage), keys.encrypt(manage, purpose=MANAGE_PURPOSE)),
        (ids.digest(ticket), keys.encrypt(ticket, purpose=TICKET_PURPOSE)),
    )


async def allow(tx: Tx, by: By, workshop_id: UUID, allowed: bool) -> None:
    """Let people of this workshop hand their seats over, or not any more. Raises NotPossible for another
    office's."""
    seat = (await seats.lock(tx, (workshop_id,))).get(workshop_id)
    if seat is None or seat.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    if await hand_overs.allowed(tx, workshop_id) is allowed:
        return
    await hand_overs.allow(tx, workshop_id, by.organization_id, allowed)
    what = "hand over allowed" if allowed else "hand over not allowed"
    await audit.record(tx, by.who, by.organization_id, what, f"Workshop/{workshop_id}", None, {})


async def hand_over(tx: Tx, id: UUID, wish: Wish, codes: Codes) -> dict[str, Any]:
    """Give the seat of `id` to the person of the wish. Answers what `db.once` keeps of it.

    Waiting people keep their places. All codes of the one who leaves are new: they may have sent their
    card to the one who comes. Raises NotPossible where the office does not allow it, once the workshop has
    begun or somebody was marked present, and NotTheirs where a quota is against it.
    """
    now = wish.now
    seat, row = await hold(tx, id)
    await _must_be_possible(tx, now, seat, row)
    profile = profile_of(seat.quotas, wish.person.traits)
    if against := seat.against_exchange(row.quota_profile, profile):
        raise NotTheirs(against)
    await hand_overs.renew_codes(tx, id, codes.manage, codes.ticket, ids.new_card_code())
    seat, gone = await exchange(tx, now, seat, row, profile)
    wish = wish._replace(group_id=row.group_id)  # a seat of a contact person's list stays in it
    new = new_registration(wish, row.organization_id, RegistrationState.CONFIRMED, profile)
    await keep_files(tx, list(wish.files))
    (comes,) = await registrations.insert_many(tx, (new,))
    await hand_overs.add(tx, gone.id, comes.id, now)
    await tell_state(tx, (gone, comes))
    workshop = await copies.WORKSHOPS.get(tx, seat.workshop_id)
    assert workshop is not None, "must_take_place has read it"
    known = facts(workshop)
    await send(tx, now, (Letter(gone, "seat_handed_over", known), Letter(comes, "seat_received", known)))
    # Somebody of another kind sits there now, so a quota may have come free for one who waits.
    await promote(tx, now, seat, known)
    subject, office = row.subject, row.organization_id
    before, after = {"state": row.state.value}, {"state": gone.state.value}
    await audit.record(tx, subject, office, "handed over", subject, before, after)
    return {"manage": base64.b64encode(gone.manage_sealed).decode()}


async def _must_be_possible(tx: Tx, now: datetime, seat: Seats, row: Row) -> None:
    if row.state is not RegistrationState.CONFIRMED:
        raise NotPossible(Reason.STATE_CHANGED)
    if not await hand_overs.allowed(tx, row.workshop_id):
        raise NotPossible(Reason.NO_HAND_OVER)
    await must_take_place(tx, now, seat)
    attendance = await copies.ATTENDANCES.get(tx, row.id)
    marked = attendance is not None and any(mark.status for mark in attendance.marks)
    if now >= seat.starts_at or marked:
        raise NotPossible(Reason.BEGUN)
