"""What attendance and certificates say of a workshop's end, kept for the checklist of the closing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.bus import Copies
from shared.db import Tx
from shared.events.attendance import Sheet
from shared.events.certificates import Eligibility

SHEETS = Copies("sheet_copy", Sheet)
ELIGIBILITIES = Copies("eligibility_copy", Eligibility)


@dataclass(frozen=True)
class Closing:
    """How far the closing is; people of certificates."""

    sheet_closed: bool
    earned: int  # fulfil the rule, as decided from the closed sheet
    issued: int
    making: int  # approved, the file is not ready yet


CLOSING = """
select coalesce((select closed from sheet_copy where id = $1), false) as sheet_closed,
       (select count(*) from eligibility_copy where workshop_id = $1 and verdict = 'earned') as earned,
       (select count(*) from certificate_copy where workshop_id = $1 and state = 'issued') as issued,
       (select count(*) from certificate_copy where workshop_id = $1 and state = 'approved') as making
"""


async def closing(tx: Tx, workshop_id: UUID) -> Closing:
    row = await tx.fetchrow(CLOSING, workshop_id)
    assert row is not None
    return Closing(**row)
