"""Leaving in a crowd: when a date does not suit, a hundred people give up their places at once.

One by one each would wait for the same seat row with a connection in hand, until none is left for
anybody. So they go in groups, as sign-ups do, and the freed seats are given out once for each group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal
from uuid import UUID

from services.registration.actions import own
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import MOST_IN_A_ROUND
from services.registration.store import registrations, seats
from services.registration.store.registrations import Row
from shared.db import LATER, Database, GroupCommit, Tx
from shared.db.group_commit import Later

Outcome = Row | NotPossible


@dataclass(frozen=True, slots=True)
class Wish:
    """One person gives up their place."""

    id: UUID  # of the registration
    now: datetime  # business time


class Leaving:
    """The one door out of this process's workshops."""

    def __init__(self, db: Database) -> None:
        # Cancelling twice is fine, so a round may be repeated whatever became of it.
        self._group = GroupCommit[Wish, Outcome](db, _let_go, most=MOST_IN_A_ROUND, keyed=True)

    async def __aenter__(self) -> Leaving:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._group.__aexit__(kind, error, trace)

    async def cancel(self, now: datetime, id: UUID) -> Row:
        """As `own.cancel`; returns after the commit. Raises NotPossible, Busy, Unavailable."""
        outcome = await self._group.submit(Wish(id, now))
        if isinstance(outcome, NotPossible):
            raise outcome
        return outcome


async def _let_go(tx: Tx, wishes: Sequence[Wish]) -> Sequence[Outcome | Literal[Later.LATER]]:
    ids = list({wish.id: None for wish in wishes})
    known = {row.id: row.workshop_id for row in await registrations.read_many(tx, ids)}
    held, busy = await seats.lock_soon(tx, set(known.values()))
    rows = await registrations.lock_many(tx, [id for id in ids if known.get(id) in held])
    now = max(wish.now for wish in wishes)
    outcomes: dict[UUID, Outcome] = {}
    for workshop_id, seat in sorted(held.items()):
        theirs = [row for row in rows if row.workshop_id == workshop_id]
        outcomes |= await own.leave(tx, now, seat, theirs)
    return [
        LATER if known.get(wish.id) in busy else outcomes.get(wish.id, NotPossible(Reason.UNKNOWN))
        for wish in wishes
    ]
