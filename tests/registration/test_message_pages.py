"""Calls to make and times of messages, as the office and programs read and choose them."""

from __future__ import annotations

from services.registration.store import groups
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.registration.test_groups import SARI, add, made
from tests.support.registration import OFFICE, person, workshop
from tests.support.registration_site import Site

NAMES = ("Saminah", "Hendra")


async def test_the_whole_office_calls_and_a_wrong_click_is_taken_back(site: Site) -> None:
    batok, aren = workshop(), workshop(title="Bimtek Pembuatan Gula Aren")
    await site.panitia.hears(batok, aren)
    await site.panitia.signs_up(batok, person(full_name="Hendra", email=""))
    await site.panitia.signs_up(aren, person(full_name="Suyatno", email=""))
    async with site.organizer() as alice:
        page = await alice.get("/kelola/peserta/hubungi")
        assert "Hendra" in page.words and "Suyatno" in page.words and "2 pesan" in page.words
        assert aren.full_title in page.words
        none = await alice.get("/kelola/peserta/hubungi?tentang=reminder")
        assert "Tidak ada yang perlu dihubungi." in none.words
        action = page.text.split('action="/kelola/peserta/hubungi/')[1].split('"')[0]
        done = await alice.post(f"/kelola/peserta/hubungi/{action}", {"form_token": page.token()})
        assert "Dicatat: sudah dihubungi." in done.words and "1 pesan" in done.words
        undone = await alice.post(f"/kelola/peserta/hubungi/{action}/urung", {"form_token": done.token()})
        assert "Diurungkan" in undone.words and "2 pesan" in undone.words
    async with site.organizer(Role.VIEWER) as viewer:
        seen = await viewer.get("/kelola/peserta/hubungi")
        assert (
            "Hendra" in seen.words
            and "Sudah dihubungi" not in seen.words
            and "/pendaftaran/" not in seen.text
        )
    async with site.organizer(office_id=new_id()) as charlie:
        assert "Hendra" not in (await charlie.get("/kelola/peserta/hubungi")).words


async def test_who_has_no_number_is_reached_through_their_contact_person(site: Site) -> None:
    batok = workshop()
    await site.panitia.hears(batok)
    group = await made(site.panitia, batok)
    own = person(full_name="Hendra", email="")
    await add(site.panitia, group, person(full_name="Saminah", email="", phone=""), own)
    base = "/api/v1/registration/contact-tasks"
    async with site.organizer() as alice:
        for path in ("/kelola/peserta/hubungi", f"/kelola/peserta/{batok.id}/hubungi"):
            page = await alice.get(path)
            saminah, hendra = (
                page.text.split(f">{name}</a></h3>")[1].split("</section>")[0] for name in NAMES
            )
            assert "lewat narahubung Sari Penyuluh, 0812" in saminah
            assert f"wa.me/{SARI.phone}?" in saminah and "Kirim ke narahubung" in saminah
            assert "Sari Penyuluh" not in hendra and f"wa.me/{own.phone}?" in hendra
        async with alice.session.get(base) as answered:
            told = {one["full_name"]: one["through"] for one in (await answered.json())["items"]}
        assert told == {"Saminah": {"name": SARI.name, "phone": SARI.phone}, "Hendra": None}
        await site.panitia.db.run(groups.forget_over, OFFICE, batok.ends_at)
        assert "tanpa nomor HP" in (await alice.get("/kelola/peserta/hubungi")).words, "the list is gone"


async def test_the_times_of_messages_are_chosen(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    path = f"/kelola/peserta/{belitung.id}/pesan"
    async with site.organizer() as alice:
        form = await alice.get(path)
        assert form.text.count(" checked") == 3, "H-7, H-1 and the thanks"
        kept = await alice.fill(path, {"days": ["3", "0"], "hour": "7", "thanks": ""})
        assert "Waktu pesan disimpan." in kept.words and kept.text.count(" checked") == 2
        wrong = await alice.fill(path, {"days": ["3", "99"], "hour": "7"})
        assert wrong.status == 422
    async with site.organizer(Role.ADMIN) as admin:
        history = await admin.get("/kelola/peserta/riwayat")
        assert "Waktu pesan diubah" in history.words and belitung.full_title in history.words
    async with site.organizer(office_id=new_id()) as charlie:
        assert (await charlie.get(path)).status == 404


async def test_programs_call_and_choose_times_too(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    await site.panitia.signs_up(belitung, person(full_name="Hendra", email=""))
    base = "/api/v1/registration"
    times = f"{base}/workshops/{belitung.id}/message-times"
    async with site.organizer() as alice:
        own = {"Origin": site.url, "Sec-Fetch-Site": "same-origin"}
        async with alice.session.get(f"{base}/contact-tasks") as answered:
            (task,) = (await answered.json())["items"]
        assert task["full_name"] == "Hendra" and "/pendaftaran/" in task["text"]
        for act, done in (("done", True), ("done", False), ("undo", True), ("undo", False)):
            address = f"{base}/contact-tasks/{task['id']}/{act}"
            async with alice.session.post(address, headers=own) as answered:
                assert (await answered.json()) == {"done": done}, act
        wanted = {"reminder_days": [1, 14], "reminder_hour": 8, "thanks": False}
        async with alice.session.put(times, json=wanted, headers=own) as answered:
            assert (await answered.json()) == wanted | {"reminder_days": [14, 1]}
        async with alice.session.put(times, json=wanted | {"reminder_hour": 3}, headers=own) as answered:
            assert answered.status == 422
        async with alice.session.get(times) as answered:
            assert (await answered.json())["reminder_hour"] == 8
    async with site.organizer(office_id=new_id()) as charlie:
        for act in ("done", "undo"):
            async with charlie.session.post(
                f"{base}/contact-tasks/{task['id']}/{act}", headers=own
            ) as answered:
                assert answered.status == 404, act
