"""What an erased person leaves here: the certificate as it was issued, and no way to reach anybody."""

from __future__ import annotations

from collections.abc import Sequence

from services.certificates.store import certificates
from shared.bus import outbox
from shared.db import Tx
from shared.events.certificates import CERTIFICATE_DELIVERED, Certificate, Delivery
from shared.events.registration import Registration
from shared.mail import mail


async def forget_people(tx: Tx, people: Sequence[Registration]) -> None:
    """Delete the mails to these people and the addresses they went to.

    Number, name and file of an issued certificate stay: it stands, and whoever holds the paper may have
    it checked. One that was never delivered is from now on fetched by its link alone.
    """
    if not people:
        return
    for person in people:
        await mail.forget(tx, person.subject)
    for id in await certificates.forget_address(tx, [person.id for person in people]):
        await mail.forget(tx, f"{Certificate.SUBJECT}/{id}")
        row = await certificates.get(tx, id)
        if row is None or row.delivery not in (Delivery.NOT_YET, Delivery.FAILED) or not row.edition:
            continue
        await certificates.set_delivery(tx, id, Delivery.BY_LINK, "")
        told = await certificates.get(tx, id)
        assert told is not None
        await outbox.add(tx, CERTIFICATE_DELIVERED(certificates.document(told)))
