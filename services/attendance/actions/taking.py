"""Taking attendance: marks from the door and corrections from the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Literal
from uuid import UUID

from services.attendance.actions.telling import name_for_recount, tell_people
from services.attendance.domain import Answer, Method, NewMark, Outcome, Untimely, untimely
from services.attendance.settings import MOST_TOGETHER
from services.attendance.store import copies, marks, sheets
from services.attendance.store.marks import Placed
from shared import audit
from shared.db import LATER, Database, GroupCommit, Tx
from shared.db.group_commit import Later
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


@dataclass(frozen=True, slots=True)
class Batch:
    """What one caller sends: marks by one member of staff of one office."""

    marks: Sequence[NewMark]
    organization_id: UUID
    staff_id: UUID
    now: datetime  # business time of its arrival


Result = list[Answer] | WrongTimes


class Taking:
    """The one way in for marks of this process: whoever sends in the same moment shares a transaction.

    At a door dozens of phones each send one mark a second, and a mark is a dozen statements.
    """

    def __init__(self, db: Database) -> None:
        self._group = GroupCommit[Batch, Result](db, record, most=MOST_TOGETHER)

    async def __aenter__(self) -> Taking:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._group.__aexit__(kind, error, trace)

    async def record(
        self, given: Sequence[NewMark], *, organization_id: UUID, staff_id: UUID, now: datetime
    ) -> list[Answer]:
        """Store a batch and answer each mark in its order, after the commit. A mark that this device sent
        before counts once.

        Raises WrongTimes: all or nothing, so that the phone can mend its clock and send the same batch
        again. Busy, Unavailable: the phone sends the same batch again.
        """
        result = await self._group.submit(Batch(given, organization_id, staff_id, now))
        if isinstance(result, WrongTimes):
            raise result
        return result


async def record(tx: Tx, batches: Sequence[Batch]) -> list[Result | Literal[Later.LATER]]:
    """Store batches together; each gets its own result. LATER: a sheet of its is being closed just now."""
    workshops = await copies.workshops_of_sessions(
        tx, {mark.session_id for batch in batches for mark in batch.marks}
    )
    closed = await sheets.share_free(tx, {workshop.id for workshop in workshops.values()})
    refused = [_refused(batch, _of_office(workshops, batch), closed) for batch in batches]
    taken = [batch for batch, why in zip(batches, refused, strict=True) if why is None]
    answers = iter(await _store(tx, taken, workshops, closed) if taken else [])
    return [next(answers) if why is None else why for why in refused]


async def _store(
    tx: Tx, batches: Sequence[Batch], workshops: Mapping[UUID, Workshop], closed: Mapping[UUID, bool]
) -> list[list[Answer]]:
    people = await _people(tx, [mark for batch in batches for mark in batch.marks])
    added = await marks.add(
        tx, [one for batch in batches for one in _placed(batch, _of_office(workshops, batch), people)]
    )
    answers: list[list[Answer]] = []
    touched: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for batch in batches:
        own = _of_office(workshops, batch)
        answers.append([_answer(batch, mark, own, people, added) for mark in batch.marks])
        for mark, answer in zip(batch.marks, answers[-1], strict=True):
            if answer.outcome is Outcome.RECORDED and answer.registration_id is not None:
                touched[own[mark.session_id].id].add(answer.registration_id)
    offices = {workshop.id: workshop.organization_id for workshop in workshops.values()}
    for workshop_id in sorted(touched):
        await tell_people(tx, workshop_id, offices[workshop_id], touched[workshop_id])
    await name_for_recount(tx, (workshop_id for workshop_id in touched if closed[workshop_id]))
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
    await marks.add(tx, [Placed(organization_id, staff_id, workshop_id, mark)])
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


def _of_office(workshops: Mapping[UUID, Workshop], batch: Batch) -> dict[UUID, Workshop]:
    """Workshop by session: of the office that sent the batch, never of another that is in the same group."""
    office = batch.organization_id
    return {id: workshop for id, workshop in workshops.items() if workshop.organization_id == office}


def _refused(
    batch: Batch, workshops: Mapping[UUID, Workshop], free: Collection[UUID]
) -> WrongTimes | Literal[Later.LATER] | None:
    """Why nothing of the batch is stored now; None: it can be."""
    meant = [
        (place, mark, workshops[mark.session_id])
        for place, mark in enumerate(batch.marks)
        if mark.session_id in workshops
    ]
    wrong: dict[int, Mistimed] = {}
    for place, mark, workshop in meant:
        session = next((one for one in workshop.sessions if one.id == mark.session_id), None)
        if session is not None and (why := untimely(session, mark.at, batch.now)):
            wrong[place] = Mistimed(why, session, workshop)
    if wrong:
        return WrongTimes(wrong)
    return None if all(workshop.id in free for _place, _mark, workshop in meant) else LATER


def _placed(
    batch: Batch, workshops: Mapping[UUID, Workshop], people: Mapping[object, Registration]
) -> Iterator[Placed]:
    """The batch's marks as they are stored: with the person they are of, none later than its arrival."""
    for mark in batch.marks:
        holder = _holder(mark, people)
        if mark.session_id in workshops and (holder is not None or mark.ticket_sha256):
            stored = replace(mark, registration_id=holder, at=min(mark.at, batch.now))
            yield Placed(batch.organization_id, batch.staff_id, workshops[mark.session_id].id, stored)


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
    batch: Batch,
    mark: NewMark,
    workshops: Mapping[UUID, Workshop],
    people: Mapping[object, Registration],
    added: set[tuple[UUID, str, str]],
) -> Answer:
    workshop = workshops.get(mark.session_id)
    if workshop is None:
        return Answer(Outcome.UNKNOWN_SESSION)
    person = people.get(mark.ticket_sha256) or people.get(mark.registration_id)
    here = person is not None and person.workshop_id == workshop.id and person.state.attends
    # Whoever does not belong to this workshop stays without a name: a card from elsewhere tells nothing.
    known = Answer(Outcome.RECORDED, person.id, person.full_name) if person and here else None
    key = (batch.organization_id, mark.device, mark.nonce)
    if key not in added:
        return replace(known or Answer(Outcome.REPEATED), outcome=Outcome.REPEATED)
    added.remove(key)  # the same mark twice in one transaction is also a repeat
    if known:
        return known
    return Answer(Outcome.UNKNOWN_TICKET if person is None else Outcome.NOT_ON_ROSTER)
