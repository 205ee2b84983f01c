"""Whom a row of somebody's list means: a person of the workshop, somebody new, or nobody for certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.registration.domain.seats import LIVE
from shared.events.registration import RegistrationState


class Doubt(StrEnum):
    """Why a row is not taken: whom it means must be said first."""

    UNKNOWN_CARD = "unknown_card"
    OTHER_NIK = "other_nik"  # the card is of somebody whose NIK is another
    TAKEN_NIK = "taken_nik"  # the card is of somebody without a NIK, and this one is somebody else's
    SEVERAL = "several"
    ENDED = "ended"  # they gave their place up, or it was taken from them: nobody comes back unasked
    ALIKE = "alike"  # the same name and place, and nothing that tells two people apart


class Marks(NamedTuple):
    """What people are told apart by."""

    card_code: str
    nik_index: bytes | None
    phone: str
    full_name: str
    district_code: str

    @property
    def name(self) -> str:
        return " ".join(self.full_name.casefold().split())


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the workshop; `merged` are the marks of registrations that were merged into theirs, by
    which old lists and cards still name them."""

    id: UUID
    state: RegistrationState
    marks: Marks
    merged: tuple[Marks, ...] = ()

    @property
    def all_marks(self) -> tuple[Marks, ...]:
        return (self.marks, *self.merged)

    @property
    def niks(self) -> frozenset[bytes]:
        return frozenset(one.nik_index for one in self.all_marks if one.nik_index)

    def same(self, marks: Marks) -> bool:
        return any(same(one, marks) for one in self.all_marks)

    def alike(self, marks: Marks) -> bool:
        return any(alike(one, marks) for one in self.all_marks)


class Unclear(Exception):
    """The row is not taken; `known` is whom it may mean."""

    def __init__(self, doubt: Doubt, known: Known | None = None) -> None:
        super().__init__(doubt.value)
        self.doubt, self.known = doubt, known


def same(one: Marks, other: Marks) -> bool:
    """By NIK, or by phone and name. Two with different NIKs are two people: families share phones."""
    if one.nik_index and other.nik_index:
        return one.nik_index == other.nik_index
    return bool(one.phone) and one.phone == other.phone and one.name == other.name


def alike(one: Marks, other: Marks) -> bool:
    """The same name in the same place, and no number of both that would tell them apart."""
    told = (one.nik_index and other.nik_index) or (one.phone and other.phone)
    return not told and (one.name, one.district_code) == (other.name, other.district_code)


class People:
    """The people of a workshop, found by what a row says."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_card: dict[str, Known] = {}
        self._near: dict[object, list[Known]] = {}
        for one in known:
            for marks in one.all_marks:
                self._by_card[marks.card_code] = one
                for key in _keys(marks):
                    self._near.setdefault(key, []).append(one)

    def meant(self, marks: Marks) -> Known | None:
        """Whom a row with these marks means; None: somebody new. Raises Unclear."""
        if marks.card_code:
            return self._by_code(marks)
        near = {one.id: one for key in _keys(marks) for one in self._near.get(key, ())}.values()
        found = [one for one in near if one.same(marks)]
        live = [one for one in found if one.state in LIVE]
        if len(live) > 1:
            raise Unclear(Doubt.SEVERAL, live[0])
        if live:
            return live[0]
        if found:
            raise Unclear(Doubt.ENDED, found[-1])
        for one in near:
            if one.state in LIVE and one.alike(marks):
                raise Unclear(Doubt.ALIKE, one)
        return None

    def _by_code(self, marks: Marks) -> Known:
        found = self._by_card.get(marks.card_code)
        if found is None:
            raise Unclear(Doubt.UNKNOWN_CARD)
        if found.state not in LIVE:
            raise Unclear(Doubt.ENDED, found)
        if marks.nik_index and marks.nik_index not in found.niks:
            if found.niks:
                raise Unclear(Doubt.OTHER_NIK, found)
            for one in self._near.get(marks.nik_index, ()):
                if one.state in LIVE:
                    raise Unclear(Doubt.TAKEN_NIK, one)
        return found


class Rows:
    """The rows of one sheet so far, so that nobody stands in it twice."""

    def __init__(self) -> None:
        self._by_id: dict[UUID, int] = {}
        self._near: dict[object, list[_Row]] = {}

    def earlier(self, number: int, marks: Marks, known: Known | None) -> int | None:
        """The row above that means the same person; None: this one is the first."""
        row = _Row(number, marks, known)
        near = {other for key in row.keys for other in self._near.get(key, ())}
        twice = [other.number for other in near if row.doubles(other)]
        if known is not None:
            twice.append(self._by_id.setdefault(known.id, number))
        for key in row.keys:
            self._near.setdefault(key, []).append(row)
        return min((above for above in twice if above != number), default=None)


class _Row(NamedTuple):
    number: int
    given: Marks
    known: Known | None

    @property
    def marks(self) -> Marks:
        """As they are afterwards: what the row leaves empty stays as it is."""
        if self.known is None:
            return self.given
        given = {name: new for name, new in self.given._asdict().items() if new}
        return self.known.marks._replace(**given)

    @property
    def keys(self) -> Iterator[object]:
        return _keys(self.marks)

    def doubles(self, other: _Row) -> bool:
        """Whether both rows would leave one person in two registrations. That two who are known are alike is
        nothing that this sheet does; a NIK that it adds to one of them is."""
        if self.known is None or other.known is None:
            return same(self.marks, other.marks) or alike(self.marks, other.marks)
        added = not self.known.niks or not other.known.niks
        return added and bool(self.marks.nik_index) and self.marks.nik_index == other.marks.nik_index


def _keys(marks: Marks) -> Iterator[object]:
    """Who is the same or alike shares one of these."""
    yield (marks.name, marks.district_code)
    if marks.nik_index:
        yield marks.nik_index
    if marks.phone:
        yield (marks.phone, marks.name, "")
