"""How long each part of what people said is kept after their workshop has ended.

UU 27/2022 asks to end the processing of personal data when their time is over or their purpose is reached
(pasal 42) and to delete what is not needed any more (pasal 43). The law names no months: each office chooses
them, within what its own archive schedule allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

MONTHS = range(1, 601)  # an office may choose; archives of its programmes may stay for decades


class Field(StrEnum):
    """What is erased by itself. Name, sex, district and workshop stay: a certificate stands."""

    NIK = "nik"
    NEEDS = "needs"
    DISABILITY = "disability"
    PHONE = "phone"
    EMAIL = "email"
    VILLAGE = "village"
    BUSINESS = "business"
    ANSWERS = "answers"


DEFAULTS: Mapping[Field, int] = {
    Field.NIK: 12,  # "trained on this subject this year" looks no further back
    Field.NEEDS: 1,  # of no use once everybody went home
    Field.DISABILITY: 24,  # after the report of the budget year
    Field.PHONE: 24,
    Field.EMAIL: 24,  # a certificate may have to be sent again
    Field.VILLAGE: 24,
    Field.BUSINESS: 36,  # what became of those who were trained is asked for years
    Field.ANSWERS: 12,
}
TELLS = frozenset({Field.PHONE, Field.EMAIL, Field.BUSINESS})  # the other services hold a copy of these


def chosen(months: Mapping[str, int]) -> dict[Field, int]:
    """The rules of an office: what it set, the defaults for the rest."""
    return {field: months.get(field.value, default) for field, default in DEFAULTS.items()}


def ended_before(now: datetime, months: int) -> datetime:
    """Whoever's workshop ended at this moment or earlier has been kept for `months` calendar months."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in (now.day, 30, 29, 28):  # the last day of a shorter month
        try:
            return now.replace(year=year, month=month + 1, day=min(day, now.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
