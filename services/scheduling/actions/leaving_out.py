"""Planning a session with those who are free, and keeping a list of who and what had to be left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.scheduling.actions.sessions import SessionPlan, put_session
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.availability import Unavailable, blocked
from services.scheduling.domain.bookings import Resource, Span
from services.scheduling.domain.copying import LeftOut, booked_for
from services.scheduling.domain.hours import LEAD
from services.scheduling.domain.refusals import Collision
from services.scheduling.store import blocks, bookings, left_out, trainers, venues
from services.scheduling.store.workshops import Workshop
from shared import ids
from shared.db import Tx


@dataclass(frozen=True)
class _Why:
    """Why somebody or something cannot be had: a `why` of LeftOut, with its facts."""

    why: str
    note: str = ""
    other: str = ""


@dataclass(frozen=True)
class Known:
    """Names of what the plans want, who of it cannot be chosen, and when it cannot be had."""

    zone: str
    names: Mapping[UUID, str]
    archived: frozenset[UUID]
    small: frozenset[UUID]  # venues that do not hold the class
    unavailable: Mapping[UUID, list[Unavailable]]

    @classmethod
    async def of(cls, tx: Tx, by: Actor, workshop: Workshop, plans: Sequence[SessionPlan]) -> Known:
        """Of plans whose trainers and venues are held already."""
        venue_ids = {plan.venue_id for plan in plans}
        trainer_ids = {trainer_id for plan in plans for trainer_id in plan.trainer_ids}
        rooms = [await venues.steady(tx, by.organization_id, one) for one in sorted(venue_ids)]
        teachers = [await trainers.find(tx, by.organization_id, one) for one in sorted(trainer_ids)]
        found = [one for one in (*rooms, *teachers) if one]
        unavailable: dict[UUID, list[Unavailable]] = defaultdict(list)
        since = min((plan.starts_at.date() for plan in plans), default=None)
        for one in await blocks.since(tx, by.organization_id, since) if since else ():
            unavailable[one.resource_id].append(one)
        return cls(
            workshop.zone,
            {one.id: one.name for one in found},
            frozenset(one.id for one in found if one.archived),
            frozenset(room.id for room in rooms if room and room.capacity < workshop.capacity),
            unavailable,
        )

    def why_not(self, resource_id: UUID, taken: Mapping[UUID, Collision]) -> _Why | None:
        """Why this trainer or venue cannot be had at that time; None when it can.

        A venue that is blocked can be had: the schedule warns of it, and the office may know better.
        """
        if resource_id in self.archived:
            return _Why("archived")
        if resource_id in self.small:
            return _Why("small")
        if resource_id in taken:
            return _Why("taken", other=booked_for(taken[resource_id]))
        return None

    def away(self, trainer_id: UUID, span: Span) -> _Why | None:
        """Whether the trainer has said not to be there at that time."""
        found = blocked(span, self.zone, self.unavailable.get(trainer_id, ()))
        return _Why("away", note=found.note) if found else None


async def put_what_is_free(tx: Tx, by: Actor, workshop: Workshop, plan: SessionPlan, known: Known) -> int:
    """Plan the session with those who are free; without its venue it is left out.

    How much was left out: 1 for the session, or how many trainers. Raises Invalid for impossible times.
    """
    session_id, span = ids.new_id(), Span(plan.starts_at, plan.ends_at)
    resources = [Resource("venue", plan.venue_id)]
    resources += [Resource("trainer", trainer_id) for trainer_id in plan.trainer_ids]
    taken = {one.resource_id: one for one in await bookings.collisions(tx, resources, span, session_id)}
    why = known.why_not(plan.venue_id, taken)
    if why:
        await left_out.add(tx, workshop.id, None, _left_out("session", plan, known, plan.venue_id, why))
        return 1
    gone = {
        trainer_id: why
        for trainer_id in plan.trainer_ids
        if (why := known.why_not(trainer_id, taken) or known.away(trainer_id, span))
    }
    here = tuple(trainer_id for trainer_id in plan.trainer_ids if trainer_id not in gone)
    await put_session(tx, by, workshop, session_id, replace(plan, trainer_ids=here), is_new=True)
    for trainer_id, reason in gone.items():
        facts = _left_out("trainer", plan, known, trainer_id, reason)
        await left_out.add(tx, workshop.id, session_id, facts)
    return len(gone)


def _left_out(what: str, plan: SessionPlan, known: Known, resource_id: UUID, why: _Why) -> LeftOut:
    return LeftOut(
        what=what,
        why=why.why,
        who=known.names[resource_id],
        kind=plan.kind,
        subject=plan.subject,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        venue_id=plan.venue_id,
        trainer_ids=plan.trainer_ids,
        roles=tuple(plan.roles.get(one, LEAD) for one in plan.trainer_ids),
        mandatory=plan.mandatory,
        session_note=plan.note,
        note=why.note,
        other=why.other,
    )
