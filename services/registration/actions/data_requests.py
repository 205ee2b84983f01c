"""Requests about one's own data: asked by the person's link, answered by the office in time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.actions import erasing
from services.registration.actions.letters import Letter, can_be_mailed, facts_of, send
from services.registration.actions.moving import hold
from services.registration.actions.office import By
from services.registration.domain.data_requests import Kind, Standing, due
from services.registration.domain.names import greeted
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import GOODBYE_KEPT
from services.registration.store import data_requests, tasks
from services.registration.store.registrations import Row
from shared import audit
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.ids import new_id
from shared.mail import mail
from shared.mail.mail import Mail

GONE = (RegistrationState.ERASED, RegistrationState.MERGED)


async def ask(tx: Tx, now: datetime, id: UUID, kind: Kind, words: str) -> bool:
    """Start the clock and confirm by mail; whether it is new. Asking twice is one request."""
    _, row = await hold(tx, id)
    if row.state in GONE:
        raise NotPossible(Reason.STATE_CHANGED)
    request_id, due_at = new_id(), due(now)
    whose = (row.id, row.workshop_id, row.organization_id)
    if not await data_requests.add(tx, request_id, whose, kind, words, (now, due_at)):
        return False
    extra = {"kind": kind.value, "due_at": due_at.isoformat()}
    known = await facts_of(tx, row)
    await send(tx, now, [Letter(row, "data_request_received", known, extra, str(request_id))])
    await _note(tx, row.subject, row.organization_id, "data requested", row.subject, {"kind": kind.value})
    return True


async def decide(tx: Tx, now: datetime, by: By, request_id: UUID, done: bool, reason: str) -> None:
    """Say that it is done, or refuse it with a reason. A deletion that is done erases the person.

    Raises NotPossible for another office's, for one that was decided, and for a refusal without a reason.
    """
    known = await data_requests.read(tx, request_id, by.organization_id)
    if known is None:
        raise NotPossible(Reason.UNKNOWN)
    if known.state is not Standing.OPEN:
        raise NotPossible(Reason.STATE_CHANGED)
    if not done and not reason.strip():
        raise NotPossible(Reason.NEEDS_REASON)
    _, row = await hold(tx, known.registration_id, by.organization_id)
    asked = await data_requests.lock(tx, request_id, by.organization_id)
    if asked is None or asked.state is not Standing.OPEN:
        raise NotPossible(Reason.STATE_CHANGED)
    state = Standing.DONE if done else Standing.REFUSED
    await data_requests.decide(tx, asked.id, state, now, by.name, "" if done else reason)
    erased = done and asked.kind is Kind.DELETE
    extra = {"kind": asked.kind.value, "done": done, "erased": erased, "reason": "" if done else reason}
    facts = await facts_of(tx, row)
    if erased:
        goodbye = {"name": greeted(row.full_name), **facts, **extra}
        await _say_goodbye(tx, row, asked.id, goodbye)
        await erasing.erase(tx, now, by, row.id, "asked by the person")
        await _or_have_it_said(tx, now, row, asked.id, goodbye)
    elif row.state not in GONE:
        await send(tx, now, [Letter(row, "data_request_done", facts, extra, str(asked.id))])
    what = "data request done" if done else "data request refused"
    after = {"kind": asked.kind.value, "reason": "" if done else reason}
    await _note(tx, by.who, by.organization_id, what, row.subject, after)


async def _say_goodbye(tx: Tx, row: Row, request_id: UUID, data: dict[str, Any]) -> None:
    """The last mail: the law asks that deleting is told (UU 27/2022 pasal 45).

    It is the request's and not the registration's, whose mails go with the person; once it has arrived it
    goes too.
    """
    if can_be_mailed(row):
        await mail.add(
            tx,
            Mail(
                purpose="data_request_done",
                subject=f"DataRequest/{request_id}",
                organization_id=row.organization_id,
                to=row.email,
                language=row.language,
                data=data,
            ),
        )


async def _or_have_it_said(tx: Tx, now: datetime, row: Row, request_id: UUID, data: dict[str, Any]) -> None:
    """Without an address somebody of the office calls. The task alone still knows whom, and not for long:
    it is deleted as soon as it is done, and after two weeks in any case."""
    if row.phone and not can_be_mailed(row):
        kept = {**data, "full_name": row.full_name, "phone": row.phone}
        whose = (row.id, row.workshop_id, row.organization_id)
        await tasks.add_many(tx, now, [tasks.NewTask(*whose, tasks.GOODBYE, str(request_id), kept)])


async def forget_goodbye(tx: Tx, subject: str) -> None:
    """The last mail has ended: nothing of the person stays."""
    await mail.forget(tx, subject)


async def forget_goodbyes(tx: Tx, now: datetime) -> int:
    """What nobody has said within two weeks goes unsaid, also before the workshop; how many there were."""
    return await tasks.forget_goodbyes(tx, now - GOODBYE_KEPT)


async def _note(tx: Tx, who: str, office: UUID, what: str, subject: str, after: dict[str, Any]) -> None:
    await audit.record(tx, who, office, what, subject, None, after)
