"""The access log, and the sealed NIK that only it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.access import Purpose
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Entry:
    """One opening: by whom, of whose data, which field, and why (database time)."""

    id: int
    at: datetime
    who: str  # "Staff/<id>"
    by_name: str  # empty where the member of staff is not known any more
    registration_id: UUID
    person: str  # empty once erased
    workshop: str
    field: str
    purpose: Purpose
    reason: str


SEALED_NIK = "select nik_sealed from registration where id = $1 and organization_id = $2"


async def sealed_nik(tx: Tx, id: UUID, organization_id: UUID) -> bytes | None:
    """None: this person gave none."""
    sealed: bytes | None = await tx.fetchval(SEALED_NIK, id, organization_id)
    return sealed


ADD = """
insert into access_log (organization_id, who, registration_id, field, purpose, reason)
values ($1, $2, $3, $4, $5, $6)
"""


async def add(
    tx: Tx, organization_id: UUID, who: str, registration_id: UUID, field: str, purpose: Purpose, reason: str
) -> None:
    """Note an opening, in the transaction that reads what is opened."""
    await tx.execute(ADD, organization_id, who, registration_id, field, purpose.value, reason)


# The trigger lets nothing else of a row be changed.
FORGET = "update access_log set reason = '' where registration_id = any($1::uuid[]) and reason <> ''"


async def forget(tx: Tx, registration_ids: Sequence[UUID]) -> None:
    """Empty the reasons written at these people's openings; who opened which field and when stays."""
    await tx.execute(FORGET, list(registration_ids))


_OPENED = """
select l.id, l.at, l.who, coalesce(s.document ->> 'name', '') as by_name, l.registration_id,
       coalesce(r.full_name, '') as person,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as workshop,
       l.field, l.purpose, l.reason
from access_log l
left join staff s on l.who = 'Staff/' || s.id
left join registration r on r.id = l.registration_id
left join workshop_copy w on w.id = r.workshop_id
"""
OF_OFFICE = f"{_OPENED} where l.organization_id = $1 order by l.id desc limit $2 offset $3"
COUNT = "select count(*) from access_log where organization_id = $1"
# Whoever signed up twice and was merged reads what was opened of either registration.
OF_PERSON = f"""
{_OPENED}
where l.registration_id = $1
   or exists (select from registration m
              where m.id = l.registration_id and m.merged_into = $1 and m.workshop_id = $2)
order by l.id desc
"""


async def of_office(tx: Tx, organization_id: UUID, most: int, after: int = 0) -> list[Entry]:
    """What an office's people opened, the newest first."""
    return [_entry(row) for row in await tx.fetch(OF_OFFICE, organization_id, most, after)]


async def count(tx: Tx, organization_id: UUID) -> int:
    return int(await tx.fetchval(COUNT, organization_id))


async def of_person(tx: Tx, registration_id: UUID, workshop_id: UUID) -> list[Entry]:
    """What was opened of one person's data, the newest first: theirs to read."""
    return [_entry(row) for row in await tx.fetch(OF_PERSON, registration_id, workshop_id)]


def _entry(row: object) -> Entry:
    values = dict(row)  # type: ignore[call-overload]
    return Entry(**{**values, "purpose": Purpose(values["purpose"])})
