"""A published workshop whose trainer was asked by mail, and how the trainer stands in it."""

from __future__ import annotations

from uuid import UUID

from tests.support.scheduling import Planner
from tests.support.scheduling_site import Site
from tests.support.trainers import invited, mails, state

EMAIL = "suparno@contoh.example"


async def asked(site: Site, **given: object) -> tuple[UUID, UUID, UUID, str]:
    """(workshop, trainer, session, path of the trainer's page) of a published workshop."""
    office = site.office
    venue = await office.venue()
    trainer = await office.trainer(email=EMAIL, phone="6281299900011")
    workshop = await office.draft(venue, **given)
    session = await office.adds(workshop, venue_id=venue, trainers=(trainer,), subject="Mengenal batok")
    await office.publishes(workshop)
    await invited(office, site.running.keys, workshop)
    return workshop, trainer, session, (await mails(office.db, site.running.keys))[-1].link


async def standing(office: Planner, workshop: UUID, trainer: UUID) -> str:
    return str((await state(office, workshop, trainer))["state"])
