"""A published workshop with a trainer, moved, and what is told of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.scheduling import jobs
from services.scheduling.actions import sessions
from services.scheduling.settings import QUIET
from shared.clock import MovedClock
from shared.service import Running
from tests.support.scheduling import Planner

EMAIL = "suparno@contoh.example"


async def taught(office: Planner, **given: object) -> tuple[UUID, UUID, UUID, UUID]:
    """(workshop, venue, trainer, session) of a published workshop with two sessions of one trainer."""
    venue = await office.venue()
    trainer = await office.trainer(email=given.pop("email", EMAIL))
    workshop = await office.draft(venue, **given)
    session = await office.adds(workshop, venue_id=venue, trainers=(trainer,), subject="Mengenal batok")
    await office.adds(
        workshop, "13.00", "14.30", venue_id=venue, trainers=(trainer,), subject="Membentuk batok"
    )
    await office.publishes(workshop)
    return workshop, venue, trainer, session


async def moved(
    office: Planner, workshop: UUID, session: UUID, trainer: UUID, venue: UUID, start: str
) -> None:
    end = f"{int(start[:2]) + 1:02}.00"
    plan = office.plan(start, end, venue_id=venue, trainers=(trainer,), subject="Mengenal batok")
    await office.db.run(sessions.change_session, office.by, workshop, session, plan, "Listrik padam")


async def told(working: Running, clock: MovedClock) -> int:
    """The quiet time passes; the job sees the difference before and tells it after."""
    await jobs.tell_trainers(working)
    clock.move_to(clock.now() + QUIET + timedelta(seconds=1))
    return await jobs.tell_trainers(working)
