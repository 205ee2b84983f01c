"""From a number to a sealed file in the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from services.certificates.actions.delivery import deliver
from services.certificates.actions.making import TO_MAKE
from services.certificates.actions.withdrawal import own
from services.certificates.settings import CLAIM_AT_ONCE, CLAIM_LASTS, RETRY_AFTER, TRIES
from services.certificates.store import certificates, editions
from shared import audit, files
from shared.bus import outbox
from shared.db import Tx, wake
from shared.events.certificates import CERTIFICATE_ISSUED, CERTIFICATE_REPLACED, PublicReason
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Sealed:
    """A finished file and the codes that stand on it."""

    pdf: bytes
    code: str
    check_code: str
    sealed_at: datetime  # wall clock


class MadeAlready(Exception):
    """Another process was faster; its file stands and this one is thrown away."""


async def claim(tx: Tx) -> list[editions.Order]:
    """Files to be made, ours until the lease ends."""
    return await editions.claim(tx, CLAIM_AT_ONCE, TRIES, CLAIM_LASTS)


async def give_back(tx: Tx, orders: Sequence[editions.Order]) -> None:
    """This process ends: whoever else makes files takes these."""
    await editions.give_back(tx, orders)
    wake(TO_MAKE)


async def issue(tx: Tx, now: datetime, order: editions.Order, sealed: Sealed) -> bool:
    """Keep the file, tell the others and mail it, all at once; whether it was still wanted.

    The file is not taken when the certificate was revoked or corrected while it was made. Raises
    MadeAlready when an edition with this ordinal stands.
    """
    row = await certificates.locked(tx, order.certificate_id)
    if row is None or not row.being_made or (row.edition + 1, row.name) != (order.edition, order.name):
        return False
    edition = editions.Edition(
        id=new_id(),
        certificate_id=row.id,
        ordinal=order.edition,
        code=sealed.code,
        check_code=sealed.check_code,
        name=order.name,
        file_id=await files.keep(tx, sealed.pdf, "application/pdf"),
        sha256=sha256(sealed.pdf).digest(),
        sealed_at=sealed.sealed_at,
        issued_at=now,
    )
    if not await editions.add(tx, edition):
        raise MadeAlready
    await editions.make_current(tx, edition, row.replaces_because or PublicReason.REPLACED)
    await deliver(tx, row.id, edition)
    issued = await certificates.get(tx, row.id)
    assert issued is not None
    event = CERTIFICATE_ISSUED if edition.ordinal == 1 else CERTIFICATE_REPLACED
    await outbox.add(tx, event(certificates.document(issued)))
    after = {"number": row.number, "edition": edition.ordinal, "sha256": edition.sha256.hex()}
    await audit.record(
        tx, "certificates", row.organization_id, "certificate issued", row.subject, None, after
    )
    return True


async def could_not_make(tx: Tx, order: editions.Order, reason: str, *, hopeless: bool) -> None:
    """Note why the file was not made. A `hopeless` one waits for a person, others are tried again."""
    pause: timedelta = RETRY_AFTER * 2 ** (order.tries - 1)
    await editions.fail(tx, order, reason, pause, TRIES if hopeless else order.tries)


async def try_again(tx: Tx, organization_id: UUID, id: UUID, who: str) -> None:
    """A person asks for the file once more. Raises NotFound."""
    row = await own(tx, organization_id, id)
    if row.being_made:
        await certificates.try_again(tx, row.id)
        await audit.record(tx, who, organization_id, "certificate file asked for again", row.subject)
        wake(TO_MAKE)
