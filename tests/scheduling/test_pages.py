"""An office plans a workshop by its pages: from the form to the closing."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from services.scheduling.actions import heads, workshops
from services.scheduling.domain.refusals import Invalid
from shared.clock import MovedClock
from shared.events.registration import Registration, RegistrationState
from shared.ids import new_id
from tests.support.factories import version
from tests.support.scheduling import FIRST_DAY, Planner, at
from tests.support.scheduling_site import Member, Site

WORKSHOP = {
    "title": "Bimtek Kerajinan Batok Kelapa",
    "zone": "Asia/Jakarta",
    "capacity": "15",
    "sign_up": "open",
    "sign_up_opens_at": "2017-03-20T08:00",
    "sign_up_closes_at": "2017-04-24T16:00",
    "nik": "optional",
    "rule_percent": "75",
    "template_days": "4",
    "first_day": "2017-04-25",
    "contact_name": "Ibu Yuliana",
    "contact_whatsapp": "0812 9990 0001",
}


async def makes_workshop(site: Site, alice: Member, **given: str) -> str:
    """A draft by the form; its address."""
    office = site.office
    venue = await office.venue()
    fields = {**WORKSHOP, "programme_id": str(office.programme_id), "venue_id": str(venue), **given}
    made = await alice.fill("/kelola/jadwal/baru", fields)
    assert made.status == 200, made.words
    return made.url


async def test_from_the_form_to_publication(site: Site) -> None:
    async with site.signed_in() as alice:
        programme = await alice.fill(
            "/kelola/kegiatan/baru", {"title": "Bimbingan Teknis Industri Kerajinan", "year": "2017"}
        )
        assert "Bimbingan Teknis Industri Kerajinan" in programme.words
        address = await makes_workshop(site, alice)
        page = await alice.get(address)
        assert "32 JP" in page.words
        assert "0 dari 15 kursi" in page.words
        assert "salat Jumat" in page.words  # 28 April 2017 is a Friday
        preview = await alice.get(f"{address}/pratinjau")
        assert "Seluruhnya 32 JP" in preview.words
        published = await alice.fill(f"{address}/terbit", {"slug": "batok-kelapa"})
        assert "Pendaftaran dibuka" in published.words
        assert "/bimtek/batok-kelapa" in published.text
    assert (await site.office.told())[-1] == "WorkshopPublished"


async def test_wrong_fields_come_back_with_everything_typed(site: Site) -> None:
    async with site.signed_in() as alice:
        office = site.office
        fields = {
            **WORKSHOP,
            "programme_id": str(office.programme_id),
            "venue_id": str(await office.venue(capacity=10)),
            "class_label": "Angkatan II",
        }
        refused = await alice.fill("/kelola/jadwal/baru", fields)
        assert refused.status == 422
        assert "memuat 10 orang, sedangkan kursinya 15" in refused.words
        assert 'value="Angkatan II"' in refused.text
        refused = await alice.fill("/kelola/jadwal/baru", {**fields, "sign_up_closes_at": "2017-03-01T08:00"})
        assert "Pendaftaran harus ditutup sesudah dibuka" in refused.words
        refused = await alice.fill("/kelola/jadwal/baru", {**fields, "title": "", "capacity": "banyak"})
        assert "Isi judul Bimtek." in refused.words
        assert "Tulis Jumlah kursi dengan angka." in refused.words


async def test_the_history_names_things_as_people_do(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas, trainers=(suparno,), subject="Teknik ukir")
    async with site.signed_in() as alice:
        history = await alice.get("/kelola/riwayat?cari=Teknik+ukir")
        assert "Alice Rahmawati Sesi ditambahkan" in history.words
        assert "Narasumber: Suparno, S.Sn." in history.words
        assert "Mulai: Selasa, 25 April 2017 pukul 09.00 WIB" in history.words
        assert "Tidak ada perubahan yang cocok" in (await alice.get("/kelola/riwayat?cari=50%25")).words


async def test_a_timetable_needs_its_first_day(site: Site) -> None:
    async with site.signed_in() as alice:
        venue = await site.office.venue()
        fields = {**WORKSHOP, "programme_id": str(site.office.programme_id), "venue_id": str(venue)}
        fields["first_day"] = ""
        refused = await alice.fill("/kelola/jadwal/baru", fields)
        assert "Pilih hari pertama" in refused.words


async def test_a_zone_stays_once_there_are_sessions_and_a_venue_keeps_room(site: Site) -> None:
    office = site.office
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas)
    with pytest.raises(Invalid) as refused:
        moved = office.details(bekemas, zone="Asia/Jayapura")
        await office.db.run(workshops.change_workshop, office.now, office.by, workshop, moved, "")
    assert refused.value.problem == "zone_fixed"
    async with site.signed_in() as alice:
        small = {"name": "Bekemas", "district_code": "19.02.01", "capacity": "10"}
        answer = await alice.fill(f"/kelola/tempat/{bekemas}", small)
        assert answer.status == 422
        assert "memakai tempat ini dengan 15 kursi" in answer.words
        archived = await alice.fill(f"/kelola/tempat/{bekemas}", {**small, "capacity": "40", "archived": "1"})
        assert "Sanggar" not in archived.words or archived.status == 422
        assert "masih dijadwalkan pada 1 sesi" in archived.words


async def test_pressed_twice_it_is_made_once(site: Site) -> None:
    async with site.signed_in() as alice:
        form = await alice.get("/kelola/narasumber/baru")
        fields = {"form_token": form.token(), "name": "Dra. Sri Wahyuni"}
        for _ in range(2):
            assert (await alice.post("/kelola/narasumber/baru", fields)).status == 200
        listed = await alice.get("/kelola/narasumber")
        assert listed.text.count("Dra. Sri Wahyuni</a>") == 1


async def test_capacity_below_the_people_who_have_a_seat_is_refused(site: Site) -> None:
    office = site.office
    async with site.signed_in() as alice:
        address = await makes_workshop(site, alice)
        await alice.fill(f"{address}/terbit", {"slug": "batok"})
        workshop = address.rsplit("/", 1)[1]
        people = [
            Registration(
                id=new_id(),
                version=version(),
                organization_id=office.office_id,
                workshop_id=workshop,
                state=RegistrationState.CONFIRMED,
                full_name=f"Peserta {number}",
                registered_at=office.now,
            )
            for number in range(12)
        ]
        await office.db.run(heads.keep_registrations, people)
        assert "12 dari 15 kursi" in (await alice.get(address)).words
        form = await alice.get(f"{address}/ubah")
        fields = dict(re.findall(r'<input id="f-\w+" name="(\w+)"[^>]* value="([^"]*)"', form.text))
        chosen = dict(re.findall(r'name="(\w+)" value="([^"]+)" checked', form.text))
        venue = re.search(r'<option value="([^"]+)" selected>Sanggar', form.text)
        assert venue
        fields |= chosen | {
            "programme_id": str(office.programme_id),
            "venue_id": venue[1],
            "reason": "Ruang dipakai acara lain",
        }
        refused = await alice.fill(f"{address}/ubah", {**fields, "capacity": "11"})
        assert refused.status == 422
        assert "Sudah 12 orang mendapat kursi. Isi 12 atau lebih" in refused.words
        missing = await alice.fill(f"{address}/ubah", {**fields, "capacity": "12", "reason": ""})
        assert "Tulis alasannya" in missing.words
        changed = await alice.fill(f"{address}/ubah", {**fields, "capacity": "12"})
        assert "12 dari 12 kursi" in changed.words
        assert "Penuh, daftar tunggu dibuka" in changed.words
    document = await office.document(UUID(workshop))
    assert (document.capacity, document.reason) == (12, "Ruang dipakai acara lain")


async def test_a_cancelled_workshop_frees_its_trainer_and_says_why(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas, trainers=(suparno,))
    await office.publishes(workshop)
    async with site.signed_in() as alice:
        address = f"/kelola/jadwal/{workshop}"
        assert (await alice.fill(f"{address}/batal", {"reason": ""})).status == 422
        cancelled = await alice.fill(f"{address}/batal", {"reason": "Narasumber sakit"})
        assert "Dibatalkan" in cancelled.words
        assert "Narasumber sakit" in cancelled.words
        again = await alice.get(f"{address}/batal")
        assert again.status == 409
    other = await office.draft(bekemas)
    await office.adds(other, venue_id=bekemas, trainers=(suparno,))
    assert (await office.told())[-1] == "WorkshopCancelled"


async def test_a_draft_is_deleted_what_was_published_is_not(site: Site) -> None:
    office = site.office
    draft = await office.draft()
    async with site.signed_in() as alice:
        deleted = await alice.fill(f"/kelola/jadwal/{draft}/hapus", {})
        assert "Draf dihapus" in deleted.words
        assert (await alice.get(f"/kelola/jadwal/{draft}")).status == 404


@pytest.mark.parametrize(
    "path",
    ["/kelola", "/kelola/jadwal", "/kelola/kegiatan", "/kelola/narasumber", "/kelola/tempat"],
)
async def test_empty_pages_say_what_to_do(site: Site, path: str, office: Planner) -> None:
    async with site.signed_in() as alice:
        page = await alice.get(path)
        assert page.status == 200
        assert "None" not in page.words


async def test_two_classes_of_one_title_are_told_apart(site: Site, clock: MovedClock) -> None:
    office = site.office
    bekemas = await office.venue()
    labels = ("Kelas A", "Kelas B")
    for label in labels:
        draft = await office.draft(bekemas, class_label=label, capacity=15 if label == "Kelas A" else 16)
        start = "09.00" if label == "Kelas A" else "13.00"
        await office.adds(draft, start, start.replace(".00", ".45"), venue_id=bekemas)
    title = "Bimtek Kerajinan Batok Kelapa"
    clock.move_to(at(FIRST_DAY, "07.00"))
    async with site.signed_in() as alice:
        desk = await alice.get("/kelola")
        history = await alice.get("/kelola/riwayat")
        small = {"name": "Bekemas", "district_code": "19.02.01", "capacity": "10"}
        refused = await alice.fill(f"/kelola/tempat/{bekemas}", small)
        for label in labels:
            assert f"Draf belum diterbitkan: {title} {label}" in desk.words
            assert f"{title} {label}" in history.words
        assert f"{title} Kelas B memakai tempat ini dengan 16 kursi" in refused.words
