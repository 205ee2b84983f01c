"""The calendar everybody sees, as a page and as a feed a calendar program keeps."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from icalendar import Calendar

from services.scheduling.actions import sessions
from services.scheduling.actions.blocks import block_days
from services.scheduling.domain.calendar import Planned, only_zone, stretches, week_of, weeks_of
from services.scheduling.store import sessions as sessions_store
from shared.db import Tx
from shared.i18n import DEFAULT_ZONE as ZONE
from tests.support.scheduling import FIRST_DAY, MEMBALONG, at, days_later
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


async def test_feeds_import_into_a_calendar_program_without_loss(site: Site) -> None:
    """`ical` is the library of a home calendar program; it shares nothing with the one that writes ours."""
    office = site.office
    venue = await office.venue("Balai Desa Kembiri; ruang 1, lantai 2", district_code=MEMBALONG)
    other = await office.venue("Aula Bekemas")
    title = "Bimtek “Gula Semut”, untuk pemula; 2017"
    workshop = await office.draft(venue, title=title, class_label="Kelas A")
    await office.adds(workshop, "08.00", "09.30", venue_id=venue, subject="Nira, gula; dan \\ lainnya\t")
    await office.adds(workshop, "10.00", "11.30", venue_id=other, subject="Kunjungan " + "panjang " * 30)
    await office.publishes(workshop, "gula-semut")
    async with office.db.read() as tx:
        told = await sessions_store.of_workshop(tx, workshop)
    async with site.signed_in() as alice:
        page = await alice.get("/kelola/jadwal/kalender?tampilan=tempat&tanggal=2017-04-25")
        feeds = re.findall(r'href="(/kalender/tempat/[^"]+\.ics)"', page.text)
    async with site.visitor() as program:
        everything = IcsCalendarStream.calendar_from_ics((await program.get("/kalender.ics")).text)
        of_class = IcsCalendarStream.calendar_from_ics(
            (await program.get("/kalender/bimtek/gula-semut.ics")).text
        )
        assert [_facts(event) for event in of_class.events] == [
            (
                f"{session.id}@bimtek",
                session.starts_at,
                session.ends_at,
                f"{session.subject} · {title} Kelas A",
                f"{session.venue}, {session.address}",
            )
            for session in told
        ]
        assert [_facts(event) for event in everything.events] == [_facts(event) for event in of_class.events]
        of_venues = [
            IcsCalendarStream.calendar_from_ics((await program.get(feed)).text).events for feed in feeds
        ]
        assert sorted(event.uid for events in of_venues for event in events) == sorted(
            event.uid for event in of_class.events
        )
        assert (await program.get(feeds[0].replace(".ics", "A.ics"))).status == 404
        assert (await program.get("/kalender/bimtek/tidak-ada.ics")).status == 404


def _facts(event: Event) -> tuple[object, ...]:
    return (event.uid, event.start_datetime, event.end_datetime, event.summary, event.location)


async def test_a_change_keeps_the_uid_and_raises_the_sequence(site: Site) -> None:
    office = site.office
    venue = await office.venue()
    workshop = await office.draft(venue)
    session = await office.adds(workshop, venue_id=venue)
    await office.publishes(workshop, "batok")

    async def event() -> Event:
        async with site.visitor() as program:
            feed = await program.get("/kalender/bimtek/batok.ics")
        (only,) = IcsCalendarStream.calendar_from_ics(feed.text).events
        return only

    async def years_later(tx: Tx) -> None:
        await tx.execute("update workshop set version = version + 40::bigint * 365 * 86400 * 1000000")

    before = await event()
    await office.db.run(years_later)
    after = await event()
    assert before.uid == after.uid == f"{session}@bimtek"
    assert 0 < (before.sequence or 0) < (after.sequence or 0) < 1 << 31


async def test_the_office_sees_who_is_where_and_drafts_too(site: Site) -> None:
    office = site.office
    venue, suparno = await office.venue(), await office.trainer("Suparno, S.Sn.")
    draft = await office.draft(venue, class_label="Kelas B")
    await office.adds(draft, "08.00", "09.30", venue_id=venue, trainers=(suparno,), subject="Mengamplas")
    await office.adds(draft, "10.00", "12.00", venue_id=venue, trainers=(suparno,), subject="Memoles")
    await office.db.run(
        block_days, office.by, "trainer", suparno, days_later(1), days_later(2), "Pameran di Solo"
    )
    async with site.signed_in() as alice:
        week = await alice.get("/kelola/jadwal/kalender?tanggal=2017-04-28")
        assert "08.00–09.30 Mengamplas Suparno, S.Sn. 10.00–12.00 Memoles" in week.words
        assert "Semua jam dalam WIB." in week.words
        trainers = await alice.get("/kelola/jadwal/kalender?tampilan=narasumber&tanggal=2017-04-28")
        assert "08.00–12.00 Bimtek Kerajinan Batok Kelapa Kelas B Draf" in trainers.words
        assert trainers.words.count("Tidak bisa Pameran di Solo") == 2
        month = await alice.get("/kelola/jadwal/kalender?tampilan=bulan&tanggal=2017-04-01")
        assert "24 Senin, 24 April 2017 Isra Mikraj Nabi Muhammad" in month.words
        for asked in ("9999-99-99", "apa", "1999-01-01"):
            assert (await alice.get(f"/kelola/jadwal/kalender?tanggal={asked}")).status == 200
    async with site.visitor() as anybody:
        assert "Kelas B" not in (await anybody.get("/kalender?bulan=2017-04")).words


def test_a_place_is_said_again_when_it_changes_and_each_week() -> None:
    workshop, here, there = uuid4(), uuid4(), uuid4()

    def on(day: int, venue: UUID) -> Planned:
        start = at(date(2017, 4, day), "09.00")
        names = (str(workshop), "published", "batok", "Ukir")
        return Planned(
            uuid4(), workshop, *names, start, start + timedelta(hours=1), ZONE, venue, f"Tempat {venue}"
        )

    days = stretches([on(26, here), on(27, here), on(28, there), on(29, there), on(30, there), on(19, here)])
    known = {day.day: stretch.place_known for day, (stretch,) in days.items()}
    assert known == {19: False, 26: False, 27: True, 28: False, 29: True, 30: True}
    assert only_zone([on(26, here)]) == ZONE and only_zone([]) == ""


def test_a_month_is_whole_weeks() -> None:
    assert [(week[0].isoformat(), week[-1].isoformat()) for week in weeks_of(date(2017, 4, 25))][:1] == [
        ("2017-03-27", "2017-04-02")
    ]
    assert weeks_of(date(2021, 2, 1)) == [week_of(date(2021, 2, day)) for day in (1, 8, 15, 22)]
