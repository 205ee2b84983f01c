"""What the other services said last, and the lock under which decisions are taken from it."""

from __future__ import annotations

from uuid import UUID

from shared.bus import Copies
from shared.db import Tx
from shared.events.attendance import Sheet
from shared.events.registration import Registration
from shared.events.scheduling import Workshop

WORKSHOPS = Copies("workshop_copy", Workshop)
REGISTRATIONS = Copies("registration_copy", Registration)
SHEETS = Copies("sheet_copy", Sheet)

LOCK_WORKSHOP = "select pg_advisory_xact_lock(hashtextextended($1, 7))"


async def lock_workshop(tx: Tx, workshop_id: UUID) -> None:
    """Let only one transaction at a time decide on this workshop, until it ends.

    The row of the workshop may not be here yet, so the lock is on its id. It is taken after the
    transaction stored what it heard, and every later statement sees what others have committed: of two
    handlers that bring the last two facts, the second one sees both.
    """
    await tx.execute(LOCK_WORKSHOP, f"workshop/{workshop_id}")


PEOPLE = "select document from registration_copy where workshop_id = $1 order by id"


async def people(tx: Tx, workshop_id: UUID) -> dict[UUID, Registration]:
    """Everybody ever heard of in this workshop, by id; those who left and were merged too."""
    documents = [Registration.model_validate(row["document"]) for row in await tx.fetch(PEOPLE, workshop_id)]
    return {document.id: document for document in documents}


OF_OFFICE = """
select document from workshop_copy where organization_id = $1
order by document ->> 'published_at' desc, id limit $2
"""


async def workshops_of(tx: Tx, organization_id: UUID, most: int) -> list[Workshop]:
    """The office's workshops, the one published last first."""
    rows = await tx.fetch(OF_OFFICE, organization_id, most)
    return [Workshop.model_validate(row["document"]) for row in rows]
