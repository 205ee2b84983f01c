"""Sessions of workshops, with their venue and trainers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.domain.hours import LEAD, learning_hours, minutes_between
from services.scheduling.domain.warnings import BookedSession
from shared.db import Tx


@dataclass(frozen=True)
class Session:
    """A session as planned and, once `held` is known, as it took place."""

    id: UUID
    workshop_id: UUID
    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    mandatory: bool
    note: str
    held: bool | None
    actual_starts_at: datetime | None
    actual_ends_at: datetime | None
    venue: str
    address: str
    district_code: str
    map_url: str
    trainers: list[dict[str, Any]]  # {"id", "name", "role"} in order: who is to teach, or who did
    planned: list[dict[str, Any]]  # the same as it was planned

    @property
    def began_at(self) -> datetime:
        return self.actual_starts_at or self.starts_at

    @property
    def ended_at(self) -> datetime:
        return self.actual_ends_at or self.ends_at

    @property
    def minutes(self) -> int:
        """As it took place where that is known, else as planned."""
        return minutes_between(self.began_at, self.ended_at)

    def jp(self, rounding: str) -> int:
        return learning_hours(self.kind, self.minutes, rounding)

    @property
    def planned_minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def trainer_ids(self) -> list[UUID]:
        return [UUID(trainer["id"]) for trainer in self.trainers]

    @property
    def roles(self) -> dict[UUID, str]:
        """What each trainer does in it: "lead", "assistant" or "moderator"."""
        return {UUID(trainer["id"]): trainer["role"] for trainer in self.trainers}


@dataclass(frozen=True)
class ToConfirm:
    """A workshop with sessions that have ended and that nobody has confirmed."""

    workshop_id: UUID
    title: str
    sessions: int
    oldest: datetime


# Until somebody says how a session went, who is to teach it is also who was planned.
_SESSION = """
select s.id, s.workshop_id, s.kind, s.subject, s.starts_at, s.ends_at, s.venue_id, s.mandatory, s.note,
       s.held,
       s.actual_starts_at, s.actual_ends_at, v.name as venue, v.address, v.district_code, v.map_url,
       t.trainers, case when s.held is null then t.trainers else p.trainers end as planned
from session s
join venue v on v.id = s.venue_id
cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name, 'role', st.role)
                              order by st.position), '[]') as trainers
    from session_trainer st join trainer r on r.id = st.trainer_id
    where st.session_id = s.id
) t
cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name, 'role', pt.role)
                              order by pt.position), '[]') as trainers
    from planned_trainer pt join trainer r on r.id = pt.trainer_id
    where pt.session_id = s.id
) p
"""
OF_WORKSHOP = f"{_SESSION} where s.workshop_id = $1 order by s.starts_at, s.id"
FIND = f"{_SESSION} where s.workshop_id = $1 and s.id = $2"
ADD = """
insert into session (id, workshop_id, kind, subject, starts_at, ends_at, venue_id, mandatory, note)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
CHANGE = """
update session
set kind = $3, subject = $4, starts_at = $5, ends_at = $6, venue_id = $7, mandatory = $8, note = $9
where workshop_id = $2 and id = $1
"""
DELETE = "delete from session where workshop_id = $1 and id = $2"
CLEAR_TRAINERS = "delete from session_trainer where session_id = $1"
ADD_TRAINERS = """
insert into session_trainer (session_id, trainer_id, role, position)
select $1, trainer_id, role, position
from unnest($2::uuid[], $3::text[]) with ordinality as given (trainer_id, role, position)
"""
KEEP_PLANNED = """
insert into planned_trainer (session_id, trainer_id, role, position)
select t.session_id, t.trainer_id, t.role, t.position
from session_trainer t
join session s on s.id = t.session_id
where s.workshop_id = $1 and s.id = any($2::uuid[]) and s.held is null
"""
AS_PLANNED = """
insert into session_trainer (session_id, trainer_id, role, position)
select session_id, trainer_id, role, position from planned_trainer where session_id = $1
"""
SET_HELD = """
update session
set held = $3, actual_starts_at = $4, actual_ends_at = $5
where workshop_id = $1 and id = $2
"""
# Breaks go with the day: nobody is asked about them.
THE_REST = "select id from session where workshop_id = $1 and held is null and starts_at <= $2"
HOLD = "update session set held = true where workshop_id = $1 and id = any($2::uuid[])"
UNCONFIRMED = """
select count(*)
from session
where workshop_id = $1 and held is null and kind in ('materi', 'praktik', 'kunjungan')
"""
AHEAD = "select count(*) from session where workshop_id = $1 and held is null and starts_at > $2"
BOOKED = """
select s.id, s.workshop_id, btrim(w.title || ' ' || w.class_label) as workshop, s.subject, w.zone,
       s.starts_at, s.ends_at, s.venue_id, s.kind, w.capacity as seats,
       v.name as venue, v.district_code,
       coalesce((select jsonb_agg(jsonb_build_array(t.id, t.name) order by st.position)
                 from session_trainer st join trainer t on t.id = st.trainer_id
                 where st.session_id = s.id), '[]') as trainers
from session s
join workshop w on w.id = s.workshop_id
join venue v on v.id = s.venue_id
where w.organization_id = $1 and w.state in ('draft', 'published') and s.ends_at > $2 and s.held is not false
  and ($3::timestamptz is null or s.starts_at < $3)
order by s.starts_at, s.id
"""
TO_CONFIRM = """
select w.id as workshop_id, btrim(w.title || ' ' || w.class_label) as title, count(*) as sessions,
       min(s.ends_at) as oldest
from workshop w
join session s on s.workshop_id = w.id
where w.organization_id = $1 and w.state = 'published' and s.held is null and s.ends_at <= $2
  and s.kind in ('materi', 'praktik', 'kunjungan')
group by w.id
order by min(s.ends_at)
"""


async def of_workshop(tx: Tx, workshop_id: UUID) -> list[Session]:
    """In order of time."""
    return [Session(**row) for row in await tx.fetch(OF_WORKSHOP, workshop_id)]


async def find(tx: Tx, workshop_id: UUID, session_id: UUID) -> Session | None:
    row = await tx.fetchrow(FIND, workshop_id, session_id)
    return Session(**row) if row else None


async def add(
    tx: Tx,
    session_id: UUID,
    workshop_id: UUID,
    kind: str,
    subject: str,
    starts_at: datetime,
    ends_at: datetime,
    venue_id: UUID,
    mandatory: bool,
    note: str,
) -> None:
    await tx.execute(
        ADD, session_id, workshop_id, kind, subject, starts_at, ends_at, venue_id, mandatory, note
    )


async def change(
    tx: Tx,
    session_id: UUID,
    workshop_id: UUID,
    kind: str,
    subject: str,
    starts_at: datetime,
    ends_at: datetime,
    venue_id: UUID,
    mandatory: bool,
    note: str,
) -> None:
    await tx.execute(
        CHANGE, session_id, workshop_id, kind, subject, starts_at, ends_at, venue_id, mandatory, note
    )


async def delete(tx: Tx, workshop_id: UUID, session_id: UUID) -> None:
    await tx.execute(DELETE, workshop_id, session_id)


async def set_trainers(
    tx: Tx, session_id: UUID, trainer_ids: Sequence[UUID], roles: Mapping[UUID, str]
) -> None:
    """Who teaches, in this order; who has no role given leads."""
    await tx.execute(CLEAR_TRAINERS, session_id)
    if trainer_ids:
        given = [roles.get(trainer_id, LEAD) for trainer_id in trainer_ids]
        await tx.execute(ADD_TRAINERS, session_id, list(trainer_ids), given)


async def keep_planned(tx: Tx, workshop_id: UUID, session_ids: Sequence[UUID]) -> None:
    """Remember who was to teach these sessions; only before anybody has said how they went."""
    await tx.execute(KEEP_PLANNED, workshop_id, list(session_ids))


async def as_planned(tx: Tx, session_id: UUID) -> None:
    """Who was to teach it did."""
    await tx.execute(CLEAR_TRAINERS, session_id)
    await tx.execute(AS_PLANNED, session_id)


async def set_held(
    tx: Tx,
    workshop_id: UUID,
    session_id: UUID,
    held: bool | None,
    actual_starts_at: datetime | None,
    actual_ends_at: datetime | None,
) -> None:
    await tx.execute(SET_HELD, workshop_id, session_id, held, actual_starts_at, actual_ends_at)


async def hold_as_planned(tx: Tx, workshop_id: UUID, session_ids: Sequence[UUID]) -> None:
    """These took place as planned."""
    await keep_planned(tx, workshop_id, session_ids)
    await tx.execute(HOLD, workshop_id, list(session_ids))


async def hold_the_rest(tx: Tx, workshop_id: UUID, now: datetime) -> None:
    """Everything that has begun and was not spoken of took place as planned."""
    begun = [row["id"] for row in await tx.fetch(THE_REST, workshop_id, now)]
    await hold_as_planned(tx, workshop_id, begun)


async def unconfirmed(tx: Tx, workshop_id: UUID) -> int:
    """Teaching sessions nobody has confirmed, begun or not."""
    return int(await tx.fetchval(UNCONFIRMED, workshop_id))


async def ahead(tx: Tx, workshop_id: UUID, now: datetime) -> int:
    """Sessions of every kind that have not begun."""
    return int(await tx.fetchval(AHEAD, workshop_id, now))


async def booked(
    tx: Tx, organization_id: UUID, since: datetime, until: datetime | None = None
) -> list[BookedSession]:
    """Every session of the office that ends after `since` and begins before `until`, for the warnings."""
    found = []
    for row in await tx.fetch(BOOKED, organization_id, since, until):
        values = dict(row)
        trainers = tuple((UUID(trainer_id), name) for trainer_id, name in values.pop("trainers"))
        found.append(BookedSession(**values, trainers=trainers))
    return found


async def to_confirm(tx: Tx, organization_id: UUID, now: datetime) -> list[ToConfirm]:
    return [ToConfirm(**row) for row in await tx.fetch(TO_CONFIRM, organization_id, now)]
