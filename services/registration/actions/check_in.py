"""Answers given on the spot, by people themselves or by the office for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.actions.answers import Answered, store_files
from services.registration.actions.moving import hold
from services.registration.actions.office import By
from services.registration.domain.check_in import why_not_now
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import changes, copies, questions
from services.registration.store.registrations import Row
from shared import audit
from shared.db import Tx


async def answer(tx: Tx, now: datetime, id: UUID, answered: Answered, by: By | None = None) -> Row:
    """Lay the answers over those there are; `by` is the office that does it for the person.

    Raises NotPossible before the first day, for whoever has no seat, and to people themselves afterwards.
    """
    _seat, row = await hold(tx, id, by.organization_id if by else None)
    workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
    if workshop is None:
        raise NotPossible(Reason.UNKNOWN)
    reason = why_not_now(workshop, row.state, now, office=by is not None)
    if reason is not None:
        raise NotPossible(reason)
    after = answered.over(row.answers)
    await store_files(tx, row.answers, after, answered.files)
    await changes.set_answers(tx, id, after)
    if by is not None:
        form = await questions.read(tx, row.workshop_id)
        told = [one.label for one in form.asked if one.key in answered.answers]
        await audit.record(
            tx, by.who, by.organization_id, "answered at check-in", row.subject, None, {"questions": told}
        )
    return row
