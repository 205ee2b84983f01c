"""What waits for a decision of the office, as the desk shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the desk: what waits, where, since when."""

    what: str  # pending | offered | contact | compare | email | data
    workshop_id: UUID
    title: str
    count: int
    oldest: datetime
