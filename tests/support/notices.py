"""A course with people in it, whose changes are noticed and told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from services.scheduling import jobs
from services.scheduling.actions import notices, sessions
from services.scheduling.actions.notices import Pending
from services.scheduling.store import notices as store
from shared.events.registration import Registration, RegistrationState
from shared.ids import new_id
from shared.service import Running
from tests.support.factories import version
from tests.support.scheduling import Planner, days_later

REASON = "Narasumber dari Surakarta sakit"


class Course:
    """A published workshop of four days with five sessions each, and what happens to it."""

    def __init__(self, office: Planner, id: UUID, venue: UUID, planned: list[UUID]) -> None:
        self.office, self.id, self.venue, self.planned = office, id, venue, planned

    def plan_of(self, number: int, day: int, **given: Any) -> sessions.SessionPlan:
        hour = (8, 9, 10, 13, 14)[number % 5]
        values = {"venue_id": self.venue, "subject": f"Materi {number + 1}", **given}
        return self.office.plan(f"{hour:02}.00", f"{hour:02}.45", day=days_later(day), **values)

    async def moves(self, number: int, days: int = 7, reason: str = REASON, **given: Any) -> None:
        plan = self.plan_of(number, number // 5 + days, **given)
        await self.office.db.run(
            sessions.change_session, self.office.by, self.id, self.planned[number], plan, reason
        )

    async def untold(self) -> Pending | None:
        async with self.office.db.read() as tx:
            return await notices.pending(tx, self.office.now, self.office.office_id, self.id)

    async def sends(self, reason: str = REASON, seen: str = "") -> None:
        found = await self.untold()
        digest = seen or (found.changes.digest if found else "nothing")
        await self.office.db.run(notices.send, self.office.now, self.office.by, self.id, reason, digest)

    async def decided(self) -> list[store.Decided]:
        async with self.office.db.read() as tx:
            return await store.of_workshop(tx, self.id, 100)


async def course(office: Planner, count: int = 20) -> Course:
    venue = await office.venue()
    id = await office.draft(venue)
    made = Course(office, id, venue, [])
    for number in range(count):
        plan = made.plan_of(number, number // 5)
        answer = await office.db.run(sessions.add_session, office.by, id, plan, "")
        made.planned.append(UUID(answer["id"]))
    await office.publishes(id)
    return made


async def work(office: Planner) -> None:
    """Both jobs, until neither finds anything."""
    running = cast(Running, SimpleNamespace(db=office.db, clock=office.clock))
    while await jobs.compare(running) + await jobs.tell(running):
        pass


def people(office: Planner, of: UUID, **states: int) -> list[Registration]:
    return [
        Registration(
            id=new_id(),
            version=version(),
            organization_id=office.office_id,
            workshop_id=of,
            state=RegistrationState(state),
            full_name="Hendra",
            registered_at=office.now,
        )
        for state, count in states.items()
        for _ in range(count)
    ]
