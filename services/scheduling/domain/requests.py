"""Requests for training (usulan Bimtek): what is asked for, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from services.scheduling.domain.refusals import Invalid

KINDS = ("village", "centre", "group", "office", "other")
# What people read, in the order it happens; "withdrawn" is their own doing.
STANDINGS = ("submitted", "studied", "merged", "scheduled", "declined", "withdrawn")
OPEN = ("submitted", "studied")  # nobody has said what becomes of it
MOST_PEOPLE = 2000
MOST_AT_ONCE = 100  # requests of one decision


@dataclass(frozen=True)
class Asked:
    """What somebody asks an office for. `people` would take part; `wished` is their own wording of when."""

    kind: str
    body: str
    name: str
    position: str
    phone: str
    email: str
    district_code: str
    place: str
    subject: str
    commodity: str
    people: int
    reason: str
    wished: str


def checked_answer(shown: str, words: str) -> None:
    """Whether this can be told. A refusal without a reason helps nobody. Raises Invalid."""
    if shown not in ("studied", "declined"):
        raise Invalid("shown", "no_such_answer")
    if shown == "declined" and not words:
        raise Invalid("words", "words_missing")


def decidable(standing: str) -> bool:
    """Whether the office may still decide: not once it is part of a published workshop or was withdrawn."""
    return standing not in ("scheduled", "withdrawn")
