"""Requests about one's own data, and what else is kept of a person. Lists name the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.domain.data_requests import Kind, Standing
from services.registration.domain.questions import Form
from services.registration.store import access, consents, questions, score_notes, selection
from services.registration.store.access import Entry
from services.registration.store.consents import Change
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Request:
    id: UUID
    registration_id: UUID
    workshop_id: UUID
    organization_id: UUID
    kind: Kind
    words: str
    asked_at: datetime
    due_at: datetime
    state: Standing
    decided_at: datetime | None
    decided_by: str
    reason: str
    full_name: str  # empty once the person was erased
    workshop: str


def _request(record: Any) -> Request:
    values = dict(record)
    return Request(**{**values, "kind": Kind(values["kind"]), "state": Standing(values["state"])})


ADD = """
insert into data_request (id, registration_id, workshop_id, organization_id, kind, words, asked_at, due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (registration_id, kind) where state = 'open' do nothing
returning id
"""


async def add(
    tx: Tx,
    id: UUID,
    person: tuple[UUID, UUID, UUID],
    kind: Kind,
    words: str,
    clock: tuple[datetime, datetime],
) -> bool:
    """Whether it is new; `person` is (registration, workshop, office), `clock` (asked at, due at)."""
    return await tx.fetchval(ADD, id, *person, kind.value, words, *clock) is not None


LOCK = "select id from data_request where id = $1 and organization_id = $2 for update"
ONE = """
select d.id, d.registration_id, d.workshop_id, d.organization_id, d.kind, d.words, d.asked_at, d.due_at,
       d.state, d.decided_at, d.decided_by, d.reason, r.full_name,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as workshop
from data_request d
join registration r on r.id = d.registration_id
join workshop_copy w on w.id = d.workshop_id
where d.id = $1 and d.organization_id = $2
"""


async def read(tx: Tx, id: UUID, organization_id: UUID) -> Request | None:
    row = await tx.fetchrow(ONE, id, organization_id)
    return None if row is None else _request(row)


async def lock(tx: Tx, id: UUID, organization_id: UUID) -> Request | None:
    """The same, held: two people of an office do not decide twice."""
    await tx.fetchval(LOCK, id, organization_id)
    return await read(tx, id, organization_id)


OF_OFFICE = """
select d.id, d.registration_id, d.workshop_id, d.organization_id, d.kind, d.words, d.asked_at, d.due_at,
       d.state, d.decided_at, d.decided_by, d.reason, r.full_name,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as workshop
from data_request d
join registration r on r.id = d.registration_id
join workshop_copy w on w.id = d.workshop_id
where d.organization_id = $1 and ($2 = '' or d.state = $2)
order by (d.state <> 'open'), case when d.state = 'open' then d.due_at end, d.decided_at desc, d.id
limit $3 offset $4
"""
COUNT_OF_OFFICE = "select count(*) from data_request where organization_id = $1 and ($2 = '' or state = $2)"


async def of_office(
    tx: Tx, organization_id: UUID, state: str, most: int, after: int
) -> tuple[list[Request], int]:
    """Open ones first, what is due first on top; and how many there are in all."""
    rows = await tx.fetch(OF_OFFICE, organization_id, state, most, after)
    return [_request(row) for row in rows], int(await tx.fetchval(COUNT_OF_OFFICE, organization_id, state))


OF_PERSON = """
select d.id, d.registration_id, d.workshop_id, d.organization_id, d.kind, d.words, d.asked_at, d.due_at,
       d.state, d.decided_at, d.decided_by, d.reason, '' as full_name, '' as workshop
from data_request d where d.registration_id = $1 order by d.asked_at, d.id
"""


async def of_person(tx: Tx, registration_id: UUID) -> Sequence[Request]:
    return [_request(row) for row in await tx.fetch(OF_PERSON, registration_id)]


DECIDE = """
update data_request set state = $2, decided_at = $3, decided_by = $4, reason = $5,
       words = case when kind = 'delete' and $2 = 'done' then '' else words end
where id = $1
"""
FORGET = """
update data_request
set words = '', decided_at = case when state = 'open' then $2 else decided_at end,
    decided_by = case when state = 'open' then $3 else decided_by end,
    state = case when state = 'open' then 'done' else state end
where registration_id = any($1::uuid[])
"""


async def decide(tx: Tx, id: UUID, state: Standing, now: datetime, who: str, reason: str) -> None:
    await tx.execute(DECIDE, id, state.value, now, who, reason)


async def forget(tx: Tx, registration_ids: Sequence[UUID], now: datetime, who: str) -> None:
    """What an erased person wrote goes too, and nothing is left to be answered; that they asked stays."""
    await tx.execute(FORGET, list(registration_ids), now, who)


REST = """
select r.nik_sealed, r.consent_version, r.consent_at, r.consent_channel, coalesce(c.name, '') as centre,
       concat_ws(', ', nullif(g.name, ''), nullif(g.institution, '')) as contact_person
from registration r left join centre c on c.id = r.centre_id left join sign_up_group g on g.id = r.group_id
where r.id = $1
"""
MESSAGES = """
select purpose, date as at, 'email' as how, state from mail where subject = 'Registration/' || $1::uuid
union all
select purpose, created_at, 'office', case when done_at is null then 'open' else 'done' end
from contact_task where registration_id = $1
order by 2
"""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is kept of a person beside what a page shows anyway."""

    nik_sealed: bytes | None
    consent_version: str
    consent_at: datetime
    consent_channel: str
    centre: str  # its name; empty: none
    contact_person: str  # who signed them up, with their institution; empty: they did so themselves
    messages: tuple[tuple[str, datetime, str, str], ...]  # purpose, when, "email" | "office", its state
    openings: tuple[Entry, ...]  # of sealed fields, by the office
    consent_words: dict[str, str]  # by purpose, as they stood in the version agreed to
    consent_changes: tuple[Change, ...]
    form: Form  # what the office's own questions are called
    points: tuple[tuple[str, int], ...]  # given by hand when people were chosen: criterion and 0 to 5
    note: str  # what the office remarked then


async def rest(tx: Tx, registration_id: UUID, workshop_id: UUID, language: str) -> Rest:
    """`language`: of the texts that were agreed to."""
    row = await tx.fetchrow(REST, registration_id)
    assert row is not None, "the caller has just opened it"
    messages = tuple(tuple(found) for found in await tx.fetch(MESSAGES, registration_id))
    given = await selection.of_person(tx, registration_id)
    points = tuple(
        (one.label, given[one.key]) for one in await selection.read(tx, workshop_id) if one.key in given
    )
    openings = tuple(await access.of_person(tx, registration_id, workshop_id))
    return Rest(
        **row,
        messages=messages,
        openings=openings,
        consent_words=await consents.words(tx, row["consent_version"], language),
        consent_changes=await consents.of_person(tx, registration_id),
        form=await questions.read(tx, workshop_id),
        points=points,
        note=(await score_notes.stands(tx, registration_id))[0],
    )
