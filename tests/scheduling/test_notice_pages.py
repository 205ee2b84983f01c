"""The panel on the schedule tab, the desk, what was decided, and the same for programs."""

from __future__ import annotations

from datetime import timedelta

from services.scheduling.actions import heads
from shared.clock import MovedClock
from shared.events.scheduling import Role
from tests.support.notices import course, people, work
from tests.support.registration_site import Answer
from tests.support.scheduling import MEMBALONG, at, days_later
from tests.support.scheduling_site import Member, Site


def seen(page: Answer) -> str:
    return page.text.split('name="seen" value="')[1].split('"')[0]


async def sends(member: Member, page: Answer, path: str, **fields: str) -> Answer:
    given = {"form_token": page.token(), "seen": seen(page), **fields}
    return await member.post(path, given)


async def test_the_panel_shows_what_changed_whom_it_touches_and_the_text(site: Site) -> None:
    office = site.office
    batok = await course(office)
    await office.db.run(
        heads.keep_registrations, people(office, batok.id, confirmed=12, waitlisted=2, pending=1)
    )
    trainer = await office.trainer()
    tab, path = f"/kelola/jadwal/{batok.id}", f"/kelola/jadwal/{batok.id}/pemberitahuan"
    async with site.signed_in() as alice:
        assert "belum diberitahukan" not in (await alice.get(tab)).words
        for number in range(5):
            await batok.moves(number)
        await batok.moves(6, days=0, trainers=(trainer,))
        page = await alice.get(tab)
        assert "6 perubahan belum diberitahukan kepada peserta" in page.words
        assert "5 sesi: Materi 1; Materi 2; Materi 3; Materi 4; Materi 5" in page.words
        assert "Semula: narasumber belum ditentukan Menjadi: narasumber Suparno, S.Sn." in page.words
        assert "15 orang (12 terdaftar, 2 di daftar tunggu, 1 menunggu persetujuan)" in page.words
        assert "1 narasumber mengisi sesi yang berubah" in page.words
        assert "Jadwal atau tempat berubah: Bimtek Kerajinan Batok Kelapa Halo [nama peserta]," in page.words
        assert "Kirim pemberitahuan (15 orang)" in page.words and "terkirim sendiri" in page.words

        await batok.moves(7)
        stale = await sends(alice, page, path, reason="Gedung dipakai rapat")
        assert stale.status == 422 and "baru saja bertambah atau berkurang" in stale.words
        assert 'value="Gedung dipakai rapat"' in stale.text, "what was typed stays"
        assert await batok.decided() == []

        page = await alice.get(tab)
        given = {"form_token": page.token(), "seen": seen(page), "reason": "Gedung dipakai rapat"}
        twice = [await alice.post(path, given) for _ in range(2)]
        assert all(answer.url == path and answer.status == 200 for answer in twice)
        assert "Pemberitahuan dikirim kepada 15 orang" in twice[0].words
        assert "Untuk 15 orang · oleh Alice Rahmawati" in twice[0].words
        assert f'data-fragment="/kelola/peserta/{batok.id}/pemberitahuan/ringkas"' in twice[0].text
        (sent,) = await batok.decided()
        assert (len(sent.changes), sent.reason) == (7, "Gedung dipakai rapat")
        assert "belum diberitahukan" not in (await alice.get(tab)).words


async def test_a_reason_is_asked_for_where_people_are_not_told(site: Site) -> None:
    batok = await course(site.office, 5)
    await site.office.db.run(heads.keep_registrations, people(site.office, batok.id, confirmed=3))
    await batok.moves(0, days=0, subject="Materi satu")
    tab, path = f"/kelola/jadwal/{batok.id}", f"/kelola/jadwal/{batok.id}/pemberitahuan/tidak-perlu"
    async with site.signed_in() as alice:
        page = await alice.get(tab)
        refused = await sends(alice, page, path, dismiss_reason="")
        assert refused.status == 422 and "Tulis mengapa peserta tidak perlu diberi tahu" in refused.words
        done = await sends(alice, page, path, dismiss_reason="Hanya ejaan")
        assert "Perubahan ini tidak diberitahukan" in done.words
        page = await alice.get(f"/kelola/jadwal/{batok.id}/pemberitahuan")
        assert "Tidak diberitahukan oleh Alice Rahmawati Alasan: Hanya ejaan" in page.words


async def test_the_desk_says_what_is_urgent(site: Site, clock: MovedClock) -> None:
    office = site.office
    batok = await course(office, 5)
    await batok.moves(0)
    await work(office)
    async with site.signed_in() as alice:
        assert "belum diberitahukan" not in (await alice.get("/kelola")).words, "nobody has signed up yet"
        tab = await alice.get(f"/kelola/jadwal/{batok.id}")
        assert "Belum ada pendaftar yang perlu diberi tahu." in tab.words
        assert "Kirim pemberitahuan (" not in tab.words
        await office.db.run(heads.keep_registrations, people(office, batok.id, confirmed=3))
        desk = await alice.get("/kelola")
        assert "Perubahan belum diberitahukan: Bimtek Kerajinan Batok Kelapa Dikirim sendiri" in desk.words
        page = await alice.get(f"/kelola/jadwal/{batok.id}")
        await sends(alice, page, f"/kelola/jadwal/{batok.id}/pemberitahuan")
        assert "belum diberitahukan" not in (await alice.get("/kelola")).words
        clock.move_to(at(days_later(-1), "09.00"))
        await batok.moves(1, days=0, venue_id=await office.venue("Aula", district_code=MEMBALONG))
        await work(office)
    async with site.signed_in() as alice:
        desk = await alice.get("/kelola")
        assert "Mendesak, perubahan belum diberitahukan: Bimtek Kerajinan Batok Kelapa" in desk.words
        assert "Sesi yang berubah mulai Selasa, 25 April 2017 pukul 09.00 WIB" in desk.words
        assert "Mendesak: sesi yang berubah mulai" in (await alice.get(f"/kelola/jadwal/{batok.id}")).words


async def test_readers_see_it_and_decide_nothing(site: Site) -> None:
    batok = await course(site.office, 5)
    await site.office.db.run(heads.keep_registrations, people(site.office, batok.id, confirmed=3))
    await batok.moves(0)
    viewer = await site.office.person(Role.VIEWER)
    async with site.signed_in(viewer) as bob:
        page = await bob.get(f"/kelola/jadwal/{batok.id}")
        assert "1 perubahan belum diberitahukan" in page.words
        assert "Kirim pemberitahuan (" not in page.words


async def test_the_office_sets_its_quiet_time(site: Site) -> None:
    async with site.signed_in() as alice:
        page = await alice.get("/kelola/instansi/pemberitahuan")
        assert 'value="30" checked' in page.text
        wrong = await alice.fill("/kelola/instansi/pemberitahuan", {"quiet_minutes": "0"})
        assert wrong.status == 422
        done = await alice.fill("/kelola/instansi/pemberitahuan", {"quiet_minutes": "60"})
        assert "Waktu tunggu pemberitahuan tersimpan." in done.words and 'value="60" checked' in done.text
        log = await alice.get("/kelola/riwayat")
        assert "Waktu tunggu pemberitahuan diubah" in log.words


async def test_programs_see_and_decide_the_same(site: Site, clock: MovedClock) -> None:
    office = site.office
    batok = await course(office, 5)
    await office.db.run(heads.keep_registrations, people(office, batok.id, confirmed=3))
    path = f"/workshops/{batok.id}/notices"
    async with site.signed_in() as alice:
        status, empty = await alice.call("GET", path)
        assert (status, empty["untold"]["seen"], empty["items"]) == (200, "", [])
        await batok.moves(0)
        _status, shown = await alice.call("GET", path)
        untold = shown["untold"]
        assert (untold["people"], len(untold["sessions"]), untold["urgent"]) == (3, 1, False)
        status, problem = await alice.call("POST", path, {"seen": "other", "reason": ""})
        assert status == 422, problem
        status, told = await alice.call("POST", path, {"seen": untold["seen"], "reason": "Gedung dipakai"})
        assert (status, told["people"]) == (200, 3)
        await batok.moves(1)
        _status, shown = await alice.call("GET", path)
        body = {"seen": shown["untold"]["seen"], "reason": "Sudah diumumkan di kelas"}
        assert (await alice.call("POST", f"{path}/dismissal", body))[0] == 200
        _status, shown = await alice.call("GET", path)
        assert [one["sent"] for one in shown["items"]] == [False, True]
        assert (await alice.call("PUT", "/office/quiet-time", {"quiet_minutes": 10}))[0] == 200
        assert (await alice.call("GET", "/office/quiet-time"))[1] == {"quiet_minutes": 10}
        assert (await alice.call("PUT", "/office/quiet-time", {"quiet_minutes": 0}))[0] == 422
        clock.move_to(office.now + timedelta(hours=1))
        await work(office)
        assert len(await batok.decided()) == 2
