"""What an action needs of mail: describe it and add it to the transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from shared import ids
from shared.db import Tx, wake

End = Literal["sent", "refused", "failed"]  # refused: the address; failed: anything else, for good

TOPIC = "mail"  # what the sender's loop wakes on

ADD = """
insert into mail (purpose, subject, occasion, organization_id, recipient, language, data, attachments,
                  message_id)
select purpose, subject, occasion, organization_id, recipient, language, data, attachments::jsonb, message_id
from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[], $8::text[],
            $9::uuid[])
     as new (purpose, subject, occasion, organization_id, recipient, language, data, attachments, message_id)
on conflict on constraint mail_once do nothing
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person. `(purpose, subject, occasion)` is sent once, however often it is added.

    `data` is what the template shows, JSON only. A `reply_to` in it becomes the Reply-To address;
    otherwise the office's own address is used.
    """

    purpose: str  # names the folder templates/email/<purpose>/
    subject: str  # whose mail it is, "Registration/<id>"
    organization_id: UUID  # in whose name
    to: str
    occasion: str = ""  # tells apart repeats that are meant: a date, a version, a code's digest
    language: str = "id"
    data: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[tuple[UUID, str], ...] = ()  # (file id, name the person sees)


@dataclass(frozen=True, slots=True)
class MailResult:
    """How one mail ended, told to `Service.on_mail` in the transaction that marks it."""

    purpose: str
    subject: str
    occasion: str
    to: str
    state: End
    detail: str  # the mail server's own words
    data: Mapping[str, Any] = field(default_factory=dict)  # what the mail had to say, sealed as it was added


async def add(tx: Tx, mail: Mail) -> None:
    """Queue one mail in this transaction; a repeat of its purpose, subject and occasion changes nothing."""
    await add_many(tx, (mail,))


async def add_many(tx: Tx, mails: Sequence[Mail]) -> None:
    """Queue many with one statement, in the order of their key so that two writers cannot deadlock."""
    if not mails:
        return
    rows = sorted(mails, key=lambda mail: (mail.purpose, mail.subject, mail.occasion))
    await tx.execute(
        ADD,
        [mail.purpose for mail in rows],
        [mail.subject for mail in rows],
        [mail.occasion for mail in rows],
        [mail.organization_id for mail in rows],
        [mail.to for mail in rows],
        [mail.language for mail in rows],
        [dict(mail.data) for mail in rows],
        # As text: asyncpg takes a list inside jsonb[] for a second dimension of the array.
        [_listed(mail.attachments) for mail in rows],
        [ids.new_id() for _ in rows],
    )
    wake(TOPIC)


DROP = "delete from mail where purpose = $1 and subject = $2 and state in ('queued', 'retrying')"


async def drop(tx: Tx, purpose: str, subject: str) -> None:
    """Delete what waits of one purpose, because it holds no longer; what is being sent may still arrive."""
    await tx.execute(DROP, purpose, subject)


FORGET = "delete from mail where subject = $1"


async def forget(tx: Tx, subject: str) -> None:
    """Delete every mail of `subject`, those that still wait too: what erasing somebody asks of the queue."""
    await tx.execute(FORGET, subject)


def _listed(attachments: Sequence[tuple[UUID, str]]) -> str:
    return (
        json.dumps([{"file": str(file), "name": name} for file, name in attachments]) if attachments else "[]"
    )
