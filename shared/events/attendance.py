"""What attendance tells: who was there, and the closed sheet."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Document, EventType, Part


class Status(StrEnum):
    HADIR = "hadir"
    TERLAMBAT = "terlambat"
    IZIN = "izin"
    SAKIT = "sakit"
    TANPA_KETERANGAN = "tanpa_keterangan"
    PULANG_AWAL = "pulang_awal"

    @property
    def earns(self) -> bool:
        """Whether the session's JP count (domain rule: hadir and terlambat only)."""
        return self in (Status.HADIR, Status.TERLAMBAT)


class SessionMark(Part):
    """What one session says of one person."""

    session_id: UUID
    status: Status | None  # None: not recorded yet ("Belum dicatat")
    minutes: int = 0  # of the session, by its planned or actual times; 0 when not earned


class PersonAttendance(Document):
    """One person's marks in one workshop; the id is the registration's."""

    SUBJECT: ClassVar[str] = "PersonAttendance"

    workshop_id: UUID
    marks: tuple[SessionMark, ...]


class SheetLine(Part):
    registration_id: UUID
    marks: tuple[SessionMark, ...]


class Sheet(Document):
    """The attendance of a whole workshop; the id is the workshop's. Certificates decide from it."""

    SUBJECT: ClassVar[str] = "Sheet"

    closed: bool
    closed_at: datetime | None = None  # business time
    lines: tuple[SheetLine, ...] = ()


ATTENDANCE_RECORDED = EventType(
    "AttendanceRecorded", PersonAttendance, "attendance", "A person's marks changed."
)
ATTENDANCE_CLOSED = EventType(
    "AttendanceClosed", Sheet, "attendance", "The sheet is closed, or was corrected after closing."
)
ATTENDANCE_REOPENED = EventType(
    "AttendanceReopened", Sheet, "attendance", "The sheet was opened again for a correction."
)
EVENTS = (ATTENDANCE_RECORDED, ATTENDANCE_CLOSED, ATTENDANCE_REOPENED)
