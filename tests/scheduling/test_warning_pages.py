"""Warnings by their pages and calls: what else is free is one press away, and nothing changes before it."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions.alternatives import judged
from services.scheduling.actions.blocks import block_days
from services.scheduling.store import sessions
from services.scheduling.store.sessions import Session
from shared.events.scheduling import Role
from tests.support.registration_site import Answer
from tests.support.scheduling import FIRST_DAY, MEMBALONG, Planner, at, days_later
from tests.support.scheduling_site import Site

FRIDAY, ISRA_MIRAJ = days_later(3), date(2017, 4, 24)


def link(page: Answer, words: str) -> str:
    """The address behind these words."""
    found = re.search(rf'href="([^"]+)">{re.escape(words)}', page.text)
    assert found, page.words
    return html.unescape(found[1])


async def planned(office: Planner, workshop: UUID) -> list[Session]:
    async with office.db.read() as tx:
        return await sessions.of_workshop(tx, workshop)


def filled(page: Answer) -> dict[str, Any]:
    """What a session's form would send as it stands."""
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page.text))
    for name in dict.fromkeys(re.findall(r'<select[^>]*name="(\w+)"', page.text)):
        for one in re.findall(rf'<select[^>]*name="{name}".*?</select>', page.text, re.S):
            value = re.search(r'value="([^"]*)" selected', one)
            if value and name != "trainer_roles":
                fields[name] = value[1]
    return {name: html.unescape(value) for name, value in fields.items() if name != "form_token"}


async def test_into_friday_prayer_the_next_time_fills_the_form_and_is_saved_by_hand(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, "11.00", "12.00", venue_id=bekemas, trainers=(suparno,), day=FRIDAY)
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{workshop}")
        assert "berlangsung pada waktu salat Jumat" in page.words
        form = await alice.get(link(page, "Pindah ke Jumat, 28 April 2017 pukul 13.00 WIB"))
        assert "Diisi dari saran. Belum ada yang berubah" in form.words
        assert filled(form) | {"starts": "13:00", "ends": "14:00"} == filled(form)
        assert (await planned(office, workshop))[0].starts_at == at(FRIDAY, "11.00")  # a GET changes nothing
        saved = await alice.post(form.url.partition("?")[0], {"form_token": form.token(), **filled(form)})
        assert saved.status == 200, saved.words
        assert "salat Jumat" not in saved.words
    (moved,) = await planned(office, workshop)
    assert (moved.starts_at, moved.ends_at) == (at(FRIDAY, "13.00"), at(FRIDAY, "14.00"))
    assert moved.trainer_ids == [suparno]


async def test_a_trainer_who_is_away_is_replaced_by_one_with_the_same_skill(site: Site) -> None:
    office = site.office
    bekemas = await office.venue()
    suparno, yatno = await office.trainer("Suparno, S.Sn."), await office.trainer("Yatno, S.Sn.")
    await office.trainer("Dra. Sri Wahyuni", skills=["gula aren"])
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas, trainers=(suparno,))
    days = (FIRST_DAY, FIRST_DAY)
    await office.db.run(block_days, office.by, "trainer", suparno, *days, "umrah")
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{workshop}")
        assert "Sri Wahyuni" not in page.words.partition("Daftar sesi")[0]
        form = await alice.get(link(page, "Ganti dengan Yatno, S.Sn."))
        assert re.search(rf'value="{yatno}" selected', form.text)
        assert not re.search(rf'value="{suparno}" selected', form.text)
        broken = await alice.get(
            f"{form.url.partition('?')[0]}?mulai=x&tempat=y&ganti={suparno}&narasumber=<script>"
        )
        assert re.search(rf'value="{suparno}" selected', broken.text)


async def test_a_class_on_a_holiday_moves_as_a_whole_and_a_published_one_says_why(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    for starts, ends in (("09.00", "10.30"), ("13.00", "14.30")):
        await office.adds(workshop, starts, ends, venue_id=bekemas, trainers=(suparno,), day=days_later(1))
    await office.publishes(workshop)
    for starts, ends in (("09.00", "10.30"), ("13.00", "14.30")):
        plan = office.plan(starts, ends, venue_id=bekemas, trainers=(suparno,), day=ISRA_MIRAJ)
        await office.plans(workshop, plan, "Tambahan")
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{workshop}")
        assert page.words.count("Isra Mikraj") == 1
        address = link(page, "Pindahkan hari itu ke Selasa, 25 April 2017")
        form = await alice.get(address)
        assert 'value="2017-04-25"' in form.text
        assert "Pindahkan 2 sesi" in form.words
        path = address.partition("?")[0]
        silent = await alice.fill(path, {"to_day": "2017-04-25", "reason": ""})
        assert silent.status == 422
        assert "Tulis alasannya" in silent.words
        taken = await alice.fill(path, {"to_day": "2017-04-26", "reason": "Hari libur"})
        assert taken.status == 422
        assert "sudah dijadwalkan untuk" in taken.words
        moved = await alice.fill(path, {"to_day": "2017-04-25", "reason": "Hari libur"})
        assert "2 sesi pindah ke Selasa, 25 April 2017" in moved.words
        assert "Isra Mikraj" not in moved.words
        assert (await alice.get(path)).status == 404  # nothing is left on that day
        assert "Satu hari dipindahkan" in (await alice.get("/kelola/riwayat")).words
    found = await planned(office, workshop)
    assert [one.starts_at for one in found[:2]] == [at(FIRST_DAY, "09.00"), at(FIRST_DAY, "13.00")]
    async with site.signed_in(await office.person(Role.VIEWER)) as viewer:
        assert (await viewer.get(f"/kelola/jadwal/{workshop}/hari/2017-04-25/pindah")).status == 403


async def test_a_double_booking_offers_other_rooms_and_trainers_at_that_very_time(site: Site) -> None:
    office = site.office
    aula, balai = await office.venue("Aula"), await office.venue("Balai Desa")
    await office.venue("Gudang", capacity=10)
    suparno, yatno = await office.trainer("Suparno, S.Sn."), await office.trainer("Yatno, S.Sn.")
    busy, other = await office.draft(aula), await office.draft(balai)
    await office.adds(busy, "09.00", "10.30", venue_id=aula, trainers=(suparno,))
    form = f"/kelola/jadwal/{other}/sesi/baru"
    fields = {"kind": "praktik", "subject": "Mencetak gula", "day": "2017-04-25"}
    fields |= {"starts": "09:30", "ends": "10:30", "trainer_ids": ""}
    async with site.signed_in() as alice:
        room = await alice.fill(form, {**fields, "venue_id": str(aula)})
        assert room.status == 422
        assert "Simpan di Balai Desa · Tanjungpandan · 40 orang" in room.words
        assert "Simpan di Gudang" not in room.words  # holds ten, the class has fifteen
        saved = await alice.post(
            form, {"form_token": room.token(), **fields, "venue_id": str(aula), "use_venue": str(balai)}
        )
        assert saved.status == 200, saved.words
        wanted = {**fields, "starts": "10:30", "ends": "11:30", "venue_id": str(balai)}
        await office.adds(busy, "10.30", "11.30", venue_id=aula, trainers=(suparno,))
        teacher = await alice.fill(form, {**wanted, "trainer_ids": str(suparno)})
        assert "Simpan dengan Yatno, S.Sn. · ukir batok" in teacher.words
        instead = {"trainer_ids": str(suparno), "use_trainer": f"{suparno}:{yatno}"}
        saved = await alice.post(form, {"form_token": teacher.token(), **wanted, **instead})
        assert saved.status == 200, saved.words
    first, second = await planned(office, other)
    assert (first.venue_id, second.trainer_ids) == (balai, [yatno])


async def test_nothing_is_offered_that_would_not_help(site: Site) -> None:
    """With the venue and the trainer both busy, another venue alone is no way out."""
    office = site.office
    aula, balai = await office.venue("Aula"), await office.venue("Balai Desa")
    suparno = await office.trainer("Suparno, S.Sn.")
    await office.trainer("Yatno, S.Sn.")
    busy, other = await office.draft(aula), await office.draft(balai)
    await office.adds(busy, "09.00", "10.30", venue_id=aula, trainers=(suparno,))
    async with site.signed_in() as alice:
        body = {
            "kind": "praktik",
            "subject": "Mencetak gula",
            "starts_at": at(FIRST_DAY, "09.30").isoformat(),
            "ends_at": at(FIRST_DAY, "10.30").isoformat(),
            "venue_id": str(aula),
            "trainer_ids": [str(suparno)],
        }
        status, problem = await alice.call("POST", f"/workshops/{other}/sessions", body)
        assert status == 409
        assert problem["alternatives"] == {"trainers": [], "venues": []}
        body["trainer_ids"] = []
        _status, problem = await alice.call("POST", f"/workshops/{other}/sessions", body)
        assert [venue["id"] for venue in problem["alternatives"]["venues"]] == [str(balai)]


async def test_programs_read_warnings_with_alternatives_and_move_a_day(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, "09.00", "10.30", venue_id=bekemas, trainers=(suparno,), day=ISRA_MIRAJ)
    async with site.signed_in() as alice:
        _status, found = await alice.call("GET", "/warnings")
        (warning,) = found["items"]
        assert (warning["kind"], warning["alternatives"]["day"]) == ("holiday", "2017-04-25")
        path = f"/workshops/{workshop}/days/2017-04-24/move"
        assert await alice.call("POST", path, {"to_day": "2017-04-25"}) == (200, {"sessions": 1})
        assert (await alice.call("POST", path, {"to_day": "2017-04-25"}))[0] == 404
        assert (await alice.call("POST", path.replace("2017-04-24", "x"), {"to_day": "2017-04-25"}))[0] == 404
        assert (await alice.call("GET", "/warnings"))[1]["items"] == []
        assert (await alice.call("PUT", "/planning-rules", {"trainer_hours": 1}))[0] == 200
        assert (await alice.call("GET", "/planning-rules"))[1] == {"trainer_hours": 1}
        (over,) = (await alice.call("GET", "/warnings"))[1]["items"]
        assert over["kind"] == "over_hours"
        assert "mengajar 1,5 jam" in over["message"]
        assert (await alice.call("PUT", "/planning-rules", {"trainer_hours": 0}))[0] == 422


async def test_the_office_sees_all_its_warnings_and_sets_its_limit(site: Site) -> None:
    office = site.office
    suparno = await office.trainer("Suparno, S.Sn.")
    for number in range(5):
        room = await office.venue(f"Ruang {number}")
        workshop = await office.draft(room, title=f"Bimtek {number}")
        day = days_later(number)
        await office.adds(workshop, "13.00", "16.00", venue_id=room, trainers=(suparno,), day=day)
    page = "/kelola/jadwal/peringatan"
    async with site.signed_in() as alice:
        weekend = await alice.get(page)
        assert "Tidak ada peringatan yang menunggu keputusan." in weekend.words
        assert "Narasumber yang mengajar lebih dari 8 jam sehari" in weekend.words
        assert (await alice.fill(page, {"trainer_hours": "0"}, action=f"{page}/aturan")).status == 422
        stricter = await alice.fill(page, {"trainer_hours": "2"}, action=f"{page}/aturan")
        assert "5 peringatan menunggu keputusan" in stricter.words
        assert (
            "mengajar 3 jam pada Selasa, 25 April 2017, di semua Bimtek. Batas instansi 2 jam"
            in stricter.words
        )
        assert "Peringatan jadwal di 5 Bimtek" in (await alice.get("/kelola")).words  # one row, not five
        assert "Batas jadwal diubah" in (await alice.get("/kelola/riwayat")).words
    async with site.signed_in(await office.person(Role.VIEWER)) as viewer:
        assert "Simpan batas" not in (await viewer.get(page)).words
        refused = await viewer.post(f"{page}/aturan", {"form_token": "x", "trainer_hours": "9"})
        assert refused.status == 403


@pytest.mark.parametrize("count", [1, 30])
async def test_however_much_is_planned_warnings_take_seven_statements(office: Planner, count: int) -> None:
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    for number in range(count):
        await office.adds(
            workshop, "11.00", "12.00", venue_id=bekemas, trainers=(suparno,), day=days_later(3 + 7 * number)
        )
    async with office.db.read() as tx:
        asked: list[str] = []

        def listen(query: Any) -> None:
            asked.append(query.query)

        tx.add_query_logger(listen)
        found = await judged(tx, office.now, office.office_id)
        tx.remove_query_logger(listen)
    assert len(found.open()) >= count
    assert all(found.instead_of(warning) for warning in found.open())
    assert len(asked) == 7, asked


async def test_a_road_in_another_district_is_named_in_the_warning(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    kembiri = await office.venue("Balai Desa Kembiri", district_code=MEMBALONG)
    workshop = await office.draft(bekemas)
    await office.adds(workshop, "08.00", "10.00", venue_id=bekemas, trainers=(suparno,))
    await office.adds(workshop, "10.30", "12.00", venue_id=kembiri, trainers=(suparno,))
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{workshop}")
        assert "Anggapan: 40 km di dalam satu kabupaten atau kota, 40 km/jam." in page.words
        assert "Pindah ke Selasa, 25 April 2017 pukul 11.00 WIB" in page.words
