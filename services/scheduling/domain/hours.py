"""Learning hours (JP) and trainer hours (OJ): both from the same minutes, never one from the other.

Source: design of the Bimtek's papers; a JP is 45 minutes of teaching with breaks apart (as in
Permendagri and LAN practice), an orang/jam is 60 minutes of one trainer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from services.scheduling.settings import MINUTES_PER_JP, MINUTES_PER_TRAINER_HOUR

COUNTING_KINDS = frozenset({"materi", "praktik", "kunjungan"})
KINDS = ("materi", "praktik", "kunjungan", "pembukaan", "istirahat", "penutupan")
LEAD = "lead"
ROLES = (LEAD, "assistant", "moderator")  # narasumber utama, asisten atau pendamping, moderator
_ROUNDING = {"down": ROUND_FLOOR, "nearest": ROUND_HALF_UP, "up": ROUND_CEILING}


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes from one moment to another."""
    return int((ends_at - starts_at).total_seconds() // 60)


def learning_hours(kind: str, minutes: int, rounding: str) -> int:
    """JP of one session: minutes / 45 rounded as the office chose ("down", "nearest", "up").

    Kinds that are not taught (opening, breaks, closing) have none.
    """
    if kind not in COUNTING_KINDS:
        return 0
    return int((Decimal(minutes) / MINUTES_PER_JP).to_integral_value(_ROUNDING[rounding]))


def trainer_hours(minutes: int, trainers: int = 1) -> Decimal:
    """OJ of one session for all its trainers, in hours of 60 minutes to two places."""
    hours = Decimal(minutes) * trainers / MINUTES_PER_TRAINER_HOUR
    return hours.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Totals:
    """What a timetable adds up to."""

    jp: int
    trainer_hours: Decimal


def totals(sessions: Sequence[tuple[str, int, int]], rounding: str) -> Totals:
    """JP and OJ of sessions given as (kind, minutes, number of trainers).

    The OJ come from all minutes together: three times 20 minutes are one hour, not 0.99.
    """
    jp = sum(learning_hours(kind, minutes, rounding) for kind, minutes, _ in sessions)
    paid = sum(minutes * count for kind, minutes, count in sessions if kind in COUNTING_KINDS)
    return Totals(jp, trainer_hours(paid))
