"""Taking attendance: marks from the door and corrections from the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.attendance.actions.telling import name_for_recount, tell_people
from services.attendance.domain import Answer, Method, NewMark, Outcome, Untimely, untimely
from services.attendance.store import copies, marks, sheets
from shared import audit
from shared.db import Tx
from shared.events.attendance import Status
from shared.events.registration import Registration
from shared.events.scheduling import Session, Workshop


class NotOnRoster(Exception):
    """The person has no seat in this workshop (any more)."""


@dataclass(frozen=True, slots=True)
class Mistimed:
    """One mark that cannot be true, with what the refusal names."""

    why: Untimely
    session: Session
    workshop: Workshop


class WrongTimes(Exception):
    """Nothing of the batch was stored: `marks` cannot be true, by their place in it."""

    def __init__(self, marks: Mapping[int, Mistimed]) -> None:
        super().__init__(f"{len(marks)} marks at a wrong time")
        self.marks = marks


async def record(
    tx: Tx, given: Sequence[NewMark], *, organization_id: UUID, staff_id: UUID, now: datetime
) -> list[Answer]:
    """Store a batch and answer each mark in its order. A mark that this device sent before counts once.

    Raises WrongTimes: all or nothing, so that the phone can mend its clock and send the same batch again.
    """
    workshops = await copies.workshops_of_sessions(tx, {mark.session_id for mark in given}, organization_id)
    _refuse_untimely(given, workshops, now)
    closed = await sheets.share(tx, {workshop.id for workshop in workshops.values()})
    people = await _people(tx, given)
    added = await marks.add(
        tx,
        organization_id,
        staff_id,
        [
            (workshops[mark.session_id].id, replace(mark, registration_id=id, at=min(mark.at, now)))
            for mark, id in zip(given, (_holder(mark, people) for mark in given), strict=True)
            if mark.session_id in workshops and (id is not None or mark.ticket_sha256)
        ],
    )
    answers = [_answer(mark, workshops.get(mark.session_id), people, added) for mark in given]
    touched: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for mark, answer in zip(given, answers, strict=True):
        if answer.outcome is Outcome.RECORDED and answer.registration_id is not None:
            touched[workshops[mark.session_id].id].add(answer.registration_id)
    for workshop_id in sorted(touched):
        await tell_people(tx, workshop_id, organization_id, touched[workshop_id])
    await name_for_recount(tx, closed & touched.keys())
    return answers


async def correct(
    tx: Tx,
    *,
    workshop_id: UUID,
    session_id: UUID,
    registration_id: UUID,
    status: Status | None,
    reason: str,
    organization_id: UUID,
    staff_id: UUID,
    key: str,
    now: datetime,
) -> dict[str, Any]:
    """The office says otherwise, with a reason; None withdraws what was recorded. Raises NotOnRoster."""
    await sheets.share(tx, [workshop_id])
    register = await marks.register(tx, workshop_id, [registration_id])
    if register is None or not register.people or session_id not in {one.id for one in register.sessions}:
        raise NotOnRoster
    before = register.recorded(registration_id, session_id)
    mark = NewMark(
        session_id=session_id,
        device=f"office:{staff_id}",
        nonce=key,
        at=now,
        method=Method.CORRECTION,
        status=status,
        registration_id=registration_id,
        reason=reason,
    )
    await marks.add(tx, organization_id, staff_id, [(workshop_id, mark)])
    await audit.record(
        tx,
        f"Staff/{staff_id}",
        organization_id,
        "attendance corrected",
        f"Registration/{registration_id}",
        before={"session": str(session_id), "status": before},
        after={"session": str(session_id), "status": status, "reason": reason},
    )
    await tell_people(tx, workshop_id, organization_id, [registration_id])
    if register.closed:
        await name_for_recount(tx, [workshop_id])
    return {"status": status}


def _refuse_untimely(given: Sequence[NewMark], workshops: Mapping[UUID, Workshop], now: datetime) -> None:
    sessions = {
        session.id: (session, workshop) for workshop in workshops.values() for session in workshop.sessions
    }
    refused = {
        place: Mistimed(why, *sessions[mark.session_id])
        for place, mark in enumerate(given)
        if mark.session_id in sessions and (why := untimely(sessions[mark.session_id][0], mark.at, now))
    }
    if refused:
        raise WrongTimes(refused)


async def _people(tx: Tx, given: Sequence[NewMark]) -> Mapping[object, Registration]:
    """The people behind the marks, by the id and by the ticket hash they are named with."""
    tickets = await copies.holders(tx, {mark.ticket_sha256 for mark in given if mark.ticket_sha256})
    named = {mark.registration_id for mark in given if mark.registration_id}
    found = await copies.resolved(tx, named | set(tickets.values()))
    people: dict[object, Registration] = dict(found.items())
    people.update((ticket, found[id]) for ticket, id in tickets.items() if id in found)
    return people


def _holder(mark: NewMark, people: Mapping[object, Registration]) -> UUID | None:
    person = people.get(mark.ticket_sha256) or people.get(mark.registration_id)
    return person.id if person else mark.registration_id


def _answer(
    mark: NewMark,
    workshop: Workshop | None,
    people: Mapping[object, Registration],
    added: set[tuple[str, str]],
) -> Answer:
    if workshop is None:
        return Answer(Outcome.UNKNOWN_SESSION)
    person = people.get(mark.ticket_sha256) or people.get(mark.registration_id)
    here = person is not None and person.workshop_id == workshop.id and person.state.attends
    # Whoever does not belong to this workshop stays without a name: a card from elsewhere tells nothing.
    known = Answer(Outcome.RECORDED, person.id, person.full_name) if person and here else None
    if (mark.device, mark.nonce) not in added:
        return replace(known or Answer(Outcome.REPEATED), outcome=Outcome.REPEATED)
    added.remove((mark.device, mark.nonce))  # the same mark twice in one batch is also a repeat
    if known:
        return known
    return Answer(Outcome.UNKNOWN_TICKET if person is None else Outcome.NOT_ON_ROSTER)
