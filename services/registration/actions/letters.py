"""Telling people: a mail where there is an address that works, else a task for the office."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.registration.domain.messages import overtakes
from services.registration.domain.names import greeted
from services.registration.store import copies, tasks
from services.registration.store.registrations import Row
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.i18n import LANGUAGES, _, days, using_language
from shared.mail import MailResult, mail
from shared.mail.mail import Mail

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person: `facts` of the workshop, `extra` of the occasion, JSON only."""

    row: Row
    purpose: str
    facts: Facts
    extra: Mapping[str, Any] = field(default_factory=dict)
    occasion: str = ""  # empty: the version of the registration, so each change is told once


def facts(workshop: Workshop) -> dict[str, Any]:
    """What every letter says of a workshop."""
    return {
        "workshop": workshop.full_title,
        "slug": workshop.slug,
        "starts_at": workshop.starts_at.isoformat(),
        "when": {language: _when(workshop, language) for language in LANGUAGES},
        "zone": workshop.zone,
        "place": workshop.place.name,
        "address": workshop.place.address,
        "map_url": workshop.place.map_url,
        "bring": workshop.bring,
        "group_link": workshop.group_link,
        "contact_name": workshop.contact.name,
        "contact_whatsapp": workshop.contact.whatsapp,
        "contact_hours": workshop.contact.hours,
        "offer_hours": workshop.offer_hours,
    }


def _when(workshop: Workshop, language: str) -> str:
    with using_language(language):
        return days(workshop.starts_at, workshop.ends_at, workshop.zone)


async def facts_of(tx: Tx, row: Row) -> dict[str, Any]:
    """The facts of the workshop a registration belongs to."""
    workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
    assert workshop is not None, "a registration exists only for a workshop we heard of"
    return facts(workshop)


async def send(tx: Tx, now: datetime, letters: Sequence[Letter], *, first: bool = False) -> None:
    """Queue all letters with at most two statements, and close the tasks they make needless.

    `first`: these people were never told anything, so there is nothing to close.
    """
    for purpose in {} if first else {letter.purpose: None for letter in letters}:
        if needless := overtakes(purpose):
            people = [letter.row.id for letter in letters if letter.purpose == purpose]
            await tasks.overtake(tx, now, people, needless)
    await mail.add_many(tx, [_mail(letter) for letter in letters if can_be_mailed(letter.row)])
    await tasks.add_many(tx, now, [_task(letter) for letter in letters if not can_be_mailed(letter.row)])


def can_be_mailed(row: Row) -> bool:
    """Whether there is an address that is not known to fail."""
    return bool(row.email) and not row.email_trouble


def _occasion(letter: Letter) -> str:
    return letter.occasion or str(letter.row.version)


def _data(letter: Letter) -> dict[str, Any]:
    return {
        "name": greeted(letter.row.full_name) or _nobody(letter.row.language),
        "reason": letter.row.reason,
        **letter.facts,
        **letter.extra,
    }


def _nobody(language: str) -> str:
    """How somebody is greeted whose name was nothing but links."""
    with using_language(language):
        return _("Bapak/Ibu")


def _mail(letter: Letter) -> Mail:
    row = letter.row
    # The link that opens the person's page rests sealed; the sender opens it while rendering.
    sealed = {"manage_code": base64.b64encode(row.manage_sealed).decode()}
    return Mail(
        purpose=letter.purpose,
        subject=row.subject,
        organization_id=row.organization_id,
        to=row.email,
        occasion=_occasion(letter),
        language=row.language,
        data={**_data(letter), "card_code": row.card_code, "sealed": sealed},
    )


def _task(letter: Letter) -> tasks.NewTask:
    row = letter.row
    return tasks.NewTask(
        registration_id=row.id,
        workshop_id=row.workshop_id,
        organization_id=row.organization_id,
        purpose=letter.purpose,
        occasion=_occasion(letter),
        data=_data(letter),
    )


SECRET = ("sealed", "card_code")  # a task rests in clear; the page takes them from the registration itself


def task_instead(row: Row, result: MailResult, *, overtaken: bool = False) -> tasks.NewTask:
    """The task for a mail that did not arrive: it says all that the mail had to say."""
    return tasks.NewTask(
        registration_id=row.id,
        workshop_id=row.workshop_id,
        organization_id=row.organization_id,
        purpose=result.purpose,
        occasion=result.occasion,
        data={name: value for name, value in result.data.items() if name not in SECRET},
        overtaken=overtaken,
    )
