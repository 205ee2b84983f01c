"""Sessions as iCalendar (RFC 5545), in the feeds and in the mails to trainers.

A session has the same UID wherever it appears, so a program that subscribes to a feed and also gets an
invitation keeps one entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress


@dataclass(frozen=True)
class Entry:
    """One session in a calendar."""

    session_id: UUID | str
    sequence: int
    stamp: datetime  # when this was said
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    location: str
    url: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class Mailbox:
    """Who invites or is invited."""

    name: str
    email: str

    def address(self, **params: str) -> vCalAddress:
        address = vCalAddress(f"mailto:{self.email}")
        for name, value in {"CN": self.name, **params}.items():
            address.params[name] = value
        return address


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar that programs fetch again and again."""
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def request(entries: Iterable[Entry], organizer: Mailbox, attendee: Mailbox) -> bytes:
    """An invitation (METHOD:REQUEST, RFC 5546) to all these sessions.

    One file for all of them: RFC 5546 would have one per UID, but a phone adds a whole file at one press
    and shows a dozen files as a dozen errands. RSVP is off, for the answer is given on the trainer's page.
    """
    return _sent("REQUEST", entries, organizer, attendee)


def cancel(entries: Iterable[Entry], organizer: Mailbox, attendee: Mailbox) -> bytes:
    """Takes sessions out of the trainer's calendar again (METHOD:CANCEL)."""
    return _sent("CANCEL", entries, organizer, attendee)


def event(entry: Entry) -> Event:
    zone = ZoneInfo(entry.zone)
    made = Event()
    made.add("uid", f"{entry.session_id}@bimtek")
    made.add("sequence", entry.sequence)
    made.add("dtstamp", entry.stamp)
    made.add("dtstart", entry.starts_at.astimezone(zone))
    made.add("dtend", entry.ends_at.astimezone(zone))
    made.add("summary", entry.summary)
    made.add("location", entry.location)
    if entry.url.isprintable() and entry.url:  # one that is none must not keep all other sessions away
        made.add("url", entry.url)
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return made


def _sent(method: str, entries: Iterable[Entry], organizer: Mailbox, attendee: Mailbox) -> bytes:
    calendar = _calendar()
    calendar.add("method", method)
    for entry in entries:
        made = event(entry)
        made.add("organizer", organizer.address())
        made.add("attendee", attendee.address(RSVP="FALSE", ROLE="REQ-PARTICIPANT"))
        calendar.add_component(made)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Bimtek//Kalender//ID")
    calendar.add("version", "2.0")
    return calendar
