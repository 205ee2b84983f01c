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
    OTHER_NIK = "other_nik"  # the card is one person's, the NIK another's
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
    """Somebody of the workshop."""

    id: UUID
    state: RegistrationState
    marks: Marks


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
            self._by_card[one.marks.card_code] = one
            for key in _keys(one.marks):
                self._near.setdefault(key, []).append(one)

    def meant(self, marks: Marks) -> Known | None:
        """Whom a row with these marks means; None: somebody new. Raises Unclear."""
        if marks.card_code:
            return self._by_code(marks)
        near = {one.id: one for key in _keys(marks) for one in self._near.get(key, ())}.values()
        found = [one for one in near if same(one.marks, marks)]
        live = [one for one in found if one.state in LIVE]
        if len(live) > 1:
            raise Unclear(Doubt.SEVERAL, live[0])
        if live:
            return live[0]
        if found:
            raise Unclear(Doubt.ENDED, found[-1])
        for one in near:
            if one.state in LIVE and alike(one.marks, marks):
                raise Unclear(Doubt.ALIKE, one)
        return None

    def _by_code(self, marks: Marks) -> Known:
        found = self._by_card.get(marks.card_code)
        if found is None:
            raise Unclear(Doubt.UNKNOWN_CARD)
        if found.state not in LIVE:
            raise Unclear(Doubt.ENDED, found)
        if marks.nik_index and found.marks.nik_index and marks.nik_index != found.marks.nik_index:
            raise Unclear(Doubt.OTHER_NIK, found)
        return found


class Rows:
    """The rows of one sheet so far, so that nobody stands in it twice."""

    def __init__(self) -> None:
        self._by_id: dict[UUID, int] = {}
        self._near: dict[object, list[tuple[int, Marks]]] = {}

    def earlier(self, number: int, marks: Marks, known: Known | None) -> int | None:
        """The row above that means the same person; None: this one is the first."""
        if known is not None:
            first = self._by_id.setdefault(known.id, number)
            return first if first != number else None
        near = [pair for key in _keys(marks) for pair in self._near.get(key, ())]
        twice = [row for row, other in near if same(other, marks) or alike(other, marks)]
        for key in _keys(marks):
            self._near.setdefault(key, []).append((number, marks))
        return min(twice, default=None)


def _keys(marks: Marks) -> Iterator[object]:
    """Who is the same or alike shares one of these."""
    yield (marks.name, marks.district_code)
    if marks.nik_index:
        yield marks.nik_index
    if marks.phone:
        yield (marks.phone, marks.name, "")
