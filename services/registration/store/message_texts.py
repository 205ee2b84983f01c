"""What offices say in their own words in mails to participants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.registration.domain.message_texts import Text
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Kept:
    """The words of one mail in one language, with who wrote them last."""

    text: Text
    changed_at: datetime  # database time
    changed_by: str


def _kept(row: Any) -> Kept:
    return Kept(Text(row["subject"], row["opening"], row["closing"]), row["changed_at"], row["changed_by"])


READ = """
select subject, opening, closing, changed_at, changed_by from message_text
where organization_id = $1 and purpose = $2 and language = $3
"""


async def read(tx: Tx, organization_id: UUID, purpose: str, language: str) -> Kept | None:
    """None where the office says nothing of its own."""
    row = await tx.fetchrow(READ, organization_id, purpose, language)
    return _kept(row) if row else None


OF_OFFICE = """
select purpose, language, subject, opening, closing, changed_at, changed_by from message_text
where organization_id = $1
"""


async def of_office(tx: Tx, organization_id: UUID) -> dict[tuple[str, str], Kept]:
    """By purpose and language; few rows, as there are few mails."""
    return {
        (row["purpose"], row["language"]): _kept(row) for row in await tx.fetch(OF_OFFICE, organization_id)
    }


ADD = """
insert into message_text (organization_id, purpose, language, subject, opening, closing, changed_by)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (organization_id, purpose, language) do nothing
"""
CHANGE = """
update message_text
set subject = $4, opening = $5, closing = $6, changed_by = $7, changed_at = clock_timestamp()
where organization_id = $1 and purpose = $2 and language = $3 and changed_at = $8
"""


async def keep(
    tx: Tx, organization_id: UUID, purpose: str, language: str, text: Text, by: str, seen: datetime | None
) -> bool:
    """Put the words in the place of those that were `seen`, None: of none. False: somebody was faster."""
    given = (organization_id, purpose, language, text.subject, text.opening, text.closing, by)
    done = await (tx.execute(ADD, *given) if seen is None else tx.execute(CHANGE, *given, seen))
    return done.endswith(" 1")


FORGET = """
delete from message_text
where organization_id = $1 and purpose = $2 and language = $3 and changed_at = $4
"""


async def forget(tx: Tx, organization_id: UUID, purpose: str, language: str, seen: datetime) -> bool:
    """Back to the product's own text. False: somebody was faster."""
    return (await tx.execute(FORGET, organization_id, purpose, language, seen)).endswith(" 1")


# By the wall clock, as mails are dated. One that is on its way just now is left to the next round.
FORGET_TRIED = """
delete from mail
where starts_with(subject, $1) and date < clock_timestamp() - $2::interval and state <> 'sending'
"""


async def forget_tried(tx: Tx, subjects: str, kept: timedelta) -> int:
    """Delete mails whose subject begins so and that are older than they are kept; how many."""
    return int((await tx.execute(FORGET_TRIED, subjects, kept)).split()[-1])
