"""Programmes: added and changed; their workshops tell the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from services.scheduling.actions.telling import tell_workshops_with
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Missing, ProgrammeInUse
from services.scheduling.domain.workshops import differences
from services.scheduling.store import programmes
from services.scheduling.store.programmes import Programme
from shared import audit
from shared.db import Tx

_ENTERED = tuple(field.name for field in fields(Programme))


async def add_programme(tx: Tx, by: Actor, programme: Programme) -> dict[str, str]:
    await programmes.add(tx, by.organization_id, programme)
    await audit.record(
        tx,
        who(by),
        by.organization_id,
        "programme added",
        f"Programme/{programme.id}",
        None,
        {"title": programme.title, "year": programme.year},
    )
    return {"id": str(programme.id)}


async def change_programme(tx: Tx, by: Actor, programme: Programme) -> None:
    before = await programmes.find(tx, by.organization_id, programme.id)
    if before is None:
        raise Missing
    await programmes.change(tx, by.organization_id, programme)
    old, new = differences(_auditable(before), _auditable(programme))
    subject = f"Programme/{programme.id}"
    await audit.record(tx, who(by), by.organization_id, "programme changed", subject, old, new)
    if new:
        await tell_workshops_with(tx, by.organization_id, programme.id)


async def delete_programme(tx: Tx, by: Actor, programme_id: UUID) -> None:
    """Delete a programme without workshops. Raises ProgrammeInUse with how many are in it."""
    before = await programmes.find(tx, by.organization_id, programme_id)
    if before is None:
        raise Missing
    await programmes.lock(tx, by.organization_id, programme_id)
    count = await programmes.workshops_in(tx, programme_id)
    if count:
        raise ProgrammeInUse(before.title, count)
    await programmes.delete(tx, by.organization_id, programme_id)
    facts = {"title": before.title, "year": before.year}
    subject = f"Programme/{programme_id}"
    await audit.record(tx, who(by), by.organization_id, "programme deleted", subject, facts, None)


async def archive_programmes(
    tx: Tx, by: Actor, programme_ids: Sequence[UUID], archived: bool
) -> dict[str, Any]:
    """Put several away, or take them back; those with workshops still to be finished stay.

    Answered are `done`, how many were changed, and `refused`, title and number of such workshops of each
    that was not. Raises Missing, and then nothing is done.
    """
    done, refused = 0, []
    for programme_id in sorted(set(programme_ids)):
        await programmes.lock(tx, by.organization_id, programme_id)
        before = await programmes.find(tx, by.organization_id, programme_id)
        if before is None:
            raise Missing
        if before.archived == archived:
            continue
        left = await programmes.unfinished(tx, programme_id) if archived else 0
        if left:
            refused.append({"name": before.title, "workshops": left})
            continue
        await programmes.set_archived(tx, by.organization_id, programme_id, archived)
        subject = f"Programme/{programme_id}"
        old, new = {"archived": before.archived}, {"archived": archived}
        await audit.record(tx, who(by), by.organization_id, "programme changed", subject, old, new)
        done += 1
    return {"done": done, "refused": refused}


def _auditable(programme: Programme) -> dict[str, Any]:
    plain = {name: getattr(programme, name) for name in _ENTERED} | {"id": str(programme.id)}
    return plain | {"decree_date": programme.decree_date.isoformat() if programme.decree_date else ""}
