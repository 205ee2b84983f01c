"""Sessions and blocked days of a stretch of time, as calendars show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from services.scheduling.domain.calendar import Planned
from shared.db import Tx


@dataclass(frozen=True)
class BlockedDays:
    """Days on which a trainer or venue cannot be had, the last one included."""

    resource_id: UUID
    first_day: date
    last_day: date
    note: str
    starts: time | None  # both, or neither for whole days
    ends: time | None


@dataclass(frozen=True)
class Named:
    """A trainer or venue as a row of the calendar."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Fed:
    """One session of a workshop that was ever published, as feeds tell it."""

    id: UUID
    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    workshop: str
    slug: str
    zone: str
    version: int
    state: str
    venue: str
    address: str
    office: str


# Breaks belong to the day and are left out; what a calendar shows is where somebody has to be.
OF_OFFICE = """
select s.id, w.id as workshop_id, btrim(w.title || ' ' || w.class_label) as workshop, w.state, w.slug,
       s.subject, s.starts_at, s.ends_at, w.zone, s.venue_id, v.name as venue,
       coalesce((select jsonb_agg(jsonb_build_array(t.id, t.name) order by st.position)
                 from session_trainer st join trainer t on t.id = st.trainer_id
                 where st.session_id = s.id), '[]') as trainers
from session s
join workshop w on w.id = s.workshop_id
join venue v on v.id = s.venue_id
where w.organization_id = $1 and w.state in ('draft', 'published', 'completed')
  and s.kind <> 'istirahat' and s.held is not false and s.starts_at >= $2 and s.starts_at < $3
order by s.starts_at, s.id
"""
FOR_EVERYBODY = """
select s.id, w.id as workshop_id, btrim(w.title || ' ' || w.class_label) as workshop, w.state, w.slug,
       s.subject, s.starts_at, s.ends_at, w.zone, s.venue_id, v.name as venue, o.short_name as office
from session s
join workshop w on w.id = s.workshop_id
join venue v on v.id = s.venue_id
join office o on o.id = w.organization_id
where w.state in ('published', 'completed') and w.sign_up <> 'nomination'
  and s.kind <> 'istirahat' and s.held is not false and s.starts_at >= $1 and s.starts_at < $2
order by s.starts_at, s.id
limit 5000
"""
FEED = """
select s.id, s.kind, s.subject, s.starts_at, s.ends_at, btrim(w.title || ' ' || w.class_label) as workshop,
       w.slug, w.zone, w.version, w.state,
       v.name as venue, v.address, o.short_name as office
from session s
join workshop w on w.id = s.workshop_id
join venue v on v.id = s.venue_id
join office o on o.id = w.organization_id
where w.state in ('published', 'completed', 'cancelled') and w.sign_up <> 'nomination'
  and s.kind <> 'istirahat' and s.starts_at >= $1 and s.starts_at < $2
order by s.starts_at, w.title, s.id
limit $3
"""
FEED_OF_CLASS = """
select s.id, s.kind, s.subject, s.starts_at, s.ends_at, btrim(w.title || ' ' || w.class_label) as workshop,
       w.slug, w.zone, w.version, w.state,
       v.name as venue, v.address, o.short_name as office
from session s
join workshop w on w.id = s.workshop_id
join venue v on v.id = s.venue_id
join office o on o.id = w.organization_id
where w.slug = $1 and s.kind <> 'istirahat'
order by s.starts_at, s.id
"""
FEED_OF_VENUE = """
select s.id, s.kind, s.subject, s.starts_at, s.ends_at, btrim(w.title || ' ' || w.class_label) as workshop,
       w.slug, w.zone, w.version, w.state,
       v.name as venue, v.address, o.short_name as office
from session s
join workshop w on w.id = s.workshop_id
join venue v on v.id = s.venue_id
join office o on o.id = w.organization_id
where s.venue_id = $1 and w.state in ('published', 'completed', 'cancelled')
  and s.kind <> 'istirahat' and s.starts_at >= $2 and s.starts_at < $3
order by s.starts_at, s.id
limit 5000
"""
BLOCKED = """
select resource_id, first_day, last_day, note, starts, ends
from unavailable
where organization_id = $1 and first_day <= $3 and last_day >= $2
order by first_day, id
"""
TRAINERS = """
select t.id, t.name
from trainer t
where t.organization_id = $1
  and (not t.archived or exists (select from session_trainer st join session s on s.id = st.session_id
                                 where st.trainer_id = t.id and s.starts_at >= $2 and s.starts_at < $3))
order by t.name, t.id
"""
VENUES = """
select v.id, v.name
from venue v
where v.organization_id = $1
  and (not v.archived or exists (select from session s
                                 where s.venue_id = v.id and s.starts_at >= $2 and s.starts_at < $3))
order by v.name, v.id
"""


async def of_office(tx: Tx, organization_id: UUID, since: datetime, until: datetime) -> list[Planned]:
    """Sessions that begin in the time given, drafts too, in order of time."""
    return [_planned(row) for row in await tx.fetch(OF_OFFICE, organization_id, since, until)]


async def for_everybody(tx: Tx, since: datetime, until: datetime) -> list[Planned]:
    """Sessions of every office's listed workshops, without their trainers."""
    return [Planned(**row) for row in await tx.fetch(FOR_EVERYBODY, since, until)]


async def blocked(tx: Tx, organization_id: UUID, first: date, last: date) -> list[BlockedDays]:
    return [BlockedDays(**row) for row in await tx.fetch(BLOCKED, organization_id, first, last)]


async def trainers(tx: Tx, organization_id: UUID, since: datetime, until: datetime) -> list[Named]:
    """Everybody who can be planned, and who is archived but teaches in this time."""
    return [Named(**row) for row in await tx.fetch(TRAINERS, organization_id, since, until)]


async def venues(tx: Tx, organization_id: UUID, since: datetime, until: datetime) -> list[Named]:
    """The same of venues."""
    return [Named(**row) for row in await tx.fetch(VENUES, organization_id, since, until)]


async def feed(tx: Tx, since: datetime, until: datetime, limit: int = 2000) -> list[Fed]:
    """Listed sessions of all offices that begin in this time, cancelled ones too."""
    return [Fed(**row) for row in await tx.fetch(FEED, since, until, limit)]


async def feed_of_class(tx: Tx, slug: str) -> list[Fed]:
    """All sessions of the class whose public page has this name; none for a name that was never given."""
    return [Fed(**row) for row in await tx.fetch(FEED_OF_CLASS, slug)]


async def feed_of_venue(tx: Tx, venue_id: UUID, since: datetime, until: datetime) -> list[Fed]:
    """What takes place in the venue, of every class that was published."""
    return [Fed(**row) for row in await tx.fetch(FEED_OF_VENUE, venue_id, since, until)]


def _planned(row: Any) -> Planned:
    values = dict(row)
    trainers = tuple((UUID(id), name) for id, name in values.pop("trainers"))
    return Planned(**values, trainers=trainers)
