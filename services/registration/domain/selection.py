"""Choosing among those who asked: criteria with weights, a score that explains itself, an order for all.

Points are whole tenths, so that a sum is exact and two people with the same points are equal. Whoever
has the same points as another stands by the moment of signing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.registration.domain.quotas import Profile
from services.registration.domain.seats import Seats
from shared.indonesia import lies_in

MOST_CRITERIA = 12
MOST_CODES = 60
MOST_WEIGHT = 100  # points
BEST = 5  # of a score by hand, from 0
LONGEST_NOTE = 300  # letters
TENTHS = 10


class Kind(StrEnum):
    """What a criterion looks at. All but HAND are answered by what is known already."""

    NEW = "new"  # had no seat in a workshop of this office before
    NEW_SUBJECT = "new_subject"  # was never trained on this subject by this office
    DISTRICT = "district"  # lives in one of these kecamatan or kabupaten
    WOMAN = "woman"
    CENTRE = "centre"  # belongs to a centre
    BUSINESS = "business"  # named their business
    NIB = "nib"  # gave its NIB
    ANSWER = "answer"  # answered a question of the form with one of these
    HAND = "hand"  # 0 to 5, by the panitia


@dataclass(frozen=True, slots=True)
class Criterion:
    """One reason to choose somebody, and what it is worth."""

    key: str
    kind: Kind
    label: str
    weight: int  # points of whoever fulfils it wholly
    codes: tuple[str, ...] = ()  # districts, or the answers that count
    question: str = ""  # the key of the question, of ANSWER


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who asked, as far as criteria look."""

    id: UUID
    registered_at: datetime
    queue: int
    profile: Profile = 0  # which quotas count them
    new: bool = True
    new_subject: bool = True
    district_code: str = ""
    gender: str = ""
    centre: bool = False
    business: bool = False
    nib: bool = False
    answers: Mapping[str, object] = field(default_factory=dict)
    hand: Mapping[str, int] = field(default_factory=dict)  # by criterion
    proposed: bool = False  # put forward by a contact person
    waits: bool = True  # for the decision


@dataclass(frozen=True, slots=True)
class Score:
    """The tenths of each criterion, in their order; None: nobody has scored it by hand yet."""

    applicant: Applicant
    parts: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """In tenths of a point; what is not scored yet counts nothing."""
        return sum(part or 0 for part in self.parts)

    @property
    def complete(self) -> bool:
        return None not in self.parts


def _holds(criterion: Criterion, who: Applicant) -> bool:
    match criterion.kind:
        case Kind.NEW:
            return who.new
        case Kind.NEW_SUBJECT:
            return who.new_subject
        case Kind.DISTRICT:
            return any(lies_in(who.district_code, code) for code in criterion.codes)
        case Kind.WOMAN:
            return who.gender == "P"
        case Kind.CENTRE:
            return who.centre
        case Kind.BUSINESS:
            return who.business
        case Kind.NIB:
            return who.nib
        case Kind.ANSWER:
            given = who.answers.get(criterion.question)
            said = given if isinstance(given, list) else [given]
            return any(_answer(one) in criterion.codes for one in said)
        case Kind.HAND:
            raise AssertionError("a score by hand is no yes or no")


def _answer(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def part(criterion: Criterion, who: Applicant) -> int | None:
    """The tenths one criterion gives; None where the panitia has not said anything yet."""
    if criterion.kind is Kind.HAND:
        given = who.hand.get(criterion.key)
        return None if given is None else criterion.weight * TENTHS * given // BEST
    return criterion.weight * TENTHS if _holds(criterion, who) else 0


def ranked(criteria: Sequence[Criterion], people: Iterable[Applicant]) -> list[Score]:
    """Everybody, the most points first; of equals whoever signed up first."""
    scores = [Score(who, tuple(part(one, who) for one in criteria)) for who in people]
    return sorted(scores, key=lambda one: (-one.total, one.applicant.registered_at, one.applicant.queue))


def best(criteria: Sequence[Criterion]) -> int:
    """The tenths of somebody who fulfils everything."""
    return sum(one.weight for one in criteria) * TENTHS


def fit(seat: Seats, scores: Sequence[Score], most: int) -> list[Score]:
    """The first `most` of the order who find a seat, under the quotas; whom a quota keeps out is passed."""
    if not seat.quotas:
        return list(scores[: max(0, min(most, seat.free))])
    ledger, chosen = seat.ledger, list[Score]()
    for score in scores:
        if len(chosen) == most:
            break
        if ledger.seat(score.applicant.profile):
            chosen.append(score)
    return chosen


class Fault(StrEnum):
    """Why a list of criteria does not hold."""

    WEIGHT = "weight"
    LABEL = "label"
    CODES = "codes"  # of DISTRICT and ANSWER: which ones count
    QUESTION = "question"
    MANY = "many"
    TWICE = "twice"


def fault(criteria: Sequence[Criterion], questions: Mapping[str, Sequence[str]]) -> Fault | None:
    """Why these criteria cannot be used, or None. `questions`: the answers each key can have."""
    if len(criteria) > MOST_CRITERIA:
        return Fault.MANY
    for one in criteria:
        if not 0 < one.weight <= MOST_WEIGHT:
            return Fault.WEIGHT
        if not one.label.strip():
            return Fault.LABEL
        if one.kind in (Kind.DISTRICT, Kind.ANSWER) and not 0 < len(one.codes) <= MOST_CODES:
            return Fault.CODES
        if one.kind is Kind.ANSWER and not set(one.codes) <= set(questions.get(one.question, ())):
            return Fault.QUESTION
    seen = [(one.kind, one.question, one.codes) for one in criteria if one.kind is not Kind.HAND]
    if len(set(seen)) < len(seen) or len({one.key for one in criteria}) < len(criteria):
        return Fault.TWICE
    return None
