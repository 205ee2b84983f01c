"""Criteria, scores by hand and the lists that were decided. Every query names the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registration.domain.selection import Applicant, Criterion, Kind
from shared.db import Tx

READ = "select criteria from selection where workshop_id = $1"
LOCK = """
insert into selection (workshop_id, organization_id, criteria) values ($1, $2, '[]')
on conflict (workshop_id) do update set organization_id = excluded.organization_id
returning criteria
"""
KEEP = "update selection set criteria = $2 where workshop_id = $1"


def _criteria(rules: Sequence[dict[str, Any]] | None) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(**{**one, "kind": Kind(one["kind"]), "codes": tuple(one["codes"])}) for one in rules or ()
    )


def written(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "kind": one.kind.value,
            "label": one.label,
            "weight": one.weight,
            "codes": list(one.codes),
            "question": one.question,
        }
        for one in criteria
    ]


async def read(tx: Tx, workshop_id: UUID) -> tuple[Criterion, ...]:
    """In their order; none where the office has said nothing."""
    return _criteria(await tx.fetchval(READ, workshop_id))


async def lock(tx: Tx, workshop_id: UUID, organization_id: UUID) -> tuple[Criterion, ...]:
    """The same, to be changed; the caller has looked whose workshop it is."""
    return _criteria(await tx.fetchval(LOCK, workshop_id, organization_id))


async def keep(tx: Tx, workshop_id: UUID, criteria: Sequence[Criterion]) -> None:
    await tx.execute(KEEP, workshop_id, written(criteria))


OTHERS = """
select s.workshop_id as id,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as name
from selection s join workshop_copy w on w.id = s.workshop_id
where s.organization_id = $1 and s.workshop_id <> $2 and s.criteria <> '[]'
order by w.starts_at desc limit 100
"""


async def others(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[tuple[UUID, str]]:
    """The office's other workshops with criteria, the newest first."""
    return [(row["id"], row["name"]) for row in await tx.fetch(OTHERS, organization_id, workshop_id)]


# New is who had no seat in an earlier workshop of the office; new on the subject, who had none in an earlier
# workshop of the same programme or title and no standing certificate of one. The same person is found by the
# keyed index of the NIK, or by phone and name.
_TRAINED = """
    other.organization_id = $2 and other.workshop_id <> r.workshop_id
    and (there.programme_id = here.programme_id or there.title = here.title)
    and (other.state = 'confirmed' and there.state <> 'cancelled' and there.starts_at < here.starts_at
         or exists (select from certificate_copy c
                    where c.registration_id = other.id and c.document ->> 'state' = 'issued'
                      and c.document ->> 'kind' = 'peserta'))
"""
APPLICANTS = """
select r.id, r.registered_at, r.queue, r.quota_profile as profile, r.district_code, r.gender,
       r.centre_id is not null as centre, r.business_name <> '' as business, r.business ? 'nib' as nib,
       r.answers, r.group_id is not null as proposed, r.state = 'pending' as waits,
       not exists (
           select from registration other join workshop_copy there on there.id = other.workshop_id
           where other.nik_index = r.nik_index and other.organization_id = $2 and other.state = 'confirmed'
             and other.workshop_id <> r.workshop_id and there.state <> 'cancelled'
             and there.starts_at < here.starts_at)
       and not exists (
           select from registration other join workshop_copy there on there.id = other.workshop_id
           where r.phone <> '' and other.phone <> '' and other.phone = r.phone
             and lower(other.full_name) = lower(r.full_name)
             and other.organization_id = $2 and other.state = 'confirmed'
             and other.workshop_id <> r.workshop_id and there.state <> 'cancelled'
             and there.starts_at < here.starts_at) as new,
       not exists (
           select from registration other join workshop_copy there on there.id = other.workshop_id
           where other.nik_index = r.nik_index and {trained})
       and not exists (
           select from registration other join workshop_copy there on there.id = other.workshop_id
           where r.phone <> '' and other.phone <> '' and other.phone = r.phone
             and lower(other.full_name) = lower(r.full_name) and {trained}) as new_subject
from registration r join workshop_copy here on here.id = r.workshop_id
where r.workshop_id = $1 and r.organization_id = $2 and r.state = any($3::text[])
""".replace("{trained}", _TRAINED)
HAND = """
select h.registration_id, h.criterion, h.points
from hand_score h join registration r on r.id = h.registration_id
where r.workshop_id = $1 and r.organization_id = $2
"""


async def applicants(
    tx: Tx, workshop_id: UUID, organization_id: UUID, states: Sequence[str]
) -> list[Applicant]:
    """Everybody of a workshop in one of these states, with what criteria look at."""
    given: dict[UUID, dict[str, int]] = {}
    for row in await tx.fetch(HAND, workshop_id, organization_id):
        given.setdefault(row["registration_id"], {})[row["criterion"]] = row["points"]
    return [
        Applicant(**row, hand=given.get(row["id"], {}))
        for row in await tx.fetch(APPLICANTS, workshop_id, organization_id, list(states))
    ]


# Only what is still as it was seen: two who score at once do not overwrite each other.
SCORE = """
insert into hand_score (registration_id, criterion, points, by_name, at)
select $1, $2, $3, $5, $6
where $4::integer is null
   or exists (select from hand_score where registration_id = $1 and criterion = $2 and points = $4)
on conflict (registration_id, criterion) do update
set points = excluded.points, by_name = excluded.by_name, at = excluded.at
where hand_score.points = $4
"""
TAKE_BACK = "delete from hand_score where registration_id = $1 and criterion = $2 and points = $3"
STANDS = "select points, by_name from hand_score where registration_id = $1 and criterion = $2"


async def score(
    tx: Tx, id: UUID, criterion: str, points: int | None, seen: int | None, by_name: str, now: datetime
) -> bool:
    """Give points in the place of those that were seen; None: none. False where others stand there by now."""
    if points is None:
        return (await tx.execute(TAKE_BACK, id, criterion, seen)).endswith(" 1")
    return (await tx.execute(SCORE, id, criterion, points, seen, by_name, now)).endswith(" 1")


async def stands(tx: Tx, id: UUID, criterion: str) -> tuple[int, str] | None:
    """The points that stand there and who gave them."""
    row = await tx.fetchrow(STANDS, id, criterion)
    return (row["points"], row["by_name"]) if row else None


FORGET = "delete from hand_score where registration_id = any($1::uuid[])"
# The row of the list stays, so that its numbers do; the name goes.
FORGET_LISTED = """
update decision_paper d
set chosen = (select coalesce(jsonb_agg(
        case when (one ->> 'registration')::uuid = any($1::uuid[])
             then one || $2::jsonb else one end
        order by at), '[]')
    from jsonb_array_elements(d.chosen) with ordinality as listed (one, at)),
    reserve = (select coalesce(jsonb_agg(
        case when (one ->> 'registration')::uuid = any($1::uuid[])
             then one || $2::jsonb else one end
        order by at), '[]')
    from jsonb_array_elements(d.reserve) with ordinality as listed (one, at))
where d.workshop_id in (select workshop_id from registration where id = any($1::uuid[]))
"""


async def forget(tx: Tx, ids: Sequence[UUID]) -> None:
    """Nothing stays of what was thought of erased people; in a list, only that a row was theirs."""
    await tx.execute(FORGET, list(ids))
    await tx.execute(FORGET_LISTED, list(ids), {"name": "", "institution": "", "home": "", "sex": ""})


async def forget_points(tx: Tx, ids: Sequence[UUID]) -> None:
    """No points given by hand stay of these people."""
    await tx.execute(FORGET, list(ids))


async def forget_business(tx: Tx, ids: Sequence[UUID]) -> None:
    """The names of these people's businesses leave the lists that were decided."""
    await tx.execute(FORGET_LISTED, list(ids), {"institution": ""})


OF_PERSON = """
select h.criterion, h.points from hand_score h where h.registration_id = $1
"""


async def of_person(tx: Tx, id: UUID) -> dict[str, int]:
    """The points somebody was given by hand, by criterion."""
    return {row["criterion"]: row["points"] for row in await tx.fetch(OF_PERSON, id)}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list that was decided, as it was that day."""

    registration: str
    name: str
    institution: str
    home: str
    sex: str  # "L" | "P"


@dataclass(frozen=True, slots=True)
class Paper:
    """A list that was decided."""

    id: UUID
    edition: int
    number: str
    dated: date
    made_at: datetime
    made_by: str
    chosen: tuple[Listed, ...]
    reserve: tuple[Listed, ...]


PAPERS = """
select id, edition, number, dated, made_at, made_by, chosen, reserve from decision_paper
where workshop_id = $1 and organization_id = $2 order by edition desc
"""
ADD_PAPER = """
insert into decision_paper (id, workshop_id, organization_id, edition, number, dated, made_at, made_by,
                            chosen, reserve)
select $1, $2, $3, coalesce(max(edition), 0) + 1, $4, $5, $6, $7, $8, $9
from decision_paper where workshop_id = $2
returning edition
"""


async def papers(tx: Tx, workshop_id: UUID, organization_id: UUID) -> list[Paper]:
    """All of a workshop, the newest first."""
    return [
        Paper(
            **{
                **row,
                "chosen": tuple(Listed(**one) for one in row["chosen"]),
                "reserve": tuple(Listed(**one) for one in row["reserve"]),
            }
        )
        for row in await tx.fetch(PAPERS, workshop_id, organization_id)
    ]


async def add_paper(
    tx: Tx,
    id: UUID,
    workshop_id: UUID,
    organization_id: UUID,
    number: str,
    dated: date,
    made_at: datetime,
    made_by: str,
    chosen: Sequence[dict[str, str]],
    reserve: Sequence[dict[str, str]],
) -> int:
    """Keep the list as it is now; its edition. The caller holds the seat row, so editions do not race."""
    return int(
        await tx.fetchval(
            ADD_PAPER, id, workshop_id, organization_id, number, dated, made_at, made_by, chosen, reserve
        )
    )
