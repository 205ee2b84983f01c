"""Who gets a seat. Nothing here reads a table: the caller holds the lock on the rows given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.registration.domain.moves import Act, states_for
from services.registration.domain.quotas import Ledger, Profile, Quota, Tally, Traits, profile_of
from shared.events.registration import RegistrationState
from shared.events.scheduling import SignUp, WorkshopState

LIVE = states_for(Act.CANCEL)
SEATED = (RegistrationState.CONFIRMED, RegistrationState.OFFERED)  # an open offer counts as taken


class Refusal(StrEnum):
    """Why nobody can sign up, or why this sign-up was not accepted."""

    UNKNOWN = "unknown"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    FINISHED = "finished"
    BY_NOMINATION = "by_nomination"
    LIST_UNDECLARED = "list_undeclared"  # the contact person has not said that they act for the people
    LIST_WITHDRAWN = "list_withdrawn"
    LIST_CLOSED = "list_closed"  # its deadline is over
    LIST_FULL = "list_full"


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
    quotas: tuple[Quota, ...] = ()
    tally: Tally = field(default_factory=Tally)  # empty without quotas
    hooked: bool = True  # whether another system of the office may be told; True also where nobody has looked

    @property
    def free(self) -> int:
        return self.seats - self.taken

    @property
    def ledger(self) -> Ledger:
        """The seats and their quotas, for deciding; only where there are quotas."""
        return Ledger(self.seats, self.quotas, self.tally)

    def admits(self, profile: Profile) -> bool:
        """Whether one more person gets a seat at once: one they may take is free, and nobody who waits
        could take it."""
        if not self.quotas:
            return not self.full
        ledger = self.ledger
        return not ledger.promotable and ledger.room(profile).left > 0

    def has_room_for(self, profile: Profile) -> bool:
        """Whether a seat is free that this person may take, whoever waits."""
        return self.free > 0 if not self.quotas else self.ledger.room(profile).left > 0

    def against_exchange(self, leaving: Profile, coming: Profile) -> tuple[Quota, ...]:
        """The rules that keep somebody from taking the seat of one who leaves; none: they may have it.

        One like the other may always: it changes nothing that a rule counts.
        """
        if leaving == coming:
            return ()
        room = Ledger(self.seats, self.quotas, self.tally.changed([(leaving, -1, 0)])).room(coming)
        return () if room.left else room.because

    def refusal(self, now: datetime, *, nominated: bool = False) -> Refusal | None:
        """Why nobody can sign up at this moment of business time, or None; `nominated`: by a link of ours."""
        if self.state is WorkshopState.CANCELLED:
            return Refusal.CANCELLED
        if self.state is WorkshopState.COMPLETED:
            return Refusal.FINISHED
        if self.sign_up is SignUp.NOMINATION and not nominated:
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


class GroupTerms(NamedTuple):
    """What a contact person's list allows, and how many people it has that have not ended."""

    id: UUID
    workshop_id: UUID
    nomination: bool  # its link was made by the office, so it opens workshops that choose by nomination
    most: int
    deadline: datetime | None
    declared: bool
    withdrawn: bool
    people: int
    link_mark: str  # which link it is now

    def refusal(self, workshop_id: UUID, now: datetime, added: int = 0) -> Refusal | None:
        """Why nobody can be put on this list, `added` people after it was counted, or None."""
        if self.workshop_id != workshop_id or self.withdrawn:
            return Refusal.LIST_WITHDRAWN
        if not self.declared:
            return Refusal.LIST_UNDECLARED
        if self.deadline is not None and now >= self.deadline:
            return Refusal.LIST_CLOSED
        return Refusal.LIST_FULL if self.people + added >= self.most else None


# In the place of a list that was deleted, or whose link was replaced, while somebody was being put on it.
NO_LIST = GroupTerms(UUID(int=0), UUID(int=0), True, 0, None, False, True, 0, "")


class Asked(NamedTuple):
    """One sign-up, as far as the decision needs it."""

    workshop_id: UUID
    now: datetime  # business time
    traits: Traits = Traits()
    group: GroupTerms | None = None  # on whose list
    by_office: bool = False  # by the office itself, which needs no link of its own to nominate


@dataclass(frozen=True, slots=True)
class Decisions:
    """One outcome and profile per wish, in their order, and by how much each workshop's counts grow."""

    outcomes: tuple[RegistrationState | Refusal, ...]
    profiles: tuple[Profile, ...]
    taken: Mapping[UUID, int]
    waiting: Mapping[UUID, int]
    tallies: Mapping[UUID, Tally]  # as they are afterwards, of workshops with quotas


def decide(rows: Mapping[UUID, Seats], wishes: Sequence[Asked]) -> Decisions:
    """Seat, queue or refuse each wish in the order given.

    A newcomer is seated only if a seat they may take is free and nobody who waits could take it; where
    the office approves, everybody waits for its decision and no seat is taken yet.
    """
    taken: Counter[UUID] = Counter()
    waiting: Counter[UUID] = Counter()
    ledgers: dict[UUID, Ledger] = {}
    outcomes: list[RegistrationState | Refusal] = []
    profiles: list[Profile] = []
    added: Counter[UUID] = Counter()
    for asked in wishes:
        workshop_id, traits, group = asked.workshop_id, asked.traits, asked.group
        row = rows.get(workshop_id)
        refusal = Refusal.UNKNOWN if row is None else _refusal(row, asked, added)
        profile = profile_of(row.quotas, traits) if row is not None and row.quotas else 0
        profiles.append(profile)
        if row is None or refusal is not None:
            outcomes.append(refusal or Refusal.UNKNOWN)
            continue
        if group is not None:
            added[group.id] += 1
        if row.sign_up is SignUp.APPROVAL:
            outcomes.append(RegistrationState.PENDING)
            continue
        if row.quotas:
            if workshop_id not in ledgers:
                ledgers[workshop_id] = row.ledger
            seated = ledgers[workshop_id].admit(profile)
        else:
            seated = row.waiting + waiting[workshop_id] == 0 and row.free > taken[workshop_id]
        (taken if seated else waiting)[workshop_id] += 1
        outcomes.append(RegistrationState.CONFIRMED if seated else RegistrationState.WAITLISTED)
    tallies = {id: ledger.tally for id, ledger in ledgers.items()}
    return Decisions(tuple(outcomes), tuple(profiles), +taken, +waiting, tallies)


def _refusal(row: Seats, asked: Asked, added: Counter[UUID]) -> Refusal | None:
    group = asked.group
    if group is None:
        return row.refusal(asked.now, nominated=asked.by_office)
    refusal = row.refusal(asked.now, nominated=group.nomination)
    return refusal or group.refusal(row.workshop_id, asked.now, added[group.id])


class NotPromoted(StrEnum):
    """Why the next waiting person has no seat; the organizer reads it as a sentence."""

    NOBODY_WAITS = "nobody_waits"
    NO_FREE_SEAT = "no_free_seat"
    OFFERS_OPEN = "offers_open"
    ABOVE_CAPACITY = "above_capacity"
    BEGUN = "begun"
    CANCELLED = "cancelled"
    QUOTA = "quota"


@dataclass(frozen=True, slots=True)
class Why:
    """The reason, and the rules where it is theirs."""

    reason: NotPromoted
    quotas: tuple[Quota, ...] = ()


def why_not_promoted(row: Seats, offers: int, now: datetime) -> Why:
    """The reason that keeps everybody in line waiting; `offers` are those not answered yet."""
    if row.waiting == 0:
        return Why(NotPromoted.NOBODY_WAITS)
    waiting = list(row.tally.waiting) if row.quotas else [0]
    whys = [why_not_this_one(row, profile, offers, now) for profile in waiting]
    named = {why.reason for why in whys}
    if named == {NotPromoted.QUOTA}:
        rules = {quota.key for why in whys for quota in why.quotas}
        return Why(NotPromoted.QUOTA, tuple(quota for quota in row.quotas if quota.key in rules))
    return next(why for why in whys if why.reason is not NotPromoted.QUOTA)


def why_not_this_one(row: Seats, profile: Profile, offers: int, now: datetime) -> Why:
    """The same for one waiting person; who could have a seat and has none waits for those before them."""
    if row.state is not WorkshopState.PUBLISHED:
        return Why(NotPromoted.CANCELLED)
    if row.free > 0:
        room = row.ledger.room(profile) if row.quotas else None
        if room is not None and not room.left:
            return Why(NotPromoted.QUOTA, room.because)
        return Why(NotPromoted.BEGUN)
    if row.taken > row.wanted_capacity:
        return Why(NotPromoted.ABOVE_CAPACITY)
    return Why(NotPromoted.OFFERS_OPEN if offers else NotPromoted.NO_FREE_SEAT)


def moves(before: RegistrationState, after: RegistrationState) -> tuple[int, int]:
    """By how much (taken, waiting) change when one registration goes from one state to another."""
    seats = int(after in SEATED) - int(before in SEATED)
    waits = int(after is RegistrationState.WAITLISTED) - int(before is RegistrationState.WAITLISTED)
    return seats, waits
