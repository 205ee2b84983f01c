"""One trainer in another's place, for some sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.scheduling.actions.invitations import invite, tell
from services.scheduling.actions.sessions import plan_of, put_session
from services.scheduling.actions.telling import tell_workshop
from services.scheduling.actions.trainer_letters import Post
from services.scheduling.actions.workshops import open_workshop
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.bookings import Resource
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.store import bookings, invitations, sessions, trainers, workshops
from services.scheduling.store.sessions import Session
from shared import audit
from shared.db import Tx
from shared.events.scheduling import WORKSHOP_CHANGED


async def substitute(
    tx: Tx,
    now: datetime,
    post: Post,
    by: Actor,
    workshop_id: UUID,
    trainer_id: UUID,
    substitute_id: UUID,
    session_ids: Sequence[UUID],
    reason: str,
) -> int:
    """Give these sessions to another trainer, all or none; how many.

    Who was invited is told at once, and the new one is invited in their place; where nobody was invited yet,
    the plan changes and nobody hears of it. Raises Missing, WrongState,
    Invalid, and Taken when the new one is booked at one of these times.
    """
    workshop = await open_workshop(tx, by, workshop_id, "change")
    if not reason:
        raise Invalid("reason", "why_substituted")
    new = await trainers.find(tx, by.organization_id, substitute_id)
    if new is None or new.archived or substitute_id == trainer_id:
        raise Invalid("substitute_id", "not_ours")
    found = await _theirs(tx, now, workshop_id, trainer_id, session_ids)
    # All at once and sorted: locked session by session, two of these could wait for each other.
    wanted = {Resource("class", workshop_id), *(Resource("venue", one.venue_id) for one in found)}
    people = {substitute_id, *(person for one in found for person in one.trainer_ids)}
    await bookings.lock(tx, [*wanted, *(Resource("trainer", person) for person in people)])
    for session in found:
        # Who is put in does what the one before did, unless they already did something there.
        team = {substitute_id if one == trainer_id else one: role for one, role in session.roles.items()} | {
            one: role for one, role in session.roles.items() if one == substitute_id
        }
        plan = replace(plan_of(session), trainer_ids=tuple(team), roles=team)
        await put_session(tx, by, workshop, session.id, plan, is_new=False)
    await workshops.touch(tx, by.organization_id, workshop_id, reason)
    before = {"trainers": [str(trainer_id)]}
    after = {"trainers": [str(substitute_id)], "sessions": [one.subject for one in found], "reason": reason}
    subject = f"Workshop/{workshop_id}"
    await audit.record(tx, who(by), by.organization_id, "trainer substituted", subject, before, after)
    if workshop.state == "published":
        await tell_workshop(tx, WORKSHOP_CHANGED, by.organization_id, workshop_id)
    if await invitations.find(tx, by.organization_id, workshop_id, trainer_id) is not None:
        await invite(tx, now, post, by, workshop_id, {substitute_id})
    for person in (trainer_id, substitute_id):
        invitation = await invitations.find(tx, by.organization_id, workshop_id, person)
        if invitation is not None:
            await tell(tx, now, post, invitation.id, at_once=True, reason=reason)
    return len(found)


async def _theirs(
    tx: Tx, now: datetime, workshop_id: UUID, trainer_id: UUID, session_ids: Sequence[UUID]
) -> list[Session]:
    """The chosen sessions, all to come and all taught by this trainer. Raises Missing, Invalid."""
    if not session_ids:
        raise Invalid("session_ids", "no_session")
    wanted = set(session_ids)
    found = [one for one in await sessions.of_workshop(tx, workshop_id) if one.id in wanted]
    taught = [one for one in found if trainer_id in one.trainer_ids]
    if len(taught) != len(wanted):
        raise Missing
    if any(one.held is not None or one.starts_at <= now for one in taught):
        raise Invalid("session_ids", "session_over")
    return taught
