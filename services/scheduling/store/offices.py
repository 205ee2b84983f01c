"""Offices as scheduling owns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.events.scheduling import Organization

ADD = """
insert into office (id, version, name, short_name, letterhead, address, town, province_code, zone, phone,
       email,
                    emblem_png, signature_blocks, jp_rounding, number_template, number_unit,
                    number_classification, approves_certificates, example)
values ($1, next_version(0), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
"""
CHANGE = """
update office
set version = next_version(version), name = $2, short_name = $3, letterhead = $4, address = $5, town = $6,
    province_code = $7, zone = $8, phone = $9, email = $10, emblem_png = $11, signature_blocks = $12,
    jp_rounding = $13, number_template = $14, number_unit = $15, number_classification = $16,
    approves_certificates = $17, example = $18
where id = $1
"""
_COLUMNS = (
    "name", "short_name", "letterhead", "address", "town", "province_code", "zone", "phone", "email",
    "emblem_png", "signature_blocks", "jp_rounding", "number_template", "number_unit",
    "number_classification", "approves_certificates", "example",
)  # fmt: skip

DOCUMENT = """
select id, version, id as organization_id, name, short_name, letterhead, address, town, province_code, zone,
       phone, email, emblem_png, signature_blocks, jp_rounding, number_template, number_unit,
       number_classification, approves_certificates, example
from office
where id = $1
"""
NAMES = "select id, name, province_code from office order by name, id"
LOCK = "select id from office where id = $1 for update"
ANY = "select exists (select from office)"
SHARE_FIRST = "select pg_advisory_xact_lock(hashtext('first_admin'))"


@dataclass(frozen=True)
class OfficeName:
    """An office as anybody may choose it."""

    id: UUID
    name: str
    province_code: str


def _values(organization: Organization) -> list[Any]:
    plain = organization.model_dump(mode="json")
    return [plain[column] for column in _COLUMNS]


async def add(tx: Tx, organization: Organization) -> None:
    await tx.execute(ADD, organization.id, *_values(organization))


async def change(tx: Tx, organization: Organization) -> None:
    """Write everything that may change; the version moves on."""
    await tx.execute(CHANGE, organization.id, *_values(organization))


async def document(tx: Tx, organization_id: UUID) -> Organization | None:
    """The office as others are told of it."""
    row = await tx.fetchrow(DOCUMENT, organization_id)
    return Organization.model_validate(dict(row)) if row else None


async def names(tx: Tx) -> list[OfficeName]:
    """Every office of this installation."""
    return [OfficeName(**row) for row in await tx.fetch(NAMES)]


async def lock(tx: Tx, organization_id: UUID) -> None:
    """Hold the office's row until the transaction ends."""
    await tx.execute(LOCK, organization_id)


async def any_office(tx: Tx) -> bool:
    """Whether this installation has been set up."""
    return bool(await tx.fetchval(ANY))


async def one_at_a_time(tx: Tx) -> None:
    """Make first-admin tokens and set-ups wait for each other."""
    await tx.execute(SHARE_FIRST)
