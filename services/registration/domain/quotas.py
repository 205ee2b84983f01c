"""Quotas: who may take a free seat, and which rule keeps somebody waiting.

A profile says which of a workshop's quotas count a person: bit i stands for the i-th quota. People of one
profile are alike to the rules, so a workshop's tally holds a number for each profile and no names.

Two rules. *Paling banyak N*: of those it counts at most N have a seat. *N kursi disediakan untuk*: as long
as it holds, N seats are theirs alone. A person that two such rules count fills one seat and not two, so
several together leave to everybody else what their sum leaves: whoever none of the rules in a set U counts
finds only `seats - sum(U)` seats, for each set U (the condition of P. Hall, 1935: then everybody has a seat
of their own, whichever of their rules it belongs to). That is why the sets are looked at and not only each
rule, and why nobody must be told once and for all which rule their seat belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Literal

from shared.indonesia import district, lies_in, regency_name

MOST_QUOTAS = 12
MOST_RESERVED = 6  # 63 sets to look at
MOST_SEATS = 10_000
MOST_CODES = 60  # kecamatan or centres of one rule

Profile = int


class Rule(StrEnum):
    AT_MOST = "at_most"  # paling banyak N
    RESERVED = "reserved"  # N kursi disediakan untuk


class Of(StrEnum):
    """What a quota looks at."""

    DISTRICT = "district"  # one or several kecamatan "19.02.01" or kabupaten "19.02"
    SEX = "sex"  # "L" or "P"
    CENTRE = "centre"  # ids of centres
    DISABILITY = "disability"  # says yes; codes are empty


@dataclass(frozen=True, slots=True)
class Traits:
    """What quotas know of a person."""

    district_code: str = ""
    gender: str = ""
    centre: str = ""
    disability: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """One rule of one workshop. `until`: when seats held back are free for all; None: not by themselves."""

    key: str
    rule: Rule
    number: int
    of: Of
    codes: tuple[str, ...] = ()
    until: datetime | None = None
    released: bool = False

    def counts(self, person: Traits) -> bool:
        match self.of:
            case Of.DISTRICT:
                return any(lies_in(person.district_code, code) for code in self.codes)
            case Of.SEX:
                return person.gender in self.codes
            case Of.CENTRE:
                return person.centre in self.codes
            case Of.DISABILITY:
                return person.disability == "yes"

    @property
    def holds_back(self) -> bool:
        return self.rule is Rule.RESERVED and not self.released


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of each profile have a seat, and how many wait for one."""

    seated: Mapping[Profile, int] = field(default_factory=dict)
    waiting: Mapping[Profile, int] = field(default_factory=dict)

    def changed(self, changes: Iterable[tuple[Profile, int, int]]) -> Tally:
        """With (profile, seats, waits) added."""
        seated, waiting = Counter(self.seated), Counter(self.waiting)
        for profile, seats, waits in changes:
            seated[profile] += seats
            waiting[profile] += waits
        return Tally(+seated, +waiting)

    def counted(self, at: int) -> int:
        """How many that the quota in this place counts have a seat."""
        return sum(people for profile, people in self.seated.items() if profile >> at & 1)


@dataclass(frozen=True, slots=True)
class Room:
    """How many more of one kind find a seat, and the rules that leave no more; none: the seats themselves."""

    left: int
    because: tuple[Quota, ...] = ()


class Ledger:
    """The seats of one workshop while seats are given: what is taken, and who may still take one.

    Giving a seat never makes room for anybody, so whoever was passed over once stays passed over.
    """

    def __init__(self, seats: int, quotas: Sequence[Quota], tally: Tally) -> None:
        self._quotas = quotas
        self._waiting = Counter(tally.waiting)
        self._seated = Counter(tally.seated)
        self._free = seats - sum(tally.seated.values())
        self._at_most = {at: quota.number for at, quota in enumerate(quotas) if quota.rule is Rule.AT_MOST}
        reserved = [at for at, quota in enumerate(quotas) if quota.holds_back]
        self._sets = {
            sum(1 << at for at in chosen): seats - sum(quotas[at].number for at in chosen)
            for size in range(1, len(reserved) + 1)
            for chosen in combinations(reserved, size)
        }  # set of rules → seats left to those it does not count, taken ones included
        for profile, people in tally.seated.items():
            self._take(profile, people)

    @property
    def free(self) -> int:
        return self._free

    @property
    def tally(self) -> Tally:
        return Tally(+self._seated, +self._waiting)

    def _take(self, profile: Profile, people: int) -> None:
        for at in self._at_most:
            if profile >> at & 1:
                self._at_most[at] -= people
        for chosen in self._sets:
            if not profile & chosen:
                self._sets[chosen] -= people

    def room(self, profile: Profile) -> Room:
        """How many more people of this profile may have a seat; never under 0."""
        left, because = self._free, 0
        for at, still in self._at_most.items():
            if profile >> at & 1 and still < left:
                left, because = still, 1 << at
        for chosen, still in self._sets.items():
            if not profile & chosen and still < left:
                left, because = still, chosen
        quotas = tuple(quota for at, quota in enumerate(self._quotas) if because >> at & 1)
        return Room(max(left, 0), quotas)

    def seat(self, profile: Profile) -> bool:
        """Give one seat if the person may have it."""
        if not self.room(profile).left:
            return False
        self.force(profile)
        return True

    def force(self, profile: Profile) -> None:
        """Give one seat whatever the rules say: an organizer's decision, with a reason."""
        self._seated[profile] += 1
        self._free -= 1
        self._take(profile, 1)

    def queue(self, profile: Profile) -> None:
        self._waiting[profile] += 1

    @property
    def promotable(self) -> list[Profile]:
        """Profiles of waiting people who may take a seat now."""
        return [profile for profile in self._waiting if self._waiting[profile] and self.room(profile).left]

    def admit(self, profile: Profile) -> bool:
        """Seat a newcomer, or put them in line: nobody passes a waiting person who could take a seat."""
        if not self.promotable and self.seat(profile):
            return True
        self.queue(profile)
        return False


def profile_of(quotas: Sequence[Quota], person: Traits) -> Profile:
    return sum(1 << at for at, quota in enumerate(quotas) if quota.counts(person))


def tally_of(people: Iterable[tuple[Profile, bool, bool]]) -> Tally:
    """Counted from (profile, seated, waits) of everybody."""
    seated: Counter[Profile] = Counter()
    waiting: Counter[Profile] = Counter()
    for profile, sits, waits in people:
        seated[profile] += sits
        waiting[profile] += waits
    return Tally(+seated, +waiting)


def next_release(quotas: Iterable[Quota]) -> datetime | None:
    """When seats that are held back become free for all by themselves the next time."""
    return min((quota.until for quota in quotas if quota.holds_back and quota.until), default=None)


def released(quotas: Iterable[Quota], now: datetime) -> tuple[Quota, ...]:
    """The rules after everything whose moment has come was set free."""
    return tuple(
        replaced(quota, released=True) if quota.holds_back and quota.until and quota.until <= now else quota
        for quota in quotas
    )


def replaced(quota: Quota, *, released: bool) -> Quota:
    return Quota(quota.key, quota.rule, quota.number, quota.of, quota.codes, quota.until, released)


Fault = Literal[
    "number", "codes", "unknown", "twice", "more_than_most", "too_many", "too_many_reserved", "over_capacity"
]


def fault(quotas: Sequence[Quota], capacity: int) -> Fault | None:
    """Why these rules cannot stand together, or None. Rules of one workshop, capacity in seats."""
    for quota in quotas:
        if not 0 < quota.number <= MOST_SEATS:
            return "number"
        if (quota.of is Of.DISABILITY) == bool(quota.codes) or len(quota.codes) > MOST_CODES:
            return "codes"
        if quota.of is Of.SEX and quota.codes not in (("L",), ("P",)):
            return "unknown"
        if quota.of is Of.DISTRICT and not all(district(code) or regency_name(code) for code in quota.codes):
            return "unknown"
    if len(quotas) > MOST_QUOTAS:
        return "too_many"
    holding = [quota for quota in quotas if quota.holds_back]
    if len(holding) > MOST_RESERVED:
        return "too_many_reserved"
    groups = [(quota.rule, quota.of, frozenset(quota.codes)) for quota in quotas]
    if len(set(groups)) < len(groups):
        return "twice"
    most = {(q.of, frozenset(q.codes)): q.number for q in quotas if q.rule is Rule.AT_MOST}
    if any(most.get((q.of, frozenset(q.codes)), q.number) < q.number for q in holding):
        return "more_than_most"
    if sum(quota.number for quota in holding) > capacity:
        return "over_capacity"
    return None
