"""Trainers who are invited: their mails as they read them, and their links."""

from __future__ import annotations

import base64
import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from icalendar import Calendar

from services.scheduling.actions import invitations, trainer_answers, trainer_page
from services.scheduling.actions.trainer_letters import PAGE, Post
from services.scheduling.domain.bookings import Span
from services.scheduling.service import SERVICE
from services.scheduling.store import materials, proposals, trainer_links, trainer_tasks
from services.scheduling.store.trainer_links import Guest
from shared import files, staff
from shared.crypto import Keys
from shared.db import Database
from shared.mail.compose import Composer
from shared.mail.queue import Letter
from tests.support.scheduling import FIRST_DAY, Planner, at

FROM = "bimtek@contoh.example"
URL = "https://bimtek.contoh.example"
PDF = b"%PDF-1.7\n% contoh\n"


def post(keys: Keys) -> Post:
    return Post(keys, FROM)


@dataclass(frozen=True)
class Read:
    """One mail as its reader has it."""

    purpose: str
    occasion: str
    to: str
    subject: str
    text: str
    html: str
    message: EmailMessage
    link: str  # path of the trainer's page
    calendars: dict[str, Calendar]  # by METHOD


async def mails(db: Database, keys: Keys) -> list[Read]:
    """Everything queued to trainers, composed as it would go out, oldest first."""
    composer = Composer(SERVICE.folder / "templates", mail_from=FROM, public_url=URL, keys=keys)
    async with db.read() as tx:
        rows = await tx.fetch(
            "select id, purpose, subject, occasion, organization_id, recipient, language, data, attachments,"
            " message_id, date from mail where purpose like 'trainer%' order by id"
        )
        found = []
        for row in rows:
            letter = Letter(**{**dict(row), "lease": row["message_id"], "attempts": 1})
            office = await staff.organization(tx, letter.organization_id)
            assert office is not None
            attached = []
            for one in letter.attachments:
                file = await files.get(tx, UUID(one["file"]))
                assert file is not None
                attached.append((file, one["name"]))
            content = composer.compose(letter, office, attached).content
            found.append(_read(letter, content, keys))
    return found


def _read(letter: Letter, content: bytes, keys: Keys) -> Read:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    calendars = {}
    for part in message.iter_attachments():
        assert part.get_content_type() == "text/calendar"
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        calendar = Calendar.from_ical(payload.decode())
        assert isinstance(calendar, Calendar)
        assert str(part["Content-Type"].params["method"]).upper() == calendar["METHOD"]
        calendars[str(calendar["METHOD"])] = calendar
    sealed = base64.b64decode(letter.data["sealed"][PAGE])
    return Read(
        letter.purpose,
        letter.occasion,
        letter.recipient,
        str(message["Subject"]),
        text.get_content(),
        html.get_content(),
        message,
        f"/narasumber/{keys.decrypt(sealed, purpose=PAGE)}",
        calendars,
    )


async def invited(office: Planner, keys: Keys, workshop_id: UUID) -> int:
    """How many trainers were asked by this press of the button."""
    return int(await office.db.run(invitations.invite, office.now, post(keys), office.by, workshop_id))


async def guest(office: Planner, trainer_id: UUID) -> Guest:
    """Who holds the trainer's link."""
    async with office.db.read() as tx:
        found = await trainer_links.of(tx, office.office_id, trainer_id)
    assert found is not None
    return found


async def confirmed(office: Planner, workshop_id: UUID, trainer_id: UUID) -> None:
    """The trainer says yes by their link."""
    who = await guest(office, trainer_id)
    await office.db.run(trainer_answers.confirm, office.now, who, workshop_id)


async def state(office: Planner, workshop_id: UUID, trainer_id: UUID) -> dict[str, Any]:
    """The invitation's row."""
    async with office.db.read() as tx:
        row = await tx.fetchrow(
            "select * from invitation where workshop_id = $1 and trainer_id = $2", workshop_id, trainer_id
        )
    assert row is not None
    return dict(row)


async def answered(
    office: Planner, keys: Keys, workshop_id: UUID, session_id: UUID, trainer_id: UUID
) -> dict[str, UUID]:
    """An open proposal, a task and a file of a trainer without email: one of everything paths can name."""
    await invited(office, keys, workshop_id)
    who = await guest(office, trainer_id)
    span = Span(at(FIRST_DAY, "13.00"), at(FIRST_DAY, "14.00"))
    now: datetime = office.now
    await office.db.run(trainer_answers.propose, now, who, workshop_id, session_id, span, "Rahasia alasan")
    file = ("Rahasia materi.pdf", "application/pdf", PDF)
    await office.db.run(trainer_page.hand_in, now, who, workshop_id, *file)
    async with office.db.read() as tx:
        (proposal,) = await proposals.open_of(tx, office.office_id, workshop_id)
        (task,) = await trainer_tasks.open_of(tx, office.office_id)
        (material,) = await materials.of_workshop(tx, office.office_id, workshop_id)
    return {"proposal_id": proposal.id, "task_id": task.id, "material_id": material.id}
