"""The text of a mail as a message to send by hand: one wording for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from aiohttp import web

from services.registration.actions.message_texts import worded
from services.registration.domain.groups import Contact
from services.registration.domain.message_texts import Text
from services.registration.store import groups, message_texts, registrations
from services.registration.store.message_texts import Kept
from services.registration.store.registrations import Row
from services.registration.store.tasks import Task
from services.registration.web.views import manage_code
from shared import staff
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.i18n import using_language
from shared.mail.wording import Wording
from shared.web import running
from shared.web.rendering import render_text


def addressed(data: Mapping[str, Any], row: Row) -> Row:
    """Whom a task is about: of somebody erased the task alone still knows name and number, to say that."""
    if row.state is not RegistrationState.ERASED:
        return row
    return row._replace(full_name=data.get("full_name", ""), phone=data.get("phone", ""))


class Whom(NamedTuple):
    """Who is called for a task: the person, or, without a number of their own, their contact person."""

    row: Row
    through: Contact | None

    @property
    def phone(self) -> str:
        return self.through.phone if self.through else self.row.phone


async def whom(tx: Tx, found: Sequence[Task]) -> dict[UUID, Whom]:
    """Whom to call for each of these tasks, by its id."""
    rows = await registrations.read_many(tx, [task.registration_id for task in found])
    people = {row.id: row for row in rows}
    rows = [addressed(task.data, people[task.registration_id]) for task in found]
    lists = {row.group_id for row in rows if row.group_id and not row.phone}
    contacts = await groups.contacts(tx, lists) if lists else {}
    return {
        task.id: Whom(row, contacts.get(row.group_id) if row.group_id and not row.phone else None)
        for task, row in zip(found, rows, strict=True)
    }


class Words(NamedTuple):
    """What an office says in its own words, by purpose and language, and what it is called."""

    texts: Mapping[tuple[str, str], Kept]
    office: str

    def of(self, purpose: str, language: str, data: Mapping[str, Any]) -> Wording:
        kept = self.texts.get((purpose, language))
        return worded(kept.text if kept else Text(), data, language, self.office)


async def words_of(tx: Tx, organization_id: UUID) -> Words:
    """The words of an office for all of its mails."""
    office = await staff.organization(tx, organization_id)
    texts = await message_texts.of_office(tx, organization_id)
    return Words(texts, office.short_name if office else "")


def ready_text(request: web.Request, purpose: str, data: Mapping[str, Any], row: Row, words: Words) -> str:
    """What somebody of the office can send to this person by WhatsApp, with the link of their page.

    In the person's language, whichever the office reads.
    """
    service = running(request)
    link = service.settings.public_url.rstrip("/")
    if row.state is not RegistrationState.ERASED:  # whose page is gone
        link = f"{link}/pendaftaran/{manage_code(service.keys, row)}"
    values = {**data, "card_code": row.card_code, "link": link, "lang": row.language}
    values["own"] = words.of(purpose, row.language, data)
    with using_language(row.language):
        text = render_text(request, f"email/{purpose}/message.txt", **values)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
