"""Choosing among those who asked: what counts, what is given by hand, and the list that was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registration.actions.office import By
from services.registration.domain import selection as rules
from services.registration.domain.questions import CONDITIONS, Form
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.selection import BEST, Criterion, Fault, Kind
from services.registration.store import copies, questions, registrations, score_notes, seats, selection
from services.registration.store.registrations import Row
from shared import audit
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.ids import new_id
from shared.indonesia import district

SCORED = (State.PENDING, State.WAITLISTED, State.CONFIRMED, State.OFFERED)  # who still may be scored


class Unusable(Exception):
    """These criteria cannot stand; nothing was changed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def countable(form: Form) -> dict[str, tuple[str, ...]]:
    """The questions whose answers can count, by key, with what can be answered; never a sealed one."""
    return {one.key: one.answers for one in form.asked if one.kind in CONDITIONS and not one.sensitive}


async def change(
    tx: Tx, by: By, workshop_id: UUID, changed: Callable[[Sequence[Criterion]], Sequence[Criterion]]
) -> Sequence[Criterion]:
    """Change the criteria of a workshop as a whole. Raises NotPossible for another office's, Unusable."""
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    if workshop is None or workshop.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    before = await selection.lock(tx, workshop_id, by.organization_id)
    after = tuple(changed(before))
    found = rules.fault(after, countable(await questions.read(tx, workshop_id)))
    if found is not None:
        raise Unusable(found)
    if after != before:
        await selection.keep(tx, workshop_id, after)
        subject = f"Workshop/{workshop_id}"
        told = [{"criteria": [f"{one.label} ({one.weight})" for one in list_]} for list_ in (before, after)]
        await audit.record(tx, by.who, by.organization_id, "criteria changed", subject, *told)
    return after


async def put(tx: Tx, by: By, workshop_id: UUID, one: Criterion) -> Sequence[Criterion]:
    """Set one criterion: in the place of the one with its key, else as the last. Raises as `change`."""

    def changed(before: Sequence[Criterion]) -> list[Criterion]:
        after = [one if other.key == one.key else other for other in before]
        return after if one in after else [*after, one]

    return await change(tx, by, workshop_id, changed)


async def remove(tx: Tx, by: By, workshop_id: UUID, key: str) -> Sequence[Criterion]:
    """Take one away; what was scored for it counts no more. Raises as `change`."""
    return await change(tx, by, workshop_id, lambda before: [one for one in before if one.key != key])


async def replace_all(
    tx: Tx, by: By, workshop_id: UUID, criteria: Sequence[Criterion]
) -> Sequence[Criterion]:
    """Exactly these from now on. Raises as `change`."""
    return await change(tx, by, workshop_id, lambda _before: criteria)


async def copy(tx: Tx, by: By, workshop_id: UUID, source_id: UUID) -> Sequence[Criterion]:
    """Add what another workshop of the office counts; of answers only what this one asks too.

    Raises NotPossible for another office's, and as `change`.
    """
    source = await copies.WORKSHOPS.get(tx, source_id)
    if source is None or source.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    known = countable(await questions.read(tx, workshop_id))
    taken = [
        one
        for one in await selection.read(tx, source_id)
        if one.kind is not Kind.ANSWER or set(one.codes) <= set(known.get(one.question, ()))
    ]

    def changed(before: Sequence[Criterion]) -> list[Criterion]:
        have = {(one.kind, one.label, one.codes) for one in before}
        return [*before, *(one for one in taken if (one.kind, one.label, one.codes) not in have)]

    return await change(tx, by, workshop_id, changed)


@dataclass(frozen=True, slots=True)
class Given:
    """Points for one person and criterion, in the place of those that were seen; None: none."""

    registration_id: UUID
    criterion: str
    points: int | None
    seen: int | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on one person, in the place of the one that was seen; empty: none."""

    registration_id: UUID
    note: str
    seen: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What was not stored: somebody else has changed that score or note meanwhile, and theirs stands, or the
    person is `gone`, of whom there is one for all that was given."""

    registration_id: UUID
    criterion: str  # empty: it is the note
    points: int | None
    by_name: str
    note: str = ""
    gone: bool = False  # they have cancelled or were turned down, merged or erased


async def score(
    tx: Tx,
    now: datetime,
    by: By,
    workshop_id: UUID,
    given: Sequence[Given],
    remarks: Sequence[Remark] = (),
) -> tuple[int, list[Overtaken]]:
    """Give points and write notes; how many were kept, and what others have changed since it was seen. Of
    who is not to be scored any more nothing is kept; what was given to the others stands.

    Raises NotPossible for people of another workshop or office, or a criterion that is not scored by hand.
    """
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    if workshop is None or workshop.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    by_hand = {one.key: one.label for one in await selection.read(tx, workshop_id) if one.kind is Kind.HAND}
    # In order, so that two who score the same people wait for each other and do not deadlock.
    named = sorted({one.registration_id for one in given} | {one.registration_id for one in remarks})
    rows = {row.id: row for row in await registrations.lock_many(tx, named)}
    if any(id not in rows or rows[id].workshop_id != workshop_id for id in named):
        raise NotPossible(Reason.STATE_CHANGED)
    kept = dict[str, list[str]]()
    overtaken = [Overtaken(id, "", None, "", gone=True) for id in named if rows[id].state not in SCORED]
    for one in given:
        row = rows[one.registration_id]
        if row.state not in SCORED:
            continue
        if one.criterion not in by_hand or not (one.points is None or 0 <= one.points <= BEST):
            raise NotPossible(Reason.STATE_CHANGED)
        if one.points is None and one.seen is None:
            continue
        if await selection.score(tx, row.id, one.criterion, one.points, one.seen, by.name, now):
            kept.setdefault(row.subject, []).append(by_hand[one.criterion])
        else:
            stands = await selection.stands(tx, row.id, one.criterion) or (None, "")
            overtaken.append(Overtaken(row.id, one.criterion, *stands))
    for subject, labels in kept.items():
        # What was scored, never the points: the trail outlives an erased person.
        await audit.record(tx, by.who, by.organization_id, "scored", subject, None, {"criteria": labels})
    written, changed = await _remark(tx, now, by, [rows[one.registration_id] for one in remarks], remarks)
    return sum(len(labels) for labels in kept.values()) + written, [*overtaken, *changed]


async def _remark(
    tx: Tx, now: datetime, by: By, rows: Sequence[Row], remarks: Sequence[Remark]
) -> tuple[int, list[Overtaken]]:
    """Write the notes of `score`; the trail says that there is one, never its words."""
    written, overtaken = 0, list[Overtaken]()
    for row, one in zip(rows, remarks, strict=True):
        if row.state not in SCORED or one.note == one.seen:
            continue
        if await score_notes.write(tx, row.id, one.note, one.seen, by.name, now):
            written += 1
            await audit.record(tx, by.who, by.organization_id, "score note written", row.subject, None, {})
        else:
            note, by_name = await score_notes.stands(tx, row.id)
            overtaken.append(Overtaken(row.id, "", None, by_name, note))
    return written, overtaken


async def keep_list_once(
    tx: Tx, now: datetime, by: By, workshop_id: UUID, number: str, dated: date, with_reserve: bool
) -> dict[str, Any]:
    """The same as an outcome to store: a second press of the button keeps no second edition."""
    return {"edition": await keep_list(tx, now, by, workshop_id, number, dated, with_reserve)}


async def keep_list(
    tx: Tx, now: datetime, by: By, workshop_id: UUID, number: str, dated: date, with_reserve: bool
) -> int:
    """Keep who has a seat now, and who waits for one, as a list to print; its edition.

    It stays as it is: what changes afterwards makes a new edition. Raises NotPossible where nobody is chosen.
    """
    seat = (await seats.lock(tx, (workshop_id,))).get(workshop_id)
    if seat is None or seat.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    chosen = await registrations.in_states(tx, workshop_id, (State.CONFIRMED, State.OFFERED))
    waiting = await registrations.in_states(tx, workshop_id, (State.WAITLISTED,)) if with_reserve else []
    if not chosen:
        raise NotPossible(Reason.NOBODY_CHOSEN)
    chosen = sorted(chosen, key=lambda row: row.full_name.lower())
    edition = await selection.add_paper(
        tx,
        new_id(),
        workshop_id,
        by.organization_id,
        number,
        dated,
        now,
        by.name,
        [_listed(row) for row in chosen],
        [_listed(row) for row in waiting],
    )
    told = {"paper_number": number, "edition": edition, "people": len(chosen)}
    subject = f"Workshop/{workshop_id}"
    await audit.record(tx, by.who, by.organization_id, "decision list kept", subject, None, told)
    return edition


def _listed(row: Row) -> dict[str, str]:
    home = district(row.district_code) if row.district_code else None
    return {
        "registration": str(row.id),
        "name": row.certificate_name or row.full_name,
        "institution": row.business_name,
        "home": home.full_name if home else "",
        "sex": row.gender,
    }
