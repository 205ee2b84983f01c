"""What the other services said last."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shared.bus import Copies
from shared.db import Tx
from shared.events.registration import Registration
from shared.events.scheduling import Workshop

WORKSHOPS = Copies("workshop_copy", Workshop)
REGISTRATIONS = Copies("registration_copy", Registration)

WORKSHOP_OF_SESSION = "select workshop_id from session where id = $1 and organization_id = $2"
OF_SESSIONS = """
select workshop_copy.document::text as document, array_agg(session.id) as sessions
from session join workshop_copy on workshop_copy.id = session.workshop_id
where session.id = any($1::uuid[])
group by workshop_copy.id
"""
BY_TICKET = """
select ticket_sha256, id from registration_copy
where ticket_sha256 = any($1::text[]) and ticket_sha256 <> ''
"""
RESOLVED = """
with recursive path (start, id) as (
    select id, id from unnest($1::uuid[]) as given (id)
    union
    select path.start, step.merged_into
    from path join registration_copy as step on step.id = path.id
    where step.merged_into is not null)
select path.start, last.document
from path join registration_copy as last on last.id = path.id
where last.merged_into is null
"""

FORGET_SESSIONS = "delete from session where workshop_id = $1 and id <> all($2::uuid[])"
PUT_SESSIONS = """
insert into session (id, workshop_id, organization_id)
select id, $2, $3 from unnest($1::uuid[]) as given (id) order by id
on conflict (id) do nothing
"""


async def put_sessions(tx: Tx, workshop: Workshop) -> None:
    """Bring the workshop's sessions in step with its document."""
    ids = [session.id for session in workshop.sessions]
    await tx.execute(FORGET_SESSIONS, workshop.id, ids)
    await tx.execute(PUT_SESSIONS, ids, workshop.id, workshop.organization_id)


async def workshop_of_session(tx: Tx, session_id: UUID, organization_id: UUID) -> UUID | None:
    """The workshop of one of the office's sessions."""
    found: UUID | None = await tx.fetchval(WORKSHOP_OF_SESSION, session_id, organization_id)
    return found


async def workshops_of_sessions(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Workshop]:
    """Workshop by session, of any office; unknown sessions are left out."""
    rows = await tx.fetch(OF_SESSIONS, list(ids))
    found = [(row["sessions"], Workshop.model_validate_json(row["document"])) for row in rows]
    return {session: workshop for sessions, workshop in found for session in sessions}


async def holders(tx: Tx, tickets: Iterable[str]) -> dict[str, UUID]:
    """Registration by the hash of its ticket; unknown ones are left out."""
    tickets = list(tickets)
    if not tickets:
        return {}
    return {row["ticket_sha256"]: row["id"] for row in await tx.fetch(BY_TICKET, tickets)}


async def resolved(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Registration]:
    """The registration each id stands for after merges; unknown ones are left out."""
    rows = await tx.fetch(RESOLVED, list(ids))
    return {row["start"]: Registration.model_validate(row["document"]) for row in rows}
