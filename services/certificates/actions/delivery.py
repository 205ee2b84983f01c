"""How a certificate reaches its owner."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from services.certificates.actions.withdrawal import own
from services.certificates.domain.refusals import Reason, Refused
from services.certificates.domain.states import State
from services.certificates.store import certificates, copies, editions
from shared import audit
from shared.bus import outbox
from shared.db import Tx
from shared.events.certificates import (
    CERTIFICATE_DELIVERED,
    CERTIFICATE_UNDELIVERABLE,
    Certificate,
    Delivery,
)
from shared.mail import Mail, MailResult, mail

READY, REPLACED = "certificate_ready", "certificate_replaced"


async def deliver(tx: Tx, id: UUID, edition: editions.Edition) -> None:
    """Queue the mail with the file, or, without an address, leave it to the person's page."""
    row = await certificates.get(tx, id)
    person = await copies.REGISTRATIONS.get(tx, row.registration_id) if row else None
    if row is None or person is None or not person.email:
        await certificates.set_delivery(tx, id, Delivery.BY_LINK, "")
        return
    workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
    mailing = await certificates.mailed(tx, id, person.email)
    await mail.add(
        tx,
        Mail(
            purpose=READY if edition.ordinal == 1 else REPLACED,
            subject=row.subject,
            occasion=_occasion(edition.ordinal, mailing),
            organization_id=row.organization_id,
            to=person.email,
            language=person.language,
            data={
                "name": row.name,
                "number": row.number,
                "workshop": workshop.full_title if workshop else "",
                "jp": row.face.jp if row.face else 0,
                "holder_code": row.holder_code,
                "code": edition.code,
                "check_code": edition.check_code,
            },
            attachments=((edition.file_id, file_name(row.number)),),
        ),
    )


async def send_again(tx: Tx, organization_id: UUID, id: UUID, who: str) -> str:
    """Mail the current edition once more, to the address registration knows now; the address.

    Raises Refused, NotFound.
    """
    row = await own(tx, organization_id, id)
    person = await copies.REGISTRATIONS.get(tx, row.registration_id)
    if row.state is not State.ISSUED:
        raise Refused(Reason.NOT_ISSUED)
    if person is None or not person.email:
        raise Refused(Reason.NO_ADDRESS)
    edition = (await editions.of_certificate(tx, id))[-1]
    await deliver(tx, id, edition)
    what = "certificate sent again"
    await audit.record(tx, who, organization_id, what, row.subject, None, {"edition": edition.ordinal})
    return person.email


async def mark_handed_over(tx: Tx, organization_id: UUID, id: UUID, who: str) -> None:
    """Note that the person has the link or the paper. Raises Refused, NotFound."""
    row = await own(tx, organization_id, id)
    if row.state is not State.ISSUED:
        raise Refused(Reason.NOT_ISSUED)
    await _ended(tx, row, Delivery.BY_LINK, "")
    await audit.record(tx, who, organization_id, "certificate handed over", row.subject)


async def mail_ended(tx: Tx, now: datetime, result: MailResult) -> None:
    """What became of a mail: only the newest one about the current edition counts."""
    if result.purpose not in (READY, REPLACED):
        return
    row = await certificates.locked(tx, UUID(result.subject.removeprefix(f"{Certificate.SUBJECT}/")))
    if row is None or result.occasion != _occasion(row.edition, row.mailings):
        return
    delivery = Delivery.MAILED if result.state == "sent" else Delivery.FAILED
    await _ended(tx, row, delivery, "" if result.state == "sent" else result.detail)


async def _ended(tx: Tx, row: certificates.Row, delivery: Delivery, detail: str) -> None:
    await certificates.set_delivery(tx, row.id, delivery, detail)
    told = await certificates.get(tx, row.id)
    assert told is not None
    event = CERTIFICATE_UNDELIVERABLE if delivery is Delivery.FAILED else CERTIFICATE_DELIVERED
    await outbox.add(tx, event(certificates.document(told)))


def file_name(number: str) -> str:
    """The attachment's name: the number with what file systems refuse replaced."""
    return f"Sertifikat-{re.sub(r'[^0-9A-Za-z]+', '-', number).strip('-')}.pdf"


def _occasion(edition: int, mailing: int) -> str:
    return f"{edition}.{mailing}"
