"""Accounts of staff, the links that let them in, and their wrong passwords."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx
from shared.events.scheduling import Role, Staff


@dataclass(frozen=True)
class Account:
    """One person of one office. `password_hash` is None until the invitation is taken up."""

    id: UUID
    organization_id: UUID
    version: int
    name: str
    email: str
    role: str
    disabled: bool
    signed_out_before: datetime | None
    password_hash: str | None
    signed_in_at: datetime | None

    @property
    def document(self) -> Staff:
        """The account as others are told of it: nothing secret."""
        return Staff(
            id=self.id,
            version=self.version,
            organization_id=self.organization_id,
            name=self.name,
            email=self.email,
            role=Role(self.role),
            disabled=self.disabled,
            signed_out_before=self.signed_out_before,
        )


ADD = """
insert into account (id, organization_id, version, name, email, role)
values ($1, $2, next_version(0), $3, $4, $5)
on conflict (lower(email)) do nothing
returning id
"""
FIND = """
select id, organization_id, version, name, email, role, disabled, signed_out_before, password_hash,
       signed_in_at
from account
where id = $1
"""
FIND_FOR_UPDATE = """
select id, organization_id, version, name, email, role, disabled, signed_out_before, password_hash,
       signed_in_at
from account
where id = $1
for update
"""
BY_EMAIL = """
select id, organization_id, version, name, email, role, disabled, signed_out_before, password_hash,
       signed_in_at
from account
where lower(email) = lower($1)
"""
_WANTED = """
where organization_id = $1
  and ($2 = '' or name ilike '%' || $2 || '%' or email ilike '%' || $2 || '%')
  and ($3 = '' or role = $3)
  and ($4 = '' or $4 = case when disabled then 'disabled' when password_hash is null then 'invited'
                            else 'active' end)
"""
_SELECT = """
select id, organization_id, version, name, email, role, disabled, signed_out_before, password_hash,
       signed_in_at
from account
"""
OF_OFFICE = f"""{_SELECT}{_WANTED}
order by case when $5 = 'role' then array_position(array['admin', 'organizer', 'approver', 'operator',
                                                         'viewer'], role) end,
         case when $5 = 'seen' then signed_in_at end desc nulls last, disabled, name, id
limit $6 offset $7
"""
_COUNTED = "select count(*) from account"
COUNT = f"{_COUNTED}{_WANTED}"
CHOSEN = f"{_SELECT} where organization_id = $1 and id = any($2::uuid[]) order by name, id"
CHANGE = """
update account
set version = next_version(version), name = $2, role = $3, disabled = $4, signed_out_before = $5
where id = $1
"""
SET_PASSWORD = """
update account
set version = next_version(version), password_hash = $2,
    signed_out_before = coalesce($3, signed_out_before)
where id = $1
"""
REHASH = "update account set password_hash = $2 where id = $1"
SIGNED_IN = "update account set signed_in_at = now() where id = $1"
OTHER_ADMINS = """
select count(*)
from account
where organization_id = $1 and id <> $2 and role = 'admin' and not disabled and password_hash is not null
"""


async def add(tx: Tx, account_id: UUID, organization_id: UUID, name: str, email: str, role: str) -> bool:
    """Add an account without a password; False when the address already has one, in any office."""
    return await tx.fetchval(ADD, account_id, organization_id, name, email, role) is not None


async def find(tx: Tx, account_id: UUID) -> Account | None:
    row = await tx.fetchrow(FIND, account_id)
    return Account(**row) if row else None


async def locked(tx: Tx, account_id: UUID) -> Account | None:
    """The account, held until the transaction ends."""
    row = await tx.fetchrow(FIND_FOR_UPDATE, account_id)
    return Account(**row) if row else None


async def by_email(tx: Tx, email: str) -> Account | None:
    row = await tx.fetchrow(BY_EMAIL, email)
    return Account(**row) if row else None


@dataclass(frozen=True)
class Filter:
    """What a list asks for; empty is everything. `search` is escaped for `like`; `state` is "active",
    "invited" or "disabled"."""

    search: str = ""
    role: str = ""
    state: str = ""


async def of_office(
    tx: Tx,
    organization_id: UUID,
    wanted: Filter = Filter(),
    *,
    sort: str = "",
    limit: int = 1000,
    skip: int = 0,
) -> list[Account]:
    """The office's people: by name with disabled ones last, by "role", or who was last "seen" first."""
    given = (wanted.search, wanted.role, wanted.state)
    rows = await tx.fetch(OF_OFFICE, organization_id, *given, sort, limit, skip)
    return [Account(**row) for row in rows]


async def count(tx: Tx, organization_id: UUID, wanted: Filter) -> int:
    return int(await tx.fetchval(COUNT, organization_id, wanted.search, wanted.role, wanted.state))


async def chosen(tx: Tx, organization_id: UUID, account_ids: Collection[UUID]) -> list[Account]:
    """Those of these people who are the office's, by name."""
    return [Account(**row) for row in await tx.fetch(CHOSEN, organization_id, list(account_ids))]


async def change(
    tx: Tx, account_id: UUID, name: str, role: str, disabled: bool, signed_out_before: datetime | None
) -> None:
    await tx.execute(CHANGE, account_id, name, role, disabled, signed_out_before)


async def set_password(
    tx: Tx, account_id: UUID, password_hash: str, signed_out_before: datetime | None
) -> None:
    """Keep a new password; sessions begun before the moment, if one is given, end."""
    await tx.execute(SET_PASSWORD, account_id, password_hash, signed_out_before)


async def rehash(tx: Tx, account_id: UUID, password_hash: str) -> None:
    """Keep the same password under newer parameters; nobody else needs to know."""
    await tx.execute(REHASH, account_id, password_hash)


async def signed_in(tx: Tx, account_id: UUID) -> None:
    await tx.execute(SIGNED_IN, account_id)


async def other_admins(tx: Tx, organization_id: UUID, account_id: UUID) -> int:
    """How many others could still run the office."""
    return int(await tx.fetchval(OTHER_ADMINS, organization_id, account_id))
