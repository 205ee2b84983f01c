"""What rests in clear from before it was sealed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from shared.db import Tx

# Who changes a registration at this moment seals it themselves.
IN_CLEAR = """
select id, needs from registration where needs <> '' order by id limit $1 for update skip locked
"""
SEAL = """
update registration set needs = '', needs_sealed = given.sealed
from unnest($1::uuid[], $2::bytea[]) as given (id, sealed)
where registration.id = given.id
"""


async def in_clear(tx: Tx, most: int) -> list[tuple[UUID, str]]:
    """Some rows whose needs are readable, locked."""
    return [(row["id"], row["needs"]) for row in await tx.fetch(IN_CLEAR, most)]


async def seal(tx: Tx, sealed: Sequence[tuple[UUID, bytes]]) -> None:
    """Keep the sealed text of these locked rows, and nothing in clear."""
    await tx.execute(SEAL, [id for id, _text in sealed], [text for _id, text in sealed])
