"""Handing a seat to somebody else: whether a workshop allows it, and who came in whose place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.store.registrations import Row, read
from shared.db import Tx

ALLOWED = "select hand_over from sign_up_terms where workshop_id = $1"
ALLOW = """
insert into sign_up_terms (workshop_id, organization_id, hand_over) values ($1, $2, $3)
on conflict (workshop_id) do update set hand_over = excluded.hand_over
"""


async def allowed(tx: Tx, workshop_id: UUID) -> bool:
    """Whether people of this workshop may hand their seat over; not unless the office said so."""
    return bool(await tx.fetchval(ALLOWED, workshop_id))


async def allow(tx: Tx, workshop_id: UUID, organization_id: UUID, hand_over: bool) -> None:
    await tx.execute(ALLOW, workshop_id, organization_id, hand_over)


ADD = "insert into hand_over (from_id, to_id, at) values ($1, $2, $3)"
FORGET = "delete from hand_over where from_id = any($1::uuid[]) or to_id = any($1::uuid[])"
FROM = "select from_id from hand_over where to_id = $1"
TO = "select to_id from hand_over where from_id = $1"


async def add(tx: Tx, from_id: UUID, to_id: UUID, at: datetime) -> None:
    await tx.execute(ADD, from_id, to_id, at)


async def forget(tx: Tx, ids: list[UUID]) -> None:
    """Whose data are erased are nobody's successor any more."""
    await tx.execute(FORGET, ids)


async def neighbours(tx: Tx, id: UUID) -> tuple[Row | None, Row | None]:
    """Who had this registration's seat before them, and who has it after them."""
    before, after = await tx.fetchval(FROM, id), await tx.fetchval(TO, id)
    return await read(tx, before), await read(tx, after)


# All codes at once: whoever still has the link, the picture of the card or its code opens nothing with it.
RENEW = """
update registration
set manage_sha256 = $2, manage_sealed = $3, ticket_sha256 = $4, ticket_sealed = $5, card_code = $6
where id = $1
"""


async def renew_codes(
    tx: Tx, id: UUID, manage: tuple[bytes, bytes], ticket: tuple[bytes, bytes], card_code: str
) -> None:
    """Put new codes, each as (hash, sealed), in the place of the old ones; the state is changed next,
    and with it the version."""
    await tx.execute(RENEW, id, *manage, *ticket, card_code)
