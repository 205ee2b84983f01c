"""The name on the certificate, looked at by its person while it can still be corrected."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.actions import own
from services.registration.actions.moving import hold
from services.registration.domain.name_checks import asks_for_name
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import copies, name_checks
from services.registration.store.registrations import Row
from shared.db import Tx
from shared.events.registration import RegistrationState


async def check(tx: Tx, now: datetime, id: UUID, name: str) -> Row:
    """The person says that `name` is what their certificate shall bear; it is stored where it is another.

    Raises NotPossible for who has no seat, before the day of the question, and once the workshop is over.
    """
    _seat, row = await hold(tx, id)
    workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
    if row.state is not RegistrationState.CONFIRMED or workshop is None:
        raise NotPossible(Reason.STATE_CHANGED)
    if not asks_for_name(workshop, now):
        raise NotPossible(Reason.TOO_LATE if workshop.ends_at <= now else Reason.STATE_CHANGED)
    if name != row.name_on_certificate:
        written = "" if name == row.full_name else name
        row = await own.change(tx, now, id, own.person_of(row)._replace(certificate_name=written))
    await name_checks.keep(tx, row, now)
    return row
