"""Changing stored registrations. Who changes a state holds the seat row and the registration's own row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.domain.people import Person
from services.registration.store.registrations import Row, read_many
from shared.db import Tx
from shared.events.registration import RegistrationState

SET_STATE = """
update registration
set state = $2, ended_by = $3, reason = $4, merged_into = $5,
    offered_at = case when $2 = 'offered' then $6 else offered_at end,
    offer_hours = case when $2 = 'offered' then $7 else offer_hours end,
    ended_at = case when $2 in ('pending', 'confirmed', 'waitlisted', 'offered') then null else $6 end,
    answer_by = null,
    version = next_version(version)
where id = any($1::uuid[])
"""


async def set_state(
    tx: Tx,
    ids: Sequence[UUID],
    state: RegistrationState,
    now: datetime,
    *,
    ended_by: str = "",
    reason: str = "",
    merged_into: UUID | None = None,
    offer_hours: int | None = None,
) -> list[Row]:
    """Change the state of locked rows and answer them as they are now."""
    await tx.execute(SET_STATE, list(ids), state.value, ended_by, reason, merged_into, now, offer_hours)
    return await read_many(tx, ids)


ANSWER_BY = """
update registration set answer_by = $2, version = next_version(version)
where id = $1 and state = 'offered' and answer_by is null
"""


async def start_deadline(tx: Tx, id: UUID, answer_by: datetime) -> None:
    """Fix until when an offer may be answered, unless it is already fixed or the offer is over."""
    await tx.execute(ANSWER_BY, id, answer_by)


NO_DEADLINE = """
update registration set answer_by = null, version = next_version(version)
where id = $1 and state = 'offered' and answer_by is not null
"""


async def stop_deadline(tx: Tx, id: UUID) -> None:
    """The offer has not reached the person after all."""
    await tx.execute(NO_DEADLINE, id)


PUT_FIRST = """
update registration
set queue = least(0, (select min(queue) from registration
                      where workshop_id = $2 and state = 'waitlisted')) - 1,
    version = next_version(version)
where id = $1
"""


async def put_first(tx: Tx, row: Row) -> None:
    """Move one waiting person before everybody else in line."""
    await tx.execute(PUT_FIRST, row.id, row.workshop_id)


PUT_LAST = """
update registration set queue = nextval(pg_get_serial_sequence('registration', 'queue')) where id = $1
"""


async def put_last(tx: Tx, id: UUID) -> None:
    """An approved person joins the line when approved, not when they signed up."""
    await tx.execute(PUT_LAST, id)


PERSON = (
    "full_name", "certificate_name", "phone", "email", "gender", "district_code", "business_name",
    "needs_sealed", "disability", "village_code", "business", "answers", "centre_id", "needs",
    "consent_photo", "consent_contact",
)  # fmt: skip
SETPERSON = """
update registration
set full_name = $2, certificate_name = $3, phone = $4, email = $5, gender = $6, district_code = $7,
    business_name = $8, needs_sealed = $9, disability = $10, village_code = $11, business = $12,
    answers = $13, centre_id = $14, needs = $15, consent_photo = $16, consent_contact = $17,
    email_trouble = case when lower(email) = lower($5) then email_trouble else '' end,
    version = next_version(version)
where id = $1
"""


async def set_person(tx: Tx, id: UUID, person: Person) -> None:
    """Replace what the person said of themselves; the NIK is not touched.

    Needs go in sealed; in clear they are only where they lay so before (a job seals those).
    """
    await tx.execute(SETPERSON, id, *(getattr(person, name) for name in PERSON))


SET_ANSWERS = "update registration set answers = $2 where id = $1"


async def set_answers(tx: Tx, id: UUID, answers: Mapping[str, Any]) -> None:
    """Replace the answers of a locked row. Nobody else is told of answers, so its version stays."""
    await tx.execute(SET_ANSWERS, id, dict(answers))


EMAIL_TROUBLE = """
update registration set email_trouble = $3 where id = $1 and lower(email) = lower($2)
"""


async def mark_email(tx: Tx, id: UUID, email: str, trouble: str) -> None:
    """Note what the mail server said of this address; an address corrected since is left alone."""
    await tx.execute(EMAIL_TROUBLE, id, email, trouble)


TRUST_EMAIL = "update registration set email_trouble = '' where id = $1"


async def trust_email(tx: Tx, id: UUID) -> None:
    """The office says that the address is right, also one that was marked before."""
    await tx.execute(TRUST_EMAIL, id)


NEXT_FOR_REPUBLISH = """
select id from registration where $1::uuid is null or id > $1 order by id limit $2 for update
"""
RESTAMP = "update registration set version = next_version(version) where id = any($1::uuid[])"


async def restamp(tx: Tx, after: UUID | None, most: int) -> list[Row]:
    """The next rows in the order of their ids, each with a new version, to be sent again."""
    ids = [row["id"] for row in await tx.fetch(NEXT_FOR_REPUBLISH, after, most)]
    await tx.execute(RESTAMP, ids)
    return sorted(await read_many(tx, ids), key=lambda row: row.id)
