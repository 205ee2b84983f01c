"""The mails of registration as the office sees them: where each is, whose it is, which can go again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx

STATES = ("queued", "sending", "sent", "retrying", "refused", "failed")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail; times are those of the wall clock, as mails are dated."""

    id: int
    registration_id: UUID
    workshop_id: UUID
    full_name: str
    purpose: str
    occasion: str
    recipient: str
    state: str  # one of STATES
    detail: str  # what the mail server said last
    date: datetime
    next_at: datetime  # of one that is tried again
    finished_at: datetime | None
    sent_again: bool  # a newer one of the same occasion took its place


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for; empty is everything."""

    workshop_id: UUID | None = None
    state: str = ""
    search: str = ""  # escaped for `like`; in the name and the address


FIND = r"""
select m.id, r.id as registration_id, r.workshop_id, r.full_name, m.purpose, m.occasion, m.recipient, m.state,
       m.detail, m.date, m.next_at, m.finished_at,
       exists (select from mail n where n.subject = m.subject and n.purpose = m.purpose and n.id > m.id
               and split_part(n.occasion, ' #', 1) = split_part(m.occasion, ' #', 1)) as sent_again
from mail m
join registration r on r.id = case when m.subject like 'Registration/%' then substr(m.subject, 14)::uuid end
where m.organization_id = $1 and r.organization_id = $1
  and ($2::uuid is null or r.workshop_id = $2) and ($3 = '' or m.state = $3)
  and ($4 = '' or r.full_name ilike '%' || $4 || '%' or m.recipient ilike '%' || $4 || '%')
order by m.id desc limit $5 offset $6
"""
COUNT = r"""
select count(*)
from mail m
join registration r on r.id = case when m.subject like 'Registration/%' then substr(m.subject, 14)::uuid end
where m.organization_id = $1 and r.organization_id = $1
  and ($2::uuid is null or r.workshop_id = $2) and ($3 = '' or m.state = $3)
  and ($4 = '' or r.full_name ilike '%' || $4 || '%' or m.recipient ilike '%' || $4 || '%')
"""


async def find(
    tx: Tx, organization_id: UUID, asked: Asked, most: int, after: int
) -> tuple[list[Outgoing], int]:
    """One page of the office's mails, the newest first, and how many there are in all."""
    given = (organization_id, asked.workshop_id, asked.state, asked.search)
    rows = await tx.fetch(FIND, *given, most, after)
    return [Outgoing(**row) for row in rows], int(await tx.fetchval(COUNT, *given))


OF_PERSON = """
select m.id, r.id as registration_id, r.workshop_id, r.full_name, m.purpose, m.occasion, m.recipient, m.state,
       m.detail, m.date, m.next_at, m.finished_at,
       exists (select from mail n where n.subject = m.subject and n.purpose = m.purpose and n.id > m.id
               and split_part(n.occasion, ' #', 1) = split_part(m.occasion, ' #', 1)) as sent_again
from registration r join mail m on m.subject = 'Registration/' || r.id
where r.id = $1 order by m.id
"""


async def of_person(tx: Tx, registration_id: UUID) -> list[Outgoing]:
    """Everything that was mailed to one person, in order."""
    return [Outgoing(**row) for row in await tx.fetch(OF_PERSON, registration_id)]


WHOSE = """
select substr(subject, 14)::uuid from mail
where id = $1 and organization_id = $2 and subject like 'Registration/%'
"""


async def whose(tx: Tx, mail_id: int, organization_id: UUID) -> UUID | None:
    """The registration a mail of this office belongs to."""
    found: UUID | None = await tx.fetchval(WHOSE, mail_id, organization_id)
    return found


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail that goes again takes from the one before it."""

    data: Mapping[str, Any]
    language: str


CONTENT = "select data, language from mail where id = $1 and attachments = '[]'::jsonb"


async def content(tx: Tx, mail_id: int) -> Content | None:
    """None for one with attachments, which registration never sends."""
    row = await tx.fetchrow(CONTENT, mail_id)
    return Content(**row) if row else None


CLOSE_CALL = """
update contact_task set done_at = $4, overtaken = true
where registration_id = $1 and purpose = $2 and occasion = $3 and done_at is null
"""


async def close_call(tx: Tx, now: datetime, registration_id: UUID, purpose: str, occasion: str) -> None:
    """The call that stood for a mail is not needed while the mail goes once more."""
    await tx.execute(CLOSE_CALL, registration_id, purpose, occasion, now)
