"""Trainers: added, changed, archived, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.bookings import settle
from services.scheduling.actions.resources import delete_resource, needed, put_away, record
from services.scheduling.actions.telling import tell_workshops_with
from services.scheduling.actions.trainer_papers import delete_papers
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Missing
from services.scheduling.store import trainers, workshops
from services.scheduling.store.trainers import Trainer
from shared.db import Tx


async def add_trainer(tx: Tx, by: Actor, trainer: Trainer) -> dict[str, str]:
    await trainers.add(tx, by.organization_id, trainer)
    await record(tx, by, "trainer added", f"Trainer/{trainer.id}", {}, asdict(trainer))
    return {"id": str(trainer.id)}


async def hold_trainers(tx: Tx, by: Actor, changes: Sequence[tuple[Trainer, Trainer]]) -> None:
    """Wait for whoever plans with these trainers, all of them at once, before the first is changed: the
    workshops that will be told of a name, then the bookings of who is archived.
    """
    going = [wanted.id for before, wanted in changes if wanted.archived and not before.archived]
    named = [wanted.id for before, wanted in changes if wanted.name != before.name]
    if named:
        await workshops.lock_with(tx, by.organization_id, [*named, *going])
    if going:
        await settle(tx, "trainer", going)


async def change_trainer(tx: Tx, now: datetime, by: Actor, trainer: Trainer) -> None:
    """Keep the new values. Raises InUse when an archived trainer still has sessions to come, Missing."""
    before = await trainers.find(tx, by.organization_id, trainer.id)
    if before is None:
        raise Missing
    await hold_trainers(tx, by, [(before, trainer)])
    await change_held_trainer(tx, now, by, trainer)


async def change_held_trainer(tx: Tx, now: datetime, by: Actor, trainer: Trainer) -> None:
    """The same for one that this transaction holds."""
    before = await trainers.find(tx, by.organization_id, trainer.id)
    if before is None:
        raise Missing
    for refused in (await needed(tx, now, by, [(before, trainer)])).values():
        raise refused
    await trainers.change(tx, by.organization_id, trainer)
    await record(tx, by, "trainer changed", f"Trainer/{trainer.id}", asdict(before), asdict(trainer))
    if before.name != trainer.name:
        await tell_workshops_with(tx, by.organization_id, trainer.id)


async def archive_trainers(
    tx: Tx, now: datetime, by: Actor, trainer_ids: Sequence[UUID], archived: bool
) -> dict[str, Any]:
    """Archive several, or take them back; those with sessions to come stay, see `put_away`."""
    return await put_away(tx, now, by, trainer_ids, archived, trainers.find, change_trainer)


async def delete_trainer(tx: Tx, by: Actor, trainer_id: UUID) -> None:
    """Delete one whom no session ever named. Raises InUse, Missing."""
    before = await trainers.find(tx, by.organization_id, trainer_id)
    if before is None:
        raise Missing
    await delete_papers(tx, by, trainer_id)
    await delete_resource(tx, by, before, trainers.delete)
    await record(tx, by, "trainer deleted", f"Trainer/{trainer_id}", {"name": before.name}, {"name": None})
