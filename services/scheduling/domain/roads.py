"""Minutes on the road between two districts: the office's own figure, or a stated assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.scheduling.settings import (
    TRAVEL_ELSEWHERE,
    TRAVEL_OTHER_PROVINCE,
    TRAVEL_SAME_DISTRICT,
    TRAVEL_SAME_REGENCY,
)

TravelTimes = Mapping[tuple[str, str], int]  # (smaller code, larger code) → minutes, the same both ways


@dataclass(frozen=True)
class Road:
    """How long it takes, and how we know."""

    minutes: int
    source: str  # "office" | "same_district" | "same_regency" | "same_province" | "other_province"


def road(one: str, other: str, table: TravelTimes) -> Road:
    """The road between two districts, given as `province.regency.district` ("19.02.01")."""
    known = table.get((min(one, other), max(one, other)))
    if known is not None:
        return Road(known, "office")
    if one == other:
        return Road(TRAVEL_SAME_DISTRICT, "same_district")
    province, regency = one.split(".")[0], one.split(".")[:2]
    if regency == other.split(".")[:2]:
        return Road(TRAVEL_SAME_REGENCY, "same_regency")
    if province == other.split(".")[0]:
        return Road(TRAVEL_ELSEWHERE, "same_province")
    return Road(TRAVEL_OTHER_PROVINCE, "other_province")


def travel_minutes(one: str, other: str, table: TravelTimes) -> int:
    """Minutes between two districts, known or assumed."""
    return road(one, other, table).minutes
