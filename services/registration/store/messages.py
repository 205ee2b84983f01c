"""What somebody was told, in order: mails and tasks together."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from shared.db import Tx

LATER = """
select exists (
    select from mail old join mail newer on newer.subject = old.subject and newer.id > old.id
    where old.purpose = $1 and old.subject = 'Registration/' || $2::uuid and old.occasion = $3
      and newer.purpose = any($4::text[])
) or exists (
    select from mail old join contact_task t on t.registration_id = $2 and t.said_at > old.date
    where old.purpose = $1 and old.subject = 'Registration/' || $2::uuid and old.occasion = $3
      and t.purpose = any($4::text[])
      -- a later task of an older mail that failed says nothing new
      and not exists (select from mail same where same.purpose = t.purpose and same.subject = old.subject
                      and same.occasion = t.occasion)
)
"""


async def said_later(
    tx: Tx, registration_id: UUID, purpose: str, occasion: str, newer: Collection[str]
) -> bool:
    """Whether a message of one of the purposes `newer` was added after that mail."""
    return bool(await tx.fetchval(LATER, purpose, registration_id, occasion, list(newer)))
