"""Watches in what order bookings are locked: what comes later sorts behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from services.scheduling.domain.bookings import Resource
from shared.db import Tx

Lock = Callable[[Tx, Sequence[Resource]], Awaitable[None]]
HELD = "select coalesce(current_setting('test.held', true), '')"
HOLD = "select set_config('test.held', $1, true)"  # forgotten with the transaction


class LockedLater(AssertionError):
    """Two transactions that do this may wait for each other."""


def watched(lock: Lock) -> Lock:
    """The same lock, refusing what could deadlock."""

    async def locked(tx: Tx, resources: Sequence[Resource]) -> None:
        wanted = {f"{resource.kind}:{resource.id}" for resource in resources}
        held = await tx.fetchval(HELD)
        if not held:
            await tx.execute(HOLD, ",".join(sorted(wanted)))
        else:
            known = set(held.split(","))
            if any(resource < max(known) for resource in wanted - known):
                raise LockedLater(f"{sorted(wanted - known)} wanted after {held}")
            await tx.execute(HOLD, ",".join(sorted(wanted | known)))
        await lock(tx, resources)

    return locked
