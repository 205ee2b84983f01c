"""People whom a contact person signs up: who such a person is, and what their list is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    OPEN = "open"  # anybody begins one at a workshop that is open to all
    NOMINATION = "nomination"  # the office makes its link, with so many places and a deadline


class Role(StrEnum):
    PIC = "pic"
    ADVISER = "adviser"
    COMPANION = "companion"
    CENTRE = "centre"
    OTHER = "other"


class Ground(StrEnum):
    """Why an office deletes what is kept of a contact person. A choice: words of one's own could name them in
    the trail, which stays."""

    ASKED = "asked"  # they want it so
    MISTAKEN = "mistaken"  # the wrong person, or their number and address are another's
    LEFT = "left"  # they act for these people no longer


def closes_in_the_past(deadline: datetime | None, before: datetime | None, now: datetime) -> bool:
    """Whether a deadline that somebody sets is over already, which would let nobody in.

    One that is over may stay as it is while something else is changed.
    """
    return deadline is not None and deadline != before and deadline <= now


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact person, as they or the office wrote them down."""

    name: str
    phone: str  # "628…"
    email: str = ""
    role: str = ""  # a Role, or empty
    institution: str = ""
