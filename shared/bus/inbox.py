"""Which messages have had their effect: the second of two guards against repeats.

The first is that only newer documents have effects (`Copies.take`). The inbox keeps repeats from
costing anything, and guards what a handler might do beyond its copies.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shared.db import Tx

# In sorted order, so that two replicas with the same messages wait one way round.
ADD = """
    insert into inbox (message_id)
    select distinct message_id from unnest($1::uuid[]) as given (message_id) order by message_id
    on conflict (message_id) do nothing
    returning message_id
"""
PRUNE = """
    delete from inbox where message_id in (
        select message_id from inbox where received_at < clock_timestamp() - interval '30 days' limit 5000
    )
"""


async def add(tx: Tx, message_ids: Iterable[UUID]) -> set[UUID]:
    """Enter these messages; those that are here for the first time."""
    return {row["message_id"] for row in await tx.fetch(ADD, list(message_ids))}


async def prune(tx: Tx) -> int:
    """Forget what arrived more than 30 days ago, at most 5,000 rows; how many."""
    return int((await tx.execute(PRUNE)).split()[-1])
