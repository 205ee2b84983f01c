"""The sender's side of the table: claim a batch, mark each end, stop and go on after a restore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.mail.mail import End, MailResult

LEASE = timedelta(minutes=15)

# How long to wait after the first, second, … try that met a busy or absent server: two days in all,
# as mail servers do among themselves. After the last one the mail is marked failed.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))

# Of one purpose somebody reads the older first: a notice that is tried again in an hour must not arrive after
# the one that says what has changed since. Another purpose or address does not wait for it.
CLAIM = """
update mail
set state = 'sending', lease = $1, attempts = attempts + 1, next_at = clock_timestamp() + $2::interval
where id in (
    select id from mail
    where state in ('queued', 'sending', 'retrying') and next_at <= clock_timestamp()
      and not (select paused from mail_sending)
      and not exists (
          select from mail older
          where older.subject = mail.subject and older.purpose = mail.purpose and older.id < mail.id
            and older.recipient = mail.recipient and older.state in ('queued', 'sending', 'retrying'))
    order by next_at, id
    limit $3
    for update skip locked)
returning id, lease, purpose, subject, occasion, organization_id, recipient, language, data, attachments,
          message_id, date, attempts
"""
FINISH = """
update mail
set state = $3, detail = $4, told = $5, lease = null, finished_at = clock_timestamp(),
    next_at = clock_timestamp()
where id = $1 and lease = $2
returning purpose, subject, occasion, recipient, state, detail, data
"""
POSTPONE = """
update mail
set state = 'retrying', detail = $3, lease = null, next_at = clock_timestamp() + $4::interval
where id = $1 and lease = $2
"""
# Claimed and then not touched: the next claim takes them at once and no try is counted.
RELEASE = """
update mail
set state = case when attempts > 1 then 'retrying' else 'queued' end, lease = null, attempts = attempts - 1,
    next_at = clock_timestamp()
where id = any($1::bigint[]) and lease = $2
"""
OWED = """
select id, purpose, subject, occasion, recipient, state, detail, data
from mail
where not told and next_at <= clock_timestamp()
order by next_at, id
limit 1
for update skip locked
"""
TOLD = "update mail set told = true where id = $1"
OWE_LATER = "update mail set next_at = clock_timestamp() + interval '10 minutes' where id = $1 and not told"
SET_PAUSED = "update mail_sending set paused = $1"
MAY_HAVE_GONE = """
select id, purpose, subject, recipient, date
from mail
where state in ('queued', 'sending', 'retrying') and date < $1
order by id
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One claimed row: what the composer and the sender need."""

    id: int
    lease: UUID
    purpose: str
    subject: str
    occasion: str
    organization_id: UUID
    recipient: str
    language: str
    data: dict[str, Any]
    attachments: list[dict[str, str]]
    message_id: UUID
    date: datetime
    attempts: int  # this try included


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that had not gone when the restored copy was made, and may have gone since."""

    id: int
    purpose: str
    subject: str
    to: str
    date: datetime


async def claim(tx: Tx, lease: UUID, most: int) -> list[Letter]:
    """Take up to `most` due mails for 15 minutes; a lease that ran out is taken again."""
    rows = await tx.fetch(CLAIM, lease, LEASE, most)
    letters = [Letter(**dict(row)) for row in rows]
    return sorted(letters, key=lambda letter: letter.id)


async def finish(tx: Tx, letter: Letter, state: End, detail: str, *, told: bool = True) -> MailResult | None:
    """Mark the end of one mail. None: the lease was lost and another sender answers for it."""
    row = await tx.fetchrow(FINISH, letter.id, letter.lease, state, detail, told)
    return _result(row) if row else None


async def postpone(tx: Tx, letter: Letter, detail: str, wait: timedelta) -> None:
    """Try again after `wait`."""
    await tx.execute(POSTPONE, letter.id, letter.lease, detail, wait)


async def release(tx: Tx, letters: Sequence[Letter]) -> None:
    """Give back what this connection had no time for."""
    if letters:
        await tx.execute(RELEASE, [letter.id for letter in letters], letters[0].lease)


async def owed(tx: Tx) -> tuple[int, MailResult] | None:
    """One finished mail whose end `Service.on_mail` has not taken yet, locked."""
    row = await tx.fetchrow(OWED)
    return (row["id"], _result(row)) if row else None


async def mark_told(tx: Tx, mail_id: int) -> None:
    await tx.execute(TOLD, mail_id)


async def owe_later(tx: Tx, mail_id: int) -> None:
    """`Service.on_mail` failed again: ten more minutes."""
    await tx.execute(OWE_LATER, mail_id)


async def pause(tx: Tx) -> None:
    """Stop sending: a restored database must not mail again what already went. Adding goes on."""
    await tx.execute(SET_PAUSED, True)


async def may_have_gone(tx: Tx, since: datetime) -> list[Waiting]:
    """Waiting mails made before `since`, the moment of the restored copy: each may have gone after it.

    On `resume` they go again under the same Message-ID, so most mailboxes show them once.
    """
    return [
        Waiting(row["id"], row["purpose"], row["subject"], row["recipient"], row["date"])
        for row in await tx.fetch(MAY_HAVE_GONE, since)
    ]


async def resume(tx: Tx) -> None:
    """Send again."""
    await tx.execute(SET_PAUSED, False)


def _result(row: Any) -> MailResult:
    return MailResult(
        row["purpose"],
        row["subject"],
        row["occasion"],
        row["recipient"],
        row["state"],
        row["detail"],
        row["data"],
    )
