"""Why something cannot be done. Each carries the facts; web/sentences.py says them to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


class Refused(Exception):
    """Something the rules do not allow; nothing was changed."""


class Missing(Refused):
    """There is no such thing in this office (also when it belongs to another office)."""


@dataclass
class Invalid(Refused):
    """One value cannot be right, whoever asks; `field` is the form's."""

    field: str
    problem: str  # a key of sentences.INVALID


@dataclass(frozen=True)
class Collision:
    """Something already booked in the time that was asked for."""

    kind: str  # "trainer" | "venue" | "class"
    resource_id: UUID
    resource: str  # name of the trainer, venue or workshop
    session_id: UUID
    subject: str
    workshop_id: UUID
    workshop: str
    venue: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Wanted:
    """What a session was to book."""

    session_id: UUID
    workshop_id: UUID
    venue_id: UUID
    trainer_ids: tuple[UUID, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass
class Taken(Refused):
    """A trainer, a venue or the class itself is already booked then."""

    collisions: tuple[Collision, ...]
    next_free: datetime | None = None  # the next start at which all of them are free
    zone: str = "Asia/Jakarta"
    wanted: Wanted | None = None


@dataclass
class ClassesRefused(Refused):
    """Some of several classes cannot be made as asked, so none is."""

    labels: tuple[str, ...]
    why: dict[int, Refused]  # by place in `labels`


class Raced(Refused):
    """The constraint refused what the look before it allowed: somebody else was faster."""


@dataclass
class VenueTooSmall(Refused):
    venue: str
    holds: int
    wanted: int


@dataclass
class VenueNeeded(Refused):
    """A venue may not shrink below a class that is planned in it."""

    workshop: str
    wanted: int


@dataclass
class CapacityBelowSeats(Refused):
    confirmed: int
    wanted: int


@dataclass
class NotReady(Refused):
    """A draft that cannot be published yet; keys of sentences.NOT_READY."""

    reasons: tuple[str, ...]


@dataclass
class Unconfirmed(Refused):
    """A workshop cannot be completed while nobody has said how these sessions went."""

    sessions: int


@dataclass
class StillAhead(Refused):
    """A workshop cannot be completed while sessions have not begun."""

    sessions: int


@dataclass
class WrongState(Refused):
    """What was asked for does not fit the state of the workshop."""

    state: str
    wanted: str  # "change" | "publish" | "cancel" | "complete" | "hold" | "delete"


@dataclass
class InUse(Refused):
    """It cannot be archived while sessions to come need it, nor deleted while anything names it."""

    name: str
    sessions: int
    workshops: tuple[str, ...] = ()  # titles of those that need it
    field: str = "archived"  # of the form; "form" where something should have been deleted


@dataclass
class ProgrammeInUse(Refused):
    """A programme with workshops in it stays."""

    title: str
    workshops: int


@dataclass
class Stale(Refused):
    """A session changed after the suggestion was worked out."""

    subject: str


@dataclass
class TryLater(Refused):
    """Too many wrong passwords."""

    wait: timedelta


class WrongPassword(Refused):
    """Unknown address, wrong password or disabled account: the same answer."""


class LinkDead(Refused):
    """The link was used, has expired, or never was."""


class LastAdmin(Refused):
    """An office always keeps one admin who can sign in."""
