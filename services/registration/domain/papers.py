"""What stands on the list that was decided, ready to be set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list."""

    name: str
    institution: str
    home: str
    sex: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs; without a name nobody does on that day."""

    position: tuple[str, ...] = ()
    name: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    """A decision list: letterhead, what was decided about which workshop, and the people."""

    office: str
    letterhead: tuple[str, ...]
    address: str
    example: bool
    number: str  # empty: written in by hand
    dated: str  # in words
    day: tuple[int, int, int]
    town: str
    workshop: str
    days: str
    place: str
    footer: str  # when it was kept, its edition, how many names
    signature: Signature
    chosen: tuple[Line, ...]
    reserve: tuple[Line, ...]
