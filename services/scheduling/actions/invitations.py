"""Inviting trainers, and telling each what has become different since they were last told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.trainer_letters import Calendar, Letter, Post, send
from services.scheduling.actions.workshops import open_workshop
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.invitations import (
    Change,
    asks_again,
    changes,
    ends_at,
    next_sequence,
    starts_at,
    to_come,
)
from services.scheduling.domain.refusals import Missing
from services.scheduling.settings import ANSWER_DAYS, QUIET
from services.scheduling.store import invitations, proposals, trainer_tasks
from services.scheduling.store.invitations import Invitation, Teaching
from shared import audit, ids
from shared.db import Tx


async def invite(
    tx: Tx,
    now: datetime,
    post: Post,
    by: Actor,
    workshop_id: UUID,
    trainer_ids: Collection[UUID] | None = None,
) -> int:
    """Ask everybody with a session to come, or those named, who is not asked yet; how many were.

    One message tells a trainer all their sessions of the workshop. Raises Missing, WrongState.
    """
    await open_workshop(tx, by, workshop_id, "invite")
    count = 0
    for trainer_id in await invitations.trainers_of(tx, by.organization_id, workshop_id, now):
        if trainer_ids is None or trainer_id in trainer_ids:
            count += await _ask(tx, now, post, by, workshop_id, trainer_id)
    return count


async def _ask(tx: Tx, now: datetime, post: Post, by: Actor, workshop_id: UUID, trainer_id: UUID) -> bool:
    before = await invitations.found_locked(tx, by.organization_id, workshop_id, trainer_id)
    if before is not None and before.state != "withdrawn":
        return False
    current = await invitations.teaching(tx, by.organization_id, workshop_id, trainer_id)
    sequence = next_sequence(current.version, before.sequence if before else -1)
    invitation_id = await invitations.ask(
        tx,
        ids.new_id(),
        by.organization_id,
        workshop_id,
        trainer_id,
        now,
        current,
        *_span(current.sessions),
        sequence,
    )
    coming = to_come(current.sessions, now)
    data = {"sessions": coming, "answer_days": await answer_days(tx, by.organization_id)}
    await send(
        tx,
        now,
        post,
        Letter(
            invitation_id,
            by.organization_id,
            trainer_id,
            "trainer_invitation",
            str(sequence),
            current.about or {},
            data,
            Calendar(sequence, put_in=coming),
        ),
    )
    facts = {"trainers": [str(trainer_id)], "sessions": len(coming)}
    subject = f"Workshop/{workshop_id}"
    await audit.record(tx, who(by), by.organization_id, "trainer invited", subject, None, facts)
    return True


async def answer_days(tx: Tx, organization_id: UUID) -> int:
    """Days before an answer counts as missed."""
    rule = await trainer_tasks.rule(tx, organization_id)
    return rule.answer_days if rule else ANSWER_DAYS


async def tell_now(tx: Tx, now: datetime, post: Post, by: Actor, workshop_id: UUID, trainer_id: UUID) -> bool:
    """Tell a trainer at once what is different, without waiting for the quiet time. Raises Missing."""
    invitation = await invitations.find(tx, by.organization_id, workshop_id, trainer_id)
    if invitation is None:
        raise Missing
    return await tell(tx, now, post, invitation.id, at_once=True)


async def tell(
    tx: Tx,
    now: datetime,
    post: Post,
    invitation_id: UUID,
    *,
    at_once: bool = False,
    reason: str = "",
    agreed: Collection[str] = (),
) -> bool:
    """Tell one trainer what differs from what they were last told; whether something was told.

    Decided from the stored rows alone, so it may be called any number of times and whenever. Several
    changes in a short time are one message: a difference is told once it has stayed the same for the quiet
    time, or at once. `agreed`: sessions whose new time the trainer asked for.
    """
    invitation = await invitations.locked(tx, invitation_id)
    if invitation is None or invitation.state == "withdrawn":
        return False
    current = await invitations.teaching(
        tx, invitation.organization_id, invitation.workshop_id, invitation.trainer_id
    )
    found = changes(invitation.told, current.sessions, now)
    if not found:
        await invitations.settle(tx, invitation.id, current.sessions)
        return False
    if not at_once and not _is_quiet(invitation, current, now):
        if invitation.pending != current.sessions:
            await invitations.wait(tx, invitation.id, current.sessions, now)
        return False
    reason = reason or current.reason
    if to_come(current.sessions, now):
        await _tell_changed(tx, now, post, invitation, current, found, reason, agreed)
    else:
        await _tell_cancelled(tx, now, post, invitation, current, reason)
    return True


def _is_quiet(invitation: Invitation, current: Teaching, now: datetime) -> bool:
    since = invitation.pending_since
    return since is not None and invitation.pending == current.sessions and since <= now - QUIET


async def _tell_changed(
    tx: Tx,
    now: datetime,
    post: Post,
    invitation: Invitation,
    current: Teaching,
    found: list[Change],
    reason: str,
    agreed: Collection[str],
) -> None:
    sequence = next_sequence(current.version, invitation.sequence)
    again = asks_again(found, agreed)
    await invitations.mark_told(tx, invitation.id, current, now, *_span(current.sessions), sequence)
    await _drop_answered(tx, now, invitation, found)
    if again:
        await invitations.ask_again(tx, invitation.id, now)
    data = {
        "sessions": to_come(current.sessions, now),
        "changes": found,
        "reason": reason,
        "asks_again": again,
        "answered": [],
        "agreed": bool(agreed),
    }
    calendar = Calendar(
        sequence,
        put_in=[change["after"] for change in found if change["after"]],
        take_out=[change["before"] for change in found if change["before"] and not change["after"]],
    )
    await send(tx, now, post, _letter(invitation, "trainer_changed", sequence, current, data, calendar))


async def _drop_answered(tx: Tx, now: datetime, invitation: Invitation, found: list[Change]) -> None:
    """Wishes for sessions that moved meanwhile are answered by the move; with none left, so is the state."""
    moved = [UUID(side["id"]) for change in found for side in (change["before"], change["after"]) if side]
    await proposals.supersede(tx, invitation.id, now, moved)
    if invitation.state == "proposed" and not await proposals.count_open(tx, invitation.id):
        await invitations.ask_again(tx, invitation.id, now)


async def _tell_cancelled(
    tx: Tx, now: datetime, post: Post, invitation: Invitation, current: Teaching, reason: str
) -> None:
    sequence = next_sequence(current.version, invitation.sequence)
    gone = to_come(invitation.told, now)
    await invitations.withdraw(tx, invitation.id, sequence)
    await proposals.supersede(tx, invitation.id, now)
    data = {"sessions": gone, "reason": reason, "whole": current.state in ("cancelled", "deleted")}
    calendar = Calendar(sequence, take_out=gone)
    await send(tx, now, post, _letter(invitation, "trainer_cancelled", sequence, current, data, calendar))


def _letter(
    invitation: Invitation,
    purpose: str,
    sequence: int,
    current: Teaching,
    data: dict[str, Any],
    calendar: Calendar,
) -> Letter:
    return Letter(
        invitation.id,
        invitation.organization_id,
        invitation.trainer_id,
        purpose,
        str(sequence),
        current.about or invitation.about,
        data,
        calendar,
    )


def _span(sessions: Sequence[dict[str, Any]]) -> tuple[datetime, datetime]:
    return min(map(starts_at, sessions)), max(map(ends_at, sessions))
