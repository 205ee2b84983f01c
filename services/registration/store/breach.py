"""Whose data a breach touched, and how these people can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Touched:
    """One person and what of theirs was seen or taken, by names of fields."""

    id: UUID
    full_name: str
    phone: str
    email: str
    workshop: str
    has: tuple[str, ...]  # which fields are known of them at all
    opened: tuple[str, ...]  # of the access log; "export": everything that is not sealed
    first_at: datetime | None
    last_at: datetime | None


# What somebody has no entry for in the log they may still have lost: a stolen backup writes no log.
TOUCHED = """
with opened as (
    select registration_id, array_agg(distinct field order by field) as fields,
           min(at) as first_at, max(at) as last_at
    from access_log
    where organization_id = $1 and at >= $3 and at < $4 and ($6 = '' or who = $6)
    group by registration_id
)
select r.id, r.full_name, r.phone, r.email,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as workshop,
       array_remove(array[
           case when r.full_name <> '' then 'name' end, case when r.phone <> '' then 'phone' end,
           case when r.email <> '' then 'email' end, case when r.nik_sealed is not null then 'nik' end,
           case when r.needs_sealed is not null or r.needs <> '' then 'needs' end,
           case when r.disability <> '' then 'disability' end,
           case when r.village_code <> '' or r.district_code <> '' then 'home' end,
           case when r.business_name <> '' or r.business <> '{}' then 'business' end,
           case when r.answers <> '{}' then 'answers' end], null) as has,
       coalesce(o.fields, '{}') as opened, o.first_at, o.last_at
from registration r
join workshop_copy w on w.id = r.workshop_id
left join opened o on o.registration_id = r.id
where r.organization_id = $1 and ($2::uuid is null or r.workshop_id = $2)
  and r.state not in ('merged', 'erased') and ($5 or o.registration_id is not null)
order by lower(r.full_name), r.id
"""
OFFICES = "select id, document ->> 'name' as name from organization order by 2, 1"


async def touched(
    tx: Tx,
    organization_id: UUID,
    workshop_id: UUID | None,
    period: tuple[datetime, datetime],
    *,
    everybody: bool,
    who: str = "",
) -> list[Touched]:
    """Whoever has an entry in the log within the period (by the wall clock, the end not included), or
    everybody; `who` narrows the log to one member of staff ("Staff/<id>")."""
    rows = await tx.fetch(TOUCHED, organization_id, workshop_id, *period, everybody, who)
    return [
        Touched(**{**row, "has": tuple(row["has"]), "opened": tuple(row["opened"])})  # lists, as they come
        for row in rows
    ]


async def offices(tx: Tx) -> list[tuple[UUID, str]]:
    """Every office of the installation with its name."""
    return [(row["id"], row["name"]) for row in await tx.fetch(OFFICES)]
