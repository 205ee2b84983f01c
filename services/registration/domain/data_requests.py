"""What people may ask about their data, and until when the office has to answer.

UU 27/2022: everybody may have their data corrected (pasal 6), see them and have a copy (pasal 7) and have
them deleted (pasal 8). Correcting (pasal 30) and seeing (pasal 32) are due within 3×24 hours. For deleting
(pasal 43 and 44, told to the person by pasal 45) the law names no hours; whoever asks for it also withdraws
their consent, and processing has to stop within 3×24 hours of that (pasal 40). Seeing and taking along need
nobody here: the person's page does both at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

ANSWERED_WITHIN = timedelta(hours=3 * 24)


class Kind(StrEnum):
    CORRECT = "correct"  # what the person cannot change by themselves any more
    DELETE = "delete"


class Standing(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


def due(asked_at: datetime) -> datetime:
    """Hours of the clock and not working days: the law counts 3×24."""
    return asked_at + ANSWERED_WITHIN


def masked(nik: str) -> str:
    """A NIK as its own person sees it: the last four digits."""
    return "•" * (len(nik) - 4) + nik[-4:] if len(nik) > 4 else ""
