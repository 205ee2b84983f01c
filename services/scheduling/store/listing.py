"""Lists of workshops, with the figures that tell where each stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scheduling.domain.workshops import Standing
from shared.db import Tx


@dataclass(frozen=True)
class Listed:
    """A workshop in a list, with the figures that tell where it stands."""

    id: UUID
    programme_id: UUID
    programme: str
    title: str
    class_label: str
    state: str
    slug: str | None
    zone: str
    capacity: int
    sign_up_opens_at: datetime
    sign_up_closes_at: datetime
    venue: str
    starts_at: datetime | None
    ends_at: datetime | None
    confirmed: int
    waiting: int
    certificates: int
    sessions: int
    unconfirmed: int  # teaching sessions that have ended and nobody has said how they went

    @property
    def full_title(self) -> str:
        return f"{self.title} {self.class_label}".strip()

    @property
    def standing(self) -> Standing:
        return Standing(
            self.state,
            self.sign_up_opens_at,
            self.sign_up_closes_at,
            self.starts_at,
            self.ends_at,
            self.capacity,
            self.confirmed,
        )


_WANTED = """
where w.organization_id = $1
  and ($2 = '' or w.title ilike '%' || $2 || '%' or w.class_label ilike '%' || $2 || '%'
       or p.title ilike '%' || $2 || '%' or v.name ilike '%' || $2 || '%')
  and ($3 = '' or w.state = $3)
  and ($4::uuid is null or w.programme_id = $4)
"""
_FROM = """
from workshop w
join programme p on p.id = w.programme_id
join venue v on v.id = w.venue_id
left join lateral (
    select min(starts_at) as starts_at, max(ends_at) as ends_at, count(*) as sessions,
           count(*) filter (where held is null and ends_at <= $6
                              and kind in ('materi', 'praktik', 'kunjungan')) as unconfirmed
    from session where workshop_id = w.id
) s on true
left join lateral (
    select count(*) filter (where state in ('confirmed', 'offered')) as confirmed,
           count(*) filter (where state = 'waitlisted') as waiting
    from registration_copy where workshop_id = w.id
) r on true
left join lateral (
    select count(*) as issued from certificate_copy where workshop_id = w.id and state = 'issued'
) c on true
"""
LIST = f"""
select w.id, w.programme_id, p.title as programme, w.title, w.class_label, w.state, w.slug, w.zone,
       w.capacity,
       w.sign_up_opens_at, w.sign_up_closes_at, v.name as venue, s.starts_at, s.ends_at,
       coalesce(r.confirmed, 0) as confirmed, coalesce(r.waiting, 0) as waiting,
       coalesce(c.issued, 0) as certificates, s.sessions, s.unconfirmed
{_FROM}{_WANTED}
  and ($5::uuid[] is null or w.id = any($5))
order by case when $7 = 'title' then w.title end, case when $7 = 'first' then s.starts_at end nulls last,
         s.starts_at desc nulls first, w.id
limit $8 offset $9
"""
_COUNTED = """
select count(*)
from workshop w
join programme p on p.id = w.programme_id
join venue v on v.id = w.venue_id
"""
COUNT = f"{_COUNTED}{_WANTED}"


async def listed(
    tx: Tx,
    organization_id: UUID,
    now: datetime,
    *,
    search: str = "",
    state: str = "",
    programme_id: UUID | None = None,
    workshop_ids: Collection[UUID] | None = None,
    sort: str = "",
    limit: int = 1000,
    skip: int = 0,
) -> list[Listed]:
    """Workshops with their figures; `search` is for `like`.

    The latest first and those without a timetable on top; or by "title", or the "first" to begin on top.
    """
    given = (search, state, programme_id, workshop_ids, now, sort, limit, skip)
    return [Listed(**row) for row in await tx.fetch(LIST, organization_id, *given)]


async def count(tx: Tx, organization_id: UUID, search: str, state: str, programme_id: UUID | None) -> int:
    return int(await tx.fetchval(COUNT, organization_id, search, state, programme_id))
