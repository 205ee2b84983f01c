"""When the people of a workshop are reminded and thanked, and what of it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.settings import REMINDER_DAYS, REMINDER_HOUR, THANKS_DAYS, THANKS_HOUR
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class MessageTerms:
    """The defaults hold for a workshop of which nobody has said anything."""

    reminder_days: tuple[int, ...] = REMINDER_DAYS  # before the day it begins; 0 is that day
    reminder_hour: int = REMINDER_HOUR  # where the workshop is
    thanks: bool = True


READ = "select reminder_days, reminder_hour, thanks from message_terms where workshop_id = $1"


async def read(tx: Tx, workshop_id: UUID) -> MessageTerms:
    row = await tx.fetchrow(READ, workshop_id)
    if row is None:
        return MessageTerms()
    return MessageTerms(tuple(row["reminder_days"]), row["reminder_hour"], row["thanks"])


KEEP = """
insert into message_terms (workshop_id, organization_id, reminder_days, reminder_hour, thanks, set_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (workshop_id) do update
set reminder_days = excluded.reminder_days, reminder_hour = excluded.reminder_hour, thanks = excluded.thanks,
    set_at = excluded.set_at
"""


async def keep(
    tx: Tx, workshop_id: UUID, organization_id: UUID, terms: MessageTerms, set_at: datetime
) -> None:
    """Store the terms of an office's own workshop; the caller has looked whose it is."""
    days = sorted(set(terms.reminder_days), reverse=True)
    await tx.execute(KEEP, workshop_id, organization_id, days, terms.reminder_hour, terms.thanks, set_at)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose moment has come, of a beginning nobody was reminded of so far."""

    days: int
    at: datetime  # its moment; who signed up later is not reminded by it
    starts_at: datetime


# A moment before the terms were chosen is over: a new choice does not send what would be late.
DUE = """
select s.workshop_id, s.starts_at, moment.days, moment.at
from seat s
join workshop_copy w on w.id = s.workshop_id
left join message_terms t on t.workshop_id = s.workshop_id
cross join lateral (
    select days, ((s.starts_at at time zone (w.document ->> 'zone'))::date - days
                  + make_time(coalesce(t.reminder_hour, $3), 0, 0)) at time zone (w.document ->> 'zone') as at
    from unnest(coalesce(t.reminder_days, $2::integer[])) as chosen (days)
) moment
where s.state = 'published' and s.starts_at > $1 and s.starts_at < $1 + interval '32 days'
  and moment.at <= $1 and moment.at < s.starts_at
  and (t.set_at is null or moment.at >= t.set_at)
  and ($4::uuid is null or s.workshop_id = $4)
  and not exists (select from reminded r where r.workshop_id = s.workshop_id
                  and r.starts_at = s.starts_at and r.days = moment.days)
order by s.workshop_id, moment.at
"""


async def workshops_due(tx: Tx, now: datetime) -> list[UUID]:
    """Workshops with a reminder to be sent."""
    rows = await tx.fetch(DUE, now, list(REMINDER_DAYS), REMINDER_HOUR, None)
    return list({row["workshop_id"]: None for row in rows})


async def due(tx: Tx, now: datetime, workshop_id: UUID) -> list[Due]:
    """The same for one workshop, the last moment at the end."""
    rows = await tx.fetch(DUE, now, list(REMINDER_DAYS), REMINDER_HOUR, workshop_id)
    return [Due(row["days"], row["at"], row["starts_at"]) for row in rows]


REMINDED = """
insert into reminded (workshop_id, starts_at, days)
select $1, $2, days from unnest($3::integer[]) as gone (days) on conflict do nothing
"""


async def mark_reminded(tx: Tx, workshop_id: UUID, gone: list[Due]) -> None:
    """These moments are over for good."""
    await tx.execute(REMINDED, workshop_id, gone[0].starts_at, [one.days for one in gone])


# Whoever was marked as there in any session: coming late and leaving early is being there.
TO_THANK = """
select r.id
from workshop_copy w
left join message_terms t on t.workshop_id = w.id
join registration r on r.workshop_id = w.id and r.state = 'confirmed'
                   and r.email <> '' and r.email_trouble = ''
join person_attendance_copy a on a.id = r.id
where w.state in ('published', 'completed') and coalesce(t.thanks, true)
  and w.ends_at > $1::timestamptz - make_interval(days => $2) and w.ends_at <= $1
  and ((w.ends_at at time zone (w.document ->> 'zone'))::date + 1 + make_time($3, 0, 0))
      at time zone (w.document ->> 'zone') <= $1
  and exists (select from jsonb_array_elements(a.document -> 'marks') mark
              where mark ->> 'status' in ('hadir', 'terlambat', 'pulang_awal'))
  and not exists (select from mail m where m.purpose = 'thank_you' and m.subject = 'Registration/' || r.id
                  and m.occasion = 'after')
order by r.id limit $4
"""
THANKED = "after"  # the occasion: once for each person, whenever their attendance arrives


async def to_thank(tx: Tx, now: datetime, most: int) -> list[UUID]:
    """Registrations of people who were there, the morning after and not thanked yet."""
    rows = await tx.fetch(TO_THANK, now, THANKS_DAYS, THANKS_HOUR, most)
    return [row["id"] for row in rows]
