"""What offices say in their own words in mails to participants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.message_texts import Text
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Kept:
    """The words of one mail in one language, with who wrote them last."""

    text: Text
    changed_at: datetime  # database time
    changed_by: str


READ = """
select subject, opening, closing from message_text
where organization_id = $1 and purpose = $2 and language = $3
"""


async def read(tx: Tx, organization_id: UUID, purpose: str, language: str) -> Text:
    """Empty where the office says nothing of its own."""
    row = await tx.fetchrow(READ, organization_id, purpose, language)
    return Text(**row) if row else Text()


OF_OFFICE = """
select purpose, language, subject, opening, closing, changed_at, changed_by from message_text
where organization_id = $1
"""


async def of_office(tx: Tx, organization_id: UUID) -> dict[tuple[str, str], Kept]:
    """By purpose and language; few rows, as there are few mails."""
    return {
        (row["purpose"], row["language"]): Kept(
            Text(row["subject"], row["opening"], row["closing"]), row["changed_at"], row["changed_by"]
        )
        for row in await tx.fetch(OF_OFFICE, organization_id)
    }


KEEP = """
insert into message_text (organization_id, purpose, language, subject, opening, closing, changed_by)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (organization_id, purpose, language) do update
set subject = excluded.subject, opening = excluded.opening, closing = excluded.closing,
    changed_at = clock_timestamp(), changed_by = excluded.changed_by
"""


async def keep(tx: Tx, organization_id: UUID, purpose: str, language: str, text: Text, by: str) -> None:
    await tx.execute(KEEP, organization_id, purpose, language, text.subject, text.opening, text.closing, by)


FORGET = "delete from message_text where organization_id = $1 and purpose = $2 and language = $3"


async def forget(tx: Tx, organization_id: UUID, purpose: str, language: str) -> None:
    """Back to the product's own text."""
    await tx.execute(FORGET, organization_id, purpose, language)
