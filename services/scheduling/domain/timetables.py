"""Typical timetables to start from: opening, teaching with breaks, practice, closing; 8 JP a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.scheduling.domain.refusals import Invalid

_FRIDAY = 4


@dataclass(frozen=True)
class PlannedSession:
    """A session of a template: no trainer yet, held at the workshop's main venue."""

    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime


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
TEMPLATE_DAYS = (3, 4)


def typical(days: int, first_day: date, zone: str) -> list[PlannedSession]:
    """A timetable of `days` days in a row from `first_day`, in the workshop's zone.

    Three or four days of 8 JP each; the last ends with the closing, a Friday keeps the noon prayer free.
    """
    if days not in TEMPLATE_DAYS:
        raise Invalid("template", "no_template")
    here = ZoneInfo(zone)
    sessions: list[PlannedSession] = []
    for number in range(days):
        day = first_day + timedelta(days=number)
        if day.weekday() == _FRIDAY:
            rows = _FIRST_ON_FRIDAY if number == 0 else _FRIDAY_ROWS
        else:
            rows = _FIRST if number == 0 else _MIDDLE
        sessions += [_planned(day, row, here) for row in rows]
    closing = sessions[-1].ends_at
    sessions.append(PlannedSession("penutupan", "Penutupan", closing, closing + timedelta(minutes=30)))
    return sessions


def _planned(day: date, row: Row, here: ZoneInfo) -> PlannedSession:
    kind, subject, start, end = row
    return PlannedSession(kind, subject, _at(day, start, here), _at(day, end, here))


def _at(day: date, clock: str, here: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock.replace(".", ":")), here)
