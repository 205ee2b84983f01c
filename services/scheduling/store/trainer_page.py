"""What a trainer sees of their work at one office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.domain.hours import learning_hours, minutes_between
from shared.db import Tx


@dataclass(frozen=True)
class Work:
    """One workshop a trainer teaches in, with their answer; nothing of the people who come but how many."""

    id: UUID
    title: str
    class_label: str
    state: str  # of the workshop
    zone: str
    version: int
    slug: str | None
    contact_name: str
    contact_whatsapp: str
    contact_hours: str
    participants: int
    invitation: str  # state of the invitation; "" without one
    words: str
    sequence: int

    @property
    def full_title(self) -> str:
        return f"{self.title} {self.class_label}".strip()


@dataclass(frozen=True)
class Lesson:
    """One session of theirs, as planned and as it took place."""

    id: UUID
    workshop_id: UUID
    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    held: bool | None
    actual_starts_at: datetime | None
    actual_ends_at: datetime | None
    venue: str
    address: str
    map_url: str
    planned: bool  # they were to teach it; somebody else may have
    taught: bool  # they did
    proposed: bool  # they ask for another time

    @property
    def planned_minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at) if self.planned else 0

    @property
    def actual_minutes(self) -> int:
        """Nothing while nobody has said that it took place, and that they taught it."""
        if not self.taught:
            return 0
        return minutes_between(self.actual_starts_at or self.starts_at, self.actual_ends_at or self.ends_at)

    def jp(self, minutes: int, rounding: str) -> int:
        return learning_hours(self.kind, minutes, rounding)


# A draft is seen by whom the office asked, and by nobody else.
WORK = """
select w.id, w.title, w.class_label, w.state, w.zone, w.version, w.slug, w.contact_name, w.contact_whatsapp,
       w.contact_hours, coalesce(i.state, '') as invitation, coalesce(i.words, '') as words,
       coalesce(i.sequence, 0) as sequence,
       (select count(*) from registration_copy r
        where r.workshop_id = w.id and r.state in ('confirmed', 'offered')) as participants
from workshop w
left join invitation i on i.workshop_id = w.id and i.trainer_id = $2 and i.state <> 'withdrawn'
where w.organization_id = $1 and w.state <> 'cancelled' and (w.state <> 'draft' or i.id is not null)
  and exists (select from session s
              where s.workshop_id = w.id
                and (exists (select from session_trainer t where t.session_id = s.id and t.trainer_id = $2)
                     or exists (select from planned_trainer t
                                where t.session_id = s.id and t.trainer_id = $2)))
order by (select max(s.ends_at) from session s where s.workshop_id = w.id) desc, w.id
limit 200
"""
LESSONS = """
select s.id, s.workshop_id, s.kind, s.subject, s.starts_at, s.ends_at, s.held, s.actual_starts_at,
       s.actual_ends_at, v.name as venue, v.address, v.map_url,
       case when s.held is null then st.trainer_id is not null else p.trainer_id is not null end as planned,
       s.held is true and st.trainer_id is not null as taught,
       exists (select from proposal p join invitation i on i.id = p.invitation_id
               where p.session_id = s.id and i.trainer_id = $1 and p.state = 'open') as proposed
from session s
join venue v on v.id = s.venue_id
left join session_trainer st on st.session_id = s.id and st.trainer_id = $1
left join planned_trainer p on p.session_id = s.id and p.trainer_id = $1
where s.workshop_id = any($2::uuid[]) and coalesce(st.trainer_id, p.trainer_id) is not null
order by s.starts_at, s.id
"""


async def work(tx: Tx, organization_id: UUID, trainer_id: UUID) -> list[Work]:
    """The workshops of this office they teach in, the latest first."""
    return [Work(**row) for row in await tx.fetch(WORK, organization_id, trainer_id)]


async def lessons(tx: Tx, trainer_id: UUID, found: list[Work]) -> dict[UUID, list[Lesson]]:
    """Their sessions, by workshop, in order of time."""
    by_workshop: dict[UUID, list[Lesson]] = {one.id: [] for one in found}
    rows: list[Any] = await tx.fetch(LESSONS, trainer_id, list(by_workshop))
    for row in rows:
        by_workshop[row["workshop_id"]].append(Lesson(**row))
    return by_workshop
