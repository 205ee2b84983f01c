"""What marks mean: the status of a person in a session, the minutes it earns, when a sheet may close."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.events.attendance import SessionMark, SheetLine, Status
from shared.events.registration import Registration
from shared.events.scheduling import Session, SessionKind, Workshop, WorkshopState


class Method(StrEnum):
    """How a mark was made."""

    SCAN = "scan"  # a card's QR, by camera or hand scanner
    TAP = "tap"  # a name in the list
    CARD = "card"  # the card's page opened on the operator's own phone
    CORRECTION = "correction"  # by the office, with a reason


class Untimely(StrEnum):
    """Why a mark cannot be true."""

    AHEAD = "ahead"  # seen at a time that has not come
    EARLY = "early"  # seen before the session could have begun


class Outcome(StrEnum):
    """What became of one mark of a batch; everything but `unknown_session` and `not_a_card` is kept."""

    RECORDED = "recorded"
    REPEATED = "repeated"  # this device sent this mark before
    UNKNOWN_TICKET = "unknown_ticket"  # kept; counts once the person is heard of
    NOT_ON_ROSTER = "not_on_roster"  # kept; counts once the person has a seat in this workshop
    NOT_A_CARD = "not_a_card"  # nothing this installation ever printed
    UNKNOWN_SESSION = "unknown_session"


# What people at the door may say; tanpa keterangan comes from closing or from a correction.
AT_THE_DOOR = (Status.HADIR, Status.TERLAMBAT, Status.IZIN, Status.SAKIT, Status.PULANG_AWAL)

# Names that the server gives to marks made on its own pages: `form:` at the door, `office:` for corrections.
OWN_DEVICES = ("form:", "office:")
# A phone's clock may be this much ahead; its mark then counts as seen when it arrives.
CLOCKS_DIFFER = timedelta(minutes=5)
# Marks are taken from here before a session's start. Half a day, so that one that was postponed within the
# day keeps what phones without signal saw at the time that held before.
OPENS_BEFORE = timedelta(hours=12)

_CARD = re.compile(r"(?:^|/KARTU/)([0-9A-Z]{26})\.([A-Z2-7]{16})$")


@dataclass(frozen=True, slots=True)
class NewMark:
    """One thing the door saw, before it is stored. Either the person or the card is known."""

    session_id: UUID
    device: str
    nonce: str
    at: datetime  # business time
    method: Method
    status: Status | None
    registration_id: UUID | None = None
    ticket_sha256: str | None = None  # hex
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door hears about one mark."""

    outcome: Outcome
    registration_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One stored mark of one person."""

    id: int
    registration_id: UUID  # after merges
    session_id: UUID
    status: Status | None
    method: Method
    at: datetime
    staff_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a participant card's QR says."""

    ticket: str
    signature: str


def card_of(text: str) -> Card | None:
    """The ticket in a scanned text: the whole address or only its end, in any case. None: not a card."""
    found = _CARD.search(text.strip().upper())
    return Card(found[1], found[2]) if found else None


def takes_attendance(session: Session) -> bool:
    """Whether anybody records who is there: not in breaks, not where the session did not take place."""
    return session.kind is not SessionKind.ISTIRAHAT and session.held is not False


def opens_at(session: Session) -> datetime:
    """From when the session's attendance is taken. It never ends: marks that come late count."""
    return session.starts_at - OPENS_BEFORE


def untimely(session: Session, at: datetime, now: datetime) -> Untimely | None:
    """Why nobody can have been seen in this session at this time; None: they can."""
    if at > now + CLOCKS_DIFFER:
        return Untimely.AHEAD
    return Untimely.EARLY if at < opens_at(session) else None


def counts(session: Session) -> bool:
    """Whether the session earns JP."""
    return session.kind.counts and session.held is not False


def minutes_of(session: Session) -> int:
    """Its length in whole minutes, as planned or as it really took place."""
    return int((session.ends_at - session.starts_at) / timedelta(minutes=1))


def current(marks: Iterable[Mark]) -> Status | None:
    """The status that a person's marks of one session add up to: the latest wins.

    A scan or a card only says "is here", so it never takes back that somebody came late.
    """
    status: Status | None = None
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.id)):
        only_here = mark.method in (Method.SCAN, Method.CARD) and mark.status is Status.HADIR
        if not (only_here and status is Status.TERLAMBAT):
            status = mark.status
    return status


def closes_from(workshop: Workshop) -> datetime | None:
    """When the sheet may first be closed: the last JP session has begun. None: no session counts."""
    return max((session.starts_at for session in workshop.sessions if counts(session)), default=None)


def may_close(workshop: Workshop, now: datetime) -> bool:
    """Whether the sheet may be closed now (certificates are handed out at penutupan, so before the end)."""
    begins = closes_from(workshop)
    return workshop.state is not WorkshopState.CANCELLED and begins is not None and begins <= now


def session_now(workshop: Workshop, now: datetime) -> Session | None:
    """The session at whose door one stands: running, else the next within the hour, else the last begun
    in the past twelve hours."""
    taken = [session for session in workshop.sessions if takes_attendance(session)]
    running = [session for session in taken if session.starts_at <= now < session.ends_at]
    soon = [session for session in taken if now < session.starts_at <= now + timedelta(hours=1)]
    past = [session for session in taken if now - timedelta(hours=12) <= session.starts_at <= now]
    if running:
        return running[-1]
    if soon:
        return min(soon, key=lambda session: session.starts_at)
    return max(past, key=lambda session: session.starts_at, default=None)


@dataclass(frozen=True)
class Register:
    """One workshop's roster with what is known of each person in each session."""

    workshop: Workshop
    closed: bool
    people: Sequence[Registration]
    marks: Mapping[tuple[UUID, UUID], Sequence[Mark]] = field(default_factory=dict)  # (person, session)

    @property
    def sessions(self) -> list[Session]:
        """Those where attendance is taken, in order of time."""
        return [session for session in self.workshop.sessions if takes_attendance(session)]

    def recorded(self, person: UUID, session: UUID) -> Status | None:
        """What somebody recorded; None is "Belum dicatat"."""
        return current(self.marks.get((person, session), ()))

    def status(self, person: UUID, session: Session) -> Status | None:
        """What holds: on a closed sheet, an unrecorded JP session is tanpa keterangan."""
        status = self.recorded(person, session.id)
        if status is None and self.closed and counts(session):
            return Status.TANPA_KETERANGAN
        return status

    def session_marks(self, person: UUID) -> tuple[SessionMark, ...]:
        """One person's line as it is told to the other services."""
        return tuple(self._session_mark(person, session) for session in self.workshop.sessions)

    def lines(self) -> tuple[SheetLine, ...]:
        """The whole sheet, in the order of ids, so that equal sheets are equal."""
        people = sorted(person.id for person in self.people)
        return tuple(SheetLine(registration_id=id, marks=self.session_marks(id)) for id in people)

    def present(self, session: Session) -> int:
        """How many are or were there."""
        return sum(1 for person in self.people if _is_there(self.recorded(person.id, session.id)))

    def unrecorded(self) -> list[tuple[Session, list[Registration]]]:
        """JP sessions with the people nobody recorded: closing makes them tanpa keterangan."""
        open_sessions = (
            (session, [person for person in self.people if self.recorded(person.id, session.id) is None])
            for session in self.workshop.sessions
            if counts(session)
        )
        return [(session, people) for session, people in open_sessions if people]

    def jp(self, person: UUID) -> int:
        """The learning hours reached so far."""
        earned = (session for session in self.workshop.sessions if counts(session))
        return sum(session.jp for session in earned if _earns(self.status(person, session)))

    def _session_mark(self, person: UUID, session: Session) -> SessionMark:
        status = self.status(person, session)
        earned = counts(session) and _earns(status)
        return SessionMark(session_id=session.id, status=status, minutes=minutes_of(session) if earned else 0)


def _earns(status: Status | None) -> bool:
    return status is not None and status.earns


def _is_there(status: Status | None) -> bool:
    return status in (Status.HADIR, Status.TERLAMBAT, Status.PULANG_AWAL)
