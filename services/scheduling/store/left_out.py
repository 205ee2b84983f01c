"""What copied workshops had to do without, until somebody has seen to it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.domain.copying import LeftOut
from shared import ids
from shared.db import Tx


@dataclass(frozen=True)
class Gap:
    """One line of the list, with the session it is about where that is there."""

    id: UUID
    workshop_id: UUID
    session_id: UUID | None
    left_out: LeftOut


ADD = """
insert into left_out (id, workshop_id, session_id, facts)
values ($1, $2, $3, $4::text::jsonb)
"""
OF_WORKSHOP = """
select l.id, l.workshop_id, l.session_id, l.facts::text as facts
from left_out l
join workshop w on w.id = l.workshop_id
where w.organization_id = $1 and l.workshop_id = $2
order by l.facts ->> 'starts_at', l.id
"""
FIND = """
select l.id, l.workshop_id, l.session_id, l.facts::text as facts
from left_out l
join workshop w on w.id = l.workshop_id
where w.organization_id = $1 and l.workshop_id = $2 and l.id = $3
"""
DELETE = "delete from left_out where workshop_id = $1 and id = $2"


async def add(tx: Tx, workshop_id: UUID, session_id: UUID | None, left_out: LeftOut) -> None:
    facts = json.dumps(asdict(left_out), default=str)
    await tx.execute(ADD, ids.new_id(), workshop_id, session_id, facts)


async def of_workshop(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[Gap]:
    """In order of time."""
    return [_gap(row) for row in await tx.fetch(OF_WORKSHOP, organization_id, workshop_id)]


async def find(tx: Tx, organization_id: UUID, workshop_id: UUID, gap_id: UUID) -> Gap | None:
    row = await tx.fetchrow(FIND, organization_id, workshop_id, gap_id)
    return _gap(row) if row else None


async def delete(tx: Tx, workshop_id: UUID, gap_id: UUID) -> None:
    await tx.execute(DELETE, workshop_id, gap_id)


def _gap(row: Any) -> Gap:
    facts = json.loads(row["facts"])
    times = {name: datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at")}
    ids_of = {"venue_id": UUID(facts["venue_id"]), "trainer_ids": tuple(map(UUID, facts["trainer_ids"]))}
    ids_of["roles"] = tuple(facts["roles"])
    return Gap(row["id"], row["workshop_id"], row["session_id"], LeftOut(**{**facts, **times, **ids_of}))
