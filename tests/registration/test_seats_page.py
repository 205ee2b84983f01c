"""The page of seats and quotas, the list of centres, and what everybody reads of them."""

from __future__ import annotations

import json
from typing import Any

from services.registration.actions import quotas
from services.registration.domain.quotas import Of, Quota, Rule
from shared.crypto import Keys
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role, Workshop
from shared.ids import new_id
from tests.registration.test_quotas import YULI, membalong, women
from tests.support.registration import person, workshop
from tests.support.registration_site import FORM, Site, Visitor

MEMBALONG = "19.02.02"
OWN = {"Sec-Fetch-Site": "same-origin"}


def seats_page(of: Workshop) -> str:
    return f"/kelola/peserta/{of.id}/kursi"


async def add(alice: Visitor, of: Workshop, **fields: Any) -> Any:
    return await alice.fill(f"{seats_page(of)}/kuota-baru", {"number": "1", **fields})


async def call(who: Visitor, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    headers = {**OWN, "Origin": str(who.session._base_url).rstrip("/")}
    async with who.session.request(
        method, f"/api/v1/registration{path}", json=body, headers=headers
    ) as answered:
        return answered.status, json.loads(await answered.text() or "null")


async def test_an_office_sets_quotas_and_reads_why_nobody_moves_up(site: Site) -> None:
    belitung = workshop(3)
    await site.panitia.hears(belitung)
    async with site.organizer() as alice:
        empty = await alice.get(seats_page(belitung))
        assert "Tidak ada kuota: kursi diberikan menurut urutan mendaftar." in empty.words
        made = await add(alice, belitung, rule="reserved", who="P", number="2")
        assert "Kuota disimpan." in made.words and "2 kursi disediakan untuk perempuan" in made.words
        two = await add(alice, belitung, rule="at_most", who="district", place=[MEMBALONG, "19.01"])
        assert "Paling banyak 1 untuk Kabupaten Bangka dan Kecamatan Membalong" in two.words
        for sex in "LL":
            await site.panitia.signs_up(belitung, person(gender=sex, full_name=f"Budi {sex}"))
        page = await alice.get(seats_page(belitung))
        assert "Belum naik: masih ada kursi kosong, tetapi 2 kursi disediakan untuk perempuan" in page.words
        assert "0 dari 2" in page.words and "1 dari 3" in page.words
        key = page.text.split(f"{seats_page(belitung)}/kuota/")[1].split('"')[0]
        ask = await alice.get(f"{seats_page(belitung)}/kuota/{key}/lepas")
        assert "1 orang menunggu." in ask.words
        free = await alice.post(f"{seats_page(belitung)}/kuota/{key}/lepas", {"form_token": ask.token()})
        assert "sekarang untuk semua" in free.words and "sudah dilepas untuk semua" in free.words
        assert "Tidak ada orang di daftar tunggu." in free.words
        again = await alice.post(f"{seats_page(belitung)}/kuota/{key}/lepas", {"form_token": ask.token()})
        assert "sudah berubah" in again.words
        gone = await alice.post(f"{seats_page(belitung)}/kuota/{key}/hapus", {"form_token": ask.token()})
        assert "Kuota dihapus." in gone.words and "perempuan" not in gone.words
    assert (await site.panitia.states(belitung)) == {State.CONFIRMED: 2}
    async with site.organizer(Role.ADMIN) as admin:
        history = await admin.get("/kelola/peserta/riwayat")
        assert history.words.count("Kuota diubah") == 1 + 4, "the filter, and each change"
        print(history.words)


async def test_what_cannot_stand_is_told_at_its_field(site: Site) -> None:
    belitung = workshop(3)
    await site.panitia.hears(belitung)
    async with site.organizer() as alice:
        for fields, mend in (
            ({"rule": "reserved", "who": "P", "number": "4"}, "melebihi kapasitas"),
            ({"rule": "reserved", "who": "P", "number": "0"}, "Jumlah kursi"),
            ({"rule": "at_most", "who": "district"}, "Pilih untuk siapa kuota ini"),
            ({"rule": "at_most", "who": "district", "place": ["19.99"]}, "tidak ada di daftar"),
            ({"rule": "at_most", "who": "centre", "centre": [str(new_id())]}, "tidak ada di daftar"),
            ({"rule": "reserved", "who": "P", "until": "2017-04-01T00:00"}, "waktu yang akan datang"),
            ({"rule": "reserved", "who": "P", "until": "1492-10-12T00:00"}, "antara tahun 2000 dan 2100"),
        ):
            wrong = await add(alice, belitung, **fields)
            assert wrong.status == 422 and mend in wrong.words, (fields, wrong.words)
        await add(alice, belitung, rule="reserved", who="P", number="2", until="2017-04-20T12:00")
        page = await alice.get(seats_page(belitung))
        assert "sampai Kamis, 20 April 2017 pukul 12.00 WIB, lalu untuk semua" in page.words
        same = await add(alice, belitung, rule="reserved", who="P", number="1")
        assert same.status == 422 and "Aturan yang sama sudah ada" in same.words
        path = page.text.split('href="')[1:]
        edit = next(link for one in path if "/kuota/" in (link := one.split('"')[0]) and link.count("/") == 6)
        kept = await alice.get(edit)
        assert 'value="2017-04-20T12:00"' in kept.text
        fewer = await alice.fill(edit, {"rule": "reserved", "who": "P", "number": "1"})
        assert "1 kursi disediakan untuk perempuan" in fewer.words and "Aturan yang sama" not in fewer.words


async def test_only_those_who_decide_of_this_office_may(site: Site) -> None:
    belitung = workshop(3)
    await site.panitia.hears(belitung)
    await site.panitia.db.run(quotas.change, site.panitia.now, YULI, belitung.id, [women(1)])
    paths = ("", "/kuota-baru", "/kuota/perempuan", "/kuota/perempuan/hapus", "/kuota/perempuan/lepas")
    async with site.organizer(Role.VIEWER) as viewer:
        seen = await viewer.get(seats_page(belitung))
        assert "1 kursi disediakan untuk perempuan" in seen.words and "Tambah kuota" not in seen.words
        for path in paths[1:]:
            assert (await viewer.get(seats_page(belitung) + path)).status == 403
    async with site.organizer(office_id=new_id()) as charlie:
        for path in paths:
            assert (await charlie.get(seats_page(belitung) + path)).status == 404
        status, _answer = await call(charlie, "PUT", f"/workshops/{belitung.id}/quotas", {"quotas": []})
        assert status == 404
    assert (await site.panitia.seats(belitung)).quotas == (women(1),)


async def test_everybody_reads_the_rules_and_nobodys_disability(site: Site, keys: Keys) -> None:
    belitung = workshop(3)
    reserve = Quota("difabel", Rule.RESERVED, 1, Of.DISABILITY)
    await site.panitia.hears(belitung)
    await site.panitia.db.run(quotas.change, site.panitia.now, YULI, belitung.id, [membalong(1), reserve])
    await site.panitia.signs_up(belitung, person(district_code=MEMBALONG))
    waits = await site.panitia.signs_up(belitung, person(district_code=MEMBALONG))
    await site.panitia.signs_up(belitung, person(district_code="19.02.01"))
    barred = await site.panitia.signs_up(belitung, person(district_code="19.02.01"))
    async with site.visitor() as siti:
        page = await siti.get(f"/bimtek/{belitung.slug}")
        assert "Kursi untuk Kecamatan Membalong sudah penuh; pendaftar berikutnya menunggu." in page.words
        assert "1 kursi disediakan untuk penyandang disabilitas." in page.words
        code = keys.decrypt(waits.manage_sealed, purpose="manage_code")
        mine = await siti.get(f"/pendaftaran/{code}")
        assert "urutan ke-1" in mine.words
        assert "kuota paling banyak 1 untuk Kecamatan Membalong sudah terisi" in mine.words
        code = keys.decrypt(barred.manage_sealed, purpose="manage_code")
        other = await siti.get(f"/pendaftaran/{code}")
        assert "mengikuti aturan kuota" in other.words and "disabilitas" not in other.words


async def test_put_first_beyond_a_quota_only_with_the_tick(site: Site) -> None:
    belitung = workshop(2)
    await site.panitia.hears(belitung)
    await site.panitia.db.run(quotas.change, site.panitia.now, YULI, belitung.id, [membalong(1)])
    await site.panitia.signs_up(belitung, person(district_code=MEMBALONG))
    waits = await site.panitia.signs_up(belitung, person(district_code=MEMBALONG))
    path = f"/kelola/peserta/orang/{waits.id}/dahulukan"
    async with site.organizer() as alice:
        ask = await alice.get(path)
        assert "di luar kuota ini: Paling banyak 1 untuk Kecamatan Membalong" in ask.words
        await alice.fill(path, {"reason": "Pengrajin terbaik"})
        assert (await site.panitia.row(waits.id)).state is State.WAITLISTED
        await alice.fill(path, {"reason": "Pengrajin terbaik", "beyond_quotas": "1"})
        assert (await site.panitia.row(waits.id)).state is State.CONFIRMED
    async with site.organizer(Role.ADMIN) as admin:
        assert "Diberi kursi di luar kuota" in (await admin.get("/kelola/peserta/riwayat")).words


async def test_a_centre_is_chosen_on_the_form_and_counted(site: Site) -> None:
    belitung = workshop(3)
    await site.panitia.hears(belitung)
    async with site.organizer() as alice, site.visitor() as siti:
        form = f"/bimtek/{belitung.slug}/daftar"
        assert 'name="centre"' not in (await siti.get(form)).text
        made = await alice.fill("/kelola/peserta/sentra", {"name": "Sentra Batok Tanjungpandan"})
        assert "Sentra ditambahkan." in made.words and "Di formulir" in made.words
        twice = await alice.fill("/kelola/peserta/sentra", {"name": "sentra batok tanjungpandan"})
        assert twice.status == 422 and "sudah ada di daftar" in twice.words
        await alice.fill("/kelola/peserta/sentra", {"name": "Sentra Gula Aren Kembiri"})
        status, known = await call(alice, "GET", "/centres")
        assert status == 200
        batok, aren = known["centres"]
        site.forget_what_was_read()
        wrong = await siti.fill(form, FORM | {"centre": str(new_id())})
        assert wrong.status == 422 and "Pilih sentra dari daftar" in wrong.words
        ok = await siti.fill(form, FORM | {"centre": batok["id"]})
        assert ok.status == 200
        await alice.fill(f"/kelola/peserta/sentra/{batok['id']}", {"name": "Sentra Batok Belitung"})
        index = await alice.get("/kelola/peserta/sentra")
        assert "Sentra Batok Belitung Di formulir 1" in index.words
        path = f"/kelola/peserta/{belitung.id}"
        there = await alice.get(f"{path}?sentra={batok['id']}&kolom=sentra")
        assert "Sentra Batok Belitung" in there.words and "Siti Nurhaliza" in there.words
        assert "Siti Nurhaliza" not in (await alice.get(f"{path}?sentra={aren['id']}")).words
        assert "Sentra Batok Belitung 1" in (await alice.get(f"{path}/rekap")).words
        file = await alice.get(f"{path}/peserta.csv")
        assert "Sentra Batok Belitung" in file.text
        kept = await add(alice, belitung, rule="at_most", who="centre", centre=[batok["id"]])
        assert "Paling banyak 1 untuk Sentra Batok Belitung" in kept.words and "1 dari 1" in kept.words
        retired = await alice.post(
            f"/kelola/peserta/sentra/{batok['id']}/simpan", {"form_token": index.token()}
        )
        assert "tidak ditawarkan lagi" in retired.words
        site.forget_what_was_read()
        offered = await siti.get(form)
        assert "Sentra Gula Aren" in offered.text and "Sentra Batok" not in offered.text
        # Who chose it keeps it, also when correcting something else.
        own = await siti.get(f"{ok.url}/ubah")
        assert f'value="{batok["id"]}" selected' in own.text
        await siti.fill(f"{ok.url}/ubah", FORM | {"full_name": "Siti N.", "centre": batok["id"]})
        assert "Sentra Batok Belitung" in (await siti.get(f"{ok.url}/data")).words
        back = await alice.post(f"/kelola/peserta/sentra/{batok['id']}/pakai", {"form_token": index.token()})
        assert "ditawarkan lagi" in back.words
    async with site.organizer(office_id=new_id()) as charlie:
        assert "Sentra Batok" not in (await charlie.get("/kelola/peserta/sentra")).words
        assert (await charlie.get(f"/kelola/peserta/sentra/{batok['id']}")).status == 404
        status, _found = await call(charlie, "PUT", f"/centres/{batok['id']}", {"name": "Milik saya"})
        assert status == 404


async def test_programs_set_the_same(site: Site) -> None:
    belitung = workshop(2)
    await site.panitia.hears(belitung)
    base = f"/workshops/{belitung.id}"
    rule = {"rule": "reserved", "number": 2, "of": "sex", "codes": ["P"], "until": "2017-04-20T05:00:00Z"}
    async with site.organizer() as alice:
        status, told = await call(alice, "PUT", f"{base}/quotas", {"quotas": [rule]})
        assert status == 200 and told["quotas"][0]["words"] == "2 kursi disediakan untuk perempuan"
        await site.panitia.signs_up(belitung, person(gender="L"))
        status, told = await call(alice, "GET", f"{base}/seats")
        assert (told["taken"], told["waiting"]) == (0, 1) and "disediakan" in told["why_nobody_was_promoted"]
        key = told["quotas"][0]["key"]
        status, told = await call(alice, "POST", f"{base}/quotas/{key}/release")
        assert status == 200 and (told["taken"], told["waiting"]) == (1, 0)
        status, _told = await call(alice, "POST", f"{base}/quotas/{key}/release")
        assert status == 409
        for wrong in ({**rule, "number": 3}, {**rule, "codes": []}, {**rule, "codes": ["X"]}):
            status, told = await call(alice, "PUT", f"{base}/quotas", {"quotas": [wrong]})
            assert status == 422, (wrong, told)
        twice = [{**rule, "key": "a"}, {**rule, "key": "a", "codes": ["L"]}]
        status, _told = await call(alice, "PUT", f"{base}/quotas", {"quotas": twice})
        assert status == 422
