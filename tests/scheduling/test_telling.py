"""What the others are told: whole documents, again whenever what they show has changed."""

from __future__ import annotations

from services.scheduling.actions import REPUBLISH, workshops
from services.scheduling.actions import trainers as trainer_actions
from services.scheduling.store import trainers
from shared.bus.republish import republish
from tests.support.scheduling import Planner, days_later


async def test_a_draft_is_nobody_elses_business(office: Planner) -> None:
    before = await office.told()
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas)
    assert await office.told() == before


async def test_every_change_of_a_published_workshop_is_told_with_its_reason(office: Planner) -> None:
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas)
    await office.publishes(workshop)
    before = await office.document(workshop)
    await office.adds(workshop, venue_id=bekemas, day=days_later(1), reason="Tambahan praktik")
    after = await office.document(workshop)
    assert (after.reason, len(after.sessions)) == ("Tambahan praktik", 2)
    assert after.version > before.version
    assert (await office.told())[-1] == "WorkshopChanged"


async def test_a_trainers_new_title_reaches_published_workshops_only(office: Planner) -> None:
    bekemas, suparno = await office.venue(), await office.trainer("Suparno, S.Sn.")
    workshop, over = await office.draft(bekemas), await office.draft(bekemas)
    for one, day in ((workshop, 0), (over, 1)):
        await office.adds(one, venue_id=bekemas, trainers=(suparno,), day=days_later(day))
        await office.publishes(one)
    await office.db.run(workshops.cancel_workshop, office.now, office.by, over, "Narasumber sakit")
    told = len(await office.told())
    async with office.db.read() as tx:
        trainer = await trainers.find(tx, office.office_id, suparno)
    assert trainer is not None
    renamed = trainers.Trainer(**{**vars(trainer), "name": "Suparno, S.Sn., M.Sn."})
    await office.db.run(trainer_actions.change_trainer, office.now, office.by, renamed)
    assert (await office.told())[told:] == ["WorkshopChanged"]
    assert (await office.document(workshop)).sessions[0].trainers[0].name == "Suparno, S.Sn., M.Sn."


async def test_two_workshops_of_one_name_have_two_pages(office: Planner) -> None:
    bekemas = await office.venue()
    slugs = []
    for day in range(3):
        workshop = await office.draft(bekemas)
        await office.adds(workshop, venue_id=bekemas, day=days_later(day))
        slugs.append(await office.publishes(workshop))
    name = "bimtek-kerajinan-batok-kelapa"
    assert slugs == [name, f"{name}-2", f"{name}-3"]


async def test_a_new_receiver_can_be_told_everything_again(office: Planner) -> None:
    bekemas = await office.venue()
    published, _draft = await office.draft(bekemas), await office.draft(bekemas)
    await office.adds(published, venue_id=bekemas)
    await office.publishes(published)
    before, told = await office.document(published), len(await office.told())
    for kind in ("Organization", "Staff", "Workshop"):
        await republish(office.db, REPUBLISH[kind])
    assert (await office.told())[told:] == ["OrganizationChanged", "StaffChanged", "WorkshopChanged"]
    assert (await office.document(published)).version > before.version
