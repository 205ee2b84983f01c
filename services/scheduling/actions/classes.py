"""Parallel classes and classes in series: several drafts like one workshop, made in one act or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from services.scheduling.actions.copying import (
    first_day_of,
    later_details,
    moved_to,
    plans_of,
)
from services.scheduling.actions.sessions import SessionPlan, put_session
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.bookings import Resource
from services.scheduling.domain.refusals import (
    ClassesRefused,
    Invalid,
    Missing,
    Refused,
    Taken,
    WrongState,
)
from services.scheduling.domain.shifting import Slot, past_midnight
from services.scheduling.store import bookings, sessions, venues, workshops
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Details, Workshop
from shared import audit, ids
from shared.db import Tx


@dataclass(frozen=True)
class ClassPlan:
    """One class beside the workshop it is made from.

    `venues` and `trainers` say what takes the place of the workshop's own: another one, the same one, or
    (trainers only) None for nobody yet. What is not named stays the same.
    """

    label: str
    capacity: int
    first_day: date
    later_minutes: int = 0  # of every session on its day, may be negative
    venues: Mapping[UUID, UUID] = field(default_factory=dict)
    trainers: Mapping[UUID, UUID | None] = field(default_factory=dict)


async def make_classes(
    tx: Tx, by: Actor, workshop_id: UUID, wanted: Sequence[ClassPlan], own_label: str = ""
) -> dict[str, list[str]]:
    """Drafts of the same programme with the same timetable; their ids in order.

    `own_label` names the workshop itself, while it is a draft without a label. All or none: raises
    ClassesRefused with what is in the way of each class, Missing, or WrongState for a cancelled workshop.
    """
    source = await workshops.locked(tx, by.organization_id, workshop_id)
    if source is None:
        raise Missing
    if source.state == "cancelled":
        raise WrongState(source.state, "copy")
    planned = await sessions.of_workshop(tx, workshop_id)
    if own_label and source.state == "draft" and not source.class_label:
        facts: dict[str, object] = {"class_label": own_label}
        await _record(tx, by, "workshop changed", source.id, facts)
        await workshops.change(
            tx, by.organization_id, source.id, replace(source.details, class_label=own_label)
        )
    made = [ids.new_id() for _plan in wanted]
    await _hold(tx, made, planned, wanted)
    refused: dict[int, Refused] = {}
    for at, plan in enumerate(wanted):
        try:
            await _make(tx, by, made[at], source, planned, plan)
        except Refused as why:  # looked for in all of them; one is enough for none
            refused[at] = why
    if refused:
        raise ClassesRefused(tuple(plan.label for plan in wanted), refused)
    await _record(tx, by, "classes made", workshop_id, {"class_label": [plan.label for plan in wanted]})
    return {"ids": [str(workshop_id) for workshop_id in made]}


async def _hold(
    tx: Tx, made: Sequence[UUID], planned: Sequence[Session], wanted: Sequence[ClassPlan]
) -> None:
    """Lock all classes with their venues and trainers at once: two organizers never wait for each other."""
    resources = {Resource("class", one) for one in made}
    for plan in wanted:
        for session in planned:
            resources.add(Resource("venue", plan.venues.get(session.venue_id, session.venue_id)))
            others = (plan.trainers.get(one, one) for one in _trainers(session))
            resources |= {Resource("trainer", one) for one in others if one}
    await bookings.lock(tx, sorted(resources))


def _trainers(session: Session) -> list[UUID]:
    return [UUID(trainer["id"]) for trainer in session.planned]


async def _make(
    tx: Tx,
    by: Actor,
    workshop_id: UUID,
    source: Workshop,
    planned: Sequence[Session],
    wanted: ClassPlan,
) -> None:
    """One class. Raises the first refusal of its details, or Taken with all collisions of its sessions."""
    slots = _at_other_times(moved_to(wanted.first_day, planned, source.zone), wanted.later_minutes)
    details = _details(source, planned, wanted, slots)
    room = await venues.steady(tx, by.organization_id, details.venue_id)
    if room is None:
        raise Invalid("venue_id", "not_ours")
    await workshops.add(tx, by.organization_id, workshop_id, details)
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    assert workshop is not None
    taken: list[Taken] = []
    for plan in plans_of(slots, source.zone):
        try:
            await put_session(tx, by, workshop, ids.new_id(), _with_own(plan, wanted), is_new=True)
        except Taken as refusal:
            taken.append(refusal)
    if taken:
        every = tuple(one for refusal in taken for one in refusal.collisions)
        raise Taken(every, None, source.zone)
    facts = {"title": details.title, "class_label": details.class_label}
    await _record(tx, by, "workshop drafted", workshop_id, facts)


def _at_other_times(slots: list[Slot[Session]], minutes: int) -> list[Slot[Session]]:
    by = timedelta(minutes=minutes)
    later = [replace(slot, starts_at=slot.starts_at + by, ends_at=slot.ends_at + by) for slot in slots]
    if past_midnight(later) or [slot.day for slot in later] != [slot.day for slot in slots]:
        raise Invalid("starts", "across_midnight")
    return later


def _details(
    source: Workshop, planned: Sequence[Session], wanted: ClassPlan, slots: Sequence[Slot[Session]]
) -> Details:
    begins = slots[0].day if slots else wanted.first_day
    later = later_details(source.details, begins - first_day_of(source, planned))
    return replace(
        later,
        class_label=wanted.label,
        capacity=wanted.capacity,
        venue_id=wanted.venues.get(source.venue_id, source.venue_id),
    )


def _with_own(plan: SessionPlan, wanted: ClassPlan) -> SessionPlan:
    """The plan with the class's own venue and trainers; who takes somebody's place does what they did."""
    roles: dict[UUID, str] = {}
    for trainer_id in plan.trainer_ids:
        other = wanted.trainers.get(trainer_id, trainer_id)
        if other:
            roles.setdefault(other, plan.roles[trainer_id])
    return replace(
        plan,
        venue_id=wanted.venues.get(plan.venue_id, plan.venue_id),
        trainer_ids=tuple(roles),
        roles=roles,
    )


async def _record(tx: Tx, by: Actor, what: str, workshop_id: UUID, facts: Mapping[str, object]) -> None:
    subject = f"Workshop/{workshop_id}"
    await audit.record(tx, who(by), by.organization_id, what, subject, None, dict(facts))
