"""Who gets a seat. Nothing here reads a table: the caller holds the lock on the rows given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.events.registration import RegistrationState
from shared.events.scheduling import SignUp, WorkshopState

LIVE = (
    RegistrationState.PENDING,
    RegistrationState.CONFIRMED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)
SEATED = (RegistrationState.CONFIRMED, RegistrationState.OFFERED)  # an open offer counts as taken


class Refusal(StrEnum):
    """Why nobody can sign up, or why this sign-up was not accepted."""

    UNKNOWN = "unknown"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    FINISHED = "finished"
    BY_NOMINATION = "by_nomination"


@dataclass(frozen=True, slots=True)
class Seats:
    """One workshop's terms and counts, as its locked row has them."""

    workshop_id: UUID
    organization_id: UUID
    workshop_version: int
    state: WorkshopState
    sign_up: SignUp
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    offer_hours: int
    wanted_capacity: int
    seats: int
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        return self.seats - self.taken

    def refusal(self, now: datetime) -> Refusal | None:
        """Why nobody can sign up at this moment of business time, or None."""
        if self.state is WorkshopState.CANCELLED:
            return Refusal.CANCELLED
        if self.state is WorkshopState.COMPLETED:
            return Refusal.FINISHED
        if self.sign_up is SignUp.NOMINATION:
            return Refusal.BY_NOMINATION
        if now < self.opens_at:
            return Refusal.NOT_YET_OPEN
        if now >= self.closes_at:
            return Refusal.CLOSED
        return None

    @property
    def full(self) -> bool:
        """Whether the next person waits: no seat is free, or somebody already waits for it."""
        return self.free <= 0 or self.waiting > 0

    def promotes_itself(self, now: datetime) -> bool:
        """Whether free seats go to the waiting list by themselves; once it has begun the office decides."""
        return self.state is WorkshopState.PUBLISHED and now < self.starts_at


@dataclass(frozen=True, slots=True)
class Decisions:
    """One outcome per wish, in their order, and by how much each workshop's counts grow."""

    outcomes: tuple[RegistrationState | Refusal, ...]
    taken: Mapping[UUID, int]
    waiting: Mapping[UUID, int]


def decide(rows: Mapping[UUID, Seats], wishes: Sequence[tuple[UUID, datetime]]) -> Decisions:
    """Seat, queue or refuse each wish (workshop, business time) in the order given.

    A newcomer is seated only if a seat is free and nobody waits for it; where the office approves,
    everybody waits for its decision and no seat is taken yet.
    """
    taken: Counter[UUID] = Counter()
    waiting: Counter[UUID] = Counter()
    outcomes: list[RegistrationState | Refusal] = []
    for workshop_id, now in wishes:
        row = rows.get(workshop_id)
        refusal = Refusal.UNKNOWN if row is None else row.refusal(now)
        if row is None or refusal is not None:
            outcomes.append(refusal or Refusal.UNKNOWN)
        elif row.sign_up is SignUp.APPROVAL:
            outcomes.append(RegistrationState.PENDING)
        elif row.waiting + waiting[workshop_id] == 0 and row.free > taken[workshop_id]:
            taken[workshop_id] += 1
            outcomes.append(RegistrationState.CONFIRMED)
        else:
            waiting[workshop_id] += 1
            outcomes.append(RegistrationState.WAITLISTED)
    return Decisions(tuple(outcomes), +taken, +waiting)


class NotPromoted(StrEnum):
    """Why the next waiting person has no seat; the organizer reads it as a sentence."""

    NOBODY_WAITS = "nobody_waits"
    NO_FREE_SEAT = "no_free_seat"
    OFFERS_OPEN = "offers_open"
    ABOVE_CAPACITY = "above_capacity"
    BEGUN = "begun"
    CANCELLED = "cancelled"


def why_not_promoted(row: Seats, offers: int, now: datetime) -> NotPromoted:
    """The reason that keeps the first in line waiting; `offers` are those not answered yet."""
    if row.waiting == 0:
        return NotPromoted.NOBODY_WAITS
    if row.state is not WorkshopState.PUBLISHED:
        return NotPromoted.CANCELLED
    if row.free > 0:
        return NotPromoted.BEGUN
    if row.taken > row.wanted_capacity:
        return NotPromoted.ABOVE_CAPACITY
    return NotPromoted.OFFERS_OPEN if offers else NotPromoted.NO_FREE_SEAT


def moves(before: RegistrationState, after: RegistrationState) -> tuple[int, int]:
    """By how much (taken, waiting) change when one registration goes from one state to another."""
    seats = int(after in SEATED) - int(before in SEATED)
    waits = int(after is RegistrationState.WAITLISTED) - int(before is RegistrationState.WAITLISTED)
    return seats, waits
