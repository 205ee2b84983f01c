"""What a copy had to do without, and what of last year's text names the year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scheduling.domain.refusals import Collision


@dataclass(frozen=True)
class LeftOut:
    """A trainer left out of a session that is there, or (who: venue or class) the session itself."""

    what: str  # "trainer" | "session"
    why: str  # "taken" | "away" | "archived" | "small" | "past_midnight"
    who: str  # name of the trainer, venue or class that could not be had
    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    trainer_ids: tuple[UUID, ...]
    roles: tuple[str, ...]  # of these trainers
    mandatory: bool
    session_note: str
    note: str = ""  # of days it cannot be had
    other: str = ""  # what it is booked for: subject and workshop


def booked_for(collision: Collision) -> str:
    return f"{collision.subject} ({collision.workshop})"


def for_year(text: str, old: int, new: int) -> str:
    """The text with the year it names moved on: "Tahun 2017" becomes "Tahun 2018"."""
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), text)
