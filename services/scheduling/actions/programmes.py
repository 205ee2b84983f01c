"""Programmes: added and changed; their workshops tell the others."""

from __future__ import annotations

from dataclasses import asdict
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


def _auditable(programme: Programme) -> dict[str, Any]:
    plain = asdict(programme) | {"id": str(programme.id)}
    return plain | {"decree_date": programme.decree_date.isoformat() if programme.decree_date else ""}
