"""Requests for training: asked, studied, answered, turned into a workshop, withdrawn."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.domain.requests import Asked, checked_answer, decidable
from services.scheduling.domain.workshops import differences
from services.scheduling.settings import REQUEST_MAIL_PAUSE, REQUEST_MAILS_MOST
from services.scheduling.store import offices, request_answers, requests, workshops
from services.scheduling.store.requests import Request
from shared import audit, ids
from shared.crypto import Keys
from shared.db import Tx
from shared.mail import Mail, MailResult, mail


async def ask(
    tx: Tx, now: datetime, keys: Keys, organization_id: UUID, asked: Asked, language: str
) -> dict[str, str]:
    """Keep a request and confirm it by mail where there is an address, three times a day at most.

    Answers its id and, as `path`, the sealed link to its page. Raises Missing for an office that is not here.
    """
    if await offices.document(tx, organization_id) is None:
        raise Missing
    request_id, code = ids.new_id(), ids.new_code()
    sealed = keys.encrypt(f"/usulan/{code}", purpose="path")
    await requests.add(tx, request_id, organization_id, ids.digest(code), sealed, language, now, asked)
    subject, path = f"Request/{request_id}", b64encode(sealed).decode()
    # Nothing a stranger typed stands in it: the address may be somebody else's.
    if asked.email and await _may_write(tx, now, asked.email):
        await mail.add(
            tx,
            Mail(
                purpose="request_received",
                subject=subject,
                organization_id=organization_id,
                to=asked.email,
                language=language,
                data={"sealed": {"path": path}},
            ),
        )
    facts = {"subject": asked.subject, "commodity": asked.commodity, "people": asked.people}
    await audit.record(tx, subject, organization_id, "request made", subject, None, facts)
    return {"id": str(request_id), "path": path}


async def _may_write(tx: Tx, now: datetime, email: str) -> bool:
    """Not again and again: an address may be named to annoy its owner. The page shows the link anyway."""
    return await requests.asked_since(tx, email, now - REQUEST_MAIL_PAUSE) <= REQUEST_MAILS_MOST


async def sort_out(tx: Tx, by: Actor, request_id: UUID, commodity: str, district_code: str) -> None:
    """Name what is asked for as the office does, so that similar requests stand together. Raises Missing."""
    (before,) = await _locked(tx, by, [request_id])
    await requests.sort_out(tx, by.organization_id, request_id, commodity, district_code)
    old, new = differences(
        {"commodity": before.commodity, "district_code": before.district_code},
        {"commodity": commodity, "district_code": district_code},
    )
    await _record(tx, by, "request sorted", before, old, new)


async def answer(
    tx: Tx, now: datetime, by: Actor, request_ids: Collection[UUID], shown: str, words: str
) -> int:
    """Tell those who asked that it is being studied, or why it cannot be met; how many were told.

    They leave the workshop they were planned into. Raises Invalid, Missing, and WrongState for one that is
    part of a published workshop or was withdrawn.
    """
    checked_answer(shown, words)
    found = await _locked(tx, by, request_ids)
    await requests.set_state(tx, [one.id for one in found], shown)
    await _tell(tx, now, found, shown, words, None, by.name)
    for one in found:
        new = {"state": shown, "reason": words}
        await _record(tx, by, "request answered", one, {"state": one.shown}, new)
    return len(found)


async def join_workshop(
    tx: Tx, now: datetime, by: Actor, request_ids: Collection[UUID], workshop_id: UUID
) -> int:
    """Several requests become one workshop; how many. A published one is told to them at once, a draft
    when it is published. Raises Missing, WrongState, Invalid for a workshop that is over or cancelled.
    """
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    if workshop is None:
        raise Invalid("workshop_id", "not_ours")
    if workshop.state not in ("draft", "published"):
        raise Invalid("workshop_id", "workshop_over")
    found = await _locked(tx, by, request_ids)
    await requests.link(tx, [one.id for one in found], workshop_id)
    for one in found:
        await _record(tx, by, "request joined", one, {"state": one.shown}, {"workshop": str(workshop_id)})
    if workshop.state == "published":
        await _tell(tx, now, found, "scheduled", "", workshop_id, by.name)
    return len(found)


async def tell_published(tx: Tx, now: datetime, by: Actor, workshop_id: UUID) -> None:
    """Those whose requests became this workshop read that it is scheduled."""
    found = await requests.locked_of_workshop(tx, by.organization_id, workshop_id)
    await _tell(tx, now, found, "scheduled", "", workshop_id, by.name)


async def tell_cancelled(tx: Tx, now: datetime, by: Actor, workshop_id: UUID, reason: str) -> None:
    """The workshop will not take place, so what they asked for is open again; they read why."""
    found = await requests.locked_of_workshop(tx, by.organization_id, workshop_id)
    await requests.set_state(tx, [one.id for one in found], "studied")
    await _tell(tx, now, found, "reopened", reason, workshop_id, by.name)


async def called(tx: Tx, now: datetime, by: Actor, answer_id: UUID) -> None:
    """*Sudah dihubungi*: somebody told the answer by phone. Raises Missing when there was none to tell."""
    request_id = await request_answers.called(tx, by.organization_id, answer_id, now, by.name)
    if request_id is None:
        raise Missing
    subject = f"Request/{request_id}"
    await audit.record(tx, who(by), by.organization_id, "asker called", subject, None, None)


async def withdraw(tx: Tx, code_sha256: bytes) -> None:
    """Whoever asked takes it back; who they are and what they wrote is erased. Raises Missing, WrongState."""
    found = await requests.by_code(tx, code_sha256)
    if found is None:
        raise Missing
    (found,) = await requests.locked(tx, found.organization_id, [found.id])
    if found.shown == "withdrawn":
        return
    if not decidable(found.shown):
        raise WrongState("scheduled", "withdraw")
    await requests.withdraw(tx, found.id)
    subject = f"Request/{found.id}"
    await mail.forget(tx, subject)
    await audit.record(
        tx, subject, found.organization_id, "request withdrawn", subject, {"state": found.shown}, None
    )


async def on_mail(tx: Tx, now: datetime, result: MailResult) -> None:
    """An answer that did not arrive has to be said by phone; an address that fails is not used again."""
    if result.state == "sent":
        return
    request_id = UUID(result.subject.removeprefix("Request/"))
    if result.state == "refused":
        await requests.mark_email(tx, request_id, result.to, result.detail or result.state)
    if result.purpose == "request_answered":
        await request_answers.must_call(tx, UUID(result.occasion))


async def _locked(tx: Tx, by: Actor, request_ids: Collection[UUID]) -> list[Request]:
    """All of these, held; each must be the office's own and still open to a decision."""
    wanted = set(request_ids)
    found = await requests.locked(tx, by.organization_id, wanted)
    if not wanted or len(found) != len(wanted):
        raise Missing
    for one in found:
        if not decidable(one.shown):
            raise WrongState(f"request_{one.shown}", "change")
    return found


async def _tell(
    tx: Tx,
    now: datetime,
    found: Sequence[Request],
    shown: str,
    words: str,
    workshop_id: UUID | None,
    by_name: str,
) -> None:
    if not found:
        return
    told = [(ids.new_id(), one) for one in found]
    rows = [(answer_id, one.id, not one.can_be_mailed) for answer_id, one in told]
    await request_answers.add(tx, now, rows, shown, words, workshop_id, by_name)
    office_id = found[0].organization_id
    workshop = await workshops.find(tx, office_id, workshop_id) if workshop_id else None
    await mail.add_many(
        tx,
        [
            Mail(
                purpose="request_answered",
                subject=f"Request/{one.id}",
                occasion=str(answer_id),
                organization_id=one.organization_id,
                to=one.email,
                language=one.language,
                data={
                    "shown": shown,
                    "words": words,
                    "workshop": workshop.full_title if workshop else "",
                    "slug": (workshop.slug or "") if workshop else "",
                    "sealed": {"path": b64encode(one.path_sealed).decode()},
                },
            )
            for answer_id, one in told
            if one.can_be_mailed
        ],
    )


async def _record(
    tx: Tx, by: Actor, what: str, request: Request, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    await audit.record(
        tx,
        who(by),
        by.organization_id,
        what,
        f"Request/{request.id}",
        dict(before) or None,
        dict(after) or None,
    )
