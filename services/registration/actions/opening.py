"""The one door to sealed data: one field of one person, by somebody, with a reason, written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.registration.actions import answers
from services.registration.actions.answers import Attached
from services.registration.actions.office import By
from services.registration.actions.sealing import needs_of
from services.registration.actions.sign_up import NIK_PURPOSE
from services.registration.domain.access import ANSWER, DISABILITY, NEEDS, NIK, Purpose
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import access, registrations
from services.registration.store.registrations import Row
from shared.crypto import Keys
from shared.db import Tx
from shared.events.registration import RegistrationState


async def open_field(
    tx: Tx, keys: Keys, by: By, id: UUID, field: str, purpose: Purpose, reason: str
) -> str | Attached | Any:
    """What the field says, once the opening is in the access log; a file comes with its bytes.

    Raises NotPossible: unknown or another office's person, a field they left empty or that is not
    sealed, a purpose that asks for words without any.
    """
    if purpose.needs_words and not reason:
        raise NotPossible(Reason.NEEDS_REASON)
    row = await registrations.read(tx, id)
    gone = row is None or row.organization_id != by.organization_id
    if row is None or gone or row.state is RegistrationState.ERASED:
        raise NotPossible(Reason.UNKNOWN)
    value = await _value(tx, keys, row, field)
    if value is None or value == "":
        raise NotPossible(Reason.UNKNOWN)
    await access.add(tx, by.organization_id, by.who, id, field, purpose, reason)
    return value


async def _value(tx: Tx, keys: Keys, row: Row, field: str) -> Any:
    if field == NIK:
        sealed = await access.sealed_nik(tx, row.id, row.organization_id)
        return keys.decrypt(sealed, purpose=NIK_PURPOSE) if sealed else None
    if field == NEEDS:
        return needs_of(keys, row)
    if field == DISABILITY:
        return row.disability
    value = row.answers.get(field.removeprefix(ANSWER))
    if not answers.is_sealed(value):
        return None
    return await answers.opened_file(tx, keys, value) or answers.opened(keys, value)
