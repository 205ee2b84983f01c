"""A programme's budget identity, and its workshops side by side."""

from __future__ import annotations

from services.scheduling.actions import heads, programmes
from services.scheduling.store.programmes import Programme
from shared.events.registration import Registration, RegistrationState
from shared.ids import new_id
from tests.support.factories import version
from tests.support.scheduling import MEMBALONG, days_later
from tests.support.scheduling_site import Site

BUDGET = {
    "title": "Bimbingan Teknis Industri Kerajinan Tahun 2017",
    "year": "2017",
    "code": "BATOK",
    "funding": "APBD Provinsi 2017",
    "program_code": "3.31.02",
    "program_name": "Program Perencanaan dan Pembangunan Industri",
    "main_activity_code": "3.31.02.1.01",
    "main_activity_name": "Penyusunan dan Evaluasi Rencana Pembangunan Industri Provinsi",
    "activity_code": "3.31.02.1.01.03",
    "activity_name": "Pemberdayaan Industri dan Peran Serta Masyarakat",
    "account_code": "5.1.02.01.01.0024",
    "budget_number": "DPA/A.1/3.31.0.00.01/001/2017",
    "officer": "Siti Contoh, S.E., M.M.",
    "officer_role": "PPTK",
    "officer_nip": "19750314 200112 2 003",
    "decree_number": "188.4/12/DISPERIN/2017",
    "decree_date": "2017-01-09",
}


async def test_the_whole_budget_identity_is_kept_shown_and_told(site: Site) -> None:
    office = site.office
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas)
    await office.publishes(workshop)
    async with site.signed_in() as alice:
        address = f"/kelola/kegiatan/{office.programme_id}"
        shown = await alice.fill(f"{address}/ubah", BUDGET)
        assert shown.status == 200, shown.words
        for name in set(BUDGET) - {"year", "officer_nip", "decree_date", "title"}:
            assert BUDGET[name] in shown.words, name
        assert "tanggal 9 Januari 2017" in shown.words
        history = await alice.get("/kelola/riwayat?cari=3.31.02.1.01.03")
        assert "Kegiatan diubah" in history.words
        wrong = await alice.fill(f"{address}/ubah", BUDGET | {"officer_nip": "12", "officer_role": "Kepala"})
        assert wrong.status == 422
        assert "NIP terdiri dari 18 angka" in wrong.words
        assert 'value="DPA/A.1/3.31.0.00.01/001/2017"' in wrong.text
    told = (await office.document(workshop)).programme
    assert (told.officer_role, told.officer_nip) == ("PPTK", "197503142001122003")
    assert (told.main_activity_code, str(told.decree_date)) == ("3.31.02.1.01", "2017-01-09")


async def test_parallel_classes_stand_side_by_side(site: Site) -> None:
    office = site.office
    bekemas, kembiri = await office.venue(), await office.venue("Balai Desa", district_code=MEMBALONG)
    first = await office.draft(bekemas, class_label="Kelas A")
    await office.adds(first, "09.00", "10.30", venue_id=bekemas)
    await office.adds(first, "09.00", "10.30", venue_id=kembiri, day=days_later(1))
    second = await office.draft(kembiri, class_label="Kelas B", capacity=20)
    await office.adds(second, "13.00", "14.30", venue_id=kembiri)
    await office.draft(bekemas, title="Bimtek Gula Aren")
    await office.publishes(first)
    person = Registration(
        id=new_id(),
        version=version(),
        organization_id=office.office_id,
        workshop_id=first,
        state=RegistrationState.CONFIRMED,
        full_name="Hendra",
        registered_at=office.now,
    )
    await office.db.run(heads.keep_registrations, [person])
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/kegiatan/{office.programme_id}")
        assert "2 kelas · 1 dari 35 kursi" in page.words
        a = "Kelas A 25 s.d. 26 April 2017 Tanjungpandan, Membalong 4 1 dari 15 kursi Pendaftaran dibuka"
        b = "Kelas B Selasa, 25 April 2017 Membalong 2 0 dari 20 kursi Draf"
        assert f"{a} {b}" in page.words
        assert "Bimtek Gula Aren Belum ada sesi" in page.words
        _status, shown = await alice.call("GET", f"/programmes/{office.programme_id}")
        assert [(one["class_label"], one["jp"]) for one in shown["workshops"]] == [
            ("Kelas A", 4),
            ("Kelas B", 2),
            ("", 0),
        ]
        assert shown["workshops"][0]["districts"] == ["19.02.01", "19.02.02"]


async def test_a_programme_with_workshops_is_not_deleted(site: Site) -> None:
    office = site.office
    empty = Programme(new_id(), "Bimtek yang batal direncanakan", 2018)
    await office.db.run(programmes.add_programme, office.by, empty)
    await office.draft()
    async with site.signed_in() as alice:
        kept = await alice.fill(f"/kelola/kegiatan/{office.programme_id}/hapus", {})
        assert (kept.status, "Ada 1 Bimtek dalam kegiatan ini" in kept.words) == (422, True)
        gone = await alice.fill(f"/kelola/kegiatan/{empty.id}/hapus", {})
        assert "dihapus" in gone.words
        assert (await alice.get(f"/kelola/kegiatan/{empty.id}")).status == 404
        status, problem = await alice.call("DELETE", f"/programmes/{office.programme_id}")
        assert (status, problem["errors"][0]["field"]) == (422, "form")
        changed = {**BUDGET, "year": 2018}
        assert (await alice.call("PUT", f"/programmes/{office.programme_id}", changed))[0] == 200
