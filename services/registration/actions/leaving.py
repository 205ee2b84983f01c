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
from services.registration.domain.seats import NO_LIST, GroupTerms
from services.registration.settings import MOST_IN_A_ROUND
from services.registration.store import groups, registrations, seats
from services.registration.store.registrations import Row
from shared.db import LATER, Database, GroupCommit, Tx
from shared.db.group_commit import Later

Outcome = Row | NotPossible


@dataclass(frozen=True, slots=True)
class Wish:
    """One person gives up their place."""

    id: UUID  # of the registration
    now: datetime  # business time
    group_id: UUID | None = None  # of the list by whose link; None: by their own
    link_mark: str = ""  # of that link


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

    async def cancel(self, now: datetime, id: UUID, by: GroupTerms | None = None) -> Row:
        """As `own.cancel`; returns after the commit. `by`: the list by whose link they leave, with its mark
        as the link was come by. Raises NotPossible, Busy, Unavailable."""
        wish = Wish(id, now, by.id, by.link_mark) if by else Wish(id, now)
        outcome = await self._group.submit(wish)
        if isinstance(outcome, NotPossible):
            raise outcome
        return outcome


async def _let_go(tx: Tx, wishes: Sequence[Wish]) -> Sequence[Outcome | Literal[Later.LATER]]:
    ids = list({wish.id: None for wish in wishes})
    known = {row.id: row.workshop_id for row in await registrations.read_many(tx, ids)}
    held, busy = await seats.lock_soon(tx, set(known.values()))
    barred = await _barred(tx, wishes)
    going = {wish.id for wish in wishes if wish not in barred}
    rows = await registrations.lock_many(tx, [id for id in ids if id in going and known.get(id) in held])
    now = max(wish.now for wish in wishes)
    outcomes: dict[UUID, Outcome] = {}
    for workshop_id, seat in sorted(held.items()):
        theirs = [row for row in rows if row.workshop_id == workshop_id]
        outcomes |= await own.leave(tx, now, seat, theirs)
    outcome_of = {wish: outcomes.get(wish.id, NotPossible(Reason.UNKNOWN)) for wish in wishes}
    outcome_of |= dict.fromkeys(barred, NotPossible(Reason.STATE_CHANGED))
    return [LATER if known.get(wish.id) in busy else outcome_of[wish] for wish in wishes]


async def _barred(tx: Tx, wishes: Sequence[Wish]) -> set[Wish]:
    """Those by a list's link that was replaced meanwhile: else who holds a leaked one and presses in the very
    moment of its replacement would be let in. With the seat rows in hand, as it is replaced."""
    lists = {wish.group_id for wish in wishes if wish.group_id is not None}
    stand = await groups.terms(tx, lists) if lists else {}
    return {
        wish
        for wish in wishes
        if wish.group_id is not None and stand.get(wish.group_id, NO_LIST).link_mark != wish.link_mark
    }
