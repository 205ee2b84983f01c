"""Typical timetables to start from: opening, teaching with breaks, practice, closing; 8 JP a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.scheduling.domain.refusals import Invalid
from services.scheduling.domain.shifting import FRIDAY, Slot, friday, moved, past_midnight, shifted_days


@dataclass(frozen=True)
class PlannedSession:
    """A session of a template: no trainer yet, held at the workshop's main venue."""

    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    mandatory: bool = False


@dataclass(frozen=True)
class KeptRow:
    """A session of a timetable the office keeps, on the day it was first planned for."""

    day: date
    starts: time
    ends: time
    kind: str
    subject: str
    mandatory: bool = False


# Rows of (kind, subject, from, to). Subjects are the office's own text and stay Indonesian.
Row = tuple[str, str, str, str]
_FIRST: tuple[Row, ...] = (
    ("pembukaan", "Pembukaan", "08.00", "08.45"),
    ("materi", "Kebijakan pembinaan dan gambaran kegiatan", "08.45", "10.15"),
    ("istirahat", "Istirahat", "10.15", "10.30"),
    ("materi", "Pengenalan bahan dan alat", "10.30", "12.00"),
    ("istirahat", "Istirahat, salat, makan siang", "12.00", "13.00"),
    ("materi", "Teknik dasar", "13.00", "14.30"),
    ("istirahat", "Istirahat", "14.30", "14.45"),
    ("praktik", "Praktik teknik dasar", "14.45", "16.15"),
)
_MIDDLE: tuple[Row, ...] = (
    ("materi", "Teknik lanjutan", "08.00", "09.30"),
    ("istirahat", "Istirahat", "09.30", "09.45"),
    ("praktik", "Praktik bersama narasumber", "09.45", "12.00"),
    ("istirahat", "Istirahat, salat, makan siang", "12.00", "13.00"),
    ("praktik", "Praktik kelompok", "13.00", "15.15"),
)
# Friday's noon prayer: nothing is planned from 11.15 to 13.00.
_FRIDAY_ROWS: tuple[Row, ...] = (
    ("materi", "Teknik lanjutan", "08.00", "09.30"),
    ("istirahat", "Istirahat", "09.30", "09.45"),
    ("praktik", "Praktik bersama narasumber", "09.45", "11.15"),
    ("istirahat", "Istirahat, salat Jumat, makan siang", "11.15", "13.00"),
    ("praktik", "Praktik kelompok", "13.00", "14.30"),
    ("istirahat", "Istirahat", "14.30", "14.45"),
    ("praktik", "Evaluasi hasil karya", "14.45", "16.15"),
)
_FIRST_ON_FRIDAY: tuple[Row, ...] = (
    ("pembukaan", "Pembukaan", "08.00", "08.45"),
    ("materi", "Kebijakan pembinaan dan gambaran kegiatan", "08.45", "10.15"),
    ("istirahat", "Istirahat", "10.15", "10.30"),
    ("materi", "Pengenalan bahan dan alat", "10.30", "11.15"),
    ("istirahat", "Istirahat, salat Jumat, makan siang", "11.15", "13.00"),
    ("materi", "Teknik dasar", "13.00", "14.30"),
    ("istirahat", "Istirahat", "14.30", "14.45"),
    ("praktik", "Praktik teknik dasar", "14.45", "17.00"),
)
TEMPLATE_DAYS = (2, 3, 4)
_MONDAY = date(2018, 1, 1)


def typical(days: int, first_day: date, zone: str) -> list[PlannedSession]:
    """A timetable of `days` working days from `first_day`, in the workshop's zone.

    Two to four days of 8 JP each; the last ends with the closing, a Friday keeps the noon prayer free. Days
    after a Friday go on next week, unless the first day is a Saturday or Sunday itself.
    """
    if days not in TEMPLATE_DAYS:
        raise Invalid("template", "no_template")
    here = ZoneInfo(zone)
    sessions: list[PlannedSession] = []
    for number, day in enumerate(_working_days(days, first_day)):
        rows = _FIRST if number == 0 else _FRIDAY_ROWS if day.weekday() == FRIDAY else _MIDDLE
        if number == 0 and day.weekday() == FRIDAY:
            sessions += _planned_slots(friday([_slot(day, row) for row in rows]), here)
        else:
            sessions += _planned_slots([_slot(day, row) for row in rows], here)
    closing = sessions[-1].ends_at
    sessions.append(PlannedSession("penutupan", "Penutupan", closing, closing + timedelta(minutes=30)))
    return sessions


def kept_slots(planned: Iterable[KeptRow]) -> list[Slot[KeptRow]]:
    """The rows of a kept timetable on the days they were planned for."""
    return [
        Slot(
            row.kind,
            row.subject,
            datetime.combine(row.day, row.starts),
            datetime.combine(row.day, row.ends),
            row,
        )
        for row in planned
    ]


def from_kept(planned: Sequence[KeptRow], first_day: date, zone: str) -> list[PlannedSession]:
    """A kept timetable from another first day on, moved as a copy would be. Raises Invalid."""
    slots = kept_slots(planned)
    there = moved(slots, shifted_days((slot.day for slot in slots), first_day))
    if past_midnight(there):
        raise Invalid("first_day", "friday_too_long")
    return _planned_slots(there, ZoneInfo(zone))


def _working_days(days: int, first_day: date) -> list[date]:
    if first_day.weekday() > FRIDAY:
        return [first_day + timedelta(days=number) for number in range(days)]
    return list(
        shifted_days((_MONDAY + timedelta(days=number) for number in range(days)), first_day).values()
    )


def _slot(day: date, row: Row) -> Slot[KeptRow]:
    kind, subject, start, end = row
    return Slot(kind, subject, datetime.combine(day, _clock(start)), datetime.combine(day, _clock(end)))


def _planned_slots(slots: Iterable[Slot[KeptRow]], here: ZoneInfo) -> list[PlannedSession]:
    return [
        PlannedSession(
            slot.kind,
            slot.subject,
            slot.starts_at.replace(tzinfo=here),
            slot.ends_at.replace(tzinfo=here),
            slot.of.mandatory if slot.of else False,
        )
        for slot in slots
    ]


def _clock(typed: str) -> time:
    return time.fromisoformat(typed.replace(".", ":"))
