"""Erasing a person: the row is emptied, whatever waits to be said of them goes, and the seat moves on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.actions.answers import files_of
from services.registration.actions.letters import facts_of
from services.registration.actions.moving import hold, move, promote, tell_state
from services.registration.actions.office import By
from services.registration.domain.moves import Act
from services.registration.domain.seats import LIVE
from services.registration.store import (
    access,
    consents,
    data_requests,
    erasing,
    hand_overs,
    name_checks,
    registrations,
    score_notes,
    selection,
    tasks,
    webhook_deliveries,
)
from services.registration.store.registrations import Row
from shared import audit, files
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.mail import mail


async def erase(tx: Tx, now: datetime, by: By, id: UUID, reason: str = "") -> Row:
    """Forget a person, also where they signed up twice and were merged. Doing it again changes nothing.

    `by` is the person ("Registration/<id>"), a member of staff, or the name of a job; `reason` is for the
    audit trail and says why, never who. The other services hear of it and empty what they hold. A
    certificate stands: its own service keeps what is printed on it. Raises NotPossible for another
    office's.
    """
    known = await registrations.read(tx, id)
    if known is not None and known.state is RegistrationState.ERASED:
        return known
    seat, row = await hold(tx, id, by.organization_id)
    known_facts = await facts_of(tx, row)
    people = [
        one
        for one in await registrations.lock_many(tx, await erasing.family(tx, row))
        if one.state is not RegistrationState.ERASED
    ]
    # Cancelled first, so that places are counted as whenever somebody leaves. The event of that is
    # forgotten with everything else on its way when the last one is added.
    live = [one for one in people if one.state in LIVE]
    seat, _rows = await move(tx, now, seat, live, Act.CANCEL)
    ids = [one.id for one in people]
    for one in people:
        await mail.forget(tx, one.subject)  # before the tasks: a mail that just failed becomes one
    await tasks.forget(tx, ids)
    await files.delete_many(tx, [file for one in people for file in files_of(one.answers)])
    await data_requests.forget(tx, ids, now, by.name)
    await access.forget(tx, ids)
    await consents.forget(tx, ids)
    await selection.forget(tx, ids)
    await score_notes.forget(tx, ids)
    await name_checks.forget(tx, ids)
    await webhook_deliveries.forget(tx, ids)
    await hand_overs.forget(tx, ids)
    gone = await erasing.erase(tx, ids)
    await tell_state(tx, gone)
    await promote(tx, now, seat, known_facts)
    for one in people:
        before, after = {"state": one.state.value}, {"state": "erased", "reason": reason}
        await audit.record(tx, by.who, by.organization_id, "erased", one.subject, before, after)
    return next(one for one in gone if one.id == id)
