"""Notices of a workshop's changes, and whom each of them reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.events.notices import Notice

PURPOSE = "workshop_changed"  # of the mails and tasks, whose occasion is the notice's id

KEEP = """
insert into notice (id, workshop_id, organization_id, document, at, people)
values ($1, $2, $3, $4, $5, 0)
on conflict (id) do nothing
returning id
"""
COUNT = "update notice set people = $2 where id = $1"


async def keep(tx: Tx, workshop_id: UUID, organization_id: UUID, notice: Notice) -> bool:
    """Whether it is heard for the first time."""
    document = notice.model_dump(mode="json")
    return await tx.fetchval(KEEP, notice.id, workshop_id, organization_id, document, notice.at) is not None


async def count(tx: Tx, id: UUID, people: int) -> None:
    """Note how many people are told."""
    await tx.execute(COUNT, id, people)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice and how far it has come; who was merged or erased since is in none of the five figures."""

    notice: Notice
    people: int  # told when it was heard
    delivered: int  # the server of the address took it
    contacted: int  # somebody of the office told the person
    waiting: int  # mails under way or to be tried again
    to_contact: int  # tasks: no address, or one that does not work
    failed: int  # ended just now, the task is about to be made


# A person who was merged or erased since is no longer one to be reached.
OF_WORKSHOP = """
with reached as (
    select n.id, case when t.done_at is not null then 'contacted'
                      when t.id is not null then 'to_contact'
                      when m.state = 'sent' then 'delivered'
                      when m.state in ('refused', 'failed') then 'failed'
                      else 'waiting' end as how
    from notice n
    join registration r on r.workshop_id = n.workshop_id and r.state not in ('merged', 'erased')
    left join lateral (
        -- one that was sent again stands for those before it
        select id, state, detail, occasion from mail
        where purpose = 'workshop_changed' and subject = 'Registration/' || r.id
          and split_part(occasion, ' #', 1) = n.id::text
        order by mail.id desc limit 1) m on true
    left join contact_task t on t.registration_id = r.id and t.purpose = 'workshop_changed'
                            and t.occasion = coalesce(m.occasion, n.id::text)
    where n.workshop_id = $1 and n.organization_id = $2 and (m.id is not null or t.id is not null)
)
select n.document, n.people,
       count(*) filter (where how = 'delivered') as delivered,
       count(*) filter (where how = 'contacted') as contacted,
       count(*) filter (where how = 'waiting') as waiting,
       count(*) filter (where how = 'to_contact') as to_contact,
       count(*) filter (where how = 'failed') as failed
from notice n
left join reached on reached.id = n.id
where n.workshop_id = $1 and n.organization_id = $2
group by n.id
order by n.at desc, n.id desc
limit $3
"""


async def of_workshop(tx: Tx, workshop_id: UUID, organization_id: UUID, most: int) -> list[Delivery]:
    """The newest first."""
    return [_delivery(row) for row in await tx.fetch(OF_WORKSHOP, workshop_id, organization_id, most)]


def _delivery(row: Any) -> Delivery:
    values = dict(row)
    return Delivery(Notice.model_validate(values.pop("document")), **values)


@dataclass(frozen=True, slots=True)
class NotReached:
    """Somebody who does not know of a notice yet."""

    notice_id: UUID
    registration_id: UUID
    full_name: str
    how: str  # "to_contact" | "failed" | "waiting"
    detail: str  # what the mail server said last
    since: datetime


NOT_REACHED = """
select n.id as notice_id, r.id as registration_id, r.full_name,
       case when t.id is not null then 'to_contact' when m.state in ('refused', 'failed') then 'failed'
            else 'waiting' end as how,
       coalesce(m.detail, '') as detail, coalesce(t.created_at, n.at) as since
from notice n
join registration r on r.workshop_id = n.workshop_id and r.state not in ('merged', 'erased')
left join lateral (
    -- one that was sent again stands for those before it
    select id, state, detail, occasion from mail
    where purpose = 'workshop_changed' and subject = 'Registration/' || r.id
      and split_part(occasion, ' #', 1) = n.id::text
    order by mail.id desc limit 1) m on true
left join contact_task t on t.registration_id = r.id and t.purpose = 'workshop_changed'
                        and t.occasion = coalesce(m.occasion, n.id::text)
where n.id = any($1::uuid[]) and n.organization_id = $2
  and case when t.id is not null then t.done_at is null else m.state <> 'sent' end
order by n.at desc, r.queue
limit $3
"""


async def not_reached(tx: Tx, ids: Sequence[UUID], organization_id: UUID, most: int) -> list[NotReached]:
    """Who still has to be reached, in order of sign-up."""
    return [NotReached(**row) for row in await tx.fetch(NOT_REACHED, list(ids), organization_id, most)]
