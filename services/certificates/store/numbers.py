"""The counters of certificate numbers."""

from __future__ import annotations

from uuid import UUID

from services.certificates.domain.numbering import Series
from shared.db import Tx

# A series without a unit goes on after those with one: its numbers may look like theirs.
TAKE = """
insert into number_counter (organization_id, unit, year, last)
select $1, $2, $3, $4 + coalesce(max(last), 0)
from number_counter where $2 = '' and organization_id = $1 and year = $3
on conflict (organization_id, unit, year) do update set last = number_counter.last + $4
returning last
"""


async def take(tx: Tx, organization_id: UUID, series: Series, count: int) -> range:
    """The next `count` ordinals. The counter's row stays locked until the transaction ends, and one that
    fails gives them back: so there is never a gap."""
    last: int = await tx.fetchval(TAKE, organization_id, series.unit, series.year, count)
    return range(last - count + 1, last + 1)
