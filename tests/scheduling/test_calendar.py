"""The calendar everybody sees, as a page and as a feed a calendar program keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from services.scheduling.actions import sessions
from tests.support.scheduling import FIRST_DAY, at
from tests.support.scheduling_site import Site


async def test_the_public_calendar_and_its_feed(site: Site) -> None:
    office = site.office
    bekemas = await office.venue()
    workshop, draft = await office.draft(bekemas), await office.draft(await office.venue("Aula"))
    session = await office.adds(workshop, venue_id=bekemas, subject="Teknik ukir")
    await office.publishes(workshop, "batok")
    async with site.visitor() as anybody:
        page = await anybody.get("/kalender?bulan=2017-04")
        assert "Bimtek Kerajinan Batok Kelapa 09.00–10.30 WIB Sanggar Bekemas" in page.words
        week = await anybody.get("/kalender?minggu=2017-04-27")
        assert "Selasa, 25 April 2017 Bimtek Kerajinan Batok Kelapa 09.00–10.30 Teknik ukir" in week.words
        assert str(draft) not in page.text
        assert "Belum ada Bimtek pada bulan ini" in (await anybody.get("/kalender?bulan=2018-01")).words
        feed = Calendar.from_ical((await anybody.get("/kalender.ics")).text)
        (event,) = feed.events
        assert (event.uid, event.start) == (f"{session}@bimtek", at(FIRST_DAY, "09.00"))
        assert event.end - event.start == timedelta(minutes=90)
        before = event.sequence
    plan = office.plan("10.00", "11.30", venue_id=bekemas, subject="Teknik ukir")
    await office.db.run(sessions.change_session, office.by, workshop, session, plan, "Listrik padam")
    async with site.visitor() as anybody:
        feed = Calendar.from_ical((await anybody.get("/kalender.ics")).text)
        (event,) = feed.events
        assert (event.uid, event.start) == (f"{session}@bimtek", at(FIRST_DAY, "10.00"))
        assert event.sequence >= before


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("9999-12", "April 2017"),
        ("0001-01", "April 2017"),
        ("2101-01", "April 2017"),
        ("1999-12", "April 2017"),
        ("kapan-kapan", "April 2017"),
        ("2100-12", "Desember 2100"),
        ("2000-01", "Januari 2000"),
    ],
)
async def test_a_month_nobody_plans_for_is_this_month(site: Site, asked: str, heading: str) -> None:
    async with site.visitor() as anybody:
        page = await anybody.get(f"/kalender?bulan={asked}")
    assert page.status == 200
    assert f"<h1>{heading}</h1>" in page.text
