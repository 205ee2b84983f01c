"""Sessions: planned, moved, given other trainers, taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.bookings import book, hold
from services.scheduling.actions.telling import tell_workshop
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.bookings import Span, checked
from services.scheduling.domain.hours import COUNTING_KINDS, LEAD
from services.scheduling.domain.refusals import Invalid, Missing, VenueTooSmall, WrongState
from services.scheduling.domain.workshops import differences, open_after_end
from services.scheduling.store import sessions, trainers, venues, workshops
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from shared import audit, ids
from shared.db import Tx
from shared.events.scheduling import WORKSHOP_CHANGED


@dataclass(frozen=True)
class SessionPlan:
    """What an organizer wants of one session; times are aware."""

    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID
    trainer_ids: tuple[UUID, ...] = ()
    mandatory: bool = False
    note: str = ""
    roles: Mapping[UUID, str] = field(default_factory=dict)  # of trainers; who is not named leads


async def add_session(tx: Tx, by: Actor, workshop_id: UUID, plan: SessionPlan, reason: str) -> dict[str, str]:
    """Plan one more session. Raises Taken, Invalid, VenueTooSmall, Missing, WrongState."""
    workshop = await changeable(tx, by, workshop_id, reason)
    session_id = ids.new_id()
    await put_session(tx, by, workshop, session_id, plan, is_new=True)
    await record(tx, by, "session added", workshop_id, None, facts_of(plan), reason)
    await tell_change(tx, by, workshop, reason)
    return {"id": str(session_id)}


async def change_session(
    tx: Tx, by: Actor, workshop_id: UUID, session_id: UUID, plan: SessionPlan, reason: str
) -> None:
    """Move or rewrite a session nobody has confirmed yet. Raises as `add_session`."""
    workshop = await changeable(tx, by, workshop_id, reason)
    before = await session_of(tx, workshop_id, session_id)
    if before.held is not None:
        raise WrongState("confirmed", "change")
    await put_session(tx, by, workshop, session_id, plan, is_new=False)
    await check_still_open(tx, workshop, "day")
    old, new = differences(facts_of(plan_of(before)), facts_of(plan))
    await record(tx, by, "session changed", workshop_id, old, new, reason)
    await tell_change(tx, by, workshop, reason)


async def move_sessions(
    tx: Tx, now: datetime, by: Actor, workshop: Workshop, from_id: UUID, to_id: UUID, reason: str
) -> None:
    """Sessions to come move from one venue to another, all or none; nothing is told yet. Raises Taken."""
    found = [
        session
        for session in await sessions.of_workshop(tx, workshop.id)
        if session.venue_id == from_id and session.held is None and session.starts_at > now
    ]
    await hold(tx, workshop.id, [to_id], {id for session in found for id in session.trainer_ids})
    for before in found:
        plan = replace(plan_of(before), venue_id=to_id)
        await put_session(tx, by, workshop, before.id, plan, is_new=False)
        old, new = differences(facts_of(plan_of(before)), facts_of(plan))
        new |= {"subject": plan.subject}  # tells the sessions apart
        await record(tx, by, "session changed", workshop.id, old, new, reason)


async def assign_trainers(
    tx: Tx,
    by: Actor,
    workshop_id: UUID,
    session_ids: Sequence[UUID],
    trainer_ids: tuple[UUID, ...],
    reason: str,
    roles: Mapping[UUID, str] | None = None,
) -> int:
    """Give several sessions the same trainers at once, all or none; how many. Raises as `add_session`."""
    workshop = await changeable(tx, by, workshop_id, reason)
    found = [await session_of(tx, workshop_id, session_id) for session_id in session_ids]
    await hold(tx, workshop_id, {session.venue_id for session in found}, trainer_ids)
    for before in found:
        if before.held is not None:
            raise WrongState("confirmed", "change")
        plan = replace(plan_of(before), trainer_ids=trainer_ids, roles=roles or {})
        await put_session(tx, by, workshop, before.id, plan, is_new=False)
    facts = {"sessions": len(session_ids), "trainers": named(trainer_ids, roles or {})}
    await record(tx, by, "trainers assigned", workshop_id, None, facts, reason)
    await tell_change(tx, by, workshop, reason)
    return len(session_ids)


async def delete_session(
    tx: Tx, now: datetime, by: Actor, workshop_id: UUID, session_id: UUID, reason: str
) -> None:
    """Take a session out and free what it booked. A published workshop keeps at least one.

    Raises WrongState once a published session has begun: people may have been marked in it.
    """
    workshop = await changeable(tx, by, workshop_id, reason)
    before = await session_of(tx, workshop_id, session_id)
    if before.held is not None:
        raise WrongState("confirmed", "delete")
    if workshop.state == "published" and before.starts_at <= now:
        raise WrongState("begun", "delete")
    await sessions.delete(tx, workshop_id, session_id)
    left = await sessions.of_workshop(tx, workshop_id)
    if workshop.state == "published" and not any(session.kind in COUNTING_KINDS for session in left):
        raise Invalid("session", "last_session")
    await check_still_open(tx, workshop, "session")
    await record(tx, by, "session deleted", workshop_id, facts_of(plan_of(before)), None, reason)
    await tell_change(tx, by, workshop, reason)


async def put_session(
    tx: Tx, by: Actor, workshop: Workshop, session_id: UUID, plan: SessionPlan, *, is_new: bool
) -> None:
    """Write a session of a locked workshop and book what it needs; nothing is told yet."""
    span = checked(Span(plan.starts_at, plan.ends_at), workshop.zone)
    await hold(tx, workshop.id, [plan.venue_id], plan.trainer_ids)
    venue = await venues.steady(tx, by.organization_id, plan.venue_id)
    if venue is None:
        raise Invalid("venue_id", "not_ours")
    if venue.capacity < workshop.capacity:
        raise VenueTooSmall(venue.name, venue.capacity, workshop.capacity)
    before = None if is_new else await sessions.find(tx, workshop.id, session_id)
    if venue.archived and (before is None or before.venue_id != venue.id):
        raise Invalid("venue_id", "not_ours")
    await check_trainers(tx, by, plan.trainer_ids, kept=before.trainer_ids if before else ())
    write = sessions.add if is_new else sessions.change
    await write(
        tx,
        session_id,
        workshop.id,
        plan.kind,
        plan.subject,
        plan.starts_at,
        plan.ends_at,
        plan.venue_id,
        plan.mandatory,
        plan.note,
    )
    await sessions.set_trainers(tx, session_id, plan.trainer_ids, plan.roles)
    await book(tx, session_id, workshop.id, plan.venue_id, plan.trainer_ids, span, workshop.zone)


async def check_trainers(
    tx: Tx, by: Actor, trainer_ids: Sequence[UUID], *, kept: Sequence[UUID] = ()
) -> None:
    """The office's own; archived ones only where they already were."""
    for trainer_id in trainer_ids:
        trainer = await trainers.find(tx, by.organization_id, trainer_id)
        if trainer is None or (trainer.archived and trainer_id not in kept):
            raise Invalid("trainer_ids", "not_ours")


async def locked(tx: Tx, by: Actor, workshop_id: UUID) -> Workshop:
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    if workshop is None:
        raise Missing
    return workshop


async def changeable(tx: Tx, by: Actor, workshop_id: UUID, reason: str) -> Workshop:
    """The office's own workshop, locked, if its sessions may change. Raises Missing, WrongState, Invalid."""
    workshop = await locked(tx, by, workshop_id)
    if workshop.state in ("cancelled", "completed"):
        raise WrongState(workshop.state, "change")
    if workshop.state == "published" and not reason:
        raise Invalid("reason", "reason_missing")
    return workshop


async def session_of(tx: Tx, workshop_id: UUID, session_id: UUID) -> Session:
    session = await sessions.find(tx, workshop_id, session_id)
    if session is None:
        raise Missing
    return session


async def check_still_open(tx: Tx, workshop: Workshop, field: str) -> None:
    """Nobody may sign up for what is over, so the closing date moves before the last session does."""
    ends_at = max((session.ends_at for session in await sessions.of_workshop(tx, workshop.id)), default=None)
    if workshop.state == "published" and open_after_end(workshop.sign_up_closes_at, ends_at):
        raise Invalid(field, "ends_before_closing")


async def tell_change(tx: Tx, by: Actor, workshop: Workshop, reason: str) -> None:
    """Its sessions are others now; once published everybody hears so."""
    await workshops.touch(tx, by.organization_id, workshop.id, reason)
    if workshop.state == "published":
        await tell_workshop(tx, WORKSHOP_CHANGED, by.organization_id, workshop.id)


def plan_of(session: Session) -> SessionPlan:
    """What is planned of a session that nobody has spoken of."""
    return SessionPlan(
        session.kind,
        session.subject,
        session.starts_at,
        session.ends_at,
        session.venue_id,
        tuple(session.trainer_ids),
        session.mandatory,
        session.note,
        session.roles,
    )


def facts_of(plan: SessionPlan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "subject": plan.subject,
        "starts_at": plan.starts_at.isoformat(),
        "ends_at": plan.ends_at.isoformat(),
        "venue": str(plan.venue_id),
        "trainers": named(plan.trainer_ids, plan.roles),
        "mandatory": plan.mandatory,
        "note": plan.note,
    }


def named(trainer_ids: Sequence[UUID], roles: Mapping[UUID, str]) -> list[str | dict[str, str]]:
    """Trainers for the history, with what they do unless they lead."""
    return [
        {"who": str(trainer_id), "does": roles[trainer_id]}
        if roles.get(trainer_id, LEAD) != LEAD
        else str(trainer_id)
        for trainer_id in trainer_ids
    ]


async def record(
    tx: Tx,
    by: Actor,
    what: str,
    workshop_id: UUID,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    reason: str,
) -> None:
    if reason:
        after = (after or {}) | {"reason": reason}
    await audit.record(tx, who(by), by.organization_id, what, f"Workshop/{workshop_id}", before, after)
