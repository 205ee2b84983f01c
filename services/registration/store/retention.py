"""What is to be erased because its time is over, by the rules of its office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registration.domain.retention import Field
from shared.db import Tx

# The moments are those of `Field`, in its order: who ended by then is due.
_MOMENTS = {field: f"${number}::timestamptz" for number, field in enumerate(Field, start=2)}
_HELD = {
    Field.NIK: "r.nik_sealed is not null",
    Field.NEEDS: "(r.needs_sealed is not null or r.needs <> '')",
    Field.DISABILITY: "r.disability <> ''",
    Field.PHONE: "r.phone <> ''",
    Field.EMAIL: "r.email <> ''",
    Field.VILLAGE: "r.village_code <> ''",
    Field.BUSINESS: "(r.business_name <> '' or r.business <> '{}')",
    # What the office thought of them goes with what they had answered.
    Field.ANSWERS: "(r.answers <> '{}' or exists (select from hand_score h where h.registration_id = r.id)"
    " or exists (select from score_note n where n.registration_id = r.id))",
}
_DUE = {field: f"(w.ends_at <= {moment} and {_HELD[field]})" for field, moment in _MOMENTS.items()}
_FROM = """
from registration r join workshop_copy w on w.id = r.workshop_id
where r.organization_id = $1 and r.state <> 'erased'
"""
DUE = f"""
select r.id, {", ".join(f"{due} as {field}" for field, due in _DUE.items())}
{_FROM} and ({" or ".join(_DUE.values())})
order by r.id limit $10 for update of r skip locked
"""
COUNTS = f"""
select {", ".join(f"count(*) filter (where {due}) as {field}" for field, due in _DUE.items())} {_FROM}
"""
# One statement for any mixture: a field is in the list of those rows that lose it.
ERASE = """
update registration r
set nik_sealed = case when 'nik' = any(lost.fields) then null else nik_sealed end,
    nik_index = case when 'nik' = any(lost.fields) then null else nik_index end,
    needs = case when 'needs' = any(lost.fields) then '' else needs end,
    needs_sealed = case when 'needs' = any(lost.fields) then null else needs_sealed end,
    disability = case when 'disability' = any(lost.fields) then '' else disability end,
    quota_profile = case when 'disability' = any(lost.fields) then 0 else quota_profile end, -- it tells of it
    phone = case when 'phone' = any(lost.fields) then '' else phone end,
    email = case when 'email' = any(lost.fields) then '' else email end,
    email_trouble = case when 'email' = any(lost.fields) then '' else email_trouble end,
    village_code = case when 'village' = any(lost.fields) then '' else village_code end,
    business_name = case when 'business' = any(lost.fields) then '' else business_name end,
    business = case when 'business' = any(lost.fields) then '{}' else business end,
    answers = case when 'answers' = any(lost.fields) then '{}' else answers end,
    version = next_version(version)
from (select id, string_to_array(fields, ' ') as fields
      from unnest($1::uuid[], $2::text[]) as given (id, fields)) as lost
where r.id = lost.id
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an office has set, and the day on which everything due was erased last."""

    months: Mapping[str, int]
    done_on: date | None


READ = "select months, done_on from retention where organization_id = $1"
# A rule that was changed is kept to on the same day.
KEEP = """
insert into retention (organization_id, months) values ($1, $2)
on conflict (organization_id) do update set months = excluded.months, done_on = null
"""
DONE = """
insert into retention (organization_id, done_on) values ($1, $2)
on conflict (organization_id) do update set done_on = excluded.done_on
"""
OFFICES = """
select distinct w.organization_id
from workshop_copy w left join retention t on t.organization_id = w.organization_id
where w.ends_at <= $1 and (t.done_on is null or t.done_on <> $2)
"""


async def read(tx: Tx, organization_id: UUID) -> Rules:
    row = await tx.fetchrow(READ, organization_id)
    return Rules({}, None) if row is None else Rules(**row)


async def keep(tx: Tx, organization_id: UUID, months: Mapping[Field, int]) -> None:
    await tx.execute(KEEP, organization_id, {field.value: number for field, number in months.items()})


async def mark_done(tx: Tx, organization_id: UUID, day: date) -> None:
    await tx.execute(DONE, organization_id, day)


async def offices(tx: Tx, now: datetime) -> list[UUID]:
    """Those that have not been looked through on this day and have a workshop that is over."""
    return [row["organization_id"] for row in await tx.fetch(OFFICES, now, now.date())]


async def due(
    tx: Tx, organization_id: UUID, moments: Mapping[Field, datetime], most: int
) -> dict[UUID, list[Field]]:
    """Some people and what is due of each, their rows locked; who is being changed now waits."""
    found: Sequence[Any] = await tx.fetch(DUE, organization_id, *_ordered(moments), most)
    return {row["id"]: [field for field in Field if row[field.value]] for row in found}


async def counts(tx: Tx, organization_id: UUID, moments: Mapping[Field, datetime]) -> dict[Field, int]:
    """How many people would lose what, now."""
    row = await tx.fetchrow(COUNTS, organization_id, *_ordered(moments))
    return {field: row[field.value] for field in Field} if row else {}


def _ordered(moments: Mapping[Field, datetime]) -> list[datetime]:
    return [moments[field] for field in Field]


async def erase(tx: Tx, due: Mapping[UUID, Sequence[Field]]) -> None:
    """Empty these fields of these locked rows."""
    await tx.execute(ERASE, list(due), [" ".join(fields) for fields in due.values()])
