"""Registrations of an office that look like one person's, and why that matters.

Found by the keyed index of the NIK and by phone and name; only organizers ask, never somebody who signs up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.comparing import Ground, Likeness, Verdict
from services.registration.store.waiting import Waiting
from shared.db import Tx

# Two joins on equality, so that an office's whole list is one hash join and a page of it some index look-ups.
_PAIRS = """
with one as materialized (
    select r.id, r.workshop_id, r.queue, r.registered_at, r.nik_index, r.phone, lower(r.full_name) as name
    from registration r join workshop_copy w on w.id = r.workshop_id
    where r.organization_id = $1 and r.state in ('pending', 'confirmed', 'waitlisted', 'offered') and {which}
), pair as (
    select one.id, one.workshop_id, one.queue, one.registered_at, true as same_nik,
           other.id as other_id, other.workshop_id as other_workshop, other.queue as other_queue,
           other.state as other_state, other.full_name as other_name
    from one join registration other on other.nik_index = one.nik_index and other.id <> one.id
    where one.nik_index is not null and other.organization_id = $1
    union all
    select one.id, one.workshop_id, one.queue, one.registered_at, false,
           other.id, other.workshop_id, other.queue, other.state, other.full_name
    from one
    join registration other
        on other.phone = one.phone and lower(other.full_name) = one.name and other.id <> one.id
    where one.phone <> '' and other.phone <> '' and other.organization_id = $1
      and (other.nik_index = one.nik_index) is not true
), judged as (
    select pair.id, pair.other_id, pair.same_nik, pair.workshop_id, pair.queue, pair.registered_at,
           pair.other_name, pair.other_workshop,
           here.id = there.id
               and pair.other_state in ('pending', 'confirmed', 'waitlisted', 'offered') as twice,
           here.id <> there.id and there.state <> 'cancelled' and here.meets && there.meets
               and pair.other_state in ('pending', 'confirmed', 'waitlisted', 'offered') as overlap,
           here.id <> there.id and there.state <> 'cancelled' and pair.other_state = 'confirmed'
               and (here.programme_id = there.programme_id or here.title = there.title)
               and extract(year from here.starts_at at time zone here.zone)
                   = extract(year from there.starts_at at time zone there.zone)
               and (there.starts_at, pair.other_queue) < (here.starts_at, pair.queue) as seat_this_year,
           here.id <> there.id and (here.programme_id = there.programme_id or here.title = there.title)
               and exists (
                   select from certificate_copy c
                   where c.registration_id = pair.other_id and c.document ->> 'state' = 'issued'
                     and c.document ->> 'kind' = 'peserta'
                     and extract(year from (c.document ->> 'issued_at')::timestamptz at time zone there.zone)
                         = extract(year from here.starts_at at time zone here.zone)
               ) as certificate_this_year
    from pair
    join workshop_copy here on here.id = pair.workshop_id
    join workshop_copy there on there.id = pair.other_workshop
    where not exists (
        select from compared_pair
        where compared_pair.one = least(pair.id, pair.other_id)
          and compared_pair.other = greatest(pair.id, pair.other_id))
), flagged as (
    select id, other_id, same_nik, workshop_id, queue, registered_at, other_name, other_workshop,
           twice, overlap, seat_this_year, certificate_this_year
    from judged where twice or overlap or seat_this_year or certificate_this_year
)
"""


def _of(which: str, then: str) -> str:
    """One statement: for these registrations, this is done with what was flagged."""
    return _PAIRS.replace("{which}", which) + then


OF_PEOPLE = _of(
    "r.id = any($2::uuid[])",
    """
select flagged.id, other_id, same_nik, other_name, other_workshop,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as other_title,
       twice, overlap, seat_this_year, certificate_this_year
from flagged join workshop_copy w on w.id = flagged.other_workshop
order by flagged.id, other_workshop <> workshop_id, other_id
""",
)


@dataclass(frozen=True, slots=True)
class Flag:
    """Another registration of the office that looks like the same person's, and why that matters."""

    id: UUID  # of the other registration
    full_name: str
    workshop_id: UUID  # the other one's
    workshop: str  # its title
    likeness: Likeness
    grounds: tuple[Ground, ...]  # at least one


async def flags(tx: Tx, organization_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[Flag]]:
    """By registration: what the office should look at. Whoever stands in no list here has nothing.

    Of live registrations only (`LIVE`); a pair that was compared already is left out. What is meant by
    the same subject and by this year: docs/decisions/0016.
    """
    found: dict[UUID, list[Flag]] = {}
    for row in await tx.fetch(OF_PEOPLE, organization_id, list(ids)) if ids else ():
        flag = Flag(
            id=row["other_id"],
            full_name=row["other_name"],
            workshop_id=row["other_workshop"],
            workshop=row["other_title"],
            likeness=Likeness.SAME_NIK if row["same_nik"] else Likeness.SAME_NAME_AND_PHONE,
            grounds=tuple(ground for ground in Ground if row[ground.value]),
        )
        found.setdefault(row["id"], []).append(flag)
    return found


OF_WORKSHOP = _of("r.workshop_id = $2", "select id from flagged group by id order by min(queue)")


async def flagged(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[UUID]:
    """The people of a workshop who have a flag, in the order of the queue."""
    return [row["id"] for row in await tx.fetch(OF_WORKSHOP, organization_id, workshop_id)]


WAITING = _of(
    "w.state = 'published'",
    """
, counted as (
    select workshop_id, count(distinct id) as count, min(registered_at) as oldest
    from flagged group by workshop_id order by 3 limit 50
)
select 'compare' as what, workshop_id, count, oldest,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as title
from counted join workshop_copy w on w.id = counted.workshop_id
order by oldest
""",
)


async def waiting(tx: Tx, organization_id: UUID) -> list[Waiting]:
    """For the desk: workshops that are not over, each with how many of its people to look at."""
    return [Waiting(**row) for row in await tx.fetch(WAITING, organization_id)]


SAY = """
insert into compared_pair (one, other, organization_id, verdict, at)
values (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3, $4, $5)
on conflict (one, other) do update set verdict = excluded.verdict, at = excluded.at
"""


async def say(
    tx: Tx, id: UUID, other_id: UUID, organization_id: UUID, verdict: Verdict, now: datetime
) -> None:
    """Keep what the office decided about two of its registrations; the caller has looked whose they are."""
    await tx.execute(SAY, id, other_id, organization_id, verdict.value, now)
