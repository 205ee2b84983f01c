"""Secrets of authenticator apps, sealed, and hashes of the codes on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class SecondFactor:
    """What an account's app shares with us. Not in force until `confirmed_at`."""

    secret_sealed: bytes
    confirmed_at: datetime | None
    last_step: int


FIND = "select secret_sealed, confirmed_at, last_step from second_factor where account_id = $1"
LOCK = "select secret_sealed, confirmed_at, last_step from second_factor where account_id = $1 for update"
# A factor in force is not replaced: it is removed first, which asks for the password.
BEGIN = """
insert into second_factor (account_id, secret_sealed)
values ($1, $2)
on conflict (account_id) do update set secret_sealed = excluded.secret_sealed, last_step = 0
where second_factor.confirmed_at is null
"""
CONFIRM = "update second_factor set confirmed_at = now(), last_step = $2 where account_id = $1"
TAKE = "update second_factor set last_step = $2 where account_id = $1"
REMOVE = "delete from second_factor where account_id = $1 returning confirmed_at"
CLEAR_CODES = "delete from recovery_code where account_id = $1"
ADD_CODES = """
insert into recovery_code (code_sha256, account_id)
select code, $1 from unnest($2::bytea[]) as new (code)
"""
USE_CODE = """
update recovery_code set used_at = now()
where account_id = $1 and code_sha256 = $2 and used_at is null
returning account_id
"""
CODES_LEFT = "select count(*) from recovery_code where account_id = $1 and used_at is null"
WITH_ONE = """
select f.account_id
from second_factor f
join account a on a.id = f.account_id
where a.organization_id = $1 and f.confirmed_at is not null
"""


async def find(tx: Tx, account_id: UUID) -> SecondFactor | None:
    row = await tx.fetchrow(FIND, account_id)
    return SecondFactor(**row) if row else None


async def locked(tx: Tx, account_id: UUID) -> SecondFactor | None:
    """The same, held until the transaction ends: one code is judged after the other."""
    row = await tx.fetchrow(LOCK, account_id)
    return SecondFactor(**row) if row else None


async def begin(tx: Tx, account_id: UUID, secret_sealed: bytes) -> None:
    """Keep a secret that is not in force yet; one in force stays as it is."""
    await tx.execute(BEGIN, account_id, secret_sealed)


async def confirm(tx: Tx, account_id: UUID, step: int) -> None:
    await tx.execute(CONFIRM, account_id, step)


async def take(tx: Tx, account_id: UUID, step: int) -> None:
    """A code was used; it and all earlier ones work no more."""
    await tx.execute(TAKE, account_id, step)


async def remove(tx: Tx, account_id: UUID) -> bool:
    """Whether one was in force."""
    await tx.execute(CLEAR_CODES, account_id)
    return await tx.fetchval(REMOVE, account_id) is not None


async def set_codes(tx: Tx, account_id: UUID, codes_sha256: Sequence[bytes]) -> None:
    """The codes on paper; earlier ones end."""
    await tx.execute(CLEAR_CODES, account_id)
    await tx.execute(ADD_CODES, account_id, list(codes_sha256))


async def use_code(tx: Tx, account_id: UUID, code_sha256: bytes) -> bool:
    return await tx.fetchval(USE_CODE, account_id, code_sha256) is not None


async def codes_left(tx: Tx, account_id: UUID) -> int:
    return int(await tx.fetchval(CODES_LEFT, account_id))


async def with_one(tx: Tx, organization_id: UUID) -> set[UUID]:
    """Who of the office signs in with a code."""
    return {row["account_id"] for row in await tx.fetch(WITH_ONE, organization_id)}
