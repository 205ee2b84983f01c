"""Rows as pages show them, and the words for states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.attendance.actions.taking import Mistimed
from services.attendance.domain import (
    AT_THE_DOOR,
    Card,
    Mark,
    Method,
    Register,
    Untimely,
    card_of,
    counts,
)
from services.attendance.store import copies, marks
from shared import ids
from shared.crypto import Keys
from shared.db import Tx
from shared.events.attendance import Status
from shared.events.registration import Registration
from shared.events.scheduling import Session, Workshop
from shared.i18n import N_, _, date_time
from shared.web import NotFound, id_in, staff_of

TICKET = "ticket"  # what registration signed cards for

# Status → the chip's tint and icon, its word, and the letters of the narrow table.
WORDS: dict[Status | None, tuple[str, str, str]] = {
    Status.HADIR: ("ok", N_("Hadir"), N_("H")),
    Status.TERLAMBAT: ("awas", N_("Terlambat"), N_("T")),
    Status.IZIN: ("info", N_("Izin"), N_("I")),
    Status.SAKIT: ("info", N_("Sakit"), N_("S")),
    Status.PULANG_AWAL: ("awas", N_("Pulang awal"), N_("PA")),
    Status.TANPA_KETERANGAN: ("salah", N_("Tanpa keterangan"), N_("TK")),
    None: ("netral", N_("Belum dicatat"), "–"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A status as a page shows it."""

    state: str
    word: str
    letters: str


def shown(status: Status | None) -> Shown:
    state, word, letters = WORDS[status]
    return Shown(state, _(word), _(letters))


def untimely_said(mark: Mistimed) -> str:
    """Why a mark was refused, and what to do."""
    if mark.why is Untimely.AHEAD:
        return _("Waktu catatan ini belum tiba. Betulkan jam perangkat, atau kirim tanpa waktu.")
    return _(
        "Catatan ini terlalu awal: sesinya dimulai {begins}. Periksa sesi dan jam perangkat.",
        begins=date_time(mark.session.starts_at, mark.workshop.zone),
    )


def door_choices() -> list[tuple[str, str]]:
    """The statuses of the door beside Hadir."""
    return [(status.value, _(WORDS[status][1])) for status in AT_THE_DOOR if status is not Status.HADIR]


def all_choices() -> list[tuple[str, str]]:
    """Every status, for a correction."""
    return [(status.value, _(WORDS[status][1])) for status in Status]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of the sheet with its number and its count."""

    number: int
    session: Session
    counts: bool
    present: int
    begun: bool


def session_rows(register: Register, now: datetime) -> list[SessionRow]:
    """Sessions where attendance is taken, numbered as the matrix names them."""
    return [
        SessionRow(number, session, counts(session), register.present(session), session.starts_at <= now)
        for number, session in enumerate(register.sessions, 1)
    ]


def by_day(workshop: Workshop, rows: Sequence[SessionRow]) -> list[tuple[date, list[SessionRow]]]:
    zone = ZoneInfo(workshop.zone)
    return [
        (day, list(of_day))
        for day, of_day in groupby(rows, key=lambda row: row.session.starts_at.astimezone(zone).date())
    ]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's line."""

    person: Registration
    statuses: list[Shown]  # one for each session row
    jp: int


def person_rows(register: Register) -> list[PersonRow]:
    return [
        PersonRow(
            person,
            [shown(register.status(person.id, session)) for session in register.sessions],
            register.jp(person.id),
        )
        for person in register.people
    ]


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark in a person's history."""

    mark: Mark
    session: Session
    status: Shown
    method: str
    maker: str


METHODS = {
    Method.SCAN: N_("Pindai kartu"),
    Method.TAP: N_("Ketuk nama"),
    Method.CARD: N_("Halaman kartu"),
    Method.CORRECTION: N_("Perbaikan panitia"),
}


def mark_rows(register: Register, found: Sequence[Mark], makers: Mapping[UUID, str]) -> list[MarkRow]:
    """Marks of sessions that still exist, the newest first."""
    sessions = {session.id: session for session in register.workshop.sessions}
    return [
        MarkRow(
            mark,
            sessions[mark.session_id],
            shown(mark.status),
            _(METHODS[mark.method]),
            makers.get(mark.staff_id, ""),
        )
        for mark in sorted(found, key=lambda mark: (mark.at, mark.id), reverse=True)
        if mark.session_id in sessions
    ]


async def register_of(request: web.Request, tx: Tx) -> Register:
    """The register of the workshop in the address. NotFound for one of another office."""
    register = await marks.register(tx, id_in(request, "workshop_id"))
    if register is None or register.workshop.organization_id != staff_of(request).organization_id:
        raise NotFound
    return register


async def door_of(request: web.Request, tx: Tx) -> tuple[Register, Session]:
    """The session in the address with its register. NotFound for one of another office."""
    session_id = id_in(request, "session_id")
    workshop_id = await copies.workshop_of_session(tx, session_id, staff_of(request).organization_id)
    register = await marks.register(tx, workshop_id) if workshop_id else None
    for session in register.sessions if register else ():
        if session.id == session_id and register is not None:
            return register, session
    raise NotFound


def genuine(keys: Keys, text: str) -> Card | None:
    """The card a scanned text is of; None unless this installation printed it."""
    card = card_of(text)
    return card if card and keys.signed(card.ticket, card.signature, purpose=TICKET) else None


def ticket_hash(card: Card) -> str:
    """How tables and events know the card."""
    return ids.digest(card.ticket).hex()
