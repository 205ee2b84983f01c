"""What was answered to requests for training, and which answers still have to be said by phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scheduling.store.requests import Waiting
from shared.db import Tx


@dataclass(frozen=True)
class Answer:
    """What was told, and whether it still has to be said by phone."""

    id: UUID
    request_id: UUID
    at: datetime
    shown: str
    words: str
    workshop_id: UUID | None
    by_name: str
    to_call: bool
    called_at: datetime | None
    called_by: str


ADD = """
insert into request_answer (id, request_id, at, shown, words, workshop_id, by_name, to_call)
select id, request_id, $3, $4, $5, $6, $7, to_call
from unnest($1::uuid[], $2::uuid[], $8::boolean[]) as new (id, request_id, to_call)
"""
OF_REQUEST = """
select id, request_id, at, shown, words, workshop_id, by_name, to_call, called_at, called_by
from request_answer
where request_id = $1
order by at desc, id desc
"""
MUST_CALL = "update request_answer set to_call = true where id = $1 and called_at is null"
CALLED = """
update request_answer a
set called_at = $3, called_by = $4
from request r
where a.id = $2 and r.id = a.request_id and r.organization_id = $1 and a.to_call and a.called_at is null
returning a.request_id
"""
TO_CALL = """
select count(*) as requests, min(a.at) as oldest
from request_answer a
join request r on r.id = a.request_id
where r.organization_id = $1 and a.to_call and a.called_at is null and r.state <> 'withdrawn'
"""
FIRST_TO_CALL = """
select r.id
from request_answer a
join request r on r.id = a.request_id
where r.organization_id = $1 and a.to_call and a.called_at is null and r.state <> 'withdrawn'
order by a.at
limit 1
"""


async def add(
    tx: Tx,
    now: datetime,
    answers: Sequence[tuple[UUID, UUID, bool]],
    shown: str,
    words: str,
    workshop_id: UUID | None,
    by_name: str,
) -> None:
    """One answer to many: (answer id, request id, whether it has to be said by phone)."""
    answer_ids, request_ids, to_call = ([answer[at] for answer in answers] for at in range(3))
    await tx.execute(ADD, answer_ids, request_ids, now, shown, words, workshop_id, by_name, to_call)


async def of_request(tx: Tx, request_id: UUID) -> list[Answer]:
    """The newest first."""
    return [Answer(**row) for row in await tx.fetch(OF_REQUEST, request_id)]


async def must_call(tx: Tx, answer_id: UUID) -> None:
    await tx.execute(MUST_CALL, answer_id)


async def called(tx: Tx, organization_id: UUID, answer_id: UUID, now: datetime, by_name: str) -> UUID | None:
    """The request whose answer was told by phone; None when there was nothing to tell."""
    found: UUID | None = await tx.fetchval(CALLED, organization_id, answer_id, now, by_name)
    return found


async def to_call(tx: Tx, organization_id: UUID) -> Waiting:
    """Answers that have to be said by phone."""
    row = await tx.fetchrow(TO_CALL, organization_id)
    assert row is not None
    return Waiting(**row)


async def first_to_call(tx: Tx, organization_id: UUID) -> UUID | None:
    found: UUID | None = await tx.fetchval(FIRST_TO_CALL, organization_id)
    return found
