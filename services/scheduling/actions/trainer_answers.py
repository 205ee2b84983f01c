"""What trainers answer by their link, and what the office decides about another time they ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.invitations import tell
from services.scheduling.actions.sessions import change_session, plan_of
from services.scheduling.actions.trainer_letters import Letter, Post, send
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.bookings import Span, checked
from services.scheduling.domain.invitations import to_come
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.store import invitations, proposals, sessions, workshops
from services.scheduling.store.invitations import Invitation
from services.scheduling.store.proposals import Proposal
from services.scheduling.store.trainer_links import Guest
from shared import audit, ids
from shared.db import Tx


async def confirm(tx: Tx, now: datetime, guest: Guest, workshop_id: UUID) -> None:
    """The trainer comes to all sessions they were told of. Raises Missing when nobody asks any more."""
    invitation = await _asked(tx, now, guest, workshop_id)
    await proposals.supersede(tx, invitation.id, now)
    await invitations.answer(tx, invitation.id, "confirmed", "", now)
    await _record(tx, guest, "trainer confirmed", workshop_id, {"answer": "confirmed"})


async def decline(tx: Tx, now: datetime, guest: Guest, workshop_id: UUID, words: str) -> None:
    """The trainer cannot come. Their sessions stay booked until the office has replaced them."""
    if not words:
        raise Invalid("words", "decline_words")
    invitation = await _asked(tx, now, guest, workshop_id)
    await proposals.supersede(tx, invitation.id, now)
    await invitations.answer(tx, invitation.id, "declined", words, now)
    await _record(tx, guest, "trainer declined", workshop_id, {"answer": "declined", "reason": words})


async def propose(
    tx: Tx, now: datetime, guest: Guest, workshop_id: UUID, session_id: UUID, span: Span, words: str
) -> None:
    """Ask for another time of one session; nothing moves before the office has decided.

    Raises Missing, and Invalid for a time that is over or the one it has.
    """
    # Held, so that the session is not deleted before what is asked of it is kept.
    workshop = await workshops.locked(tx, guest.organization_id, workshop_id)
    invitation = await _asked(tx, now, guest, workshop_id)
    session = await sessions.find(tx, workshop_id, session_id)
    if workshop is None or session is None or guest.trainer_id not in session.trainer_ids:
        raise Missing
    if session.starts_at <= now:
        raise Missing
    span = checked(span, workshop.zone)
    if span.starts_at <= now:
        raise Invalid("day", "in_the_past")
    if span == Span(session.starts_at, session.ends_at):
        raise Invalid("starts", "same_time")
    await proposals.supersede(tx, invitation.id, now, [session_id])
    await proposals.add(tx, ids.new_id(), invitation.id, session_id, span.starts_at, span.ends_at, words, now)
    await invitations.answer(tx, invitation.id, "proposed", "", now)
    facts = {"subject": session.subject, "starts_at": span.starts_at.isoformat(), "reason": words}
    await _record(tx, guest, "time proposed", workshop_id, facts)


async def accept_proposal(
    tx: Tx, now: datetime, post: Post, by: Actor, workshop_id: UUID, proposal_id: UUID, reason: str
) -> None:
    """Move the session to the time asked for, as any move is made, and tell the trainer at once.

    Raises Missing when it was decided before, Invalid when the time is over, Taken when somebody else is
    booked then.
    """
    if await workshops.locked(tx, by.organization_id, workshop_id) is None:
        raise Missing
    proposal, invitation = await _decided(tx, now, by, workshop_id, proposal_id, "accepted", "")
    if proposal.starts_at <= now:
        raise Invalid("form", "in_the_past")
    session = await sessions.find(tx, workshop_id, proposal.session_id)
    assert session is not None
    plan = replace(plan_of(session), starts_at=proposal.starts_at, ends_at=proposal.ends_at)
    await change_session(tx, by, workshop_id, session.id, plan, reason)
    if not await proposals.count_open(tx, invitation.id):
        await invitations.answer(tx, invitation.id, "confirmed", "", now)
    agreed = {str(session.id)}
    await tell(tx, now, post, invitation.id, at_once=True, reason=reason, agreed=agreed)


async def decline_proposal(
    tx: Tx, now: datetime, post: Post, by: Actor, workshop_id: UUID, proposal_id: UUID, words: str
) -> None:
    """The session stays where it is; the trainer reads why and is asked again."""
    if not words:
        raise Invalid("words", "answer_missing")
    proposal, invitation = await _decided(tx, now, by, workshop_id, proposal_id, "declined", words)
    if not await proposals.count_open(tx, invitation.id):
        await invitations.ask_again(tx, invitation.id, now)
    answered = {
        "subject": proposal.subject,
        "starts_at": proposal.starts_at.isoformat(),
        "ends_at": proposal.ends_at.isoformat(),
        "words": words,
    }
    data: dict[str, Any] = {
        "sessions": to_come(invitation.told, now),
        "changes": [],
        "reason": "",
        "asks_again": True,
        "answered": [answered],
        "agreed": False,
    }
    letter = Letter(
        invitation.id,
        invitation.organization_id,
        invitation.trainer_id,
        "trainer_changed",
        f"proposal:{proposal.id}",
        invitation.about,
        data,
    )
    await send(tx, now, post, letter)


async def _decided(
    tx: Tx, now: datetime, by: Actor, workshop_id: UUID, proposal_id: UUID, state: str, words: str
) -> tuple[Proposal, Invitation]:
    proposal = await proposals.find(tx, by.organization_id, workshop_id, proposal_id)
    # The invitation first, as a trainer's answer does, so that the two never wait for each other.
    invitation = await invitations.locked(tx, proposal.invitation_id) if proposal else None
    if proposal is None or invitation is None:
        raise Missing
    if not await proposals.decide(tx, proposal_id, state, words, by.name, now):
        raise Missing
    what = "proposal accepted" if state == "accepted" else "proposal declined"
    facts = {"subject": proposal.subject, "trainers": [str(proposal.trainer_id)]}
    facts |= {"starts_at": proposal.starts_at.isoformat()} | ({"reason": words} if words else {})
    subject = f"Workshop/{workshop_id}"
    await audit.record(tx, who(by), by.organization_id, what, subject, None, facts)
    return proposal, invitation


async def _asked(tx: Tx, now: datetime, guest: Guest, workshop_id: UUID) -> Invitation:
    invitation = await invitations.found_locked(tx, guest.organization_id, workshop_id, guest.trainer_id)
    if invitation is None or invitation.state == "withdrawn" or not to_come(invitation.told, now):
        raise Missing
    return invitation


async def _record(tx: Tx, guest: Guest, what: str, workshop_id: UUID, facts: dict[str, Any]) -> None:
    facts |= {"trainers": [str(guest.trainer_id)]}
    subject, by = f"Workshop/{workshop_id}", f"Trainer/{guest.trainer_id}"
    await audit.record(tx, by, guest.organization_id, what, subject, None, facts)
