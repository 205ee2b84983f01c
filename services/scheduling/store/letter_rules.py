"""What an office decided of its letters: wording, numbering; and the counters."""

from __future__ import annotations

from uuid import UUID

from services.scheduling.domain import letter_numbers
from services.scheduling.domain.letter_numbers import Numbering, Series
from services.scheduling.domain.letter_texts import BUILT_IN, parts_of
from shared.db import Tx
from shared.events.scheduling import Organization, PaperKind

TEXT = "select parts from letter_text where organization_id = $1 and kind = $2"
CHANGED_TEXTS = "select kind from letter_text where organization_id = $1"
PUT_TEXT = """
insert into letter_text (organization_id, kind, parts) values ($1, $2, $3)
on conflict (organization_id, kind) do update set parts = excluded.parts
"""
DROP_TEXT = "delete from letter_text where organization_id = $1 and kind = $2"
NUMBERING = """
select template, unit, classification from letter_numbering where organization_id = $1 and paper = $2
"""
PUT_NUMBERING = """
insert into letter_numbering (organization_id, paper, template, unit, classification)
values ($1, $2, $3, $4, $5)
on conflict (organization_id, paper) do update
set template = excluded.template, unit = excluded.unit, classification = excluded.classification
"""
# A series without a unit goes on after those with one: its numbers may look like theirs.
TAKE = """
insert into letter_counter (organization_id, paper, unit, year, last)
select $1, $2, $3, $4, 1 + coalesce(max(last), 0)
from letter_counter where $3 = '' and organization_id = $1 and paper = $2 and year = $4
on conflict (organization_id, paper, unit, year) do update set last = letter_counter.last + 1
returning last
"""
LAST = """
select last from letter_counter where organization_id = $1 and paper = $2 and unit = $3 and year = $4
"""


async def text(tx: Tx, organization_id: UUID, kind: str) -> dict[str, str]:
    """The wording of a kind of letter, part by part: the office's own, or the one that comes with Bimtek."""
    own = await tx.fetchval(TEXT, organization_id, kind)
    return {part: (own or BUILT_IN[kind]).get(part, "") for part in parts_of(kind)}


async def changed_texts(tx: Tx, organization_id: UUID) -> set[str]:
    """The kinds of letters whose wording is the office's own."""
    return {row["kind"] for row in await tx.fetch(CHANGED_TEXTS, organization_id)}


async def put_text(tx: Tx, organization_id: UUID, kind: str, parts: dict[str, str]) -> None:
    await tx.execute(PUT_TEXT, organization_id, kind, parts)


async def drop_text(tx: Tx, organization_id: UUID, kind: str) -> None:
    """Go back to the wording that comes with Bimtek."""
    await tx.execute(DROP_TEXT, organization_id, kind)


async def numbering(tx: Tx, office: Organization, paper: PaperKind) -> Numbering:
    """How the office numbers letters under this signature block."""
    row = await tx.fetchrow(NUMBERING, office.id, paper.value)
    return Numbering(**row) if row else letter_numbers.usual(paper, office.number_unit)


async def put_numbering(tx: Tx, organization_id: UUID, paper: PaperKind, given: Numbering) -> None:
    await tx.execute(
        PUT_NUMBERING, organization_id, paper.value, given.template, given.unit, given.classification
    )


async def take(tx: Tx, organization_id: UUID, paper: PaperKind, series: Series) -> int:
    """The next ordinal. The counter's row stays locked until the transaction ends, and one that fails gives
    it back: so there is never a gap."""
    return int(await tx.fetchval(TAKE, organization_id, paper.value, series.unit, series.year))


async def last(tx: Tx, organization_id: UUID, paper: PaperKind, series: Series) -> int:
    """The ordinal given out last; 0 before the first."""
    return int(await tx.fetchval(LAST, organization_id, paper.value, series.unit, series.year) or 0)
