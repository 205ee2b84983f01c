"""Telling trainers: a mail with their sessions as iCalendar, or a task where there is no address."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.domain import ical
from services.scheduling.domain.ical import Entry, Mailbox
from services.scheduling.domain.invitations import Told, ends_at, starts_at
from services.scheduling.domain.refusals import Missing
from services.scheduling.store import offices, trainer_links, trainer_tasks, trainers
from services.scheduling.store.trainer_links import Guest
from shared import files, ids
from shared.clock import wall
from shared.crypto import Keys
from shared.db import Tx
from shared.mail import Mail, MailResult, mail

PAGE, FEED = "trainer_code", "trainer_feed"  # what the two codes are sealed for; a mail opens the first
CALENDAR = "text/calendar; charset=utf-8; method="
SUBJECT = "Invitation/"


@dataclass(frozen=True)
class Post:
    """What letters need of the installation."""

    keys: Keys
    mail_from: str  # who invites, where the office has no address of its own


@dataclass(frozen=True)
class Calendar:
    """Sessions for the trainer's calendar: to be put in, and to be taken out."""

    sequence: int
    put_in: Sequence[Told] = ()
    take_out: Sequence[Told] = ()


@dataclass(frozen=True)
class Letter:
    """One message to one trainer; `data` is JSON and all that a template shows."""

    invitation_id: UUID
    organization_id: UUID
    trainer_id: UUID
    purpose: str
    occasion: str
    about: Mapping[str, Any]  # of the workshop
    data: Mapping[str, Any] = field(default_factory=dict)
    calendar: Calendar | None = None


async def send(tx: Tx, now: datetime, post: Post, letter: Letter) -> None:
    """Queue the mail, or note that somebody has to be called."""
    trainer = await trainers.find(tx, letter.organization_id, letter.trainer_id)
    assert trainer is not None, "an invitation names a trainer of its office"
    data = {"name": trainer.name, **letter.about, **letter.data}
    guest = await link_of(tx, post.keys, letter.organization_id, letter.trainer_id)
    if not trainer.email:
        await _to_contact(tx, now, letter, data)
        return
    await mail.add(
        tx,
        Mail(
            purpose=letter.purpose,
            subject=f"{SUBJECT}{letter.invitation_id}",
            organization_id=letter.organization_id,
            to=trainer.email,
            occasion=letter.occasion,
            data={**data, "sealed": {PAGE: b64encode(guest.page_sealed).decode()}},
            attachments=await _attachments(tx, post, letter, Mailbox(trainer.name, trainer.email)),
        ),
    )


async def link_of(tx: Tx, keys: Keys, organization_id: UUID, trainer_id: UUID) -> Guest:
    """The trainer's links, made when first needed. Raises Missing for another office's trainer."""
    if await trainers.find(tx, organization_id, trainer_id) is None:
        raise Missing
    found = await trainer_links.of(tx, organization_id, trainer_id)
    if found is None:
        await trainer_links.add(tx, trainer_id, _new(keys, PAGE), _new(keys, FEED))
        found = await trainer_links.of(tx, organization_id, trainer_id)
    assert found is not None
    return found


def _new(keys: Keys, purpose: str) -> tuple[bytes, bytes]:
    code = ids.new_code()
    return ids.digest(code), keys.encrypt(code, purpose=purpose)


async def task_instead(tx: Tx, now: datetime, organization_id: UUID, result: MailResult) -> None:
    """A mail that did not arrive becomes a task that says all it had to say."""
    data = {name: value for name, value in result.data.items() if name != "sealed"}
    invitation_id = UUID(result.subject.removeprefix(SUBJECT))
    await trainer_tasks.add(
        tx, ids.new_id(), organization_id, invitation_id, result.purpose, result.occasion, data, now
    )


async def _to_contact(tx: Tx, now: datetime, letter: Letter, data: Mapping[str, Any]) -> None:
    await trainer_tasks.add(
        tx,
        ids.new_id(),
        letter.organization_id,
        letter.invitation_id,
        letter.purpose,
        letter.occasion,
        data,
        now,
    )


async def _attachments(tx: Tx, post: Post, letter: Letter, attendee: Mailbox) -> tuple[tuple[UUID, str], ...]:
    if letter.calendar is None:
        return ()
    office = await offices.document(tx, letter.organization_id)
    assert office is not None
    organizer = Mailbox(office.short_name, office.email or post.mail_from)
    kept = []
    for method, make, name, sessions in (
        ("REQUEST", ical.request, "jadwal.ics", letter.calendar.put_in),
        ("CANCEL", ical.cancel, "dibatalkan.ics", letter.calendar.take_out),
    ):
        if sessions:
            entries = [_entry(letter, session, cancelled=method == "CANCEL") for session in sessions]
            content = make(entries, organizer, attendee)
            kept.append((await files.keep(tx, content, f"{CALENDAR}{method.lower()}"), name))
    return tuple(kept)


def _entry(letter: Letter, session: Told, *, cancelled: bool) -> Entry:
    assert letter.calendar is not None
    return Entry(
        session_id=session["id"],
        sequence=letter.calendar.sequence,
        stamp=wall(),
        starts_at=starts_at(session),
        ends_at=ends_at(session),
        zone=letter.about["zone"],
        summary=f"{session['subject']} · {letter.about['workshop']}",
        location=", ".join(part for part in (session["place"], session["address"]) if part),
        url=session["map_url"],
        cancelled=cancelled,
    )
