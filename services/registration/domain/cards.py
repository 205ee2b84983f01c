"""A participant's card on paper: what is printed on it, and in which order they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """How a batch of cards lies when it comes from the printer."""

    HOME = "asal"  # by kabupaten, kecamatan and village, so that one goes round with a pile
    NAME = "nama"


@dataclass(frozen=True, slots=True)
class Card:
    """One card; nothing on it but what the person's own page shows."""

    name: str
    code: str  # as people read it, "K7M4-9QXT"
    qr: str  # the address of the ticket, in capitals
    district_code: str = ""
    village_code: str = ""
    district: str = ""  # "Tanjungpandan"
    regency: str = ""  # "Kabupaten Belitung"
    village: str = ""

    @property
    def home(self) -> str:
        """Where the card belongs, from small to large; empty for somebody of another province."""
        return ", ".join(part for part in (self.village, self.district) if part)


@dataclass(frozen=True, slots=True)
class Batch:
    """What all cards of a workshop share."""

    workshop: str
    days: str
    place: str
    office: str
    made_on: tuple[int, int, int]  # year, month, day: equal batches are equal bytes
    example: bool = False  # of the demo: not a real office


def in_order(cards: Sequence[Card], order: Order) -> list[Card]:
    """Cards of one home together, whoever has none said last; in a home, and by name, from A to Z."""
    if order is Order.NAME:
        return sorted(cards, key=_name)
    return sorted(cards, key=lambda card: (*_home(card), *_name(card)))


def _home(card: Card) -> tuple[bool, str, str, str]:
    return not card.district, card.regency, card.district, card.village


def _name(card: Card) -> tuple[str, str]:
    return card.name.casefold(), card.code
