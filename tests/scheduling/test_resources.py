"""Trainers and venues: found, archived and deleted; when they cannot be had; the same by JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from services.scheduling.actions.blocks import block_days
from services.scheduling.actions.trainers import change_trainer, delete_trainer
from services.scheduling.actions.venues import delete_venue
from services.scheduling.actions.warnings import all_warnings
from services.scheduling.domain.refusals import InUse, Invalid
from services.scheduling.store import trainers, venues
from shared.clock import MovedClock
from tests.support.scheduling import FIRST_DAY, MEMBALONG, Planner, days_later
from tests.support.scheduling_site import Member, Site


async def made(member: Member, path: str, body: dict[str, Any]) -> str:
    status, answer = await member.call("POST", path, body)
    assert status == 201, answer
    return str(answer["id"])


async def filled(office: Planner) -> dict[str, UUID]:
    """Three trainers and three venues of two districts."""
    return {
        "suparno": await office.trainer("Suparno, S.Sn.", skills=["ukir batok", "Pewarnaan alami"]),
        "sri": await office.trainer("Sri Wahyuni", skills=["gula aren"], district_code=MEMBALONG, home=""),
        "yulia": await office.trainer(
            "Yulia Astuti", skills=["Ukir Batok"], district_code=MEMBALONG, home=""
        ),
        "bekemas": await office.venue("Sanggar Bekemas", 40),
        "kembiri": await office.venue("Balai Desa Kembiri", 25, MEMBALONG),
        "aula": await office.venue("Aula Dinas", 120),
    }


async def test_lists_are_searched_filtered_and_sorted(site: Site) -> None:
    await filled(site.office)
    async with site.signed_in() as alice:
        page = await alice.get("/kelola/narasumber?keahlian=ukir+batok")
        assert "Suparno" in page.words and "Yulia" in page.words and "Sri Wahyuni" not in page.words
        page = await alice.get(f"/kelola/narasumber?kecamatan={MEMBALONG}&cari=sri")
        assert "Sri Wahyuni" in page.words and "Yulia" not in page.words
        page = await alice.get("/kelola/narasumber?kecamatan=19.02")  # all of the kabupaten
        assert "Yulia" in page.words and "Suparno" not in page.words
        page = await alice.get("/kelola/tempat?muat=40&urut=capacity")
        assert "Kembiri" not in page.words
        assert page.words.index("Aula Dinas") < page.words.index("Sanggar Bekemas")
        page = await alice.get("/kelola/tempat?muat=9999")
        assert "Tidak ada tempat yang cocok." in page.words
        _status, listed = await alice.call("GET", "/trainers?keahlian=gula%20aren")
        assert [row["name"] for row in listed["items"]] == ["Sri Wahyuni"]
        assert listed["total"] == 1


async def test_several_are_archived_but_those_that_are_needed(site: Site) -> None:
    office, ids = site.office, await filled(site.office)
    workshop = await office.draft(ids["bekemas"])
    await office.adds(workshop, venue_id=ids["bekemas"], trainers=(ids["suparno"],))
    async with site.signed_in() as alice:
        address = "/kelola/narasumber"
        nothing = await alice.fill(address, {"archived": "1"}, action=address)
        assert nothing.status == 422
        assert "Pilih dahulu satu atau beberapa." in nothing.words
        chosen = [str(ids[name]) for name in ("suparno", "sri", "yulia")]
        page = await alice.fill(address, {"chosen": chosen, "archived": "1"}, action=address)
        assert "2 diarsipkan." in page.words
        assert "Suparno, S.Sn. masih dijadwalkan pada 1 sesi: Bimtek Kerajinan Batok Kelapa." in page.words
        assert "Yulia" not in page.words
        page = await alice.fill(f"{address}?arsip=1", {"chosen": chosen, "archived": "0"}, action=address)
        assert "2 ditawarkan lagi di jadwal." in page.words
        body = {"ids": [str(ids["bekemas"]), str(ids["aula"])]}
        status, answer = await alice.call("POST", "/venues/archive", body)
        assert status == 200
        assert [(kept["name"], kept["sessions"]) for kept in answer["refused"]] == [("Sanggar Bekemas", 1)]
    async with office.db.read() as tx:
        aula = await venues.find(tx, office.office_id, ids["aula"])
    assert aula is not None and aula.archived


async def test_what_was_ever_used_is_not_deleted_and_says_where(site: Site, clock: MovedClock) -> None:
    office, ids = site.office, await filled(site.office)
    workshop = await office.draft(ids["kembiri"])
    await office.adds(workshop, venue_id=ids["bekemas"], trainers=(ids["suparno"],))
    clock.move_to(office.plan("09.00", "10.00", venue_id=ids["aula"], day=days_later(30)).starts_at)
    for delete, name in ((delete_trainer, "suparno"), (delete_venue, "bekemas"), (delete_venue, "kembiri")):
        with pytest.raises(InUse) as refused:
            await office.db.run(delete, office.by, ids[name])
        assert refused.value.workshops == ("Bimtek Kerajinan Batok Kelapa",)
    async with site.signed_in() as alice:
        asks = await alice.get(f"/kelola/narasumber/{ids['suparno']}/hapus")
        assert "Tidak dapat dihapus, karena dipakai di: Bimtek Kerajinan Batok Kelapa 1 sesi" in asks.words
        status, problem = await alice.call("DELETE", f"/trainers/{ids['suparno']}")
        assert status == 422
        assert "Suparno, S.Sn. dipakai di Bimtek Kerajinan Batok Kelapa" in str(problem["errors"])
        gone = await alice.fill(f"/kelola/narasumber/{ids['sri']}/hapus", {})
        assert "Sri Wahyuni dihapus." in gone.words
        assert (await alice.get(f"/kelola/narasumber/{ids['sri']}")).status == 404
        assert "Narasumber dihapus" in (await alice.get("/kelola/riwayat")).words


async def test_blocks_may_have_clock_times(office: Planner) -> None:
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, "09.00", "10.30", venue_id=bekemas, trainers=(suparno,))
    days = (FIRST_DAY, days_later(2), "mengajar")

    async def blocks(kind: str, resource_id: UUID, starts: time | None, ends: time | None) -> None:
        await office.db.run(block_days, office.by, kind, resource_id, *days, starts, ends)

    async def warned() -> list[str]:
        async with office.db.read() as tx:
            found = await all_warnings(tx, office.now, office.office_id)
        return [warning.kind for warning in found if warning.kind in ("trainer_away", "venue_blocked")]

    await blocks("trainer", suparno, time(10, 30), time(12))
    await blocks("venue", bekemas, time(7), time(9))
    assert await warned() == []
    await blocks("trainer", suparno, time(10), time(12))
    await blocks("venue", bekemas, None, None)
    assert sorted(await warned()) == ["trainer_away", "venue_blocked"]
    for starts, ends, field in (
        (time(9), None, "ends"),
        (None, time(9), "starts"),
        (time(9), time(9), "ends"),
    ):
        with pytest.raises(Invalid) as refused:
            await blocks("trainer", suparno, starts, ends)
        assert refused.value.field == field


async def test_a_block_with_times_is_seen_and_its_mistake_is_kept(site: Site) -> None:
    venue = await site.office.venue()
    async with site.signed_in() as alice:
        address = f"/kelola/tempat/{venue}"
        days = {"first_day": "2017-04-24", "last_day": "2017-04-26", "note": "dipakai sekolah"}
        wrong = await alice.fill(address, days | {"starts": "13:00"}, action=f"{address}/halangan")
        assert wrong.status == 422
        assert "Isi jam mulai dan jam selesai, atau kosongkan keduanya." in wrong.words
        assert 'value="13:00"' in wrong.text
        times = {"starts": "13.00", "ends": "15:30"}
        page = await alice.fill(address, days | times, action=f"{address}/halangan")
        assert "24 s.d. 26 April 2017, 13.00–15.30 dipakai sekolah" in page.words


async def test_programs_keep_trainers_and_venues(site: Site) -> None:
    async with site.signed_in() as alice:
        body = {
            "name": "Suparno, S.Sn.",
            "skills": ["ukir"],
            "nip": "19650312 199003 1 004",
            "rank": "Penata/III c",
        }
        trainer = await made(alice, "/trainers", body)
        _status, shown = await alice.call("GET", f"/trainers/{trainer}")
        assert (shown["nip"], shown["rank"], shown["archived"]) == (
            "196503121990031004",
            "Penata/III c",
            False,
        )
        changed = {**body, "institution": "Institut Seni (CONTOH)", "archived": True}
        status, shown = await alice.call("PUT", f"/trainers/{trainer}", changed)
        assert (status, shown["institution"], shown["archived"]) == (200, "Institut Seni (CONTOH)", True)
        venue = await made(
            alice,
            "/venues",
            {"name": "Aula", "district_code": MEMBALONG, "capacity": 30, "contact_phone": "0812 9990 0001"},
        )
        _status, shown = await alice.call("GET", f"/venues/{venue}")
        assert (shown["contact_phone"], shown["capacity"]) == ("6281299900001", 30)
        days = {"first_day": "2017-04-24", "last_day": "2017-04-24", "starts": "08:00", "ends": "12:00"}
        block = await made(alice, "/unavailable", {"resource_kind": "venue", "resource_id": venue, **days})
        _status, listed = await alice.call("GET", f"/venues/{venue}/unavailable")
        assert [(row["id"], row["starts"]) for row in listed["items"]] == [(block, "08:00:00")]
        assert (await alice.call("DELETE", f"/trainers/{trainer}/unavailable/{block}"))[0] == 404
        assert (await alice.call("DELETE", f"/venues/{venue}/unavailable/{block}"))[0] == 200
        _status, listed = await alice.call("GET", f"/venues/{venue}/unavailable")
        assert listed["items"] == []
        assert (await alice.call("DELETE", f"/venues/{venue}"))[0] == 200
        assert (await alice.call("GET", f"/venues/{venue}"))[0] == 404


async def test_what_belongs_to_a_person_is_not_in_the_audit_trail(office: Planner) -> None:
    suparno = await office.trainer(phone="6281299900001", email="suparno@contoh.example")
    async with office.db.read() as tx:
        before = await trainers.find(tx, office.office_id, suparno)
    assert before is not None
    changed = replace(before, nip="196503121990031004", phone="6281299900002", rank="Penata/III c")
    await office.db.run(change_trainer, office.now, office.by, changed)
    async with office.db.read() as tx:
        kept = str(await tx.fetch("select before, after from audit"))
    assert "Penata/III c" in kept  # it does hold what changed
    for private in ("62812", "suparno@", "1965"):
        assert private not in kept


async def test_lists_are_kept_as_files_that_run_nothing(site: Site) -> None:
    await filled(site.office)
    await site.office.trainer('=HYPERLINK("http://contoh.example")', phone="6281299900001")
    async with site.signed_in() as alice:
        async with alice.session.get("/kelola/narasumber/narasumber.csv?urut=name") as answer:
            assert answer.headers["Content-Disposition"] == 'attachment; filename="narasumber.csv"'
            rows = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
        assert rows[0][:4] == ["ID (jangan diubah)", "Nama dengan gelar", "Keahlian", "Kecamatan asal"]
        assert rows[1][1].startswith("'=HYPERLINK")
        assert rows[1][5] == "0812-9990-0001"
        assert len(rows) == 5
        async with alice.session.get(f"/kelola/narasumber/narasumber.xlsx?kecamatan={MEMBALONG}") as answer:
            book = CalamineWorkbook.from_filelike(io.BytesIO(await answer.read()))
        cells = book.get_sheet_by_index(0).to_python()
        assert [row[1] for row in cells[1:]] == ["Sri Wahyuni", "Yulia Astuti"]
        assert cells[1][3] == "Membalong, Kabupaten Belitung"
