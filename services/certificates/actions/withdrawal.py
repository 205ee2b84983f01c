"""When a certificate does not stay as it is: corrected, revoked, or looked at and left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.certificates.actions.making import TO_MAKE
from services.certificates.domain.refusals import NotFound, Reason, Refused
from services.certificates.domain.states import Attention, State, matter
from services.certificates.store import certificates, copies
from shared import audit
from shared.bus import outbox
from shared.db import Tx, wake
from shared.events.certificates import CERTIFICATE_REVOKED, PublicReason
from shared.mail import Mail, mail


async def own(tx: Tx, organization_id: UUID, id: UUID) -> certificates.Row:
    """The office's certificate, its row locked. Raises NotFound, also for another office's."""
    row = await certificates.locked(tx, id)
    if row is None or row.organization_id != organization_id:
        raise NotFound
    return row


async def revoke(
    tx: Tx, now: datetime, organization_id: UUID, id: UUID, reason: PublicReason, note: str, who: str
) -> None:
    """Let the certificate no longer hold, for ever. Raises Refused, NotFound.

    The reason is public, the note stays inside the office. The number is never given out again.
    """
    row = await own(tx, organization_id, id)
    if row.state not in (State.APPROVED, State.ISSUED):
        raise Refused(Reason.NOT_NUMBERED)
    await withdraw(tx, now, row, reason, note, who)


async def withdraw(
    tx: Tx, now: datetime, row: certificates.Row, reason: PublicReason, note: str, who: str
) -> None:
    """Revoke a numbered certificate whose row is ours; tell the others and, by mail, its owner."""
    await certificates.revoke(tx, row.id, now, reason, note)
    revoked = await certificates.get(tx, row.id)
    assert revoked is not None
    await outbox.add(tx, CERTIFICATE_REVOKED(certificates.document(revoked)))
    person = await copies.REGISTRATIONS.get(tx, row.registration_id)
    if person and person.email and row.edition:
        workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
        await mail.add(
            tx,
            Mail(
                purpose="certificate_revoked",
                subject=row.subject,
                organization_id=row.organization_id,
                to=person.email,
                language=person.language,
                data={
                    "name": row.name,
                    "number": row.number,
                    "workshop": workshop.full_title if workshop else "",
                    "reason": reason.value,
                    "code": row.code,
                },
            ),
        )
    before = {"state": row.state.value, "number": row.number}
    after = {"state": State.REVOKED.value, "reason": reason.value, "note": note}
    await audit.record(tx, who, row.organization_id, "certificate revoked", row.subject, before, after)


async def correct(tx: Tx, organization_id: UUID, id: UUID, name: str, reason: PublicReason, who: str) -> None:
    """Ask for a new edition with this name and the same number. Raises Refused, NotFound."""
    row = await own(tx, organization_id, id)
    if row.state not in (State.APPROVED, State.ISSUED):
        raise Refused(Reason.NOT_NUMBERED)
    if name == row.name:
        raise Refused(Reason.SAME_NAME)
    # What registration says now was seen by who typed the name: only another change is news.
    person = await copies.REGISTRATIONS.get(tx, row.registration_id)
    seen = matter(Attention.NAME, person.name_on_certificate) if person else row.dismissed
    await certificates.want_edition(tx, row.id, name, reason, seen)
    await audit.record(
        tx,
        who,
        organization_id,
        "certificate corrected",
        row.subject,
        {"name": row.name, "edition": row.edition},
        {"name": name, "edition": row.edition + 1, "reason": reason.value},
    )
    wake(TO_MAKE)


async def dismiss(tx: Tx, organization_id: UUID, id: UUID, who: str) -> None:
    """Leave the certificate as it is although something about its owner changed. Raises NotFound."""
    row = await own(tx, organization_id, id)
    if row.attention is Attention.NONE:
        return
    person = await copies.REGISTRATIONS.get(tx, row.registration_id)
    decided = matter(row.attention, person.name_on_certificate if person else "")
    await certificates.dismiss(tx, row.id, decided)
    await audit.record(
        tx, who, organization_id, "certificate left as it is", row.subject, {"matter": decided}
    )
