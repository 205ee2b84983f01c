"""How letters reached people: by mail, or from hand to hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Delivery:
    """One edition on its way to one person."""

    id: UUID
    letter_id: UUID
    edition: int
    channel: str  # "email" | "hand"
    trainer_id: UUID | None
    name: str
    address: str
    state: str  # "queued" | "sent" | "failed" | "handed"
    detail: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class ToMail:
    """A letter whose newest edition a trainer with an address has not got by mail."""

    letter_id: UUID
    edition: int
    number: str
    kind: str
    file_id: UUID
    workshop_id: UUID
    workshop: str
    trainer_id: UUID
    name: str
    email: str


OF_LETTER = """
select id, letter_id, edition, channel, trainer_id, name, address, state, detail, at, by_name
from letter_delivery
where letter_id = $1
order by at desc, id desc
"""
# The trainer's address as it is now; whoever was mailed this edition, or it is on its way, is not there.
TO_MAIL = """
select l.id as letter_id, l.edition, l.number, l.kind, e.file_id, b.workshop_id,
       btrim(w.title || ' ' || w.class_label) as workshop, t.id as trainer_id, t.name, t.email
from letter l
join letter_batch b on b.id = l.batch_id
join workshop w on w.id = b.workshop_id
join letter_edition e on e.letter_id = l.id and e.ordinal = l.edition
cross join lateral jsonb_array_elements(l.addressee -> 'people') p
join trainer t on t.organization_id = l.organization_id and t.id = (p.value ->> 'trainer_id')::uuid
where l.organization_id = $1 and l.id = any($2::uuid[]) and l.state = 'final'
  and l.wanted_edition = l.edition and t.email <> ''
  and not exists (select from letter_delivery d
                  where d.letter_id = l.id and d.edition = l.edition and d.trainer_id = t.id
                    and d.channel = 'email' and d.state <> 'failed')
order by l.position, t.name, t.id, l.id
"""
ADD = """
insert into letter_delivery (id, letter_id, edition, channel, trainer_id, name, address, state, detail, at,
                             by_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict do nothing
returning id
"""
ENDED = """
update letter_delivery set state = $2, detail = $3 where id = $1 and channel = 'email'
"""


async def of_letter(tx: Tx, letter_id: UUID) -> list[Delivery]:
    """The newest first."""
    return [Delivery(**row) for row in await tx.fetch(OF_LETTER, letter_id)]


async def to_mail(tx: Tx, organization_id: UUID, letter_ids: Collection[UUID]) -> list[ToMail]:
    """Those of these letters that a button would mail now, and to whom."""
    return [ToMail(**row) for row in await tx.fetch(TO_MAIL, organization_id, list(letter_ids))]


async def add(tx: Tx, delivery: Delivery) -> bool:
    """Note it; False when this edition is on its way to this person already."""
    given = (
        delivery.id, delivery.letter_id, delivery.edition, delivery.channel, delivery.trainer_id,
        delivery.name, delivery.address, delivery.state, delivery.detail, delivery.at, delivery.by_name,
    )  # fmt: skip
    return await tx.fetchval(ADD, *given) is not None


async def ended(tx: Tx, delivery_id: UUID, state: str, detail: str) -> None:
    """What became of a mail: "sent" or "failed"."""
    await tx.execute(ENDED, delivery_id, state, detail)
