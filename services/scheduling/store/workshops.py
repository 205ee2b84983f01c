"""Workshops: their rows, and what the document needs of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Details:
    """What an organizer enters about a workshop; times are aware."""

    programme_id: UUID
    title: str
    class_label: str
    summary: str
    zone: str
    capacity: int
    sign_up: str
    sign_up_opens_at: datetime
    sign_up_closes_at: datetime
    nik: str
    offer_hours: int
    requirements: str
    bring: str
    provided: str
    venue_id: UUID
    contact_name: str
    contact_whatsapp: str
    contact_hours: str
    group_link: str
    rule_percent: int
    held_by: str


@dataclass(frozen=True)
class Workshop(Details):
    """A workshop's row."""

    id: UUID
    organization_id: UUID
    version: int
    state: str
    slug: str | None
    reason: str
    published_at: datetime | None

    @property
    def details(self) -> Details:
        return Details(**{field.name: getattr(self, field.name) for field in fields(Details)})

    @property
    def full_title(self) -> str:
        return f"{self.title} {self.class_label}".strip()


FIND = """
select id, organization_id, version, state, slug, reason, published_at, programme_id, title, class_label,
       summary,
       zone, capacity, sign_up, sign_up_opens_at, sign_up_closes_at, nik, offer_hours, requirements, bring,
       provided, venue_id, contact_name, contact_whatsapp, contact_hours, group_link, rule_percent, held_by
from workshop
where organization_id = $1 and id = $2
"""
LOCK = f"{FIND} for update"
ADD = """
insert into workshop (organization_id, id, version, programme_id, title, class_label, summary, zone, capacity,
                      sign_up, sign_up_opens_at, sign_up_closes_at, nik, offer_hours, requirements, bring,
                      provided, venue_id, contact_name, contact_whatsapp, contact_hours, group_link,
                      rule_percent, held_by)
values ($1, $2, next_version(0), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23)
"""
CHANGE = """
update workshop
set version = next_version(version), programme_id = $3, title = $4, class_label = $5, summary = $6, zone = $7,
    capacity = $8, sign_up = $9, sign_up_opens_at = $10, sign_up_closes_at = $11, nik = $12, offer_hours =
    $13,
    requirements = $14, bring = $15, provided = $16, venue_id = $17, contact_name = $18, contact_whatsapp =
    $19,
    contact_hours = $20, group_link = $21, rule_percent = $22, held_by = $23
where organization_id = $1 and id = $2
"""
SET_STATE = """
update workshop
set version = next_version(version), state = $3, reason = $4
where organization_id = $1 and id = $2
"""
TOUCH = """
update workshop
set version = next_version(version), reason = $3
where organization_id = $1 and id = $2
"""
SLUG_TAKEN = "select exists (select from workshop where slug = $1)"
# Two offices may publish under one name at the same moment: they wait for each other here.
LOCK_SLUG = "select pg_advisory_xact_lock(hashtext('slug'), hashtext($1))"
PUBLISH = """
update workshop
set version = next_version(version), state = 'published', slug = $3, published_at = $4, reason = ''
where organization_id = $1 and id = $2
"""
DELETE = "delete from workshop where organization_id = $1 and id = $2 and state = 'draft'"
PUBLISHED_WITH = """
select distinct w.id
from workshop w
left join session s on s.workshop_id = w.id
left join session_trainer t on t.session_id = s.id
where w.organization_id = $1 and w.state = 'published'
  and ($2::uuid is null or $2 in (w.programme_id, w.venue_id, s.venue_id, t.trainer_id))
order by w.id
"""
LOCK_WITH = """
select id
from workshop w
where organization_id = $1 and state in ('draft', 'published')
  and (venue_id = any($2::uuid[])
       or exists (select from session s
                  where s.workshop_id = w.id
                    and (s.venue_id = any($2::uuid[])
                         or exists (select from session_trainer t
                                    where t.session_id = s.id and t.trainer_id = any($2::uuid[])))))
order by id
for no key update
"""
DOCUMENT = """
select w.id, w.version, w.organization_id, w.slug, w.title, w.class_label, w.state, w.summary, w.zone,
       w.capacity,
       w.sign_up, w.sign_up_opens_at, w.sign_up_closes_at, w.nik, w.offer_hours, w.requirements, w.bring,
       w.provided, w.group_link, w.rule_percent, w.held_by, w.reason, w.published_at, w.contact_name,
       w.contact_whatsapp, w.contact_hours, o.jp_rounding, w.programme_id, p.title as programme_title,
       p.year as programme_year, p.code as programme_code, p.funding, p.program_code, p.program_name,
       p.main_activity_code, p.main_activity_name, p.activity_code, p.activity_name, p.account_code,
       p.budget_number, p.officer, p.officer_role, p.officer_nip, p.decree_number, p.decree_date,
       w.venue_id, v.name as venue, v.address, v.district_code, v.map_url
from workshop w
join office o on o.id = w.organization_id
join programme p on p.id = w.programme_id
join venue v on v.id = w.venue_id
where w.organization_id = $1 and w.id = $2
"""


async def find(tx: Tx, organization_id: UUID, workshop_id: UUID) -> Workshop | None:
    row = await tx.fetchrow(FIND, organization_id, workshop_id)
    return Workshop(**row) if row else None


async def locked(tx: Tx, organization_id: UUID, workshop_id: UUID) -> Workshop | None:
    """The workshop, held until the transaction ends: every change of it or its sessions starts here."""
    row = await tx.fetchrow(LOCK, organization_id, workshop_id)
    return Workshop(**row) if row else None


async def add(tx: Tx, organization_id: UUID, workshop_id: UUID, details: Details) -> None:
    await tx.execute(ADD, organization_id, workshop_id, *asdict(details).values())


async def change(tx: Tx, organization_id: UUID, workshop_id: UUID, details: Details) -> None:
    await tx.execute(CHANGE, organization_id, workshop_id, *asdict(details).values())


async def set_state(tx: Tx, organization_id: UUID, workshop_id: UUID, state: str, reason: str) -> None:
    await tx.execute(SET_STATE, organization_id, workshop_id, state, reason)


async def touch(tx: Tx, organization_id: UUID, workshop_id: UUID, reason: str) -> None:
    """A new version, because something the document shows has changed."""
    await tx.execute(TOUCH, organization_id, workshop_id, reason)


async def free_slug(tx: Tx, wished: str) -> str:
    """The wished name, or it with the first free number behind; held for this transaction."""
    await tx.execute(LOCK_SLUG, wished)
    slug, number = wished, 1
    while await tx.fetchval(SLUG_TAKEN, slug):
        number += 1
        slug = f"{wished}-{number}"
    return slug


async def publish(tx: Tx, organization_id: UUID, workshop_id: UUID, slug: str, now: datetime) -> None:
    await tx.execute(PUBLISH, organization_id, workshop_id, slug, now)


async def delete(tx: Tx, organization_id: UUID, workshop_id: UUID) -> None:
    """Delete a draft with its sessions and bookings."""
    await tx.execute(DELETE, organization_id, workshop_id)


async def published_with(tx: Tx, organization_id: UUID, part_id: UUID | None) -> list[UUID]:
    """Published workshops that show this programme, venue or trainer; all of the office for None."""
    return [row["id"] for row in await tx.fetch(PUBLISHED_WITH, organization_id, part_id)]


async def lock_with(tx: Tx, organization_id: UUID, part_ids: Collection[UUID]) -> None:
    """Hold every workshop planned in these venues or with these trainers until the transaction ends."""
    await tx.execute(LOCK_WITH, organization_id, list(part_ids))


async def document_row(tx: Tx, organization_id: UUID, workshop_id: UUID) -> dict[str, Any] | None:
    """Everything of the document but its sessions."""
    row = await tx.fetchrow(DOCUMENT, organization_id, workshop_id)
    return dict(row) if row else None
