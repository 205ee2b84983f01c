"""What the other services said last, and the queries on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.bus import Copies
from shared.db import Tx
from shared.events.attendance import PersonAttendance
from shared.events.certificates import Certificate, Eligibility
from shared.events.scheduling import Workshop

WORKSHOPS = Copies("workshop_copy", Workshop)
ATTENDANCES = Copies("person_attendance_copy", PersonAttendance)
ELIGIBILITIES = Copies("eligibility_copy", Eligibility)
CERTIFICATES = Copies("certificate_copy", Certificate)

DATE_WORKSHOP = """
update workshop_copy
set starts_at = $2, ends_at = $3,
    meets = (select range_agg(tstzrange(begins, ends))
             from unnest($4::timestamptz[], $5::timestamptz[]) as session (begins, ends))
where id = $1
"""


async def date_workshop(tx: Tx, workshop: Workshop) -> None:
    """Write when the workshop begins, ends and really meets beside its document, for lists."""
    meets = [session for session in workshop.sessions if session.held is not False]
    await tx.execute(
        DATE_WORKSHOP,
        workshop.id,
        workshop.starts_at,
        workshop.ends_at,
        [session.starts_at for session in meets],
        [session.ends_at for session in meets],
    )


BY_SLUG = "select document from workshop_copy where slug = $1 order by version desc limit 1"


async def workshop_by_slug(tx: Tx, slug: str) -> Workshop | None:
    document = await tx.fetchval(BY_SLUG, slug)
    return None if document is None else Workshop.model_validate(document)


@dataclass(frozen=True, slots=True)
class Listed:
    """A workshop with its counts: what a list shows."""

    workshop: Workshop
    seats: int
    taken: int
    waiting: int
    pending: int = 0

    @property
    def free(self) -> int:
        """Seats a newcomer can still get."""
        return 0 if self.waiting else max(0, self.seats - self.taken)


UPCOMING = """
select workshop_copy.document, seat.seats, seat.taken, seat.waiting
from workshop_copy join seat on seat.workshop_id = workshop_copy.id
where workshop_copy.state = 'published' and workshop_copy.sign_up <> 'nomination'
  and workshop_copy.ends_at > $1
order by workshop_copy.starts_at, workshop_copy.id limit $2
"""


async def upcoming(tx: Tx, now: datetime, most: int) -> list[Listed]:
    """Published workshops that are not over, the next one first; by nomination means unlisted."""
    return [_listed(row) for row in await tx.fetch(UPCOMING, now, most)]


OPEN_OF_OFFICE = """
select workshop_copy.document, seat.seats, seat.taken, seat.waiting
from workshop_copy join seat on seat.workshop_id = workshop_copy.id
where workshop_copy.organization_id = $1 and workshop_copy.id <> $2 and workshop_copy.state = 'published'
  and workshop_copy.sign_up <> 'nomination' and seat.opens_at <= $3 and seat.closes_at > $3
order by workshop_copy.starts_at, workshop_copy.id limit $4
"""


async def open_of_office(
    tx: Tx, organization_id: UUID, besides: UUID, now: datetime, most: int
) -> list[Listed]:
    """The office's workshops that take sign-ups now, `besides` this one, the next first."""
    rows = await tx.fetch(OPEN_OF_OFFICE, organization_id, besides, now, most)
    return [_listed(row) for row in rows]


OF_OFFICE = """
select workshop_copy.document, seat.seats, seat.taken, seat.waiting,
       (select count(*) from registration
        where registration.workshop_id = workshop_copy.id and registration.state = 'pending') as pending
from workshop_copy join seat on seat.workshop_id = workshop_copy.id
where workshop_copy.organization_id = $1
order by (workshop_copy.ends_at < $2), abs(extract(epoch from workshop_copy.starts_at - $2)), workshop_copy.id
limit $3 offset $4
"""
COUNT_OF_OFFICE = "select count(*) from workshop_copy where organization_id = $1"


async def of_office(
    tx: Tx, organization_id: UUID, now: datetime, most: int, after: int
) -> tuple[list[Listed], int]:
    """One page of an office's workshops, those not over first, and how many there are in all."""
    rows = await tx.fetch(OF_OFFICE, organization_id, now, most, after)
    return [_listed(row) for row in rows], int(await tx.fetchval(COUNT_OF_OFFICE, organization_id))


def _listed(row: Any) -> Listed:
    values = dict(row)
    return Listed(Workshop.model_validate(values.pop("document")), **values)


CERTIFICATES_OF = "select document from certificate_copy where registration_id = $1 order by id"


async def certificates_of(tx: Tx, registration_id: UUID) -> list[Certificate]:
    return [
        Certificate.model_validate(row["document"])
        for row in await tx.fetch(CERTIFICATES_OF, registration_id)
    ]
