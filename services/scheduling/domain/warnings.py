"""Warnings an organizer may override with a reason: a collision of roads or of calendars, not of bookings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.hours import minutes_between
from services.scheduling.settings import TRAVEL_ELSEWHERE, TRAVEL_SAME_DISTRICT, TRAVEL_SAME_REGENCY


@dataclass(frozen=True)
class BookedSession:
    """A session with what a warning needs to know of it."""

    id: UUID
    workshop_id: UUID
    workshop: str
    subject: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    venue: str
    district_code: str
    trainers: tuple[tuple[UUID, str], ...]  # (id, name)


@dataclass(frozen=True)
class Unavailable:
    """Days on which a trainer or a venue cannot be had."""

    resource_id: UUID
    first_day: date
    last_day: date
    note: str = ""


@dataclass(frozen=True)
class Warning:
    """Something that can go wrong with one session, and for whom."""

    kind: str  # "travel" | "trainer_away" | "venue_blocked"
    key: str  # the facts; other facts make another warning
    who: str
    session: BookedSession
    before: BookedSession | None = None  # travel: where the trainer comes from
    minutes_needed: int = 0
    minutes_there: int = 0
    note: str = ""


TravelTimes = Mapping[tuple[str, str], int]


def travel_minutes(one: str, other: str, table: TravelTimes) -> int:
    """Minutes between two districts: the office's own figure, else an assumption by distance of codes.

    A district code is `province.regency.district` ("19.02.01").
    """
    known = table.get((min(one, other), max(one, other)))
    if known is not None:
        return known
    if one == other:
        return TRAVEL_SAME_DISTRICT
    if one.split(".")[:2] == other.split(".")[:2]:
        return TRAVEL_SAME_REGENCY
    return TRAVEL_ELSEWHERE


def warnings(
    sessions: Sequence[BookedSession], unavailable: Iterable[Unavailable], table: TravelTimes
) -> list[Warning]:
    """Everything that stands out in these sessions of one office, in order of time."""
    found = [*_travel(sessions, table), *_calendar(sessions, unavailable)]
    return sorted(found, key=lambda warning: (warning.session.starts_at, warning.key))


def _travel(sessions: Sequence[BookedSession], table: TravelTimes) -> list[Warning]:
    by_trainer: dict[tuple[UUID, str], list[BookedSession]] = defaultdict(list)
    for session in sessions:
        for trainer in session.trainers:
            by_trainer[trainer].append(session)
    found = []
    for (trainer_id, name), booked in by_trainer.items():
        booked.sort(key=lambda session: session.starts_at)
        for before, after in pairwise(booked):
            if before.venue_id == after.venue_id:
                continue
            needed = travel_minutes(before.district_code, after.district_code, table)
            there = minutes_between(before.ends_at, after.starts_at)
            if there < needed:
                key = _key("travel", trainer_id, before, after)
                found.append(Warning("travel", key, name, after, before, needed, there))
    return found


def _calendar(sessions: Sequence[BookedSession], unavailable: Iterable[Unavailable]) -> list[Warning]:
    by_resource: dict[UUID, list[Unavailable]] = defaultdict(list)
    for days in unavailable:
        by_resource[days.resource_id].append(days)
    found = []
    for session in sessions:
        day = session.starts_at.astimezone(ZoneInfo(session.zone)).date()
        asked = [("trainer_away", *trainer) for trainer in session.trainers]
        for kind, resource_id, name in [*asked, ("venue_blocked", session.venue_id, session.venue)]:
            for days in by_resource[resource_id]:
                if days.first_day <= day <= days.last_day:
                    key = _key(kind, resource_id, session)
                    found.append(Warning(kind, key, name, session, note=days.note))
                    break
    return found


def _key(kind: str, resource_id: UUID, *sessions: BookedSession) -> str:
    facts = [
        f"{s.id}@{s.starts_at.timestamp():.0f}-{s.ends_at.timestamp():.0f}@{s.venue_id}" for s in sessions
    ]
    return ":".join([kind, str(resource_id), *facts])
