"""All that is kept of an office's people, for the file it takes along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.registration.domain.access import Purpose
from shared.db import Tx

_WHOSE = """
from registration r
where r.organization_id = $1 and ($2::uuid is null or r.workshop_id = $2) and r.state <> 'erased'
"""
COUNT = f"select count(*) {_WHOSE}"
# One row for each person, and one for each sealed field of theirs that the file shows in clear.
LOG = """
insert into access_log (organization_id, who, registration_id, field, purpose, reason)
select r.organization_id, $3, r.id, opened.field, $4, $5
from registration r cross join unnest($6::text[]) as opened (field)
where r.organization_id = $1 and ($2::uuid is null or r.workshop_id = $2) and r.state <> 'erased'
  and case opened.field
        when 'nik' then r.nik_sealed is not null
        when 'needs' then r.needs_sealed is not null or r.needs <> ''
        when 'disability' then r.disability <> ''
        else true end
order by r.id, opened.field
"""
LOG_ANSWERS = """
insert into access_log (organization_id, who, registration_id, field, purpose, reason)
select r.organization_id, $3, r.id, 'q_' || answer.key, $4, $5
from registration r cross join jsonb_each(r.answers) as answer
where r.organization_id = $1 and ($2::uuid is null or r.workshop_id = $2) and r.state <> 'erased'
  and jsonb_typeof(answer.value) = 'object' and answer.value ? 'sealed'
order by r.id, answer.key
"""
_PERSON = """
r.id, r.workshop_id, r.state, r.registered_at, r.full_name, r.certificate_name, r.phone, r.email,
       r.gender, r.district_code, r.village_code, r.business_name, r.business, r.needs, r.needs_sealed,
       r.disability, r.nik_sealed, r.answers, r.language, r.consent_version, r.consent_at, r.consent_channel,
       r.consent_photo, r.consent_contact, r.card_code, r.ended_by, r.reason, r.ended_at, r.merged_into,
       r.group_id, r.centre_id, r.consent_by,
       (select a.document from person_attendance_copy a where a.id = r.id) as attendance,
       coalesce((select jsonb_agg(c.document order by c.id) from certificate_copy c
                 where c.registration_id = r.id), '[]') as certificates,
       coalesce((select jsonb_object_agg(h.criterion, h.points) from hand_score h
                 where h.registration_id = r.id), '{}') as points,
       coalesce((select n.note from score_note n where n.registration_id = r.id), '') as note
"""
PEOPLE = f"""
select {_PERSON} {_WHOSE}
  and ($3::uuid is null or r.id > $3) order by r.id limit $4
"""
WORKSHOPS = """
select w.document, f.questions, s.criteria
from workshop_copy w
left join sign_up_form f on f.workshop_id = w.id
left join selection s on s.workshop_id = w.id
where w.organization_id = $1 and ($2::uuid is null or w.id = $2)
order by w.starts_at, w.id
"""


ONE_MOMENT = "set transaction isolation level repeatable read"


async def one_moment(tx: Tx) -> None:
    """All statements of this transaction see one state of the database: who is in a file is who was noted.
    It must be the transaction's first."""
    await tx.execute(ONE_MOMENT)


async def count(tx: Tx, organization_id: UUID, workshop_id: UUID | None) -> int:
    return int(await tx.fetchval(COUNT, organization_id, workshop_id))


async def log(
    tx: Tx,
    whose: tuple[UUID, UUID | None],
    who: str,
    purpose: Purpose,
    reason: str,
    fields: Sequence[str],
    *,
    answers: bool,
) -> None:
    """Note at each person that they are in a file, and which sealed fields; `whose` is (office, workshop)."""
    await tx.execute(LOG, *whose, who, purpose.value, reason, list(fields))
    if answers:
        await tx.execute(LOG_ANSWERS, *whose, who, purpose.value, reason)


async def people(
    tx: Tx, organization_id: UUID, workshop_id: UUID | None, after: UUID | None, most: int
) -> list[dict[str, Any]]:
    """Some people in the order of their ids; sealed columns as they lie."""
    return [dict(row) for row in await tx.fetch(PEOPLE, organization_id, workshop_id, after, most)]


async def workshops(tx: Tx, organization_id: UUID, workshop_id: UUID | None) -> list[dict[str, Any]]:
    """The documents of the workshops, each with the questions of its form and what counted in choosing."""
    found = await tx.fetch(WORKSHOPS, organization_id, workshop_id)
    return [
        {**row["document"], "questions": row["questions"] or [], "criteria": row["criteria"] or []}
        for row in found
    ]
