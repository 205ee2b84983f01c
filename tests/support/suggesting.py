"""Timetable problems made from a seed: the same number gives the same office."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from uuid import UUID

from services.scheduling.domain.suggesting.problem import Class, Problem, Trainer, Venue, Wanted
from services.scheduling.domain.suggesting.windows import windows_of

SKILLS = ("ukir", "gula aren", "batik", "kemasan", "pemasaran", "anyaman")
DISTRICTS = ("19.02.01", "19.02.02", "19.02.03", "19.02.04", "19.02.05", "19.06.01", "19.06.02")
HOURS = ((time(8), time(12)), (time(13), time(16, 30)))
A_CLASS = 8  # sessions: opening, six taught, closing


def roads(*more: str) -> dict[tuple[str, str], int]:
    """A quarter of an hour within a district, an hour within a regency, three beyond; "" is far away."""

    def minutes(one: str, other: str) -> int:
        if not one or not other:
            return 480
        return 15 if one == other else 60 if one[:5] == other[:5] else 180

    places = ("", *DISTRICTS, *more)
    return {(one, other): minutes(one, other) for one in places for other in places}


def working_days(count: int, first: date = date(2017, 4, 3)) -> list[date]:
    days: list[date] = []
    while len(days) < count:
        if first.weekday() < 5:
            days.append(first)
        first += timedelta(days=1)
    return days


def office(
    sessions: int = 60, *, trainers: int = 20, venues: int = 10, half_days: int = 60, seed: int = 7
) -> Problem:
    """An office with so many sessions to plan, in classes of eight."""
    dice = Random(seed)

    def id() -> UUID:
        return UUID(int=dice.getrandbits(128))

    days = working_days(half_days // 2)
    windows = windows_of(days, HOURS, "Asia/Jakarta", holidays=True)
    teachers = tuple(
        Trainer(
            id(),
            f"Narasumber {number}",
            frozenset(dice.sample(SKILLS, 2)),
            dice.choice((*DISTRICTS, "")),
            frozenset(dice.sample(days, min(2, len(days) - 1))),
        )
        for number in range(1, trainers + 1)
    )
    rooms = tuple(
        Venue(id(), f"Balai {number}", dice.choice(DISTRICTS[:5]), 40) for number in range(1, venues + 1)
    )
    classes = []
    for number in range(1, -(-sessions // A_CLASS) + 1):
        taught = [
            Wanted(
                *(id(), f"Materi {rank}", rank, dice.choice((90, 90, 135, 180))),
                pause=dice.choice((0, 15)),
                skill=dice.choice(SKILLS),
                needs=1,
            )
            for rank in range(1, A_CLASS - 1)
        ]
        opening = Wanted(id(), "Pembukaan", 0, 45, teaching=False)
        closing = Wanted(id(), "Penutupan", A_CLASS, 30, teaching=False)
        wanted = (opening, *taught, closing)[: sessions - (number - 1) * A_CLASS]
        classes.append(Class(id(), f"Kelas {number}", dice.choice((15, 20, 30)), windows, wanted))
    return Problem(tuple(classes), teachers, rooms, roads())
