"""What the panitia remarks on people while choosing. It is the office's and the person's, nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.db import Tx

NOTES = """
select n.registration_id, n.note, n.by_name from score_note n join registration r on r.id = n.registration_id
where r.workshop_id = $1 and r.organization_id = $2
"""
# As with points: only what is still as it was seen.
WRITE = """
insert into score_note (registration_id, note, by_name, at)
select $1, $2, $4, $5
where $3 = '' or exists (select from score_note where registration_id = $1 and note = $3)
on conflict (registration_id) do update
set note = excluded.note, by_name = excluded.by_name, at = excluded.at
where score_note.note = $3
"""
UNWRITE = "delete from score_note where registration_id = $1 and note = $2"
NOTE = "select note, by_name from score_note where registration_id = $1"


async def of_workshop(tx: Tx, workshop_id: UUID, organization_id: UUID) -> dict[UUID, tuple[str, str]]:
    """By registration: what was remarked on people of a workshop, and who wrote it last."""
    found = await tx.fetch(NOTES, workshop_id, organization_id)
    return {row["registration_id"]: (row["note"], row["by_name"]) for row in found}


async def write(tx: Tx, id: UUID, words: str, seen: str, by_name: str, now: datetime) -> bool:
    """Remark this in the place of what was seen; empty: nothing. False where something else stands by now."""
    if not words:
        return (await tx.execute(UNWRITE, id, seen)).endswith(" 1")
    return (await tx.execute(WRITE, id, words, seen, by_name, now)).endswith(" 1")


async def stands(tx: Tx, id: UUID) -> tuple[str, str]:
    """What stands there and who wrote it; empty: nothing."""
    row = await tx.fetchrow(NOTE, id)
    return (row["note"], row["by_name"]) if row else ("", "")


FORGET = "delete from score_note where registration_id = any($1::uuid[])"


async def forget(tx: Tx, ids: Sequence[UUID]) -> None:
    """Nothing of it stays of erased people."""
    await tx.execute(FORGET, list(ids))
