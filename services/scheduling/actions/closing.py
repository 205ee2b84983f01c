"""What attendance and certificates say of a workshop's end."""

from __future__ import annotations

from collections.abc import Sequence

from services.scheduling.store.closing import ELIGIBILITIES, SHEETS
from shared.db import Tx
from shared.events.attendance import Sheet
from shared.events.certificates import Eligibility


async def keep_sheets(tx: Tx, documents: Sequence[Sheet]) -> None:
    """Whether each sheet is closed; its lines are attendance's and certificates' business."""
    await SHEETS.take(tx, [document.model_copy(update={"lines": ()}) for document in documents])


async def keep_eligibilities(tx: Tx, documents: Sequence[Eligibility]) -> None:
    await ELIGIBILITIES.take(tx, documents)
