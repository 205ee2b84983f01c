"""Telling people of changes: once, of everything since they were last told; or deciding that none need be.

The changes themselves travel at once with every document; this is only about the message to people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scheduling.actions.telling import tell_workshop
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.notices import Changes, changes, due_at
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.settings import QUIET_CHOICES
from services.scheduling.store import counts, documents, notices, workshops
from services.scheduling.store.notices import Decided
from services.scheduling.store.workshops import Workshop
from shared import audit, ids
from shared.db import Tx
from shared.events.scheduling import WORKSHOP_CHANGED

BY_ITSELF = "notices"  # whom the audit trail names where nobody pressed the button


@dataclass(frozen=True)
class Pending:
    """What people of a published workshop were not told yet."""

    changes: Changes
    reason: str
    since: datetime | None  # None: not seen by the comparing job yet
    changed_at: datetime | None
    people: int  # whom it touches
    confirmed: int  # an open offer holds a seat, so it counts here
    waiting: int
    pending: int
    trainers: int  # of the sessions that changed, as planned before or now


async def pending(tx: Tx, now: datetime, organization_id: UUID, workshop_id: UUID) -> Pending | None:
    """The difference as it is at this moment; None where people know everything."""
    known = await notices.known(tx, workshop_id)
    if known is None:
        return None
    document = await documents.workshop(tx, organization_id, workshop_id)
    found = changes(known.document, document, now)
    if not found:
        return None
    heads = await counts.heads(tx, workshop_id)
    waiting, unsure = (0, 0) if found.seated_only else (heads.waiting, heads.pending)
    touched = {change.session_id for change in found.sessions}
    trainers = {
        trainer.trainer_id
        for session in (*known.document.sessions, *document.sessions)
        if session.id in touched
        for trainer in session.trainers
    }
    return Pending(
        changes=found,
        reason=document.reason or known.reason,
        since=known.since,
        changed_at=known.changed_at,
        people=heads.confirmed + waiting + unsure,
        confirmed=heads.confirmed,
        waiting=waiting,
        pending=unsure,
        trainers=len(trainers),
    )


async def look(tx: Tx, now: datetime, organization_id: UUID, workshop_id: UUID) -> None:
    """Compare a published workshop with what people know, and note when that became another difference."""
    workshop = await workshops.locked(tx, organization_id, workshop_id)
    if workshop is None or workshop.state != "published":
        return
    document = await documents.workshop(tx, organization_id, workshop_id)
    known = await notices.known(tx, workshop_id)
    if known is None:  # published before notices were kept: until then every change was told as it came
        await notices.put_known(tx, document)
        return
    found = changes(known.document, document, now)
    await notices.looked(tx, workshop_id, workshop.version, found, workshop.reason, now)


async def send(
    tx: Tx, now: datetime, by: Actor, workshop_id: UUID, reason: str, seen: str
) -> dict[str, int | str]:
    """Tell everybody whom the changes touch, in the words that were shown; how many that are.

    `seen` names the changes that the person had before them. Raises Invalid where it is others by now or
    nothing is left to tell, WrongState for a workshop that is not published.
    """
    workshop, found = await _seen(tx, now, by, workshop_id, seen)
    decided = await _send(tx, now, workshop, found, reason, by.name)
    await _record(tx, who(by), workshop, "people told of changes", decided)
    return {"id": str(decided.id), "people": decided.people}


async def dismiss(tx: Tx, now: datetime, by: Actor, workshop_id: UUID, reason: str, seen: str) -> None:
    """People need not be told: what is true now is what they know. Raises as `send`, and without a reason."""
    if not reason:
        raise Invalid("dismiss_reason", "dismissal_without_reason")
    workshop, found = await _seen(tx, now, by, workshop_id, seen)
    decided = Decided(ids.new_id(), now, False, by.name, reason, found.changes, 0)
    await notices.add(tx, workshop.id, workshop.organization_id, decided)
    await notices.put_known(tx, await documents.workshop(tx, workshop.organization_id, workshop.id))
    await _record(tx, who(by), workshop, "changes not told", decided)


async def send_due(tx: Tx, now: datetime, organization_id: UUID, workshop_id: UUID) -> int:
    """Tell people by itself if the quiet time is over; 1 if they were told."""
    workshop = await workshops.locked(tx, organization_id, workshop_id)
    if workshop is None or workshop.state != "published":
        return 0
    row = next(
        (one for one in await notices.untold(tx, organization_id) if one.workshop_id == workshop_id), None
    )
    if row is None or not row.compared or due_at(row.changed_at, row.touches_at, row.quiet) > now:
        return 0  # somebody decided, or changed something, since it was found
    found = await pending(tx, now, organization_id, workshop_id)
    if found is None:
        return 0
    decided = await _send(tx, now, workshop, found, found.reason, "")
    await _record(tx, BY_ITSELF, workshop, "people told of changes", decided)
    return 1


async def set_quiet(tx: Tx, by: Actor, minutes: int) -> None:
    """How long the office waits after the last change. Raises Invalid for a time that is not offered."""
    if minutes not in QUIET_CHOICES:
        raise Invalid("quiet_minutes", "not_ours")
    before = await notices.quiet_minutes(tx, by.organization_id)
    await notices.set_quiet(tx, by.organization_id, minutes)
    subject = f"Organization/{by.organization_id}"
    old, new = {"quiet_minutes": before}, {"quiet_minutes": minutes}
    await audit.record(tx, who(by), by.organization_id, "quiet time set", subject, old, new)


async def _seen(tx: Tx, now: datetime, by: Actor, workshop_id: UUID, seen: str) -> tuple[Workshop, Pending]:
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    if workshop is None:
        raise Missing
    if workshop.state != "published":
        raise WrongState(workshop.state, "notice")
    found = await pending(tx, now, by.organization_id, workshop_id)
    if found is None:
        raise Invalid("form", "nothing_to_tell")
    if found.changes.digest != seen:
        raise Invalid("form", "other_changes")
    return workshop, found


async def _send(
    tx: Tx, now: datetime, workshop: Workshop, found: Pending, reason: str, by_name: str
) -> Decided:
    decided = Decided(ids.new_id(), now, True, by_name, reason, found.changes, found.people)
    await notices.add(tx, workshop.id, workshop.organization_id, decided)
    await notices.put_known(tx, await documents.workshop(tx, workshop.organization_id, workshop.id))
    await workshops.touch(tx, workshop.organization_id, workshop.id, workshop.reason)
    await tell_workshop(tx, WORKSHOP_CHANGED, workshop.organization_id, workshop.id)
    return decided


async def _record(tx: Tx, whose: str, workshop: Workshop, what: str, decided: Decided) -> None:
    facts = {"changes": len(decided.changes), "told": decided.people, "reason": decided.reason}
    await audit.record(tx, whose, workshop.organization_id, what, f"Workshop/{workshop.id}", None, facts)
