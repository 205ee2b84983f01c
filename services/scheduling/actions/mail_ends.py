"""What the mail server said, handed to whom it concerns; nobody waits for the mails to staff."""

from __future__ import annotations

from datetime import datetime

from services.scheduling.actions import letter_delivery, requests, trainer_reaching
from shared.db import Tx
from shared.mail import MailResult

_BY_KIND = {
    "Request": requests.on_mail,
    "Invitation": trainer_reaching.on_mail,
    "Letter": letter_delivery.on_mail,
}


async def on_mail(tx: Tx, now: datetime, result: MailResult) -> None:
    """Called in the transaction that marks the mail; its subject names a kind and an id."""
    concerned = _BY_KIND.get(result.subject.partition("/")[0])
    if concerned is not None:
        await concerned(tx, now, result)
