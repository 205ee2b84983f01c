"""Requests for training and what was answered to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scheduling.domain.requests import Asked
from shared.db import Tx


@dataclass(frozen=True)
class Request:
    """A request as it stands. `shown` is where it stands for those who asked (domain.requests.STANDINGS)."""

    id: UUID
    organization_id: UUID
    path_sealed: bytes
    language: str
    kind: str
    body: str
    name: str
    position: str
    phone: str
    email: str
    email_trouble: str
    district_code: str
    place: str
    subject: str
    commodity: str
    people: int
    reason: str
    wished: str
    state: str
    workshop_id: UUID | None
    asked_at: datetime
    shown: str
    workshop: str | None
    workshop_state: str | None
    slug: str | None

    @property
    def can_be_mailed(self) -> bool:
        return bool(self.email) and not self.email_trouble


@dataclass(frozen=True)
class Group:
    """Open requests from one district for one commodity."""

    district_code: str
    commodity: str
    requests: int
    people: int
    oldest: datetime


@dataclass(frozen=True)
class Filter:
    """What a list asks for; empty is everything. `search` is escaped for `like`."""

    search: str = ""
    shown: str = ""
    district_code: str = ""
    commodity: str = ""


@dataclass(frozen=True)
class Waiting:
    """How many wait for something, and since when."""

    requests: int
    oldest: datetime | None


LIST = """
select r.id, r.organization_id, r.path_sealed, r.language, r.kind, r.body, r.name, r.position, r.phone,
       r.email, r.email_trouble, r.district_code, r.place, r.subject, r.commodity, r.people, r.reason,
       r.wished, r.state, r.workshop_id, r.asked_at, s.shown, s.workshop, s.workshop_state, s.slug
from request r
join request_standing s on s.id = r.id
where r.organization_id = $1
  and ($2 = '' or r.subject ilike '%' || $2 || '%' or r.body ilike '%' || $2 || '%'
       or r.commodity ilike '%' || $2 || '%' or r.name ilike '%' || $2 || '%')
  and ($3 = '' or s.shown = $3)
  and ($4 = '' or r.district_code = $4)
  and ($5 = '' or lower(r.commodity) = lower($5))
order by case when $6 = 'orang' then -r.people end, case when $6 = 'lama' then r.asked_at end,
         r.asked_at desc, r.id
limit $7 offset $8
"""
COUNT = """
select count(*)
from request r
join request_standing s on s.id = r.id
where r.organization_id = $1
  and ($2 = '' or r.subject ilike '%' || $2 || '%' or r.body ilike '%' || $2 || '%'
       or r.commodity ilike '%' || $2 || '%' or r.name ilike '%' || $2 || '%')
  and ($3 = '' or s.shown = $3)
  and ($4 = '' or r.district_code = $4)
  and ($5 = '' or lower(r.commodity) = lower($5))
"""
GROUPS = """
select r.district_code, min(r.commodity) as commodity, count(*) as requests, sum(r.people) as people,
       min(r.asked_at) as oldest
from request r
join request_standing s on s.id = r.id
where r.organization_id = $1 and s.shown in ('submitted', 'studied') and r.workshop_id is null
group by r.district_code, lower(r.commodity)
order by count(*) desc, sum(r.people) desc, min(r.asked_at)
limit 20
"""
DISTRICTS = "select distinct district_code from request where organization_id = $1 order by district_code"
CHOSEN = """
select r.id, r.organization_id, r.path_sealed, r.language, r.kind, r.body, r.name, r.position, r.phone,
       r.email, r.email_trouble, r.district_code, r.place, r.subject, r.commodity, r.people, r.reason,
       r.wished, r.state, r.workshop_id, r.asked_at, s.shown, s.workshop, s.workshop_state, s.slug
from request r
join request_standing s on s.id = r.id
where r.organization_id = $1 and r.id = any($2::uuid[])
order by r.asked_at, r.id
"""
# Rows are locked before they are read with their standing: a view with a lateral join cannot be locked.
LOCK = "select id from request where organization_id = $1 and id = any($2::uuid[]) order by id for update"
LOCK_OF_WORKSHOP = """
select id from request where organization_id = $1 and workshop_id = $2 order by id for update
"""
OF_WORKSHOP = """
select r.id, r.organization_id, r.path_sealed, r.language, r.kind, r.body, r.name, r.position, r.phone,
       r.email, r.email_trouble, r.district_code, r.place, r.subject, r.commodity, r.people, r.reason,
       r.wished, r.state, r.workshop_id, r.asked_at, s.shown, s.workshop, s.workshop_state, s.slug
from request r
join request_standing s on s.id = r.id
where r.organization_id = $1 and r.workshop_id = $2
order by r.asked_at, r.id
"""
BY_CODE = """
select r.id, r.organization_id, r.path_sealed, r.language, r.kind, r.body, r.name, r.position, r.phone,
       r.email, r.email_trouble, r.district_code, r.place, r.subject, r.commodity, r.people, r.reason,
       r.wished, r.state, r.workshop_id, r.asked_at, s.shown, s.workshop, s.workshop_state, s.slug
from request r
join request_standing s on s.id = r.id
where r.code_sha256 = $1
"""
ADD = """
insert into request (id, organization_id, code_sha256, path_sealed, language, asked_at, kind, body, name,
                     position, phone, email, district_code, place, subject, commodity, people, reason, wished)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""
ASKED_SINCE = "select count(*) from request where lower(email) = lower($1) and asked_at > $2"
SORT_OUT = """
update request set commodity = $3, district_code = $4 where organization_id = $1 and id = $2
"""
SET_STATE = "update request set state = $2, workshop_id = null where id = any($1::uuid[])"
LINK = "update request set state = 'studied', workshop_id = $2 where id = any($1::uuid[])"
# Who they were goes, and what they wrote: a reason or a small group may name somebody. What stays is that so
# many people of a district once asked for a subject.
WITHDRAW = """
update request
set state = 'withdrawn', workshop_id = null, name = '', position = '', phone = '', email = '',
    email_trouble = '', body = '', place = '', reason = '', wished = ''
where id = $1
"""
EMAIL_TROUBLE = "update request set email_trouble = $3 where id = $1 and email = $2"
NEW = """
select count(*) as requests, min(r.asked_at) as oldest
from request r
where r.organization_id = $1 and r.state = 'submitted'
"""


async def listed(
    tx: Tx,
    organization_id: UUID,
    wanted: Filter,
    *,
    sort: str = "",
    limit: int = 100_000,
    skip: int = 0,
) -> list[Request]:
    """An office's requests, the newest first; `sort` "orang": most people first, "lama": the oldest first."""
    given = (wanted.search, wanted.shown, wanted.district_code, wanted.commodity)
    return [Request(**row) for row in await tx.fetch(LIST, organization_id, *given, sort, limit, skip)]


async def count(tx: Tx, organization_id: UUID, wanted: Filter) -> int:
    given = (wanted.search, wanted.shown, wanted.district_code, wanted.commodity)
    return int(await tx.fetchval(COUNT, organization_id, *given))


async def groups(tx: Tx, organization_id: UUID) -> list[Group]:
    """Open requests that ask for the same in the same district, the largest groups first; at most 20."""
    return [Group(**row) for row in await tx.fetch(GROUPS, organization_id)]


async def districts(tx: Tx, organization_id: UUID) -> list[str]:
    """Codes of the districts that ever asked."""
    return [row["district_code"] for row in await tx.fetch(DISTRICTS, organization_id)]


async def chosen(tx: Tx, organization_id: UUID, ids: Collection[UUID]) -> list[Request]:
    """Those of these that are the office's, the oldest first."""
    return [Request(**row) for row in await tx.fetch(CHOSEN, organization_id, list(ids))]


async def locked(tx: Tx, organization_id: UUID, ids: Collection[UUID]) -> list[Request]:
    """The same, held until the transaction ends."""
    await tx.execute(LOCK, organization_id, list(ids))
    return await chosen(tx, organization_id, ids)


async def of_workshop(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[Request]:
    return [Request(**row) for row in await tx.fetch(OF_WORKSHOP, organization_id, workshop_id)]


async def locked_of_workshop(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[Request]:
    """The same, held until the transaction ends; its workshop is held before, as whoever joins one does."""
    await tx.execute(LOCK_OF_WORKSHOP, organization_id, workshop_id)
    return await of_workshop(tx, organization_id, workshop_id)


async def by_code(tx: Tx, code_sha256: bytes) -> Request | None:
    row = await tx.fetchrow(BY_CODE, code_sha256)
    return Request(**row) if row else None


async def add(
    tx: Tx,
    request_id: UUID,
    organization_id: UUID,
    code_sha256: bytes,
    path_sealed: bytes,
    language: str,
    now: datetime,
    asked: Asked,
) -> None:
    await tx.execute(
        ADD,
        request_id,
        organization_id,
        code_sha256,
        path_sealed,
        language,
        now,
        asked.kind,
        asked.body,
        asked.name,
        asked.position,
        asked.phone,
        asked.email,
        asked.district_code,
        asked.place,
        asked.subject,
        asked.commodity,
        asked.people,
        asked.reason,
        asked.wished,
    )


async def asked_since(tx: Tx, email: str, since: datetime) -> int:
    """How many requests, of whatever office, name this address since then."""
    return int(await tx.fetchval(ASKED_SINCE, email, since))


async def sort_out(
    tx: Tx, organization_id: UUID, request_id: UUID, commodity: str, district_code: str
) -> None:
    """Name commodity and district as the office does, so that similar requests stand together."""
    await tx.execute(SORT_OUT, organization_id, request_id, commodity, district_code)


async def set_state(tx: Tx, ids: Collection[UUID], state: str) -> None:
    """Also takes them out of the workshop they were part of."""
    await tx.execute(SET_STATE, list(ids), state)


async def link(tx: Tx, ids: Collection[UUID], workshop_id: UUID) -> None:
    await tx.execute(LINK, list(ids), workshop_id)


async def withdraw(tx: Tx, request_id: UUID) -> None:
    await tx.execute(WITHDRAW, request_id)


async def mark_email(tx: Tx, request_id: UUID, email: str, detail: str) -> None:
    """Note what the mail server said, unless the address was changed meanwhile."""
    await tx.execute(EMAIL_TROUBLE, request_id, email, detail)


async def new(tx: Tx, organization_id: UUID) -> Waiting:
    """Requests nobody has looked at."""
    row = await tx.fetchrow(NEW, organization_id)
    assert row is not None
    return Waiting(**row)
