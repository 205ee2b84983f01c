"""Mail that did not arrive: an address marked as wrong or corrected, and what failed sent once more.

Sending once more is a new occasion, the earlier one with a number, and each mail has one successor: a double
click, a repeated request and a retried transaction all name the same one.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.actions import own
from services.registration.actions.letters import Letter, can_be_mailed, facts_of, send, task_instead
from services.registration.actions.moving import hold, tell_change
from services.registration.actions.office import By
from services.registration.domain.messages import IN_ORDER, STATE, next_occasion, overtaken_by
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import changes, copies, messages, outgoing, registrations, tasks
from services.registration.store.outgoing import Outgoing
from services.registration.store.registrations import Row
from shared import audit
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.i18n import _
from shared.mail import Mail, MailResult, mail

ENDED_BADLY = ("refused", "failed")


async def send_again(tx: Tx, now: datetime, by: By, mail_id: int) -> bool:
    """Send a mail that failed once more, to the address the person has today; False: that was done before.

    Raises NotPossible for another office's mail, one that did not fail, one that a newer message made
    needless, and where the address is known not to work.
    """
    registration_id = await outgoing.whose(tx, mail_id, by.organization_id)
    if registration_id is None:
        raise NotPossible(Reason.UNKNOWN)
    _seat, row = await hold(tx, registration_id, by.organization_id)
    (letter,) = [one for one in await outgoing.of_person(tx, row.id) if one.id == mail_id] or (None,)
    if letter is None:
        raise NotPossible(Reason.UNKNOWN)
    if letter.sent_again:
        return False
    if letter.state not in ENDED_BADLY or row.state is RegistrationState.MERGED:
        raise NotPossible(Reason.NOT_FAILED)
    if not can_be_mailed(row):
        raise NotPossible(Reason.WRONG_ADDRESS)
    if await _is_needless(tx, now, letter):
        raise NotPossible(Reason.NEWER_MESSAGE)
    await _repeat(tx, now, row, letter)
    await audit.record(
        tx, by.who, by.organization_id, "mail sent again", row.subject, None, {"purpose": letter.purpose}
    )
    return True


async def correct_email(tx: Tx, now: datetime, by: By, id: UUID, email: str) -> tuple[Row, int]:
    """Replace an address that does not work and send to the new one all that failed and still holds.

    Where nothing did, the link of the person's page goes. Answers how many mails went again.
    """
    _seat, before = await hold(tx, id, by.organization_id)
    if before.email == email and not before.email_trouble:
        return before, 0  # the same click once more
    await changes.set_person(tx, id, own.person_of(before)._replace(email=email))
    await changes.trust_email(tx, id)
    row = await tell_change(tx, id)
    count = 0
    if before.state is not RegistrationState.MERGED:
        count = await _repeat_failed(tx, now, row)
    if not count:
        await send(tx, now, [Letter(row, "link_again", await facts_of(tx, row), {"from_office": True})])
    halves = {"state": before.state.value}, {"state": row.state.value, "reason": row.reason}
    await audit.record(tx, by.who, by.organization_id, "email corrected", row.subject, *halves)
    return row, count


async def mark_wrong(tx: Tx, now: datetime, by: By, id: UUID) -> bool:
    """Somebody of the office knows that the address is wrong, though its server took the mail.

    The last thing the person was told about their registration becomes a call to make. False: it was
    marked already. Raises NotPossible where there is no address.
    """
    _seat, row = await hold(tx, id, by.organization_id)
    if not row.email:
        raise NotPossible(Reason.WRONG_ADDRESS)
    if row.email_trouble:
        return False
    await changes.mark_email(tx, row.id, row.email, _("Ditandai salah oleh {name}", name=by.name))
    told = [one for one in await outgoing.of_person(tx, row.id) if one.purpose in STATE]
    for letter in told[-1:]:
        kept = await outgoing.content(tx, letter.id)
        if kept is not None and letter.state == "sent" and not await _is_needless(tx, now, letter):
            result = MailResult(
                letter.purpose, row.subject, letter.occasion, letter.recipient, "refused", "", kept.data
            )
            await tasks.add_many(tx, now, [task_instead(row, result)])
    await audit.record(tx, by.who, by.organization_id, "email marked wrong", row.subject, None, {})
    return True


async def _repeat_failed(tx: Tx, now: datetime, row: Row) -> int:
    failed = [
        one
        for one in await outgoing.of_person(tx, row.id)
        if one.state in ENDED_BADLY and not one.sent_again and not await _is_needless(tx, now, one)
    ]
    for letter in failed:
        await _repeat(tx, now, row, letter)
    return len(failed)


async def _is_needless(tx: Tx, now: datetime, letter: Outgoing) -> bool:
    """Whether a newer message says more or otherwise, or what it announced is over."""
    row = await registrations.read(tx, letter.registration_id)
    workshop = await copies.WORKSHOPS.get(tx, row.workshop_id) if row else None
    if workshop is not None:
        over = {"reminder": workshop.starts_at, "workshop_changed": workshop.ends_at}
        if now >= over.get(letter.purpose, datetime.max.replace(tzinfo=now.tzinfo)):
            return True
    newer = overtaken_by(letter.purpose)
    if letter.purpose in IN_ORDER:
        newer |= {letter.purpose}
    return await messages.said_later(tx, letter.registration_id, letter.purpose, letter.occasion, newer)


async def _repeat(tx: Tx, now: datetime, row: Row, letter: Outgoing) -> None:
    kept = await outgoing.content(tx, letter.id)
    assert kept is not None, "registration attaches nothing to its mails"
    await mail.add(
        tx,
        Mail(
            purpose=letter.purpose,
            subject=row.subject,
            organization_id=row.organization_id,
            to=row.email,
            occasion=next_occasion(letter.occasion),
            language=kept.language,
            data=kept.data,
        ),
    )
    await outgoing.close_call(tx, now, row.id, letter.purpose, letter.occasion)
