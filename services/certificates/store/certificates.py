"""Certificates: one row for each resolved person, workshop and kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.certificates.domain.face import Face
from services.certificates.domain.states import Attention, State
from shared.db import Tx
from shared.events.certificates import Certificate, CertificateState, Delivery, PublicReason


@dataclass(frozen=True, slots=True)
class Row:
    """One certificate as it is now."""

    id: UUID
    version: int
    organization_id: UUID
    workshop_id: UUID
    registration_id: UUID
    kind: str
    state: State
    name: str
    attention: Attention
    dismissed: str
    number: str
    face: Face | None
    wanted_edition: int
    edition: int
    replaces_because: PublicReason | None
    tries: int
    failure: str
    delivery: Delivery
    delivery_detail: str
    delivered_to: str
    mailings: int
    holder_code: str
    approved_at: datetime | None
    issued_at: datetime | None
    revoked_at: datetime | None
    reason: PublicReason | None
    note: str
    code: str  # of the current edition, or empty

    @property
    def subject(self) -> str:
        return f"{Certificate.SUBJECT}/{self.id}"

    @property
    def being_made(self) -> bool:
        return self.state in (State.APPROVED, State.ISSUED) and self.wanted_edition > self.edition


GET = """
select certificate.id, certificate.version, organization_id, workshop_id, registration_id, kind, state,
       certificate.name, attention, dismissed, number, face, wanted_edition, edition, replaces_because,
       tries, failure, delivery, delivery_detail, delivered_to, mailings, holder_code, approved_at,
       certificate.issued_at, revoked_at, reason, note, edition.code
from certificate
left join edition on edition.certificate_id = certificate.id and edition.ordinal = certificate.edition
where certificate.id = $1
"""
LOCK = "select id from certificate where id = any($1::uuid[]) order by id for update"


async def get(tx: Tx, id: UUID) -> Row | None:
    row = await tx.fetchrow(GET, id)
    return _row(row) if row else None


async def locked(tx: Tx, id: UUID) -> Row | None:
    """The certificate, its row locked until the transaction ends."""
    await tx.execute(LOCK, [id])
    return await get(tx, id)


BY_HOLDER = """
select certificate.id, certificate.version, organization_id, workshop_id, registration_id, kind, state,
       certificate.name, attention, dismissed, number, face, wanted_edition, edition, replaces_because,
       tries, failure, delivery, delivery_detail, delivered_to, mailings, holder_code, approved_at,
       certificate.issued_at, revoked_at, reason, note, edition.code
from certificate
left join edition on edition.certificate_id = certificate.id and edition.ordinal = certificate.edition
where certificate.holder_code = $1
"""


async def by_holder(tx: Tx, holder_code: str) -> Row | None:
    """The certificate whose owner has this link."""
    row = await tx.fetchrow(BY_HOLDER, holder_code)
    return _row(row) if row else None


OF_WORKSHOP = """
select certificate.id, certificate.version, organization_id, workshop_id, registration_id, kind, state,
       certificate.name, attention, dismissed, number, face, wanted_edition, edition, replaces_because,
       tries, failure, delivery, delivery_detail, delivered_to, mailings, holder_code, approved_at,
       certificate.issued_at, revoked_at, reason, note, edition.code
from certificate
left join edition on edition.certificate_id = certificate.id and edition.ordinal = certificate.edition
where certificate.workshop_id = $1
order by certificate.ordinal nulls last, lower(certificate.name), certificate.id
"""


async def of_workshop(tx: Tx, workshop_id: UUID) -> list[Row]:
    """All certificates of the workshop, numbered ones first in the order of their numbers."""
    return [_row(row) for row in await tx.fetch(OF_WORKSHOP, workshop_id)]


ADD = """
insert into certificate (id, version, organization_id, workshop_id, registration_id, kind, state, name,
                         holder_code)
values ($1, next_version(0), $2, $3, $4, $5, 'draft', $6, $7)
on conflict do nothing
"""


async def add(
    tx: Tx,
    id: UUID,
    organization_id: UUID,
    workshop_id: UUID,
    registration_id: UUID,
    kind: str,
    name: str,
    holder_code: str,
) -> None:
    """A draft for this person, unless there is a certificate already."""
    await tx.execute(ADD, id, organization_id, workshop_id, registration_id, kind, name, holder_code)


REMOVE = "delete from certificate where id = $1 and state in ('draft', 'submitted')"
RENAME = "update certificate set name = $2 where id = $1 and state in ('draft', 'submitted')"
SET_ATTENTION = "update certificate set attention = $2 where id = $1"
DISMISS = "update certificate set attention = '', dismissed = $2 where id = $1"
MOVE = "update certificate set registration_id = $2, version = next_version(version) where id = $1"
SUBMIT = """
update certificate set state = 'submitted', submitted_at = $2
where id = any($1::uuid[]) and state = 'draft' returning id
"""


async def remove(tx: Tx, id: UUID) -> None:
    """Take back a certificate that never had a number."""
    await tx.execute(REMOVE, id)


async def rename(tx: Tx, id: UUID, name: str) -> None:
    """The name a certificate without a number will have."""
    await tx.execute(RENAME, id, name)


async def set_attention(tx: Tx, id: UUID, attention: Attention) -> None:
    await tx.execute(SET_ATTENTION, id, attention.value)


async def dismiss(tx: Tx, id: UUID, matter: str) -> None:
    """Note that a person looked at the matter and left the certificate as it is."""
    await tx.execute(DISMISS, id, matter)


async def move(tx: Tx, id: UUID, registration_id: UUID) -> None:
    """Give the certificate to the registration its owner was merged into."""
    await tx.execute(MOVE, id, registration_id)


async def submit(tx: Tx, ids: Sequence[UUID], now: datetime) -> int:
    """Hand drafts in for approval; how many were drafts."""
    return len(await tx.fetch(SUBMIT, list(ids), now))


class NumberTaken(Exception):
    """The office has given one of these numbers before."""


APPROVE = """
update certificate set
    state = 'approved', version = next_version(version), approved_at = $2, unit = $3, year = $4,
    ordinal = given.ordinal, number = given.number, face = $7, wanted_edition = 1, tries = 0, failure = ''
from unnest($1::uuid[], $5::integer[], $6::text[]) as given (id, ordinal, number)
where certificate.id = given.id and state in ('draft', 'submitted')
"""


async def approve(
    tx: Tx,
    ids: Sequence[UUID],
    now: datetime,
    unit: str,
    year: int,
    ordinals: Sequence[int],
    numbers: Sequence[str],
    face: Face,
) -> None:
    """Give each its number and ask for its first edition. Raises NumberTaken."""
    values = (list(ids), now, unit, year, list(ordinals), list(numbers), face.model_dump(mode="json"))
    try:
        await tx.execute(APPROVE, *values)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name not in ("certificate_number_once", "certificate_ordinal_once"):
            raise
        raise NumberTaken from error


WANT_EDITION = """
update certificate set
    version = next_version(version), name = $2, replaces_because = $3, attention = '', dismissed = $4,
    wanted_edition = edition + 1, claimed_until = null, tries = 0, failure = ''
where id = $1
"""
TRY_AGAIN = "update certificate set claimed_until = null, tries = 0, failure = '' where id = $1"


async def want_edition(tx: Tx, id: UUID, name: str, because: PublicReason, seen: str) -> None:
    """Ask for a corrected edition with this name; the matter that was `seen` needs no look any more."""
    await tx.execute(WANT_EDITION, id, name, because.value, seen)


async def try_again(tx: Tx, id: UUID) -> None:
    """Let the file be made once more after it could not be."""
    await tx.execute(TRY_AGAIN, id)


REVOKE = """
update certificate set
    state = 'revoked', version = next_version(version), revoked_at = $2, reason = $3, note = $4,
    attention = '', wanted_edition = edition, claimed_until = null, failure = ''
where id = $1
"""


async def revoke(tx: Tx, id: UUID, now: datetime, reason: PublicReason, note: str) -> None:
    await tx.execute(REVOKE, id, now, reason.value, note)


SET_DELIVERY = """
update certificate set version = next_version(version), delivery = $2, delivery_detail = $3 where id = $1
"""
MAILED = """
update certificate set version = next_version(version), delivery = 'not_yet', delivery_detail = '',
    delivered_to = $2, mailings = mailings + 1
where id = $1 returning mailings
"""


FORGET_ADDRESS = """
update certificate set delivered_to = '', delivery_detail = '' where registration_id = any($1::uuid[])
returning id
"""


async def forget_address(tx: Tx, registration_ids: Sequence[UUID]) -> list[UUID]:
    """Empty the address that certificates of erased people were mailed to; the certificates' ids."""
    return [row["id"] for row in await tx.fetch(FORGET_ADDRESS, list(registration_ids))]


async def set_delivery(tx: Tx, id: UUID, delivery: Delivery, detail: str) -> None:
    await tx.execute(SET_DELIVERY, id, delivery.value, detail)


async def mailed(tx: Tx, id: UUID, to: str) -> int:
    """Note that a mail to `to` was queued; its running number, which tells repeats apart."""
    count: int = await tx.fetchval(MAILED, id, to)
    return count


def document(row: Row) -> Certificate:
    """What the other services hear of a numbered certificate."""
    return Certificate(
        id=row.id,
        version=row.version,
        organization_id=row.organization_id,
        workshop_id=row.workshop_id,
        registration_id=row.registration_id,
        kind=row.kind,
        state=CertificateState(row.state.value),
        number=row.number,
        code=row.code,
        delivery=row.delivery,
        delivery_detail=row.delivery_detail,
        reason=row.reason,
        issued_at=row.issued_at,
    )


def _row(row: asyncpg.Record) -> Row:
    values: dict[str, Any] = dict(row)
    return Row(
        **{
            **values,
            "state": State(row["state"]),
            "attention": Attention(row["attention"]),
            "number": row["number"] or "",
            "face": row["face"] and Face.model_validate(row["face"]),
            "replaces_because": row["replaces_because"] and PublicReason(row["replaces_because"]),
            "delivery": Delivery(row["delivery"]),
            "reason": row["reason"] and PublicReason(row["reason"]),
            "code": row["code"] or "",
        }
    )
