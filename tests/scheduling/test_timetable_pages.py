"""The timetable by its pages: sessions that collide or warn, and what really took place."""

from __future__ import annotations

import re

from shared.clock import MovedClock
from tests.support.scheduling import FIRST_DAY, MEMBALONG, TANJUNGPANDAN, at
from tests.support.scheduling_site import Site


async def test_a_double_booking_offers_the_next_free_time_as_a_button(site: Site) -> None:
    office = site.office
    suparno, aula = await office.trainer("Suparno, S.Sn."), await office.venue("Aula Bekemas")
    busy, free = await office.draft(aula), await office.venue("Balai Desa")
    await office.adds(busy, "09.00", "10.30", venue_id=aula, trainers=(suparno,), subject="Teknik ukir")
    other = await office.draft(free, title="Bimtek Gula Aren")
    fields = {
        "kind": "praktik",
        "subject": "Mencetak gula aren",
        "day": "2017-04-25",
        "starts": "10:00",
        "ends": "11:00",
        "venue_id": str(free),
        "trainer_ids": str(suparno),
    }
    async with site.signed_in() as alice:
        form = f"/kelola/jadwal/{other}/sesi/baru"
        refused = await alice.fill(form, fields)
        assert refused.status == 422
        assert "Suparno, S.Sn. sudah dijadwalkan untuk “Teknik ukir”" in refused.words
        assert "di Aula Bekemas, Selasa, 25 April 2017 pukul 09.00–10.30 WIB" in refused.words
        assert "Waktu kosong berikutnya: Selasa, 25 April 2017 pukul 10.30 WIB" in refused.words
        assert 'value="Mencetak gula aren"' in refused.text
        button = re.search(r'name="use_next" value="([^"]+)"', refused.text)
        assert button
        saved = await alice.post(form, {"form_token": refused.token(), **fields, "use_next": button[1]})
        assert saved.status == 200, saved.words
        assert "10.30–11.30 WIB" in saved.words


async def test_a_travel_warning_blocks_publishing_until_overridden(site: Site) -> None:
    office = site.office
    bekemas = await office.venue()
    kembiri = await office.venue("Balai Desa Kembiri", district_code=MEMBALONG)
    suparno = await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, "08.00", "10.00", venue_id=bekemas, trainers=(suparno,), subject="Teori")
    await office.adds(workshop, "10.30", "12.00", venue_id=kembiri, trainers=(suparno,), subject="Kunjungan")
    address = f"/kelola/jadwal/{workshop}"
    async with site.signed_in() as alice:
        page = await alice.get(address)
        assert "ada 30 menit, perjalanannya kira-kira 60 menit" in page.words
        assert "1 Peringatan jadwal: Bimtek Kerajinan Batok Kelapa" in (await alice.get("/kelola")).words
        blocked = await alice.fill(f"{address}/terbit", {"slug": "batok"})
        assert blocked.status == 422
        assert "Putuskan peringatan yang masih terbuka" in blocked.words
        key = re.search(r'name="key" value="([^"]+)"', page.text)
        assert key
        empty = await alice.fill(address, {"key": key[1], "reason": ""}, action=f"{address}/peringatan")
        assert empty.status == 422
        reason = "Dijemput mobil dinas"
        done = await alice.fill(address, {"key": key[1], "reason": reason}, action=f"{address}/peringatan")
        assert "Diterima Alice Rahmawati: Dijemput mobil dinas" in done.words
        assert "Peringatan jadwal" not in (await alice.get("/kelola")).words
        assert (await alice.fill(f"{address}/terbit", {"slug": "batok"})).status == 200
        assert "Peringatan diterima dengan alasan" in (await alice.get("/kelola/riwayat")).words
    # The road the office knows better also settles it, and another time warns anew.
    async with site.signed_in() as alice:
        moved = {
            "kind": "kunjungan",
            "subject": "Kunjungan",
            "day": "2017-04-25",
            "starts": "10:20",
            "ends": "12:00",
            "venue_id": str(kembiri),
            "trainer_ids": str(suparno),
            "reason": "Bus berangkat lebih pagi",
        }
        session = (await office.document(workshop)).sessions[1].id
        assert (await alice.fill(f"{address}/sesi/{session}", moved)).status == 200
        assert "ada 20 menit" in (await alice.get(address)).words
        road = {"one_district": MEMBALONG, "other_district": TANJUNGPANDAN, "minutes": "15"}
        roads = await alice.fill("/kelola/tempat/jarak", road)
        assert "Membalong" in roads.words
        assert "ada 20 menit" not in (await alice.get(address)).words


async def test_days_a_trainer_cannot_come_warn(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas, trainers=(suparno,))
    async with site.signed_in() as alice:
        address = f"/kelola/narasumber/{suparno}"
        block = {"first_day": "2017-04-24", "last_day": "2017-04-26", "note": "umrah"}
        blocked = await alice.fill(address, block, action=f"{address}/halangan")
        assert "24 s.d. 26 April 2017" in blocked.words
        page = await alice.get(f"/kelola/jadwal/{workshop}")
        assert "menandai tidak bisa pada hari itu (umrah)" in page.words
        wrong = {"first_day": "2017-04-26", "last_day": "2017-04-24"}
        assert (await alice.fill(address, wrong, action=f"{address}/halangan")).status == 422
        free = re.search(r'action="([^"]+/hapus)"', blocked.text)
        assert free
        await alice.post(free[1], {"form_token": blocked.token()})
        assert "menandai tidak bisa" not in (await alice.get(f"/kelola/jadwal/{workshop}")).words


async def test_after_the_sessions_their_actual_times_make_the_jp(site: Site, clock: MovedClock) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    sri = await office.trainer("Dra. Sri Wahyuni")
    workshop = await office.draft(bekemas)
    first = await office.adds(workshop, "08.00", "10.15", venue_id=bekemas, trainers=(suparno,))
    await office.adds(workshop, "10.30", "12.00", venue_id=bekemas, trainers=(suparno,), subject="Praktik")
    dropped = await office.adds(workshop, "13.00", "14.30", venue_id=bekemas, subject="Kunjungan")
    await office.publishes(workshop)
    address = f"/kelola/jadwal/{workshop}"
    async with site.signed_in() as alice:
        early = await alice.fill(f"{address}/sesi/{first}/terlaksana", {"how": "planned"})
        assert early.status == 409
        clock.move_to(at(FIRST_DAY, "15.00"))
        assert "3 Sesi belum dicatat pelaksanaannya" in (await alice.get("/kelola")).words
        blocked = await alice.fill(address, {}, action=f"{address}/selesai")
        assert blocked.status == 422
        assert "Masih ada 3 sesi yang belum dicatat" in blocked.words
        actual = {"how": "other", "starts": "08:00", "ends": "09:30", "trainer_ids": str(sri)}
        await alice.fill(f"{address}/sesi/{first}/terlaksana", actual)
        await alice.fill(f"{address}/sesi/{dropped}/terlaksana", {"how": "not_held"})
        rest = await alice.fill(address, {}, action=f"{address}/terlaksana")
        assert "Pelaksanaan 1 sesi tercatat" in rest.words
        done = await alice.fill(address, {}, action=f"{address}/selesai")
        assert "Selesai" in done.words
    document = await office.document(workshop)
    assert [session.jp for session in document.sessions] == [2, 2, 2]
    assert document.total_jp == 4  # what did not take place does not count
    assert document.sessions[0].trainers[0].name == "Dra. Sri Wahyuni"
    assert document.sessions[0].ends_at == at(FIRST_DAY, "09.30")
    assert (await office.told())[-1] == "WorkshopCompleted"
