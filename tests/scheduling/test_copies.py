"""Last year's programme on this year's days: whatever is free comes along, and the rest is listed."""

from __future__ import annotations

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.scheduling.actions import blocks, copying
from services.scheduling.actions.copying import ProgrammeCopy, WorkshopCopy
from services.scheduling.actions.workshops import Timetable
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.store import left_out, listing, programmes, sessions
from services.scheduling.store import workshops as workshop_store
from services.scheduling.store.left_out import Gap
from services.scheduling.store.sessions import Session
from services.scheduling.web.passwords import Passwords
from tests.support.scheduling import FIRST_DAY, Planner, days_later, planner
from tests.support.scheduling_site import Site

ZONE = ZoneInfo("Asia/Jakarta")
NEXT_YEAR = date(2018, 4, 24)  # a Tuesday, as in 2017


async def planned(office: Planner, workshop: UUID) -> list[Session]:
    async with office.db.read() as tx:
        return await sessions.of_workshop(tx, workshop)


async def gaps(office: Planner, workshop: UUID) -> list[Gap]:
    async with office.db.read() as tx:
        return await left_out.of_workshop(tx, office.office_id, workshop)


async def copies(office: Planner, workshop: UUID, first_day: date = NEXT_YEAR) -> tuple[UUID, int]:
    wanted = WorkshopCopy(office.programme_id, "Bimtek Kerajinan Batok Kelapa", "Angkatan II", first_day)
    made = await office.db.run(copying.copy_workshop, office.by, workshop, wanted)
    return UUID(str(made["id"])), int(made["left_out"])


async def test_a_workshop_is_copied_with_everything_that_is_free(office: Planner) -> None:
    bekemas, suparno, sri = await office.venue(), await office.trainer(), await office.trainer("Sri")
    source = await office.draft(bekemas, group_link="https://chat.contoh.example/2017")
    for day in (0, 3):  # Tuesday and Friday
        await office.adds(
            source, "09.00", "11.00", venue_id=bekemas, trainers=(suparno, sri), day=days_later(day),
            roles={sri: "assistant"}, mandatory=True, note="Bawa pisau ukir",
        )  # fmt: skip
    await office.publishes(source)
    copy, missing = await copies(office, source, date(2018, 4, 26))  # Thursday: the second becomes Tuesday
    assert missing == 0
    made = await planned(office, copy)
    assert [one.starts_at.astimezone(ZONE).date() for one in made] == [date(2018, 4, 26), date(2018, 5, 1)]
    assert [one.roles for one in made] == [{suparno: "lead", sri: "assistant"}] * 2
    assert all(one.mandatory and one.note == "Bawa pisau ukir" and one.held is None for one in made)
    async with office.db.read() as tx:
        there = await workshop_store.find(tx, office.office_id, copy)
        was = await workshop_store.find(tx, office.office_id, source)
    assert there and was
    assert (there.state, there.slug, there.class_label, there.group_link) == (
        "draft",
        None,
        "Angkatan II",
        "",
    )
    assert there.sign_up_closes_at - was.sign_up_closes_at == date(2018, 4, 26) - FIRST_DAY
    assert (await office.told())[-1] == "WorkshopPublished"  # the source's; a draft is nobody's business


async def test_what_is_not_free_is_left_out_and_listed_with_the_reason(office: Planner) -> None:
    bekemas, aula = await office.venue(), await office.venue("Aula")
    suparno, sri = await office.trainer("Suparno"), await office.trainer("Sri")
    joko, rudi = await office.trainer("Joko"), await office.trainer("Rudi")
    source = await office.draft(bekemas)
    everybody = (suparno, sri, joko, rudi)
    await office.adds(source, "08.00", "09.00", venue_id=bekemas, trainers=everybody, subject="Pertama")
    await office.adds(source, "09.00", "10.00", venue_id=aula, trainers=(rudi,), subject="Kunjungan")
    busy = await office.draft(aula, title="Bimtek Gula Aren")
    await office.adds(
        busy, "08.30", "09.30", venue_id=aula, trainers=(suparno,), day=NEXT_YEAR, subject="Nira"
    )
    await office.db.run(blocks.block_days, office.by, "trainer", sri, NEXT_YEAR, NEXT_YEAR, "umrah")
    copy, missing = await copies(office, source)
    assert missing == 3
    first = (await planned(office, copy))[0]
    assert [trainer["name"] for trainer in first.trainers] == ["Joko", "Rudi"]
    assert len(await planned(office, copy)) == 1  # the visit's hall is taken, so it is left out
    told = [(gap.left_out.what, gap.left_out.who, gap.left_out.why) for gap in await gaps(office, copy)]
    assert sorted(told) == [
        ("session", "Aula", "taken"),
        ("trainer", "Sri", "away"),
        ("trainer", "Suparno", "taken"),
    ]
    taken = next(gap.left_out for gap in await gaps(office, copy) if gap.left_out.who == "Suparno")
    assert taken.other == "Nira (Bimtek Gula Aren)"


async def test_the_wall_stands_negative_control(office: Planner) -> None:
    """Had the copy kept everybody regardless, this collision would have been booked twice."""
    bekemas, suparno = await office.venue(), await office.trainer()
    source = await office.draft(bekemas)
    await office.adds(source, venue_id=bekemas, trainers=(suparno,))
    first, _none = await copies(office, source)
    second, missing = await copies(office, source)
    assert len(await planned(office, first)) == 1
    assert (len(await planned(office, second)), missing) == (0, 1)
    async with office.db.read() as tx:
        booked = await tx.fetchval("select count(*) from booking where resource_id = $1", suparno)
    assert booked == 2  # the source's and the first copy's


async def test_a_programme_is_copied_to_another_year(site: Site) -> None:
    office = site.office
    bekemas, kembiri = await office.venue(), await office.venue("Balai Desa")
    batok = await office.draft(bekemas, title="Bimtek Batok 2017", timetable=Timetable(4, FIRST_DAY))
    aren = await office.draft(kembiri, title="Bimtek Aren 2017")
    await office.adds(aren, venue_id=kembiri, day=days_later(7))
    await office.draft(bekemas, title="Bimtek yang dihapus")
    async with site.signed_in() as alice:
        address = f"/kelola/kegiatan/{office.programme_id}/salin"
        shown = await alice.get(f"{address}?first_day=2018-04-25&workshop_ids={batok}&workshop_ids={aren}")
        assert "Selasa, 25 April 2017 Rabu, 25 April 2018" in shown.words
        assert "Jumat siang dikosongkan" in shown.words  # Thursday became Friday
        assert "Selasa, 2 Mei 2017 Rabu, 2 Mei 2018" in shown.words
        token = (await alice.get(address)).token()
        sent = [
            ("form_token", token),
            ("title", "Bimtek 2018"),
            ("year", "2018"),
            ("first_day", "2018-05-01"),
        ]
        sent += [("workshop_ids", str(one)) for one in (batok, aren)]
        made = await alice.post(address, sent)
        assert made.status == 200, made.words
        assert "Kegiatan disalin sebagai draf" in made.words
        assert "Bimtek Batok 2018 1 s.d. 4 Mei 2018" in made.words  # Labour Day is a Tuesday, as chosen
        assert "Bimtek Aren 2018" in made.words
        assert "Bimtek yang dihapus" not in made.words
        assert "Kegiatan disalin" in (await alice.get("/kelola/riwayat")).words
        twice = await alice.post(address, sent)  # pressed twice, copied once
        assert twice.url == made.url
    async with office.db.read() as tx:
        source = await programmes.find(tx, office.office_id, office.programme_id)
        copy = await programmes.find(tx, office.office_id, UUID(made.url.rsplit("/", 1)[1]))
        assert source and copy
        rows = await listing.listed(tx, office.office_id, office.now, programme_id=copy.id)
    assert (copy.year, copy.code, copy.title) == (2018, source.code, "Bimtek 2018")
    assert {row.state for row in rows} == {"draft"}


async def test_the_list_is_seen_to_line_by_line(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer("Suparno, S.Sn.")
    source = await office.draft(bekemas)
    await office.adds(source, venue_id=bekemas, trainers=(suparno,), subject="Teknik ukir")
    await copies(office, source)
    copy, _missing = await copies(office, source)
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{copy}")
        assert "Tidak ikut tersalin" in page.words
        assert "Sesi “Teknik ukir”, Selasa, 24 April 2018 pukul 09.00–10.30 WIB, tidak ikut" in page.words
        assert "sudah dipesan untuk Teknik ukir (Bimtek Kerajinan Batok Kelapa Angkatan II)" in page.words
        (gap,) = await gaps(office, copy)
        form = await alice.get(f"/kelola/jadwal/{copy}/sesi/baru?sisa={gap.id}")
        assert 'value="Teknik ukir"' in form.text
        assert 'value="2018-04-24"' in form.text
        _status, listed = await alice.call("GET", f"/workshops/{copy}/left-out")
        assert [(one["what"], one["why"]) for one in listed["items"]] == [("session", "taken")]
        done = await alice.post(f"/kelola/jadwal/{copy}/tersisa/{gap.id}", {"form_token": page.token()})
        assert "Tidak ikut tersalin" not in done.words
        assert (await alice.call("DELETE", f"/workshops/{copy}/left-out/{gap.id}"))[0] == 404


async def test_programs_copy_too_and_only_their_own(site: Site, passwords: Passwords) -> None:
    office = site.office
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas)
    async with site.signed_in() as alice:
        body = {"programme_id": str(office.programme_id), "title": "Salinan", "first_day": "2018-04-24"}
        status, made = await alice.call("POST", f"/workshops/{workshop}/copy", body)
        assert (status, made["left_out"]) == (201, 0)
        whole = {
            "title": "Bimtek 2018",
            "year": 2018,
            "first_day": "2018-05-24",
            "workshop_ids": [str(workshop)],
        }
        status, made = await alice.call("POST", f"/programmes/{office.programme_id}/copy", whole)
        assert (status, made["left_out"]) == (201, 0)
    charlie = await planner(office.db, office.clock, passwords, "Dinas Lain (CONTOH)")
    with pytest.raises(Missing):
        await copies(charlie, workshop)
    with pytest.raises(Invalid):
        wanted = ProgrammeCopy("Bimtek 2018", 2018, NEXT_YEAR, (workshop,))
        await office.db.run(copying.copy_programme, charlie.by, charlie.programme_id, wanted)


async def test_all_that_is_left_gets_another_venue_in_one_act(site: Site) -> None:
    office = site.office
    bekemas, aula = await office.venue(), await office.venue("Aula")
    suparno, sri = await office.trainer("Suparno"), await office.trainer("Sri")
    source = await office.draft(bekemas)
    for day in (0, 1):
        await office.adds(
            source, venue_id=bekemas, trainers=(suparno, sri), roles={sri: "assistant"}, mandatory=True,
            day=days_later(day),
        )  # fmt: skip
    await copies(office, source)
    copy, missing = await copies(office, source)
    assert missing == 2
    async with site.signed_in() as alice:
        address = f"/kelola/jadwal/{copy}"
        done = await alice.fill(address, {"venue_id": str(aula)}, action=f"{address}/tersisa")
        assert "2 sesi dijadwalkan" in done.words
        assert "Suparno tidak ikut di" in done.words  # they teach the first copy at that hour
        for one in await planned(office, copy):
            assert (one.venue_id, one.mandatory, one.trainers) == (aula, True, [])
        empty = await alice.fill(address, {"venue_id": ""}, action=f"{address}/tersisa")
        assert (empty.status, "Pilih tempat." in empty.words or "Isi tempat." in empty.words) == (422, True)
        status, told = await alice.call("POST", f"/workshops/{copy}/left-out", {"venue_id": str(aula)})
        assert (status, told) == (200, {"sessions": 0, "left_out": 4})
