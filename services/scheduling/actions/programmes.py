"""Programmes: added and changed; their workshops tell the others."""

from __future__ import annotations

from dataclasses import asdict

from services.scheduling.actions.telling import tell_workshops_with
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Missing
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
    old, new = differences(asdict(before), asdict(programme))
    subject = f"Programme/{programme.id}"
    await audit.record(tx, who(by), by.organization_id, "programme changed", subject, old, new)
    if new:
        await tell_workshops_with(tx, by.organization_id, programme.id)
