"""What an organizer reads: lists, counts, flags. Every query names the office."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.registration.store import comparing
from services.registration.store.registrations import Row, read_many
from services.registration.store.waiting import Waiting
from shared.db import Tx
from shared.events.registration import RegistrationState

PHONE = re.compile(r"[\d\s+().-]*\d[\d\s+().-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people of a workshop are asked for, and in which order."""

    state: str = ""  # a RegistrationState, or empty for everybody but merged and erased
    text: str = ""  # part of a name, business, phone or card code
    order: str = "place"  # place | name | home | newest
    gender: str = ""  # L | P
    district: str = ""  # a code, "luar" for another province
    trouble: str = ""  # needs | email | contact | alike
    centre: str = ""  # the id of one
    group: str = ""  # the id of a contact person's list
    consent: str = ""  # photo | contact: who gave it
    answers: Mapping[str, Any] = field(default_factory=dict)  # to the office's questions, as they are stored

    @property
    def phone(self) -> str:
        """The text as part of a phone number the way pages show it, "0812…"; empty where it is none."""
        if not PHONE.fullmatch(self.text):
            return ""
        digits = re.sub(r"\D", "", self.text)
        return re.sub("^62", "0", digits)


_FROM = """
from registration r
where r.workshop_id = $1 and r.organization_id = $2
  and case when $3 = '' then r.state not in ('merged', 'erased') else r.state = $3 end
  and ($4 = '' or position(lower($4) in lower(r.full_name || ' ' || r.business_name)) > 0
       or $5 <> '' and position($5 in regexp_replace(r.phone, '^62', '0')) > 0
       or r.card_code = upper(replace($4, '-', '')))
  and ($6 = '' or r.gender = $6)
  and ($7 = '' or r.district_code = $7 or $7 = 'luar' and r.district_code = '')
  and ($10 = '' or r.centre_id::text = $10)
  and case $8
        when 'needs' then r.needs_sealed is not null or r.needs <> ''
        when 'email' then r.email_trouble <> ''
        when 'contact' then exists (select from contact_task t
                                    where t.registration_id = r.id and t.done_at is null)
        when 'alike' then r.id = any($9::uuid[])
        else true end
  and case $11 when 'photo' then r.consent_photo when 'contact' then r.consent_contact else true end
  and r.answers @> $12::jsonb
  and ($13 = '' or r.group_id::text = $13)
"""
FIND = f"""
select r.id
{_FROM}
order by
    case when $14 = 'name' then lower(r.full_name) end,
    case when $14 = 'home' then r.district_code || r.village_code end,
    case when $14 = 'newest' then r.registered_at end desc,
    case r.state when 'pending' then 0 when 'offered' then 1 when 'confirmed' then 2 when 'waitlisted' then 3
                 else 4 end,
    r.queue
limit $15 offset $16
"""
COUNT_FOUND = f"select count(*) {_FROM}"
DISTRICTS = """
select distinct district_code from registration
where workshop_id = $1 and organization_id = $2 and state not in ('merged', 'erased')
"""


async def districts(tx: Tx, workshop_id: UUID, organization_id: UUID) -> list[str]:
    """The codes people of a workshop said they come from; empty: another province."""
    return [row["district_code"] for row in await tx.fetch(DISTRICTS, workshop_id, organization_id)]


async def find(
    tx: Tx, workshop_id: UUID, organization_id: UUID, wanted: Wanted, most: int, after: int
) -> tuple[list[Row], int]:
    """One page of a workshop's people and how many there are in all."""
    alike = wanted.trouble == "alike"
    flagged = await comparing.flagged(tx, organization_id, workshop_id) if alike else []
    given: tuple[object, ...] = (
        *(workshop_id, organization_id, wanted.state, wanted.text, wanted.phone),
        *(wanted.gender, wanted.district, wanted.trouble, flagged, wanted.centre),
        *(wanted.consent, dict(wanted.answers), wanted.group),
    )
    ids = [row["id"] for row in await tx.fetch(FIND, *given, wanted.order, most, after)]
    by_id = {row.id: row for row in await read_many(tx, ids)}
    return [by_id[id] for id in ids], int(await tx.fetchval(COUNT_FOUND, *given))


COUNTS = """
select state, count(*) as people
from registration where workshop_id = $1 and organization_id = $2 group by state
"""


async def counts(tx: Tx, workshop_id: UUID, organization_id: UUID) -> dict[RegistrationState, int]:
    """How many people are in which state."""
    found = await tx.fetch(COUNTS, workshop_id, organization_id)
    return {RegistrationState(row["state"]): row["people"] for row in found}


SUMMARY = """
with live as (
    select registration.id, registration.workshop_id, registration.state, registration.registered_at,
           registration.offered_at, registration.email_trouble
    from registration
    join workshop_copy on workshop_copy.id = registration.workshop_id
    where registration.organization_id = $1
      and registration.state in ('pending', 'confirmed', 'waitlisted', 'offered')
      and workshop_copy.state = 'published'
), found as (
    select 'pending' as what, workshop_id, registered_at as at from live where state = 'pending'
    union all
    select 'offered', workshop_id, coalesce(offered_at, registered_at) from live where state = 'offered'
    union all
    select 'contact', workshop_id, created_at from contact_task
    where organization_id = $1 and done_at is null
    union all
    select 'contact', workshop_id, link_untold_at from sign_up_group
    where organization_id = $1 and link_untold_at is not null
    union all
    select 'email', workshop_id, registered_at from live where email_trouble <> ''
    union all
    select 'data', workshop_id, asked_at from data_request where organization_id = $1 and state = 'open'
)
select found.what, found.workshop_id,
       concat_ws(' ', document ->> 'title', nullif(document ->> 'class_label', '')) as title,
       count(*) as count, min(found.at) as oldest
from found join workshop_copy on workshop_copy.id = found.workshop_id
group by 1, 2, 3
order by min(found.at)
limit 50
"""


async def summary(tx: Tx, organization_id: UUID) -> list[Waiting]:
    """What waits for somebody of this office, the oldest first."""
    return [Waiting(**row) for row in await tx.fetch(SUMMARY, organization_id)]


EMAIL_TROUBLES = """
select id from registration
where workshop_id = $1 and organization_id = $2 and email_trouble <> ''
  and state in ('pending', 'confirmed', 'waitlisted', 'offered')
order by queue limit $3
"""


async def with_email_trouble(tx: Tx, workshop_id: UUID, organization_id: UUID, most: int) -> list[Row]:
    """People whose address does not work."""
    found = await tx.fetch(EMAIL_TROUBLES, workshop_id, organization_id, most)
    return await read_many(tx, [row["id"] for row in found])
