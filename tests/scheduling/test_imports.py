"""Trainers and venues from a spreadsheet: looked at first, good rows at once, wrong ones to take home."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import imports
from services.scheduling.store import trainers, venues
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from shared.sheets import csv_bytes
from shared.sheets.importing import CHANGED, Planned
from shared.sheets.writing import Column
from tests.support.registration_site import Answer
from tests.support.scheduling import MEMBALONG, TANJUNGPANDAN, Planner
from tests.support.scheduling_site import Member, Site
from tests.support.sheets import xlsx

TRAINERS, VENUES = "/kelola/narasumber", "/kelola/tempat"
HEADINGS = ("Nama", "Keahlian", "Kecamatan", "Kota asal", "No. HP", "NIP")
FRESH = ("Sri Wahyuni", "gula aren", "Membalong", "", "0812 9990 0002", "")


async def all_trainers(office: Planner) -> dict[str, Trainer]:
    async with office.db.read() as tx:
        return {one.name: one for one in await trainers.search(tx, office.office_id, archived=True)}


async def all_venues(office: Planner) -> dict[str, Venue]:
    async with office.db.read() as tx:
        return {one.name: one for one in await venues.search(tx, office.office_id, archived=True)}


async def uploads(
    member: Member, path: str, rows: Sequence[Sequence[Any]], name: str = "data.xlsx"
) -> Answer:
    data = xlsx(rows) if name.endswith("xlsx") else csv_bytes([Column(t) for t in rows[0]], rows[1:])
    return await member.sends_file(f"{path}/impor", name, data)


async def applies(member: Member, look: Answer) -> Answer:
    return await member.post(f"{look.url}/terapkan", {"form_token": look.token()})


def count(page: Answer, word: str) -> int:
    found = re.search(rf"<dt>{word}</dt><dd>(\d+)", page.text)
    assert found, page.words
    return int(found[1])


async def test_new_changed_unchanged_and_wrong_are_seen_before_anything_happens(site: Site) -> None:
    office = site.office
    await office.trainer("Suparno, S.Sn.", phone="6281299900001", home="Surakarta")
    await office.trainer("Yulia Astuti", skills=["anyaman"], home="", district_code=TANJUNGPANDAN)
    rows = [
        HEADINGS,
        FRESH,
        ("Suparno, S.Sn., M.Sn.", "ukir batok", "", "Surakarta", "081299900001", ""),
        ("yulia astuti", "anyaman", "Kec. Tanjungpandan", "", "", ""),
        ("Bambang", "", "Negeri Dongeng", "", "081", "1965"),
        ("Sri Wahyuni", "", "Membalong", "", "", ""),
    ]
    async with site.signed_in() as alice:
        look = await uploads(alice, TRAINERS, rows)
        counts = {word: count(look, word) for word in ("Baru", "Berubah", "Tetap", "Perlu diperbaiki")}
        assert counts == {"Baru": 1, "Berubah": 2, "Tetap": 0, "Perlu diperbaiki": 2}
        assert "Nama dengan gelar: Suparno, S.Sn. → Suparno, S.Sn., M.Sn." in look.words
        assert "C5 Kecamatan ini tidak ada di provinsi kita." in look.words
        assert "Baris ini sama dengan baris 2. Hapus salah satunya." in look.words
        assert len(await all_trainers(office)) == 2
        done = await applies(alice, look)
        assert (done.status, count(done, "Ditambahkan"), count(done, "Diubah")) == (200, 1, 2)
        kept = await all_trainers(office)
        assert set(kept) == {"Sri Wahyuni", "Suparno, S.Sn., M.Sn.", "yulia astuti"}
        assert kept["Sri Wahyuni"].district_code == MEMBALONG
        history = await alice.get("/kelola/riwayat")
        assert "Narasumber diimpor" in history.words and "Perlu diperbaiki: 2" in history.words


async def test_the_wrong_rows_come_home_with_reasons_and_are_taken_when_mended(site: Site) -> None:
    office = site.office
    rows = [HEADINGS, FRESH, ("Bambang", "", "Negeri Dongeng", "", "", "1965"), ("=1+1", "", "", "", "", "x")]
    async with site.signed_in() as alice:
        look = await uploads(alice, TRAINERS, rows, "data.csv")
        done = await applies(alice, look)
        async with alice.session.get(f"{done.url}/salah.csv") as answer:
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            wrong = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
        assert wrong[0] == [*HEADINGS, "Yang perlu diperbaiki"]
        assert "C3: Kecamatan ini tidak ada" in wrong[1][-1]
        assert wrong[2][0] == "'=1+1"
        assert "A4: Sel ini berisi rumus" in wrong[2][-1]
        assert "F4: NIP terdiri dari 18 angka" in wrong[2][-1]
        mended = [wrong[0], ["Bambang", "", "Badau", "", "", "", wrong[1][-1]]]
        again = await uploads(alice, TRAINERS, mended, "data.csv")
        assert (count(again, "Baru"), "belum dikenal" in again.words) == (1, False)
        await applies(alice, again)
    assert set(await all_trainers(office)) == {"Sri Wahyuni", "Bambang"}


async def test_all_that_is_wrong_in_a_row_is_said_at_once(site: Site) -> None:
    rows = [("Nama", "Kecamatan", "Email", "Catatan"), ("Sri", "Negeri Dongeng", "bukan-email", "== penting")]
    async with site.signed_in() as alice:
        look = await uploads(alice, TRAINERS, rows)
        assert "B2 Kecamatan ini tidak ada" in look.words and "C2 " in look.words
        assert "D2 " not in look.words


async def test_what_was_taken_out_goes_in_again_without_a_change(site: Site) -> None:
    office = site.office
    await office.trainer("Suparno, S.Sn.", phone="6281299900001", nip="196503121990031004", archived=True)
    await office.trainer("-Sri Wahyuni", home="", district_code=MEMBALONG, note="baris satu\nbaris dua")
    await office.venue("Aula", 40)
    async with site.signed_in() as alice:
        for path, name in ((TRAINERS, "narasumber"), (VENUES, "tempat")):
            for kind in ("xlsx", "csv"):
                for language in ("id", "en"):
                    await alice.get(f"{path}?bahasa={language}")
                    async with alice.session.get(f"{path}/{name}.{kind}?arsip=1") as answer:
                        data = await answer.read()
                    await alice.get(f"{path}?bahasa=id")
                    look = await alice.sends_file(f"{path}/impor", f"{name}.{kind}", data)
                    found = (count(look, "Tetap"), count(look, "Berubah"), count(look, "Perlu diperbaiki"))
                    assert found == (2 if path == TRAINERS else 1, 0, 0), (path, kind, language, look.words)


async def test_digits_that_a_spreadsheet_cut_off_are_said_with_their_cell(site: Site) -> None:
    rows = [("Nama", "NIP", "No HP"), ("Sri", 1.96503121990031e17, ""), ("Yulia", "", "6,28129990002E+12")]
    async with site.signed_in() as alice:
        look = await uploads(alice, TRAINERS, rows)
        assert count(look, "Perlu diperbaiki") == 2
        assert "B2 Nomor ini terpotong oleh aplikasi lembar kerja menjadi 1,96503121990031E+17." in look.words
        assert "C3 Nomor ini terpotong" in look.words
        assert "Ubah format kolomnya menjadi Teks" in look.words


async def test_columns_are_said_once_and_remembered(site: Site) -> None:
    rows = [("Pemateri", "Bisa apa", "HP"), ("Sri", "gula aren", "0812 9990 0002")]
    async with site.signed_in() as alice:
        look = await uploads(alice, TRAINERS, rows)
        assert "2 kolom belum dikenal dan dilewati." in look.words
        assert count(look, "Perlu diperbaiki") == 1  # a name is needed
        said = {"column_0": "name", "column_1": "name", "column_2": "phone"}
        address = f"{look.url}/kolom"
        twice = await alice.post(address, {"form_token": look.token(), **said})
        assert "“Nama dengan gelar” dipilih untuk dua kolom." in twice.words
        mapped = await alice.post(address, {"form_token": twice.token(), **said, "column_1": "skills"})
        assert count(mapped, "Baru") == 1
        again = await uploads(alice, TRAINERS, rows)
        assert (count(again, "Baru"), "belum dikenal" in again.words) == (1, False)
        await applies(alice, again)
    assert (await all_trainers(site.office))["Sri"].skills == ["gula aren"]


async def test_a_column_that_is_not_there_changes_nothing_and_an_empty_cell_empties(site: Site) -> None:
    office = site.office
    await office.trainer("Suparno", phone="6281299900001", home="Surakarta", note="lama", skills=["ukir"])
    async with site.signed_in() as alice:
        look = await uploads(alice, TRAINERS, [("Nama", "No HP", "Catatan"), ("Suparno", "081299900001", "")])
        assert "Catatan: lama → kosong" in look.words
        await applies(alice, look)
    kept = (await all_trainers(office))["Suparno"]
    assert (kept.note, kept.skills, kept.home) == ("", ["ukir"], "Surakarta")


async def test_a_row_that_the_schedule_forbids_is_wrong_and_the_others_come_in(site: Site) -> None:
    office = site.office
    hall = await office.venue("Aula", 40)
    workshop = await office.draft(hall, capacity=30)
    await office.adds(workshop, venue_id=hall)
    rows = [
        ("Nama", "Kecamatan", "Kapasitas", "Internet", "Diarsipkan"),
        ("Aula", "Tanjungpandan", 20, "ya", ""),
        ("Balai Desa", "Membalong", "25 orang", "tidak ada", ""),
        ("Rumah", "Membalong", "banyak", "mungkin", ""),
    ]
    async with site.signed_in() as alice:
        look = await uploads(alice, VENUES, rows)
        assert "Bimtek Kerajinan Batok Kelapa memakai tempat ini dengan 30 kursi." in look.words
        assert "C4 Tulis daya tampung dengan angka." in look.words or "D4 Tulis Ya atau Tidak." in look.words
        done = await applies(alice, look)
        assert (count(done, "Ditambahkan"), count(done, "Perlu diperbaiki")) == (1, 2)
        assert "memakai tempat ini dengan 30 kursi" in done.words
    kept = await all_venues(office)
    assert (kept["Aula"].capacity, kept["Balai Desa"].capacity) == (40, 25)


async def test_it_is_done_once_however_often_it_is_pressed(site: Site) -> None:
    async with site.signed_in() as alice:
        looks = [await uploads(alice, TRAINERS, [HEADINGS, FRESH]) for _number in range(2)]
        presses = [look for look in looks for _number in range(3)]
        answers = await asyncio.gather(*(applies(alice, look) for look in presses))
        assert {answer.status for answer in answers} == {200}
    assert len(await all_trainers(site.office)) == 1


async def test_what_cannot_be_read_is_said_at_the_field(site: Site) -> None:
    async with site.signed_in() as alice:
        for data, words in (
            (b"", "Pilih berkas XLSX atau CSV dahulu."),
            (b"%PDF-1.7", "Ini bukan lembar kerja, apa pun nama berkasnya."),
            (b"Nama,nama\nSri,x\n", "Judul kolom “nama” ada lebih dari satu: A1, B1."),
        ):
            page = await alice.sends_file(f"{TRAINERS}/impor", "data.xlsx", data)
            assert page.status == 422
            assert words in page.words
        sheet = b"Nama,Kota asal\nS\x00ri,Belitung\n"
        page = await alice.sends_file(f"{TRAINERS}/impor", "data.csv", sheet)
        assert "A2 Ada huruf yang tidak dapat dibaca." in page.words


async def test_another_office_finds_neither_the_upload_nor_its_ids(site: Site) -> None:
    office = site.office
    theirs = UUID(int=1)
    rows = [("ID", "Nama"), (str(theirs), "Sri")]
    async with site.signed_in() as alice:
        look = await uploads(alice, TRAINERS, rows)
        assert "A2 ID ini tidak ada di data kita." in look.words
        as_venue = look.url.replace(TRAINERS, VENUES)
        assert (await alice.get(as_venue)).status == 404
    assert not await all_trainers(office)


async def test_programs_import_the_same_way(site: Site) -> None:
    async with site.signed_in() as alice:
        content = b64encode(b"Pemateri;No HP\nSri Wahyuni;0812 9990 0002\nYulia;081\n").decode()
        body = {"name": "data.csv", "content": content}
        status, seen = await alice.call("POST", "/trainers/imports", body)
        assert (status, seen["columns"][0]) == (201, {"heading": "Pemateri", "field": ""})
        one = f"/trainers/imports/{seen['id']}"
        status, seen = await alice.call("PUT", f"{one}/columns", {"fields": ["name", "phone"]})
        assert (status, seen["counts"]) == (200, {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1})
        assert "B3: Tulis nomor HP" in seen["rows"][1]["reason"]
        for _number in range(2):
            status, counts = await alice.call("POST", f"{one}/apply")
            assert (status, counts["new"], counts["wrong"]) == (200, 1, 1)
        assert (await alice.call("GET", one))[0] == 409
        for wrong in ("%%%", b64encode(b"%PDF-1.7").decode()):
            status, problem = await alice.call("POST", "/venues/imports", {"content": wrong})
            assert (status, problem["errors"][0]["field"]) == (422, "content")
    assert set(await all_trainers(site.office)) == {"Sri Wahyuni"}


@pytest.mark.parametrize("kind", ["venue", "trainer"])
async def test_the_look_asks_as_often_for_many_rows_as_for_one(office: Planner, kind: str) -> None:
    """Rows that the schedule may forbid: venues that shrink, trainers who are archived."""
    hall = await office.venue("Aula")
    suparno = await office.trainer()
    workshop = await office.draft(hall)
    await office.adds(workshop, venue_id=hall, trainers=(suparno,))
    asked = {}
    for more in (0, 20):
        for _one in range(more):
            await (office.venue() if kind == "venue" else office.trainer("Sri Wahyuni"))
        rows: list[Any] = list((await all_of(office, kind)).values())
        async with office.db.read() as tx:
            counted: Any = Counted(tx)
            what: Any = imports.VENUES if kind == "venue" else imports.TRAINERS
            planned = [changed(row) for row in rows]
            found = await imports.objected(counted, office.now, office.by, what, planned, lambda _why: "x")
        asked[more] = counted.count
        assert [row.state for row in found].count("wrong") == 1
    assert asked[0] == asked[20] <= 2


async def all_of(office: Planner, kind: str) -> dict[UUID, Any]:
    store: Any = venues if kind == "venue" else trainers
    async with office.db.read() as tx:
        return {one.id: one for one in await store.search(tx, office.office_id, archived=True)}


def changed(row: Any) -> Planned[Any]:
    after = replace(row, capacity=1) if isinstance(row, Venue) else replace(row, archived=True)
    return Planned(2, (), CHANGED, row, after)


class Counted:
    """A transaction that counts what it is asked."""

    def __init__(self, tx: Any) -> None:
        self._tx, self.count = tx, 0

    def __getattr__(self, name: str) -> Any:
        self.count += 1
        return getattr(self._tx, name)
