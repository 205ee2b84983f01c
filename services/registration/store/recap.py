"""How many people with a seat, by what they said of themselves. Every query names the office."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx

# One row for each workshop, attribute and value; `what` tells the attributes apart.
COUNTS = """
with people as (
    select r.workshop_id, r.gender, r.disability,
           r.needs_sealed is not null or r.needs <> '' as needs, r.district_code,
           coalesce(c.name, '') as centre
    from registration r
    join workshop_copy w on w.id = r.workshop_id
    left join centre c on c.id = r.centre_id
    where r.organization_id = $1 and r.state = 'confirmed'
      and ($2::uuid is null or r.workshop_id = $2)
      and ($3::uuid is null or w.document -> 'programme' ->> 'id' = $3::text)
      and ($4 = 0 or (w.document -> 'programme' ->> 'year')::int = $4)
      and w.state <> 'cancelled'
)
select workshop_id, 'gender' as what, gender as value, count(*) as people from people group by 1, 3
union all
select workshop_id, 'disability', disability, count(*) from people group by 1, 3
union all
select workshop_id, 'needs', case when needs then 'yes' else 'no' end, count(*) from people group by 1, 3
union all
select workshop_id, 'district', district_code, count(*) from people group by 1, 3
union all
select workshop_id, 'centre', centre, count(*) from people group by 1, 3
"""
PROGRAMMES = """
select document -> 'programme' ->> 'id' as id, max(document -> 'programme' ->> 'title') as title,
       max((document -> 'programme' ->> 'year')::int) as year, count(*) as workshops
from workshop_copy where organization_id = $1 group by 1 order by 3 desc, 2
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose people: of one workshop, a programme, a budget year, or of the whole office."""

    workshop_id: UUID | None = None
    programme_id: UUID | None = None
    year: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    id: str
    title: str
    year: int
    workshops: int


Counts = dict[str, dict[UUID, dict[str, int]]]


async def counts(tx: Tx, organization_id: UUID, scope: Scope) -> Counts:
    """How many people by attribute ("gender", "district", "centre", …), workshop and value."""
    found: Counts = {}
    for row in await tx.fetch(COUNTS, organization_id, scope.workshop_id, scope.programme_id, scope.year):
        of_workshop = found.setdefault(row["what"], {}).setdefault(row["workshop_id"], {})
        of_workshop[row["value"]] = row["people"]
    return found


async def programmes(tx: Tx, organization_id: UUID) -> list[Programme]:
    """What the office's people can be counted by, the newest year first."""
    return [Programme(**row) for row in await tx.fetch(PROGRAMMES, organization_id)]
