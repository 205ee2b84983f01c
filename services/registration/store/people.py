"""People of an office over all its workshops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db import Tx
from shared.events.registration import RegistrationState


@dataclass(frozen=True, slots=True)
class Found:
    """One registration, with what tells people apart and where it belongs."""

    id: UUID
    full_name: str
    phone: str
    nik_index: bytes | None
    state: RegistrationState
    card_code: str
    ended_by: str
    workshop_id: UUID
    workshop: str
    starts_at: datetime
    zone: str
    certificate: str  # the number of one that stands; empty: none


# Each way has an index of its own or looks through the office's rows once; $3 is a phone as it is shown.
MATCH = """
select r.id from registration r
where r.organization_id = $1 and r.state not in ('merged', 'erased')
  and (position(lower($2) in lower(r.full_name)) > 0
       or $3 <> '' and position($3 in regexp_replace(r.phone, '^62', '0')) > 0)
order by r.registered_at desc, r.id limit $4
"""
BY_CODE = "select id from registration where card_code = upper(replace($1, '-', '')) and organization_id = $2"
BY_NIK = """
select id from registration
where nik_index = $1 and organization_id = $2 and state not in ('merged', 'erased')
order by registered_at desc, id limit $3
"""
# The same people elsewhere in the office: by the indexes of the comparing (0031, 0032).
ALL_OF = """
with one as materialized (
    select nik_index, phone, lower(full_name) as name from registration where id = any($1::uuid[])
), alike as (
    select id from registration where id = any($1::uuid[])
    union
    select r.id from one join registration r on r.nik_index = one.nik_index
    union
    select r.id from one join registration r on r.phone = one.phone and lower(r.full_name) = one.name
    where one.phone <> '' and r.phone <> ''
)
select r.id, r.full_name, r.phone, r.nik_index, r.state, r.card_code, r.ended_by, r.workshop_id,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as workshop,
       w.starts_at, w.document ->> 'zone' as zone,
       coalesce((select max(c.document ->> 'number') from certificate_copy c
                 where c.registration_id = r.id and c.document ->> 'state' = 'issued'), '') as certificate
from alike join registration r on r.id = alike.id join workshop_copy w on w.id = r.workshop_id
where r.organization_id = $2 and r.state not in ('merged', 'erased')
order by array_position($1::uuid[], r.id), w.starts_at desc, r.id
"""


async def match(tx: Tx, organization_id: UUID, text: str, phone: str, most: int) -> list[UUID]:
    """By part of a name or phone, or by the code of a card; the latest first."""
    exact = [row["id"] for row in await tx.fetch(BY_CODE, text, organization_id)]
    return exact or [row["id"] for row in await tx.fetch(MATCH, organization_id, text, phone, most)]


async def by_nik(tx: Tx, organization_id: UUID, index: bytes, most: int) -> list[UUID]:
    """By the keyed index of a NIK; the number itself is never looked for."""
    return [row["id"] for row in await tx.fetch(BY_NIK, index, organization_id, most)]


async def all_of(tx: Tx, organization_id: UUID, ids: Sequence[UUID]) -> list[Found]:
    """These registrations and all others of the same people in this office."""
    found: Sequence[Any] = await tx.fetch(ALL_OF, list(ids), organization_id)
    return [Found(**{**row, "state": RegistrationState(row["state"])}) for row in found]
