"""An office's own words in its mails: kept, put into a mail whose turn has come, and tried out."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.registration.actions.office import By
from services.registration.domain.message_texts import Text, filled
from services.registration.settings import TRIED_KEPT
from services.registration.store import message_texts
from shared import audit
from shared.crypto import Keys
from shared.db import Tx
from shared.events.scheduling import Organization
from shared.ids import new_code, new_id
from shared.indonesia import shown_phone
from shared.mail import mail
from shared.mail.queue import Letter
from shared.mail.wording import Wording, paragraphs

ANYTHING = object()  # whatever was there
TRIAL = "trial"  # in a mail's data: it only tries the words
TRIED = "Staff/"  # the subject of such a mail begins so: whoever wrote them


class Overtaken(Exception):
    """Somebody else changed these words since they were seen; nothing was changed."""


async def keep(
    tx: Tx, by: By, purpose: str, language: str, text: Text, seen: datetime | Any = ANYTHING
) -> None:
    """Say it so from the next mail on, those that wait included; an empty text is the product's own.

    `seen`: when the words were changed that the writer had before them, None for the product's own, and
    without it whatever stands there is replaced. Raises Overtaken.
    """
    before = await message_texts.read(tx, by.organization_id, purpose, language)
    was = before.text if before else Text()
    if text == was:
        return
    then = (before.changed_at if before else None) if seen is ANYTHING else seen
    if text.own:
        done = await message_texts.keep(tx, by.organization_id, purpose, language, text, by.name, then)
    else:
        done = then is not None and await message_texts.forget(
            tx, by.organization_id, purpose, language, then
        )
    if not done:
        raise Overtaken
    subject = f"Organization/{by.organization_id}"
    told = {"purpose": purpose, "language": language}
    await audit.record(
        tx, by.who, by.organization_id, "mail text changed", subject, _told(was), told | _told(text)
    )


def _told(text: Text) -> dict[str, str]:
    return {"mail_subject": text.subject, "opening": text.opening, "closing": text.closing}


async def wording(tx: Tx, letter: Letter, organization: Organization) -> Wording:
    """What the office says in this mail, as it is written when its turn comes."""
    kept = await message_texts.read(tx, letter.organization_id, letter.purpose, letter.language)
    return worded(kept.text if kept else Text(), letter.data, letter.language, organization.short_name)


def worded(text: Text, data: Mapping[str, Any], language: str, office: str) -> Wording:
    """The text with the facts of one mail; they are data of the mail, in the reader's language."""
    trial = bool(data.get(TRIAL))
    if not text.own:
        return Wording(trial=trial)
    values = _values(data, language, office)
    return Wording(
        subject=filled(text.subject, values),
        opening=paragraphs(filled(text.opening, values)),
        closing=paragraphs(filled(text.closing, values)),
        trial=trial,
    )


def _values(data: Mapping[str, Any], language: str, office: str) -> dict[str, str]:
    """By placeholder. The name is the one mails greet with, in which a stranger can write no address."""
    phone = data.get("contact_whatsapp") or ""
    known = {
        "nama": data.get("name"),
        "bimtek": data.get("workshop"),
        "tanggal": (data.get("when") or {}).get(language),
        "tempat": data.get("place"),
        "alamat": data.get("address"),
        "narahubung": data.get("contact_name"),
        "wa_narahubung": shown_phone(phone) if phone else "",
        "instansi": office,
        "urutan": data.get("place_in_line"),
        "jam": data.get("offer_hours"),
        "alasan": data.get("reason"),
    }
    return {name: "" if value is None else str(value) for name, value in known.items()}


async def try_out(
    tx: Tx, by: By, keys: Keys, to: str, purpose: str, language: str, example: Mapping[str, Any]
) -> None:
    """Mail the kept words to whoever wrote them, with the facts of an example; each time once more.

    Its link is made of a code nobody has.
    """
    nobody = base64.b64encode(keys.encrypt(new_code(), purpose="manage_code")).decode()
    await mail.add(
        tx,
        mail.Mail(
            purpose=purpose,
            subject=by.who,
            organization_id=by.organization_id,
            to=to,
            occasion=f"{TRIAL} {new_id()}",
            language=language,
            data={**example, TRIAL: True, "sealed": {"manage_code": nobody}},
        ),
    )
    subject, told = f"Organization/{by.organization_id}", {"purpose": purpose, "language": language}
    await audit.record(tx, by.who, by.organization_id, "mail text tried", subject, None, told)


async def forget_tried(tx: Tx) -> int:
    """Delete what tried the words of a mail some time ago, with the address it went to; how many.

    Mails to people go with their workshop's time (`retention`); these belong to none.
    """
    return await message_texts.forget_tried(tx, TRIED, TRIED_KEPT)
