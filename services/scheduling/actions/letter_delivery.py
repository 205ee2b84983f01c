"""How letters reach people: mailed to trainers, or handed over and noted."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.scheduling.actions.letters import own
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.letters import assigns
from services.scheduling.domain.refusals import WrongState
from services.scheduling.store import letter_deliveries
from services.scheduling.store.letter_deliveries import Delivery, ToMail
from shared import audit, ids
from shared.db import Tx
from shared.mail import Mail, MailResult, mail


async def send(tx: Tx, now: datetime, by: Actor, letter_ids: Collection[UUID]) -> int:
    """Mail these letters to the trainers they are for; how many mails.

    Whoever has got an edition by mail, or has it on the way, gets it no second time; who has no address is
    passed over. Letters of other offices are not found.
    """
    sent = 0
    for one in await letter_deliveries.to_mail(tx, by.organization_id, letter_ids):
        delivery = Delivery(
            ids.new_id(), one.letter_id, one.edition, "email", one.trainer_id, one.name, one.email, "queued",
            "", now, by.name,
        )  # fmt: skip
        if not await letter_deliveries.add(tx, delivery):
            continue
        await mail.add(tx, _mail(by, one, delivery))
        after = {"number": one.number, "name": one.name}
        await audit.record(
            tx, who(by), by.organization_id, "letter mailed", f"Letter/{one.letter_id}", None, after
        )
        sent += 1
    return sent


async def handed(tx: Tx, now: datetime, by: Actor, letter_id: UUID, to: str) -> None:
    """*Sudah diserahkan*: who took it, and who says so. Raises Missing, and WrongState before the
    file is made."""
    letter = await own(tx, by, letter_id, "final")
    if letter.making:
        raise WrongState("letter_making", "change")
    delivery = Delivery(
        ids.new_id(), letter.id, letter.edition, "hand", None, letter.name, "", "handed", to, now, by.name
    )
    await letter_deliveries.add(tx, delivery)
    after = {"number": letter.number, "taken_by": to}
    await audit.record(tx, who(by), by.organization_id, "letter handed over", letter.subject, None, after)


async def on_mail(tx: Tx, now: datetime, result: MailResult) -> None:
    """What the mail server said stands at the letter."""
    state = "sent" if result.state == "sent" else "failed"
    await letter_deliveries.ended(tx, UUID(result.occasion), state, result.detail)


def file_name(kind: str, number: str, position: int = 0) -> str:
    """What a letter's file is called: "surat-tugas-094-001-disperin-iv-2017.pdf"."""
    what = "surat-tugas" if assigns(kind) else "surat"
    words = re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-") or "draf"
    return f"{position:02}-{what}-{words}.pdf" if position else f"{what}-{words}.pdf"


def _mail(by: Actor, one: ToMail, delivery: Delivery) -> Mail:
    return Mail(
        purpose="letter_sent",
        subject=f"Letter/{one.letter_id}",
        occasion=str(delivery.id),
        organization_id=by.organization_id,
        to=one.email,
        data={
            "name": one.name,
            "number": one.number,
            "assigns": assigns(one.kind),
            "workshop": one.workshop,
            "again": one.edition > 1,
        },
        attachments=((one.file_id, file_name(one.kind, one.number)),),
    )
