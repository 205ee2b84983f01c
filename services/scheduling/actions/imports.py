"""Trainers and venues from a spreadsheet: good rows in one transaction, wrong ones kept to be mended."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from services.scheduling.actions.resources import record, refuse_needed
from services.scheduling.actions.trainers import add_trainer, change_trainer
from services.scheduling.actions.venues import add_venue, change_venue, check_change
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.bookings import Resource
from services.scheduling.domain.refusals import Missing, Refused
from services.scheduling.store import bookings, trainers, venues
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from shared.db import Tx
from shared.sheets import kept
from shared.sheets.importing import CHANGED, NEW, STATES, WRONG, Planned

R = TypeVar("R", Trainer, Venue)
Plan = Callable[[Sequence[R]], list[Planned[R]]]
Say = Callable[[Refused], str]


@dataclass(frozen=True)
class Imported(Generic[R]):
    """What is imported: where its rows are, and how one comes into them."""

    kind: str
    search: Callable[..., Awaitable[list[R]]]
    add: Callable[[Tx, Actor, R], Awaitable[object]]
    change: Callable[[Tx, datetime, Actor, R], Awaitable[object]]
    check: Callable[[Tx, datetime, Actor, R, R], Awaitable[None]]  # raises what `change` would


TRAINERS: Imported[Trainer] = Imported("trainer", trainers.search, add_trainer, change_trainer, refuse_needed)
VENUES: Imported[Venue] = Imported("venue", venues.search, add_venue, change_venue, check_change)


async def existing(tx: Tx, organization_id: UUID, what: Imported[R]) -> list[R]:
    """Every row there is, archived ones too."""
    return await what.search(tx, organization_id, archived=True)


async def objected(
    tx: Tx, now: datetime, by: Actor, what: Imported[R], planned: Sequence[Planned[R]], say: Say
) -> list[Planned[R]]:
    """The same rows; those that the rules refuse have become wrong, with the sentence for people."""
    found = []
    for row in planned:
        if row.state == CHANGED and row.before is not None and row.after is not None:
            try:
                await what.check(tx, now, by, row.before, row.after)
            except Refused as refused:
                found.append(row.refused(say(refused)))
                continue
        found.append(row)
    return found


async def apply_import(
    tx: Tx, now: datetime, by: Actor, what: Imported[R], import_id: UUID, plan: Plan[R], say: Say
) -> dict[str, int]:
    """Do what the upload says, and answer how many rows were what. Applied before: nothing is done again.

    `plan` tells, from the rows as they are now, what each row of the sheet means. Raises Missing.
    """
    # One at a time: two files that hold the same new trainer add one.
    await bookings.lock(tx, [Resource(f"{what.kind} import", by.organization_id)])
    upload = await kept.find(tx, by.organization_id, what.kind, import_id, lock=True)
    if upload is None:
        raise Missing
    if upload.outcome is not None:
        return upload.outcome
    # Beside the loop: thousands of rows take a second or two.
    planned = await asyncio.to_thread(plan, await existing(tx, by.organization_id, what))
    planned = await objected(tx, now, by, what, planned, say)
    rows: list[Planned[R]] = []
    for one in planned:
        rows.append(await _done(tx, now, by, what, one, say))
    counts = Counter(one.state for one in rows)
    outcome = {state: counts[state] for state in STATES}
    wrong = [(one.number, one.returned) for one in rows if one.state == WRONG]
    await kept.apply(tx, by.organization_id, import_id, outcome, wrong)
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
