"""What people do with their own registration, by the link only they have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.actions.answers import Answered, store_files
from services.registration.actions.letters import Letter, facts, facts_of, send
from services.registration.actions.moving import (
    hold,
    move,
    must_take_place,
    promote,
    recount,
    tell_change,
)
from services.registration.domain.moves import Act, after, states_for
from services.registration.domain.people import Person
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import LIVE, Seats
from services.registration.settings import CONSENT_VERSION
from services.registration.store import changes, consents, copies
from services.registration.store.registrations import Row
from shared.db import Tx
from shared.events.registration import RegistrationState


async def cancel(tx: Tx, now: datetime, id: UUID) -> Row:
    """Give up the place, whatever it was; a freed seat goes to the next in line at once.

    Cancelling twice is fine. Raises NotPossible once the workshop is over.
    """
    seat, row = await hold(tx, id)
    return _only(await leave(tx, now, seat, (row,)))


def _only(outcomes: dict[UUID, Row | NotPossible]) -> Row:
    (outcome,) = outcomes.values()
    if isinstance(outcome, NotPossible):
        raise outcome
    return outcome


async def leave(
    tx: Tx, now: datetime, seat: Seats, rows: Sequence[Row], act: Act = Act.CANCEL
) -> dict[UUID, Row | NotPossible]:
    """The same for several people of one workshop, locked with its seat row; each gets their own answer."""
    outcomes: dict[UUID, Row | NotPossible] = {}
    going = []
    workshop = await copies.WORKSHOPS.get(tx, seat.workshop_id)
    for row in rows:
        if row.state is RegistrationState.CANCELLED:
            outcomes[row.id] = row
        elif row.state not in states_for(act):
            outcomes[row.id] = NotPossible(Reason.STATE_CHANGED)
        elif workshop is None or workshop.ends_at <= now:
            outcomes[row.id] = NotPossible(Reason.TOO_LATE)
        else:
            going.append(row)
    if workshop is not None and going:
        seat, gone = await move(tx, now, seat, going, act, ended_by="person")
        known = facts(workshop)
        await send(tx, now, [Letter(row, "cancelled_by_self", known) for row in gone])
        await promote(tx, now, seat, known)
        outcomes.update((row.id, row) for row in gone)
    return outcomes


async def accept(tx: Tx, now: datetime, id: UUID, organization_id: UUID | None = None) -> Row:
    """Take the offered seat. The row decides, not the clock: while it is offered, it can be taken.

    Raises NotPossible once the workshop is cancelled or over.
    """
    seat, row = await hold(tx, id, organization_id)
    if row.state is RegistrationState.CONFIRMED:
        return row
    after(row.state, Act.ACCEPT)
    await must_take_place(tx, now, seat)
    _, (row,) = await move(tx, now, seat, (row,), Act.ACCEPT)
    await send(tx, now, [Letter(row, "seat_given", await facts_of(tx, row))])
    return row


async def decline(tx: Tx, now: datetime, id: UUID, organization_id: UUID | None = None) -> Row:
    """Leave the offered seat to the next in line."""
    seat, row = await hold(tx, id, organization_id)
    return _only(await leave(tx, now, seat, (row,), Act.DECLINE))


async def change(tx: Tx, now: datetime, id: UUID, person: Person, answered: Answered | None = None) -> Row:
    """Correct one's own data; the others hear of it, the place in line stays.

    `answered` is laid over the answers as they are under the lock; without it the person's own stand.

    Raises NotPossible once the workshop is over: then a name stands on papers, and the office corrects it;
    ValueError for a person whose needs would be stored in clear.
    """
    seat, row = await hold(tx, id)
    return await correct(tx, now, seat, row, person, answered, "web")


async def correct(
    tx: Tx, now: datetime, seat: Seats, row: Row, person: Person, answered: Answered | None, channel: str
) -> Row:
    """The same for somebody who is locked with their seat row; nothing is written before it can be done."""
    if row.state not in LIVE:
        raise NotPossible(Reason.STATE_CHANGED)
    workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
    if workshop is None or workshop.ends_at <= now:
        raise NotPossible(Reason.TOO_LATE)
    if person.needs != row.needs and person.needs:
        raise ValueError("what they need is to be sealed first")
    if answered is not None:
        person = person._replace(answers=answered.over(row.answers))
        await store_files(tx, row.answers, person.answers, answered.files)
    await changes.set_person(tx, row.id, person)
    await consents.note(tx, now, row, person, CONSENT_VERSION, channel)
    row = await tell_change(tx, row.id)
    if seat.quotas:
        seat, row = await recount(tx, seat, row)
        await promote(tx, now, seat, facts(workshop))
    return row


def person_of(row: Row) -> Person:
    """What the row says of the person, without the NIK; what they need stays sealed."""
    return Person(
        full_name=row.full_name,
        phone=row.phone,
        certificate_name=row.certificate_name,
        email=row.email,
        gender=row.gender,
        district_code=row.district_code,
        village_code=row.village_code,
        business_name=row.business_name,
        needs=row.needs,
        needs_sealed=row.needs_sealed,
        disability=row.disability,
        business=row.business,
        answers=row.answers,
        centre_id=row.centre_id,
        consent_photo=row.consent_photo,
        consent_contact=row.consent_contact,
    )
