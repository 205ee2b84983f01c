"""The queue of files to be made, and the sealed editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from services.certificates.domain.face import Face
from shared.db import Tx
from shared.events.certificates import PublicReason


@dataclass(frozen=True, slots=True)
class Order:
    """A file somebody claimed and has to make."""

    certificate_id: UUID
    organization_id: UUID
    edition: int
    number: str
    name: str
    face: Face
    tries: int


CLAIM = """
with due as materialized (
    select id from certificate
    where wanted_edition > edition and state in ('approved', 'issued') and tries < $2
        and (claimed_until is null or claimed_until < clock_timestamp())
    order by approved_at, ordinal limit $1 for update skip locked
)
update certificate set claimed_until = clock_timestamp() + $3::interval, tries = tries + 1
from due where certificate.id = due.id
returning certificate.id, organization_id, wanted_edition, number, name, face, tries
"""


async def claim(tx: Tx, most: int, tries: int, lease: timedelta) -> list[Order]:
    """Files to be made, ours for as long as the lease, in the order of their numbers."""
    rows = await tx.fetch(CLAIM, most, tries, lease)
    orders = [
        Order(
            row["id"],
            row["organization_id"],
            row["wanted_edition"],
            row["number"],
            row["name"],
            Face.model_validate(row["face"]),
            row["tries"],
        )
        for row in rows
    ]
    return sorted(orders, key=lambda order: (order.organization_id, order.number))


FAIL = """
update certificate set failure = $3, claimed_until = clock_timestamp() + $4::interval, tries = $5
where id = $1 and edition < $2
"""


async def fail(tx: Tx, order: Order, reason: str, pause: timedelta, tries: int) -> None:
    """Note why the file could not be made, and when it may be tried again."""
    await tx.execute(FAIL, order.certificate_id, order.edition, reason, pause, tries)


GIVE_BACK = """
update certificate set claimed_until = null, tries = tries - 1
where id = any($1::uuid[]) and wanted_edition > edition and claimed_until is not null and tries > 0
"""


async def give_back(tx: Tx, orders: Sequence[Order]) -> None:
    """Let others have at once what is not begun; no try is counted."""
    await tx.execute(GIVE_BACK, [order.certificate_id for order in orders])


@dataclass(frozen=True, slots=True)
class Edition:
    """A sealed file that exists."""

    id: UUID
    certificate_id: UUID
    ordinal: int
    code: str
    check_code: str
    name: str
    file_id: UUID
    sha256: bytes
    sealed_at: datetime
    issued_at: datetime
    replaced_at: datetime | None = None
    replaced_because: PublicReason | None = None


ADD = """
insert into edition (id, certificate_id, ordinal, code, check_code, name, file_id, sha256, sealed_at,
                     issued_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict on constraint edition_once do nothing
returning id
"""
CURRENT = """
update certificate set version = next_version(version), state = 'issued', edition = $2, claimed_until = null,
    tries = 0, failure = '', issued_at = coalesce(issued_at, $3), delivery = 'not_yet', delivery_detail = ''
where id = $1
"""
REPLACE = """
update edition set replaced_at = $3, replaced_because = $4 where certificate_id = $1 and ordinal < $2
    and replaced_at is null
"""


async def add(tx: Tx, edition: Edition) -> bool:
    """Store the edition; False when there is one with this ordinal already."""
    added = await tx.fetchval(
        ADD,
        edition.id,
        edition.certificate_id,
        edition.ordinal,
        edition.code,
        edition.check_code,
        edition.name,
        edition.file_id,
        edition.sha256,
        edition.sealed_at,
        edition.issued_at,
    )
    return added is not None


async def make_current(tx: Tx, edition: Edition, because: PublicReason) -> None:
    """Let the certificate show this edition, and mark the earlier ones as replaced."""
    await tx.execute(CURRENT, edition.certificate_id, edition.ordinal, edition.issued_at)
    await tx.execute(REPLACE, edition.certificate_id, edition.ordinal, edition.issued_at, because.value)


BY_CODE = """
select id, certificate_id, ordinal, code, check_code, name, file_id, sha256, sealed_at, issued_at,
       replaced_at, replaced_because
from edition where code = $1
"""
BY_CHECK_CODE = """
select id, certificate_id, ordinal, code, check_code, name, file_id, sha256, sealed_at, issued_at,
       replaced_at, replaced_because
from edition where check_code = $1
"""
BY_SHA256 = """
select id, certificate_id, ordinal, code, check_code, name, file_id, sha256, sealed_at, issued_at,
       replaced_at, replaced_because
from edition where sha256 = $1
"""
OF_CERTIFICATE = """
select id, certificate_id, ordinal, code, check_code, name, file_id, sha256, sealed_at, issued_at,
       replaced_at, replaced_because
from edition where certificate_id = $1 order by ordinal
"""


async def by_code(tx: Tx, code: str) -> Edition | None:
    row = await tx.fetchrow(BY_CODE, code)
    return _edition(row) if row else None


async def by_check_code(tx: Tx, check_code: str) -> Edition | None:
    row = await tx.fetchrow(BY_CHECK_CODE, check_code)
    return _edition(row) if row else None


async def by_sha256(tx: Tx, sha256: bytes) -> Edition | None:
    """The edition whose file has exactly these bytes."""
    row = await tx.fetchrow(BY_SHA256, sha256)
    return _edition(row) if row else None


async def of_certificate(tx: Tx, certificate_id: UUID) -> list[Edition]:
    return [_edition(row) for row in await tx.fetch(OF_CERTIFICATE, certificate_id)]


def _edition(row: asyncpg.Record) -> Edition:
    because = row["replaced_because"]
    return Edition(**{**dict(row), "replaced_because": because and PublicReason(because)})
