"""Trainers and venues from a spreadsheet: good rows in one transaction, wrong ones kept to be mended."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from services.scheduling.actions.resources import needed, record
from services.scheduling.actions.trainers import add_trainer, change_held_trainer, hold_trainers
from services.scheduling.actions.venues import (
    add_venue,
    change_held_venue,
    hold_venues,
    refused_changes,
)
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.bookings import Resource
from services.scheduling.domain.refusals import Missing, Refused
from services.scheduling.store import bookings, trainers, venues
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from shared.db import Tx
from shared.sheets import kept
from shared.sheets.importing import CHANGED, NEW, STATES, WRONG, Planned
from shared.sheets.kept import Place

R = TypeVar("R", Trainer, Venue)
Changes = Sequence[tuple[R, R]]  # (before, wanted)
Plan = Callable[[Sequence[R]], list[Planned[R]]]
Say = Callable[[Refused], str]


@dataclass(frozen=True)
class Imported(Generic[R]):
    """What is imported: where its rows are, and how one comes into them."""

    kind: str
    search: Callable[..., Awaitable[list[R]]]
    add: Callable[[Tx, Actor, R], Awaitable[object]]
    hold: Callable[[Tx, Actor, Changes[R]], Awaitable[None]]  # what all the changes need
    change: Callable[[Tx, datetime, Actor, R], Awaitable[object]]
    check: Callable[[Tx, datetime, Actor, Changes[R]], Awaitable[Mapping[UUID, Refused]]]  # what it refuses


async def _hold_venues(tx: Tx, by: Actor, changes: Changes[Venue]) -> None:
    await hold_venues(tx, by, [wanted.id for _before, wanted in changes])


TRAINERS: Imported[Trainer] = Imported(
    "trainer", trainers.search, add_trainer, hold_trainers, change_held_trainer, needed
)
VENUES: Imported[Venue] = Imported(
    "venue", venues.search, add_venue, _hold_venues, change_held_venue, refused_changes
)


async def existing(tx: Tx, organization_id: UUID, what: Imported[R]) -> list[R]:
    """Every row there is, archived ones too."""
    return await what.search(tx, organization_id, archived=True)


async def objected(
    tx: Tx, now: datetime, by: Actor, what: Imported[R], planned: Sequence[Planned[R]], say: Say
) -> list[Planned[R]]:
    """The same rows; those that the rules refuse have become wrong, with the sentence for people."""
    refused = await what.check(tx, now, by, _changes(planned))
    return [
        row.refused(say(refused[row.before.id])) if row.before and row.before.id in refused else row
        for row in planned
    ]


def _changes(planned: Sequence[Planned[R]]) -> Changes[R]:
    return [(row.before, row.after) for row in planned if row.state == CHANGED and row.before and row.after]


async def apply_import(
    tx: Tx,
    now: datetime,
    by: Actor,
    what: Imported[R],
    place: Place,
    import_id: UUID,
    plan: Plan[R],
    say: Say,
) -> dict[str, int]:
    """Do what the upload says, and answer how many rows were what. Applied before: nothing is done again.

    `plan` tells, from the rows as they are now, what each row of the sheet means. Raises Missing.
    """
    # One at a time: two files that hold the same new trainer add one.
    await bookings.lock(tx, [Resource(f"{what.kind} import", by.organization_id)])
    upload = await kept.find(tx, place, import_id, lock=True)
    if upload is None:
        raise Missing
    if upload.outcome is not None:
        return upload.outcome
    # Beside the loop: thousands of rows take a second or two.
    planned = await asyncio.to_thread(plan, await existing(tx, by.organization_id, what))
    await what.hold(tx, by, _changes(planned))
    planned = await objected(tx, now, by, what, planned, say)
    rows: list[Planned[R]] = []
    for one in planned:
        rows.append(await _done(tx, now, by, what, one, say))
    counts = Counter(one.state for one in rows)
    outcome = {state: counts[state] for state in STATES}
    wrong = [(one.number, one.returned) for one in rows if one.state == WRONG]
    await kept.apply(tx, place, upload, outcome, wrong)
    subject = f"Organization/{by.organization_id}"
    await record(tx, by, f"{what.kind}s imported", subject, {}, {"file": upload.name, **outcome})
    return outcome


async def _done(tx: Tx, now: datetime, by: Actor, what: Imported[R], row: Planned[R], say: Say) -> Planned[R]:
    """The row, after it came in. A refusal came before anything was written, so it stays one row's."""
    try:
        if row.after is not None and row.state == NEW:
            await what.add(tx, by, row.after)
        elif row.after is not None and row.state == CHANGED:
            await what.change(tx, now, by, row.after)
    except Refused as refused:  # somebody planned a class there since we looked
        return row.refused(say(refused))
    return row
