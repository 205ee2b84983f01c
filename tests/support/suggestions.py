"""Timetables that an office asks for, and the work on them done to the end."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from services.scheduling.actions import suggestions as actions
from services.scheduling.domain.suggesting.wishes import ClassWish, NewSession, Wishes
from services.scheduling.jobs import suggest
from services.scheduling.store import sessions, suggestions
from services.scheduling.store.sessions import Session
from services.scheduling.store.suggestions import Suggestion
from shared.ids import new_id
from shared.service import Running
from tests.support.scheduling import FIRST_DAY, Planner, days_later

LAST_DAY = days_later(3)


MORNING = [(time(8), time(12))]


def wishes(*classes: ClassWish, **given: Any) -> Wishes:
    values: dict[str, Any] = {"first_day": FIRST_DAY, "last_day": LAST_DAY, "seconds": 1, **given}
    return Wishes(classes=list(classes), **values)


async def asked(office: Planner, *classes: ClassWish, **given: Any) -> UUID:
    made = await office.db.run(actions.start_suggestion, office.now, office.by, wishes(*classes, **given))
    return UUID(made["id"])


async def found(office: Planner, id: UUID) -> Suggestion:
    async with office.db.read() as tx:
        suggestion = await suggestions.find(tx, office.office_id, id)
    assert suggestion is not None
    return suggestion


async def planned(office: Planner, workshop_id: UUID) -> dict[str, Session]:
    async with office.db.read() as tx:
        return {session.subject: session for session in await sessions.of_workshop(tx, workshop_id)}


async def bare_class(office: Planner, count: int = 3, **given: Any) -> tuple[UUID, ClassWish]:
    """A draft without a session, and the wish for so many sessions of 2 JP."""
    workshop_id = await office.draft(**given)
    added = [
        NewSession(id=new_id(), kind="materi", subject=f"Materi {n}", minutes=90, skill="Ukir Batok")
        for n in range(1, count + 1)
    ]
    return workshop_id, ClassWish(id=workshop_id, added=added)


async def settle(running: Running) -> None:
    while await suggest(running):
        pass
