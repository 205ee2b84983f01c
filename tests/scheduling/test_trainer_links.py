"""A trainer's link that others may have is ended by the office; an archived trainer's opens nothing."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from uuid import UUID

import pytest

from services.scheduling.actions import trainer_page
from services.scheduling.actions.trainers import archive_trainers
from services.scheduling.domain.refusals import Invalid
from services.scheduling.settings import TRAINER_BLOCKS_MOST
from services.scheduling.web.pages import trainer as trainer_pages
from shared.events.scheduling import Role
from tests.support.scheduling import Planner
from tests.support.scheduling_site import Site
from tests.support.trainers import guest, invited, mails

EMAIL = "suparno@contoh.example"


async def asked(site: Site) -> tuple[UUID, str]:
    """A trainer with an invitation, and the path of their page."""
    office = site.office
    venue = await office.venue()
    trainer = await office.trainer(email=EMAIL, phone="6281299900011")
    workshop = await office.draft(venue)
    await office.adds(workshop, venue_id=venue, trainers=(trainer,))
    await invited(office, site.running.keys, workshop)
    return trainer, (await mails(office.db, site.running.keys))[-1].link


async def feed_of(office: Planner, site: Site, trainer: UUID) -> str:
    code = site.running.keys.decrypt((await guest(office, trainer)).feed_sealed, purpose="trainer_feed")
    return f"/narasumber/kalender/{code}.ics"


async def test_a_replaced_link_opens_nothing_and_the_new_one_goes_to_the_trainer(site: Site) -> None:
    trainer, old = await asked(site)
    old_feed = await feed_of(site.office, site, trainer)
    page = f"/kelola/narasumber/{trainer}/tautan"
    async with site.visitor() as anybody, site.signed_in() as alice:
        assert (await anybody.get(old)).status == 200 and (await anybody.get(old_feed)).status == 200
        assert old in (await alice.get(page)).text  # looking changes nothing
        assert (await anybody.get(old)).status == 200
        said = await alice.fill(page, {"mailed": "1"})
        assert "Tautan diganti dan dikirim lewat email" in said.words and old not in said.text
        assert (await anybody.get(old)).status == 404 and (await anybody.get(old_feed)).status == 404
        sent = (await mails(site.office.db, site.running.keys))[-1]
        assert (sent.purpose, sent.to) == ("trainer_link", EMAIL) and sent.link != old
        assert (await anybody.get(sent.link)).status == 200
        assert (await anybody.get(await feed_of(site.office, site, trainer))).status == 200
        assert "Tautan narasumber diganti" in (await alice.get("/kelola/riwayat")).words


async def test_a_link_is_replaced_without_telling_whoever_reads_the_old_address(site: Site) -> None:
    trainer, old = await asked(site)
    count = len(await mails(site.office.db, site.running.keys))
    page = f"/kelola/narasumber/{trainer}/tautan"
    async with site.visitor() as anybody, site.signed_in() as alice:
        said = await alice.fill(page, {})
        assert "sampaikan yang baru" in said.words
        (new,) = set(re.findall(r'href="https?://[^"/]+(/narasumber/[^"]+)"', said.text))
        assert new != old and (await anybody.get(new)).status == 200
        assert (await anybody.get(old)).status == 404
    assert len(await mails(site.office.db, site.running.keys)) == count


async def test_programs_replace_it_and_viewers_do_not(site: Site) -> None:
    trainer, old = await asked(site)
    viewer = await site.office.person(Role.VIEWER)
    async with site.signed_in(viewer) as bob:
        assert (await bob.call("POST", f"/trainers/{trainer}/link", {}))[0] == 403
        assert (await bob.get(f"/kelola/narasumber/{trainer}/tautan")).status == 403
    async with site.visitor() as anybody, site.signed_in() as alice:
        assert (await anybody.get(old)).status == 200
        status, made = await alice.call("POST", f"/trainers/{trainer}/link", {"mailed": False})
        assert (status, made["mailed"]) == (200, False)
        assert (await anybody.get(made["url"].removeprefix(site.url))).status == 200
        assert (await anybody.get(old)).status == 404


async def test_the_link_of_an_archived_trainer_opens_nothing_until_they_are_back(
    site: Site,
) -> None:
    office = site.office
    trainer = await office.trainer(email=EMAIL)
    async with site.signed_in() as alice:
        await alice.call("POST", f"/trainers/{trainer}/link", {})
    code = site.running.keys.decrypt((await guest(office, trainer)).page_sealed, purpose="trainer_code")
    feed = await feed_of(office, site, trainer)
    for archived, status in ((True, 404), (False, 200)):
        await office.db.run(archive_trainers, office.now, office.by, [trainer], archived)
        async with site.visitor() as anybody:
            for path in (f"/narasumber/{code}", f"/narasumber/{code}/halangan", feed):
                assert (await anybody.get(path)).status == status, path
    await office.db.run(archive_trainers, office.now, office.by, [trainer], True)
    async with site.signed_in() as alice:
        assert "diarsipkan" in (await alice.get(f"/kelola/narasumber/{trainer}/tautan")).words
        assert (await alice.call("POST", f"/trainers/{trainer}/link", {}))[0] == 404


async def test_a_link_leaves_only_so_many_days_behind(site: Site) -> None:
    office = site.office
    trainer, link = await asked(site)
    days = f"{link}/halangan"
    async with site.visitor() as anybody:
        long = await anybody.fill(days, {"first_day": "2017-05-01", "last_day": "2027-05-01"})
        assert long.status == 422 and "Paling lama satu tahun" in long.words
        one = {"first_day": "2017-05-01", "last_day": "2018-05-01"}
        assert (await anybody.fill(days, one)).status == 200
    who = await guest(office, trainer)
    day = date(2017, 5, 1)
    for _more in range(TRAINER_BLOCKS_MOST - 2):
        await office.db.run(trainer_page.block_days, who, day, day, "")
    both = [office.db.run(trainer_page.block_days, who, day, day, "") for _press in range(5)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(one, Invalid) for one in done) == 4  # only one more fits, however many press
    async with site.visitor() as anybody:
        full = await anybody.fill(days, {"first_day": "2017-05-01", "last_day": "2017-05-01"})
        assert full.status == 422 and "Sudah ada 100 catatan" in full.words


async def test_a_clock_time_with_a_zone_is_no_clock_time(site: Site) -> None:
    """The database would keep it as if it were local, and a time without one cannot be compared with it."""
    trainer, link = await asked(site)
    mixed = {"first_day": "2017-05-01", "last_day": "2017-05-01", "starts": "08:00Z", "ends": "12:00"}
    async with site.visitor() as anybody, site.signed_in() as alice:
        for starts, ends in (("08:00Z", "12:00"), ("08:00+07:00", "12:00+07:00")):
            typed = {**mixed, "starts": starts, "ends": ends}
            assert (await anybody.fill(f"{link}/halangan", typed)).status == 422
            page = f"/kelola/narasumber/{trainer}"
            refused = await alice.fill(page, typed, action=f"{page}/halangan")
            assert refused.status == 422 and "Tulis jam seperti 08.30" in refused.words
            body = {"classes": [{"id": str(trainer)}], "first_day": "2017-05-01", "last_day": "2017-05-05"}
            status, problem = await alice.call("POST", "/suggestions", {**body, "hours": [[starts, ends]]})
            assert status == 422 and "hours.0.0" in str(problem)


async def test_one_link_answers_only_so_often_a_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is a line of the history, which nobody can delete."""
    monkeypatch.setattr(trainer_pages, "_A_DAY", "2/day")
    _trainer, link = await asked(site)
    days, one = f"{link}/halangan", {"first_day": "2017-05-01", "last_day": "2017-05-01"}
    async with site.visitor() as anybody:
        answers = [(await anybody.fill(days, one)).status for _more in range(3)]
        assert answers == [200, 200, 429]
        assert (await anybody.get(link)).status == 200  # reading is free
