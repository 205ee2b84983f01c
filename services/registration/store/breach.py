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
    kind: str  # "participant" | "contact": who signed participants up
    full_name: str
    phone: str
    email: str
    workshop: str
    has: tuple[str, ...]  # which fields are known of them at all
    opened: tuple[str, ...]  # of the access log; "export": everything that is not sealed
    first_at: datetime | None
    last_at: datetime | None


# What somebody has no entry for in the log they may still have lost: a stolen backup writes no log.
# Who signed up twice and was merged is one person: what was opened or stands in any of their rows is theirs.
# A contact person's name stands on the pages of the people they signed up; it leads to their phone and email.
TOUCHED = """
with recursive became (id, person) as (
    select r.id, r.id from registration r
    where r.organization_id = $1 and r.state not in ('merged', 'erased')
      and ($2::uuid is null or r.workshop_id = $2)
    union all
    select merged.id, became.person
    from became join registration merged on merged.merged_into = became.id and merged.state = 'merged'
), opened as (
    select became.person, array_agg(distinct l.field order by l.field) as fields,
           min(l.at) as first_at, max(l.at) as last_at
    from access_log l join became on became.id = l.registration_id
    where l.organization_id = $1 and l.at >= $3 and l.at < $4 and ($6 = '' or l.who = $6)
    group by became.person
), known as (
    select became.person, max(r.phone) as phone, max(r.email) as email,
           array_remove(array[
               case when bool_or(r.full_name <> '') then 'name' end,
               case when bool_or(r.phone <> '') then 'phone' end,
               case when bool_or(r.email <> '') then 'email' end,
               case when bool_or(r.nik_sealed is not null) then 'nik' end,
               case when bool_or(r.needs_sealed is not null or r.needs <> '') then 'needs' end,
               case when bool_or(r.disability <> '') then 'disability' end,
               case when bool_or(r.village_code <> '' or r.district_code <> '') then 'home' end,
               case when bool_or(r.business_name <> '' or r.business <> '{}') then 'business' end,
               case when bool_or(r.answers <> '{}') then 'answers' end], null) as has
    from became join registration r on r.id = became.id
    group by became.person
), touched as (
    select r.id, 'participant' as kind, r.full_name, coalesce(nullif(r.phone, ''), k.phone) as phone,
           coalesce(nullif(r.email, ''), k.email) as email, r.workshop_id, k.has,
           coalesce(o.fields, '{}') as opened, o.first_at, o.last_at
    from known k
    join registration r on r.id = k.person
    left join opened o on o.person = k.person
    where $5 or o.person is not null
    union all
    select g.id, 'contact', g.name, g.phone, g.email, g.workshop_id,
           array_remove(array['name', case when g.phone <> '' then 'phone' end,
                              case when g.email <> '' then 'email' end], null),
           '{}', min(o.first_at), max(o.last_at)
    from sign_up_group g
    left join (registration r join became on became.id = r.id join opened o on o.person = became.person)
        on r.group_id = g.id
    where g.organization_id = $1 and ($2::uuid is null or g.workshop_id = $2)
    group by g.id
    having $5 or count(o.person) > 0
)
select t.id, t.kind, t.full_name, t.phone, t.email,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as workshop,
       t.has, t.opened, t.first_at, t.last_at
from touched t join workshop_copy w on w.id = t.workshop_id
order by t.kind desc, lower(t.full_name), t.id
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
