"""What follows from what the other services say."""

from __future__ import annotations

from collections.abc import Sequence

from services.attendance.actions.telling import name_for_recount
from services.attendance.store import copies, sheets
from shared.bus import Change
from shared.db import Tx
from shared.events.registration import Registration
from shared.events.scheduling import Workshop


async def workshops_changed(tx: Tx, changes: Sequence[Change[Workshop]]) -> None:
    """Sessions follow the document; times that really took place change minutes, so all is counted again."""
    for change in changes:
        await sheets.put(tx, change.new)
        await copies.put_sessions(tx, change.new)
    await name_for_recount(tx, (change.new.id for change in changes))


async def people_changed(tx: Tx, changes: Sequence[Change[Registration]]) -> None:
    """A change of the roster, of a merge or of a ticket changes whose marks count."""
    await name_for_recount(tx, (change.new.workshop_id for change in changes if _matters(change)))


def _matters(change: Change[Registration]) -> bool:
    old, new = change.old, change.new
    if old is None:
        return new.state.attends or new.merged_into is not None
    return (old.state, old.merged_into, old.ticket_sha256) != (new.state, new.merged_into, new.ticket_sha256)
