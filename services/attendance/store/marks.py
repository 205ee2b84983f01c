"""Marks: what the door saw, only ever added to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.attendance.domain import Mark, Method, NewMark, Register
from shared.db import Tx
from shared.events.attendance import Status
from shared.events.registration import Registration
from shared.events.scheduling import Workshop

HEADING = """
select workshop_copy.document::text as document, sheet.closed
from sheet join workshop_copy on workshop_copy.id = sheet.workshop_id
where sheet.workshop_id = $1
"""
ROSTER = """
select document from registration_copy
where workshop_id = $1 and state = 'confirmed' and ($2::uuid[] is null or id = any($2))
"""
ROSTER_IDS = "select id from registration_copy where workshop_id = $1 and state = 'confirmed'"
# A person's marks are those under their own id, those of registrations merged into theirs, and those
# of cards that nobody knew when they were shown.
MARKS = """
with recursive family (person, member) as (
    select id, id from unnest($1::uuid[]) as given (id)
    union
    select family.person, merged.id
    from family join registration_copy as merged on merged.merged_into = family.member)
select family.person, mark.id, mark.session_id, mark.status, mark.method, mark.at, mark.staff_id, mark.reason
from family join mark on mark.registration_id = family.member
union all
select family.person, mark.id, mark.session_id, mark.status, mark.method, mark.at, mark.staff_id, mark.reason
from family
join registration_copy as holder on holder.id = family.member and holder.ticket_sha256 <> ''
join mark on mark.registration_id is null and mark.ticket_sha256 = holder.ticket_sha256
order by at, id
"""


async def roster_ids(tx: Tx, workshop_id: UUID) -> list[UUID]:
    return [row["id"] for row in await tx.fetch(ROSTER_IDS, workshop_id)]


async def register(tx: Tx, workshop_id: UUID, only: Iterable[UUID] | None = None) -> Register | None:
    """The workshop with its roster by name and all marks; `only` narrows it to these people.

    None while the workshop has not been heard of.
    """
    heading = await tx.fetchrow(HEADING, workshop_id)
    if heading is None:
        return None
    workshop = Workshop.model_validate_json(heading["document"])
    rows = await tx.fetch(ROSTER, workshop_id, None if only is None else list(only))
    people = [Registration.model_validate(row["document"]) for row in rows]
    people.sort(key=lambda person: (person.full_name.casefold(), person.id))
    marks = await of_people(tx, [person.id for person in people])
    return Register(workshop, heading["closed"], people, marks)


async def of_people(tx: Tx, people: Sequence[UUID]) -> Mapping[tuple[UUID, UUID], Sequence[Mark]]:
    """Marks by (person, session), in order of time."""
    marks: defaultdict[tuple[UUID, UUID], list[Mark]] = defaultdict(list)
    for row in await tx.fetch(MARKS, list(people)):
        mark = Mark(
            row["id"],
            row["person"],
            row["session_id"],
            Status(row["status"]) if row["status"] else None,
            Method(row["method"]),
            row["at"],
            row["staff_id"],
            row["reason"],
        )
        marks[mark.registration_id, mark.session_id].append(mark)
    return marks


ADD = """
insert into mark (organization_id, staff_id, workshop_id, session_id, registration_id, ticket_sha256, status,
                  method, device, nonce, at, reason)
select organization_id, staff_id, workshop_id, session_id, registration_id, ticket_sha256, status,
       method, device, nonce, at, reason
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::timestamptz[], $12::text[]) with ordinality
    as given (organization_id, staff_id, workshop_id, session_id, registration_id, ticket_sha256, status,
              method, device, nonce, at, reason, place)
order by organization_id, device, nonce, place
on conflict (organization_id, device, nonce) do nothing
returning organization_id, device, nonce
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark about to be stored: for which office, by whom, in which workshop."""

    organization_id: UUID
    staff_id: UUID
    workshop_id: UUID
    mark: NewMark


async def add(tx: Tx, given: Sequence[Placed]) -> set[tuple[UUID, str, str]]:
    """Add marks; returns (office, device, nonce) of those that were new. Of two with the same, the first.

    One order for all, so that two transactions with marks of the same phones cannot deadlock.
    """
    marks = [one.mark for one in given]
    rows = await tx.fetch(
        ADD,
        [one.organization_id for one in given],
        [one.staff_id for one in given],
        [one.workshop_id for one in given],
        [mark.session_id for mark in marks],
        [mark.registration_id for mark in marks],
        [mark.ticket_sha256 for mark in marks],
        [mark.status for mark in marks],
        [mark.method for mark in marks],
        [mark.device for mark in marks],
        [mark.nonce for mark in marks],
        [mark.at for mark in marks],
        [mark.reason for mark in marks],
    )
    return {(row["organization_id"], row["device"], row["nonce"]) for row in rows}
