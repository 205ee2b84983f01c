"""Reaching trainers: reminders, what the mail server said, who was called, lost links, the office's days."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.trainer_letters import (
    PAGE,
    SUBJECT,
    Calendar,
    Letter,
    Post,
    link_of,
    send,
    task_instead,
)
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.invitations import changes, to_come
from services.scheduling.domain.refusals import Missing
from services.scheduling.settings import ANSWER_DAYS, REMIND_DAYS, TRAINER_LINKS_MOST
from services.scheduling.store import invitations, trainer_links, trainer_tasks, trainers
from services.scheduling.store.invitations import Invitation
from services.scheduling.store.trainer_links import Guest
from services.scheduling.store.trainer_tasks import Rule
from shared import audit, ids
from shared.db import Tx
from shared.mail import Mail, MailResult, mail


async def remind(tx: Tx, now: datetime, post: Post, invitation_id: UUID) -> bool:
    """Say once that the first session is near; again only when it moves to another time."""
    invitation = await invitations.locked(tx, invitation_id)
    if invitation is None or invitation_id not in await invitations.to_remind(tx, now, REMIND_DAYS):
        return False
    if await _knows_less(tx, now, invitation):
        return False
    await _write(tx, now, post, invitation, "begins", invitation.begins_at)
    await invitations.mark_reminded(tx, invitation_id, now)
    return True


async def nudge(tx: Tx, now: datetime, post: Post, invitation_id: UUID) -> bool:
    """Say once, for each time of asking, that an answer is missing."""
    invitation = await invitations.locked(tx, invitation_id)
    if invitation is None or invitation_id not in await invitations.to_nudge(tx, now, ANSWER_DAYS):
        return False
    if await _knows_less(tx, now, invitation):
        return False
    await _write(tx, now, post, invitation, "answer", invitation.asked_at)
    await invitations.mark_nudged(tx, invitation_id, now)
    return True


async def _knows_less(tx: Tx, now: datetime, invitation: Invitation) -> bool:
    """Something changed that they will be told of first: nobody is reminded of what is cancelled by now."""
    office, workshop = invitation.organization_id, invitation.workshop_id
    current = await invitations.teaching(tx, office, workshop, invitation.trainer_id)
    return bool(changes(invitation.told, current.sessions, now))


async def _write(tx: Tx, now: datetime, post: Post, invitation: Invitation, kind: str, of: datetime) -> None:
    coming = to_come(invitation.told, now)
    data = {"kind": kind, "sessions": coming, "unanswered": invitation.state == "asked"}
    occasion = f"{kind}:{of.isoformat()}"
    letter = Letter(
        invitation.id,
        invitation.organization_id,
        invitation.trainer_id,
        "trainer_reminder",
        occasion,
        invitation.about,
        data,
        Calendar(invitation.sequence, put_in=coming),
    )
    await send(tx, now, post, letter)


async def on_mail(tx: Tx, now: datetime, result: MailResult) -> None:
    """An invitation, change or reminder that could not be delivered becomes a task for the office."""
    if result.state == "sent":
        return
    invitation = await invitations.locked(tx, UUID(result.subject.removeprefix(SUBJECT)))
    if invitation is not None:
        await task_instead(tx, now, invitation.organization_id, result)


async def contacted(tx: Tx, now: datetime, by: Actor, task_id: UUID) -> None:
    """*Sudah dihubungi*: somebody of the office told the trainer. Raises Missing when it is not open."""
    done = await trainer_tasks.mark_done(tx, by.organization_id, task_id, now, by.name)
    if done is None:
        raise Missing
    trainer_id, purpose = done
    subject = f"Trainer/{trainer_id}"
    await audit.record(
        tx, who(by), by.organization_id, "trainer contacted", subject, None, {"purpose": purpose}
    )


async def contacted_some(tx: Tx, now: datetime, by: Actor, task_ids: Sequence[UUID]) -> dict[str, Any]:
    """Several at once, after a round of calls; those somebody else has noted meanwhile are passed over.

    Answered are `done`, how many were noted, and `refused`, how many were not open any more.
    """
    done = 0
    for task_id in sorted(set(task_ids)):
        with suppress(Missing):  # nothing is written before it is raised
            await contacted(tx, now, by, task_id)
            done += 1
    return {"done": done, "refused": len(set(task_ids)) - done}


async def send_links_again(tx: Tx, now: datetime, post: Post, email: str) -> None:
    """Mail each office's link of an address to that address; an unknown one gets nothing.

    Whoever asked sees the same answer in both cases.
    """
    for trainer_id, organization_id in await trainer_links.by_email(tx, email, TRAINER_LINKS_MOST):
        guest = await link_of(tx, post.keys, organization_id, trainer_id)
        await _send_link(tx, now, guest)


async def renew_link(tx: Tx, now: datetime, post: Post, by: Actor, trainer_id: UUID, *, mailed: bool) -> bool:
    """The trainer's links end at once, page and calendar, and new ones take their place; whether the new one
    was mailed, which takes an address. Raises Missing, also for who is archived: their links open nothing.
    """
    trainer = await trainers.find(tx, by.organization_id, trainer_id)
    if trainer is None or trainer.archived:
        raise Missing
    await trainer_links.drop(tx, trainer_id)
    guest = await link_of(tx, post.keys, by.organization_id, trainer_id)
    mailed = mailed and bool(guest.email)
    if mailed:
        await _send_link(tx, now, guest)
    subject = f"Trainer/{trainer_id}"
    await audit.record(tx, who(by), by.organization_id, "trainer link renewed", subject, None, None)
    return mailed


async def _send_link(tx: Tx, now: datetime, guest: Guest) -> None:
    path = b64encode(guest.page_sealed).decode()
    await mail.add(
        tx,
        Mail(
            purpose="trainer_link",
            subject=f"Trainer/{guest.trainer_id}",
            organization_id=guest.organization_id,
            to=guest.email,
            # One link is sent once an hour, however often it is asked for.
            occasion=f"{now:%Y-%m-%dT%H} {ids.digest(path).hex()[:16]}",
            data={"name": guest.name, "sealed": {PAGE: path}},
        ),
    )


async def set_rule(tx: Tx, by: Actor, rule: Rule) -> None:
    """Keep how many days before the first session, and after asking, this office writes again."""
    before = await trainer_tasks.rule(tx, by.organization_id)
    await trainer_tasks.set_rule(tx, by.organization_id, rule)
    old = vars(before) if before else {"remind_days": REMIND_DAYS, "answer_days": ANSWER_DAYS}
    subject = f"Organization/{by.organization_id}"
    await audit.record(
        tx, who(by), by.organization_id, "trainer reminders set", subject, dict(old), dict(vars(rule))
    )
