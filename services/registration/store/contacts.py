"""What is kept of a contact person themselves: corrected, deleted, and their link replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.groups import Contact
from shared.db import Tx

# What the mail server said of an address is said of no other.
CORRECT = """
update sign_up_group
set name = $2, phone = $3, email = $4, role = $5, institution = $6,
    email_trouble = case when email = $4 then email_trouble else '' end
where id = $1
"""
RENEW = "update sign_up_group set code_sha256 = $2, code_sealed = $3 where id = $1"
UNTOLD = "update sign_up_group set link_untold_at = $2 where id = $1"
DELETE = "delete from sign_up_group where id = $1"
MESSAGES = """
select purpose, date as at, recipient as sent_to, state from mail where subject = 'Group/' || $1::uuid
order by id
"""
MAILED = """
select exists (
    select from mail where purpose = 'group_link' and subject = 'Group/' || $1::uuid and occasion = $2
)
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail about the list."""

    purpose: str
    at: datetime
    sent_to: str
    state: str


async def correct(tx: Tx, id: UUID, contact: Contact) -> None:
    await tx.execute(
        CORRECT, id, contact.name, contact.phone, contact.email, contact.role, contact.institution
    )


async def renew(tx: Tx, id: UUID, code_sha256: bytes, code_sealed: bytes) -> None:
    """Another code in the place of the old one, which opens nothing from now on."""
    await tx.execute(RENEW, id, code_sha256, code_sealed)


async def untold(tx: Tx, id: UUID, since: datetime | None) -> None:
    """Since when the contact person has to be told their link; None: they have it."""
    await tx.execute(UNTOLD, id, since)


async def delete(tx: Tx, id: UUID) -> None:
    """The people of the list stay as they are."""
    await tx.execute(DELETE, id)


async def messages(tx: Tx, id: UUID) -> tuple[Message, ...]:
    """The mails about a list, the oldest first."""
    return tuple(Message(**row) for row in await tx.fetch(MESSAGES, id))


async def mailed(tx: Tx, id: UUID, occasion: str) -> bool:
    """Whether the link of a list was mailed on this occasion."""
    found: bool = await tx.fetchval(MAILED, id, occasion)
    return found
