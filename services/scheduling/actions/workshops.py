"""A workshop from draft to completion; every change of a published one is told and gives its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions import requests
from services.scheduling.actions.bookings import hold
from services.scheduling.actions.sessions import SessionPlan, move_sessions, put_session
from services.scheduling.actions.telling import tell_workshop
from services.scheduling.actions.warnings import unresolved
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.hours import COUNTING_KINDS
from services.scheduling.domain.refusals import (
    CapacityBelowSeats,
    Invalid,
    Missing,
    NotReady,
    StillAhead,
    Unconfirmed,
    VenueTooSmall,
    WrongState,
)
from services.scheduling.domain.timetables import PlannedSession, from_kept, typical
from services.scheduling.domain.workshops import SLUG, differences, not_ready, open_after_end, slug_from
from services.scheduling.store import (
    bookings,
    counts,
    letter_batches,
    offices,
    programmes,
    sessions,
    timetables,
    venues,
    workshops,
)
from services.scheduling.store.workshops import Details, Workshop
from shared import audit, ids
from shared.db import Tx
from shared.events.scheduling import (
    WORKSHOP_CANCELLED,
    WORKSHOP_CHANGED,
    WORKSHOP_COMPLETED,
    WORKSHOP_PUBLISHED,
)


@dataclass(frozen=True)
class Timetable:
    """A timetable to start a draft from: a typical one of so many days, or one the office has kept."""

    days: int
    first_day: date
    kept_id: UUID | None = None


async def create_workshop(
    tx: Tx, by: Actor, details: Details, timetable: Timetable | None = None
) -> dict[str, str]:
    """A draft, with the sessions of a typical timetable if one is wanted.

    Raises Missing, VenueTooSmall, Invalid, and Taken when the venue is not free for the timetable.
    """
    workshop_id = ids.new_id()
    await hold(tx, workshop_id, [details.venue_id])
    await _check(tx, by, details)
    await workshops.add(tx, by.organization_id, workshop_id, details)
    await _record(tx, by, "workshop drafted", workshop_id, None, {"title": details.title})
    if timetable:
        workshop = await workshops.locked(tx, by.organization_id, workshop_id)
        assert workshop is not None
        for planned in await _planned(tx, by, timetable, details.zone):
            plan = SessionPlan(
                planned.kind,
                planned.subject,
                planned.starts_at,
                planned.ends_at,
                details.venue_id,
                mandatory=planned.mandatory,
            )
            await put_session(tx, by, workshop, ids.new_id(), plan, is_new=True)
    return {"id": str(workshop_id)}


async def _planned(tx: Tx, by: Actor, wanted: Timetable, zone: str) -> list[PlannedSession]:
    if wanted.kept_id is None:
        return typical(wanted.days, wanted.first_day, zone)
    kept = await timetables.find(tx, by.organization_id, wanted.kept_id)
    if kept is None:
        raise Invalid("timetable_id", "not_ours")
    return from_kept(kept.rows, wanted.first_day, zone)


async def change_workshop(
    tx: Tx, now: datetime, by: Actor, workshop_id: UUID, details: Details, reason: str
) -> None:
    """Keep new details; a published workshop is sent with the reason people read.

    Sessions to come at the main venue move with it. Raises CapacityBelowSeats when more people have a seat
    than the new capacity holds, Taken when a new main venue is not free for the sessions that move.
    """
    workshop = await open_workshop(tx, by, workshop_id, "change")
    planned = await sessions.of_workshop(tx, workshop_id)
    rooms = {details.venue_id, *(session.venue_id for session in planned)}
    await hold(tx, workshop_id, rooms, {id for session in planned for id in session.trainer_ids})
    await _check(tx, by, details)
    if details.capacity < workshop.capacity:
        confirmed = (await counts.heads(tx, workshop_id)).confirmed
        if details.capacity < confirmed:
            raise CapacityBelowSeats(confirmed, details.capacity)
    if planned and details.zone != workshop.zone:
        raise Invalid("zone", "zone_fixed")  # their clock times would all become others
    if workshop.state == "published":
        _check_published(details, reason, max((session.ends_at for session in planned), default=None))
    if details.venue_id != workshop.venue_id:
        wanted = replace(workshop, capacity=details.capacity)  # the new room need not hold the old class
        await move_sessions(tx, now, by, wanted, workshop.venue_id, details.venue_id, reason)
    for session in await sessions.of_workshop(tx, workshop_id):
        if session.held is None and session.ends_at > now:  # a room that is behind them may have been smaller
            await _check_room(tx, by, session.venue_id, details.capacity)
    await workshops.change(tx, by.organization_id, workshop_id, details)
    old, new = differences(_auditable(workshop.details), _auditable(details))
    await _record(tx, by, "workshop changed", workshop_id, old, new | ({"reason": reason} if reason else {}))
    if workshop.state == "published":
        await workshops.touch(tx, by.organization_id, workshop_id, reason)
        await tell_workshop(tx, WORKSHOP_CHANGED, by.organization_id, workshop_id)


async def publish_workshop(
    tx: Tx, now: datetime, by: Actor, workshop_id: UUID, slug: str = ""
) -> dict[str, str]:
    """Let people see it and sign up, under a page name that never changes again.

    Without a wished name the title suggests one, numbered if it is taken. Raises NotReady with everything
    the draft lacks, Invalid for a name that is taken or cannot be one.
    """
    workshop = await open_workshop(tx, by, workshop_id, "publish")
    if workshop.state != "draft":
        raise WrongState(workshop.state, "publish")
    held = await sessions.of_workshop(tx, workshop_id)
    lacks = not_ready(
        sessions=len(held),
        counting=sum(session.kind in COUNTING_KINDS for session in held),
        warnings=len(await unresolved(tx, now, by.organization_id, workshop_id)),
        contact_name=workshop.contact_name,
        contact_whatsapp=workshop.contact_whatsapp,
        closes_at=workshop.sign_up_closes_at,
        ends_at=max((session.ends_at for session in held), default=None),
    )
    if lacks:
        raise NotReady(lacks)
    if slug and not SLUG.fullmatch(slug):
        raise Invalid("slug", "slug_unfit")
    given = await workshops.free_slug(tx, slug or slug_from(workshop.full_title))
    if slug and given != slug:
        raise Invalid("slug", "slug_taken")
    await workshops.publish(tx, by.organization_id, workshop_id, given, now)
    await _record(
        tx, by, "workshop published", workshop_id, {"state": "draft"}, {"state": "published", "slug": given}
    )
    await tell_workshop(tx, WORKSHOP_PUBLISHED, by.organization_id, workshop_id)
    await requests.tell_published(tx, now, by, workshop_id)
    return {"id": str(workshop_id), "slug": given}


async def cancel_workshop(tx: Tx, now: datetime, by: Actor, workshop_id: UUID, reason: str) -> None:
    """It will not take place; trainers and venues are free again, everybody reads the reason."""
    workshop = await open_workshop(tx, by, workshop_id, "cancel")
    if workshop.state != "published":
        raise WrongState(workshop.state, "cancel")
    if not reason:
        raise Invalid("reason", "reason_missing")
    await bookings.clear_workshop(tx, workshop_id)
    await workshops.set_state(tx, by.organization_id, workshop_id, "cancelled", reason)
    await _record(
        tx,
        by,
        "workshop cancelled",
        workshop_id,
        {"state": "published"},
        {"state": "cancelled", "reason": reason},
    )
    await tell_workshop(tx, WORKSHOP_CANCELLED, by.organization_id, workshop_id)
    await requests.tell_cancelled(tx, now, by, workshop_id, reason)


async def complete_workshop(tx: Tx, now: datetime, by: Actor, workshop_id: UUID) -> None:
    """It has taken place.

    Raises StillAhead before the last session has begun, Unconfirmed while nobody has said how a teaching
    session went.
    """
    workshop = await open_workshop(tx, by, workshop_id, "complete")
    if workshop.state != "published":
        raise WrongState(workshop.state, "complete")
    ahead = await sessions.ahead(tx, workshop_id, now)
    if ahead:
        raise StillAhead(ahead)
    left = await sessions.unconfirmed(tx, workshop_id)
    if left:
        raise Unconfirmed(left)
    await sessions.hold_the_rest(tx, workshop_id, now)
    await workshops.set_state(tx, by.organization_id, workshop_id, "completed", "")
    await _record(tx, by, "workshop completed", workshop_id, {"state": "published"}, {"state": "completed"})
    await tell_workshop(tx, WORKSHOP_COMPLETED, by.organization_id, workshop_id)


async def delete_draft(tx: Tx, by: Actor, workshop_id: UUID) -> None:
    """Delete a draft and free what it booked. What people have seen is cancelled instead, and a draft with
    numbered letters stays: their numbers stand in the office's book.
    """
    await offices.lock(tx, by.organization_id)  # whoever gives its letters their numbers holds it too
    workshop = await open_workshop(tx, by, workshop_id, "delete")
    if workshop.state != "draft":
        raise WrongState(workshop.state, "delete")
    if await letter_batches.numbered(tx, workshop_id):
        raise WrongState("letters", "delete")
    await letter_batches.delete_of_workshop(tx, workshop_id)
    await workshops.delete(tx, by.organization_id, workshop_id)
    await _record(tx, by, "draft deleted", workshop_id, {"title": workshop.title}, None)


async def delete_drafts(tx: Tx, by: Actor, workshop_ids: Sequence[UUID]) -> dict[str, Any]:
    """Delete several drafts; what is none any more, or has numbered letters, stays as it is.

    Answered are `done`, how many are gone, and `refused`, the name of each that is not and what it is
    ("published", "letters"). Raises Missing, and then nothing is done.
    """
    done, refused = 0, []
    for workshop_id in sorted(set(workshop_ids)):
        workshop = await workshops.find(tx, by.organization_id, workshop_id)
        if workshop is None:
            raise Missing
        try:
            await delete_draft(tx, by, workshop_id)
            done += 1
        except WrongState as wrong:
            refused.append({"name": workshop.full_title, "state": wrong.state})
    return {"done": done, "refused": refused}


async def open_workshop(tx: Tx, by: Actor, workshop_id: UUID, wanted: str) -> Workshop:
    """The office's own workshop, locked, if it can still be worked on. Raises Missing, WrongState."""
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    if workshop is None:
        raise Missing
    if workshop.state in ("cancelled", "completed"):
        raise WrongState(workshop.state, wanted)
    return workshop


async def _check(tx: Tx, by: Actor, details: Details) -> None:
    if await programmes.find(tx, by.organization_id, details.programme_id) is None:
        raise Invalid("programme_id", "not_ours")
    if details.sign_up_opens_at >= details.sign_up_closes_at:
        raise Invalid("sign_up_closes_at", "closes_before_opens")
    await _check_room(tx, by, details.venue_id, details.capacity)


def _check_published(details: Details, reason: str, ends_at: datetime | None) -> None:
    """What had to be so when it was published stays so."""
    if not reason:
        raise Invalid("reason", "reason_missing")
    for field in ("contact_name", "contact_whatsapp"):
        if not getattr(details, field):
            raise Invalid(field, "contact_missing")
    if open_after_end(details.sign_up_closes_at, ends_at):
        raise Invalid("sign_up_closes_at", "closes_after_end")


async def _check_room(tx: Tx, by: Actor, venue_id: UUID, capacity: int) -> None:
    venue = await venues.steady(tx, by.organization_id, venue_id)
    if venue is None:
        raise Invalid("venue_id", "not_ours")
    if venue.capacity < capacity:
        raise VenueTooSmall(venue.name, venue.capacity, capacity)


def _auditable(details: Details) -> dict[str, Any]:
    """Plain values, without the contact's number."""
    plain = asdict(replace(details, contact_whatsapp=""))
    return {name: value if isinstance(value, str | int) else str(value) for name, value in plain.items()}


async def _record(
    tx: Tx,
    by: Actor,
    what: str,
    workshop_id: UUID,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    await audit.record(tx, who(by), by.organization_id, what, f"Workshop/{workshop_id}", before, after)
