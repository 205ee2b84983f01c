"""Hours of a workshop side by side: JP of participants, OJ of each trainer, as planned and as taken place.

Both come from the same minutes and never from each other (domain/hours.py). What nobody has spoken of yet
has no actual hours; what did not take place has none either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.scheduling.domain.hours import COUNTING_KINDS, ROLES, learning_hours, trainer_hours

BREAK = "istirahat"


@dataclass(frozen=True)
class Teaching:
    """One trainer in one session."""

    trainer_id: UUID
    name: str
    role: str  # one of hours.ROLES


@dataclass(frozen=True)
class Hours:
    """One session as planned and as it took place."""

    session_id: UUID
    day: date
    kind: str
    subject: str
    held: bool | None
    planned_minutes: int
    minutes: int  # as it took place where that is known, else as planned
    planned: tuple[Teaching, ...]
    taught: tuple[Teaching, ...]

    @property
    def counts(self) -> bool:
        return self.kind in COUNTING_KINDS

    @property
    def planned_trainer_hours(self) -> Decimal:
        return trainer_hours(self.planned_minutes, len(self.planned)) if self.counts else Decimal("0.00")

    @property
    def trainer_hours(self) -> Decimal:
        """OJ that were really taught; none before somebody has said so."""
        if not (self.counts and self.held):
            return Decimal("0.00")
        return trainer_hours(self.minutes, len(self.taught))

    def planned_jp(self, rounding: str) -> int:
        return learning_hours(self.kind, self.planned_minutes, rounding)

    def jp(self, rounding: str) -> int:
        """JP that were really taught; none before somebody has said so."""
        return learning_hours(self.kind, self.minutes, rounding) if self.held else 0


@dataclass
class Sums:
    """What some sessions add up to; OJ from all minutes together."""

    sessions: int = 0
    held: int = 0
    planned_jp: int = 0
    jp: int = 0
    break_minutes: int = 0
    planned_person_minutes: int = 0
    person_minutes: int = 0

    @property
    def planned_trainer_hours(self) -> Decimal:
        return trainer_hours(self.planned_person_minutes)

    @property
    def trainer_hours(self) -> Decimal:
        return trainer_hours(self.person_minutes)


@dataclass
class Paid:
    """What one trainer did in one role: whom to pay what."""

    trainer_id: UUID
    name: str
    role: str
    sums: Sums = field(default_factory=Sums)


@dataclass(frozen=True)
class Recap:
    sessions: tuple[Hours, ...]
    days: tuple[tuple[date, Sums], ...]
    trainers: tuple[Paid, ...]  # by role, then by name
    total: Sums


def recap(sessions: Sequence[Hours], rounding: str) -> Recap:
    """Per session, per day, per trainer and role, and in all."""
    days: dict[date, Sums] = {}
    trainers: dict[tuple[UUID, str], Paid] = {}
    total = Sums()
    for one in sessions:
        for sums in (total, days.setdefault(one.day, Sums())):
            _add(sums, one, rounding)
        if one.counts:
            for teaching in one.planned:
                paid = _paid(trainers, teaching)
                paid.sums.sessions += 1
                paid.sums.planned_person_minutes += one.planned_minutes
            for teaching in one.taught if one.held else ():
                paid = _paid(trainers, teaching)
                paid.sums.held += 1
                paid.sums.person_minutes += one.minutes
    ordered = sorted(trainers.values(), key=lambda paid: (ROLES.index(paid.role), paid.name, paid.trainer_id))
    return Recap(tuple(sessions), tuple(days.items()), tuple(ordered), total)


def _add(sums: Sums, one: Hours, rounding: str) -> None:
    if one.kind == BREAK:
        sums.break_minutes += one.planned_minutes if one.held is not False else 0
    if not one.counts:
        return
    sums.sessions += 1
    sums.planned_jp += one.planned_jp(rounding)
    sums.planned_person_minutes += one.planned_minutes * len(one.planned)
    if one.held:
        sums.held += 1
        sums.jp += one.jp(rounding)
        sums.person_minutes += one.minutes * len(one.taught)


def _paid(trainers: dict[tuple[UUID, str], Paid], teaching: Teaching) -> Paid:
    key = (teaching.trainer_id, teaching.role)
    return trainers.setdefault(key, Paid(teaching.trainer_id, teaching.name, teaching.role))
