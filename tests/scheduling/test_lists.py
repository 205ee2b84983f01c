"""Lists of the office: searched, filtered, sorted, done with several at once, taken along as files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import programmes, staff
from services.scheduling.store import accounts
from services.scheduling.store.programmes import Programme
from shared.crypto import Keys
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.counting import statements
from tests.support.letters import drafted, finalized, sent, signs, villages
from tests.support.scheduling import Planner, days_later
from tests.support.scheduling_site import Member, Site
from tests.support.tables import rows_of
from tests.support.trainers import invited

PROGRAMMES, WORKSHOPS, PEOPLE = "/kelola/kegiatan", "/kelola/jadwal", "/kelola/pengguna"
CALLS, LETTERS = "/kelola/narasumber/hubungi", "/kelola/surat"
TASKS = "/trainer-tasks"


async def same(member: Member, call: str, field: str, expected: list[str]) -> None:
    """The API lists the same, in the same order, for the same words in its address."""
    status, listed = await member.call("GET", call)
    assert status == 200, listed
    assert [row[field] for row in listed["items"]] == expected, call
    assert listed["total"] == len(expected)


async def programme(office: Planner, title: str, year: int = 2017, **given: Any) -> UUID:
    made = Programme(new_id(), title, year, **given)
    await office.db.run(programmes.add_programme, office.by, made)
    return made.id


async def names(member: Member, path: str, column: int = 0) -> list[str]:
    """What a list's file names, in its order."""
    return [row[column] for row in rows_of((await member.get(path)).body)[1:]]


async def test_programmes_are_found_by_year_and_put_away(site: Site) -> None:
    office = site.office
    old = await programme(office, "Pembinaan Industri 2015", 2015, activity_name="Gula semut")
    older = await programme(office, "=Anyaman Pandan 2014", 2014)
    workshop = await office.draft()
    chosen = [str(old), str(older), str(office.programme_id)]
    async with site.signed_in() as alice:
        page = await alice.get(f"{PROGRAMMES}?cari=gula")
        assert "Pembinaan Industri 2015" in page.words and "1 kegiatan" in page.words
        page = await alice.get(f"{PROGRAMMES}?tahun=2014")
        assert "=Anyaman Pandan" in page.words and "2015</a>" not in page.text
        listed = await names(alice, f"{PROGRAMMES}/kegiatan.csv?urut=title")
        craft = "Bimbingan Teknis Industri Kerajinan"
        assert listed == ["'=Anyaman Pandan 2014", craft, "Pembinaan Industri 2015"]
        assert (await names(alice, f"{PROGRAMMES}/kegiatan.xlsx"))[-1] == "=Anyaman Pandan 2014"
        await same(alice, "/programmes?tahun=2014", "title", ["=Anyaman Pandan 2014"])
        nothing = await alice.fill(PROGRAMMES, {"archived": "1"})
        assert nothing.status == 422 and "Pilih dahulu satu atau beberapa." in nothing.words
        page = await alice.fill(PROGRAMMES, {"chosen": chosen, "archived": "1"})
        assert "2 diarsipkan." in page.words
        assert "Bimbingan Teknis Industri Kerajinan belum diarsipkan: 1 Bimtek di dalamnya" in page.words
        assert await names(alice, f"{PROGRAMMES}/kegiatan.csv") == ["Bimbingan Teknis Industri Kerajinan"]
        form = await alice.get(f"{WORKSHOPS}/baru")
        assert "Industri Kerajinan (2017)" in form.words and "(2015)" not in form.words
        assert "Tidak ditawarkan untuk Bimtek baru." in (await alice.get(f"{PROGRAMMES}/{old}")).words
        changed = await alice.fill(f"{PROGRAMMES}/{old}/ubah", {"title": "Pembinaan 2015", "year": "2015"})
        assert "Diarsipkan" in changed.words  # what is put away can be mended, and stays put away
        page = await alice.fill(f"{PROGRAMMES}?arsip=1", {"chosen": chosen[:2], "archived": "0"}, PROGRAMMES)
        assert "2 ditawarkan lagi" in page.words
        history = await alice.get(f"/kelola/riwayat?mengenai=Programme&cari={old}")
        assert "Diarsipkan:" in (await alice.get("/kelola/riwayat?tindakan=programme+changed")).words, history
        assert str(workshop) in (await alice.get(f"{PROGRAMMES}/{office.programme_id}")).text


async def test_workshops_are_found_sorted_and_drafts_deleted_at_once(site: Site) -> None:
    office = site.office
    bekemas, aula = await office.venue("Sanggar Bekemas"), await office.venue("Aula Dinas")
    other = await programme(office, "Pembinaan Industri 2015", 2015)
    batok = await office.draft(bekemas, title="Batok Kelapa")
    await office.adds(batok, venue_id=bekemas)
    await office.publishes(batok)
    gula = await office.draft(aula, title="Gula Aren", class_label="Kelas A", programme_id=other)
    await office.adds(gula, venue_id=aula)
    anyam = await office.draft(aula, title="Anyaman Pandan")
    async with site.signed_in() as alice:
        file = f"{WORKSHOPS}/bimtek.csv"
        assert await names(alice, file, 1) == ["Anyaman Pandan", *["Batok Kelapa", "Gula Aren"]]
        assert await names(alice, f"{file}?urut=title", 1) == ["Anyaman Pandan", "Batok Kelapa", "Gula Aren"]
        assert (await names(alice, f"{file}?urut=first", 1))[-1] == "Anyaman Pandan"
        assert await names(alice, f"{file}?cari=kelas+a", 1) == ["Gula Aren"]
        drafts = f"{file}?cari=aula&status=draft&urut=title"
        assert await names(alice, drafts, 1) == ["Anyaman Pandan", "Gula Aren"]
        assert await names(alice, f"{file}?kegiatan={other}", 1) == ["Gula Aren"]
        await same(
            alice, "/workshops?cari=aula&status=draft&urut=title", "title", ["Anyaman Pandan", "Gula Aren"]
        )
        await same(alice, f"/workshops?kegiatan={other}", "title", ["Gula Aren"])
        page = await alice.get(f"{WORKSHOPS}?kegiatan={other}&urut=title")
        assert "1 Bimtek" in page.words and "Batok Kelapa" not in page.words
        asked = await alice.get(f"{WORKSHOPS}/hapus?chosen={gula}&chosen={anyam}&chosen={batok}")
        assert "Hapus 2 draf?" in asked.words and "Gula Aren Kelas A 1 sesi" in asked.words
        assert "Batok Kelapa Bimtek ini sudah terbit." in asked.words
        # Somebody publishes one of them while the question is still on the screen.
        await office.publishes(gula)
        page = await alice.post(
            f"{WORKSHOPS}/hapus", {"form_token": asked.token(), "chosen": [str(gula), str(anyam)]}
        )
        assert "1 draf dihapus." in page.words and "Gula Aren Kelas A: Bimtek ini sudah terbit." in page.words
        assert await names(alice, f"{file}?urut=title", 1) == ["Batok Kelapa", "Gula Aren"]
        nothing = await alice.get(f"{WORKSHOPS}/hapus")
        assert nothing.status == 409 and "Centang dahulu satu atau beberapa baris." in nothing.words
        assert f'href="{WORKSHOPS}">Kembali ke daftar' in nothing.text
        assert (await alice.get(f"{WORKSHOPS}/hapus?chosen={new_id()}")).status == 404
        assert (await alice.get(f"{WORKSHOPS}/hapus?chosen=x")).status == 404
    viewer = await office.person(Role.VIEWER)
    async with site.signed_in(viewer) as reader:
        page = await reader.get(WORKSHOPS)
        assert "Batok Kelapa" in page.words and "Unduh" not in page.words and "Hapus" not in page.words
        assert (await reader.get(file)).status == 403


async def test_people_are_found_disabled_and_invited_again_at_once(site: Site) -> None:
    office = site.office
    joko = await office.person(Role.ORGANIZER, "Joko Purnomo")
    budi = await office.person(Role.ADMIN, "Budi Santoso")
    async with site.signed_in() as alice:
        for name in ("Dewi Lestari", "Eko Prasetyo"):
            invited = {"name": name, "email": f"{name.split()[0].lower()}@contoh.example", "role": "viewer"}
            await alice.fill(PEOPLE, invited)
        file = f"{PEOPLE}/pengguna.csv"
        assert await names(alice, file) == [
            "Alice Rahmawati",
            "Budi Santoso",
            "Dewi Lestari",
            "Eko Prasetyo",
            "Joko Purnomo",
        ]
        assert await names(alice, f"{file}?peran=viewer&cari=dewi") == ["Dewi Lestari"]
        assert (await names(alice, f"{file}?urut=seen"))[0] == "Alice Rahmawati"
        assert (await names(alice, f"{file}?urut=role"))[2] == "Joko Purnomo"
        await same(alice, "/staff?peran=viewer&cari=dewi", "name", ["Dewi Lestari"])
        page = await alice.get(f"{PEOPLE}?status=invited")
        assert "2 orang" in page.words and "Joko" not in page.words
        ids = re.findall(r'name="chosen" value="([-0-9a-f]{36})"', (await alice.get(PEOPLE)).text)
        chosen = "".join(f"&chosen={id}" for id in ids)
        asked = await alice.get(f"{PEOPLE}/banyak?act=invite{chosen}")
        assert "Kirim 2 undangan lagi?" in asked.words and "sudah punya kata sandi" in asked.words
        sent = await alice.fill(f"{PEOPLE}/banyak?act=invite{chosen}", {"act": "invite", "chosen": ids})
        assert "2 undangan dikirim lagi." in sent.words
        assert "Joko Purnomo: sudah punya kata sandi" in sent.words
        async with site.signed_in(joko) as signed_in:
            asked = await alice.get(f"{PEOPLE}/banyak?act=disable{chosen}")
            assert "Nonaktifkan 4 orang?" in asked.words and "akun Anda sendiri" in asked.words
            done = await alice.fill(f"{PEOPLE}/banyak?act=disable{chosen}", {"act": "disable", "chosen": ids})
            assert "4 orang dinonaktifkan." in done.words
            assert "Alice Rahmawati: akun Anda sendiri" in done.words
            assert "Masuk" in (await signed_in.get("/kelola")).words  # who was in is out
        assert (await alice.get(f"{PEOPLE}/banyak?act=enable&chosen={budi.staff_id}")).status == 200
        again: dict[str, str | list[str]] = {
            "act": "enable",
            "chosen": [str(budi.staff_id), str(joko.staff_id)],
        }
        done = await alice.fill(f"{PEOPLE}/banyak?act=enable&chosen={budi.staff_id}", again)
        assert "2 orang diaktifkan lagi." in done.words
        for wrong in (f"act=burn{chosen}", f"act=disable&chosen={new_id()}"):
            assert (await alice.get(f"{PEOPLE}/banyak?{wrong}")).status == 404
        assert (await alice.get(f"{PEOPLE}/banyak?act=disable")).status == 409


async def test_the_last_admin_is_not_disabled_among_others(site: Site) -> None:
    """Two admins each disable everybody else at the same moment: one of them is left."""
    office = site.office
    budi = await office.person(Role.ADMIN, "Budi Santoso")
    both = [office.by.staff_id, budi.staff_id]
    outcomes = await asyncio.gather(
        *(office.db.run(staff.disable_some, office.now, by, both, True) for by in (office.by, budi))
    )
    assert sorted(outcome["done"] for outcome in outcomes) == [0, 1]
    whys = sorted(left["why"] for outcome in outcomes for left in outcome["refused"])
    assert whys == ["last_admin", "self", "self"] or whys == ["last_admin", "self"]
    async with office.db.read() as tx:
        left = await accounts.of_office(tx, office.office_id, accounts.Filter(state="active"))
    assert [one.role for one in left] == ["admin"]


async def test_whom_to_call_is_found_and_noted_after_a_round_of_calls(site: Site, keys: Keys) -> None:
    office = site.office
    hidden = {"email": ""}
    trainers = [
        await office.trainer("Suparno, S.Sn.", phone="6281299900001", **hidden),
        await office.trainer("Sri Wahyuni", **hidden),
        await office.trainer("Yulia Astuti", **hidden),
    ]
    venue = await office.venue()
    for title, taught in (("Batok Kelapa", trainers[:2]), ("Gula Aren", trainers[2:])):
        workshop = await office.draft(venue, title=title)
        day = days_later(len(title))
        await office.adds(workshop, venue_id=venue, trainers=tuple(taught), day=day)
        await office.publishes(workshop)
        await invited(office, keys, workshop)
    async with site.signed_in() as alice:
        file = f"{CALLS}/dihubungi.csv"
        assert await names(alice, f"{file}?urut=name") == ["Sri Wahyuni", "Suparno, S.Sn.", "Yulia Astuti"]
        assert await names(alice, f"{file}?cari=gula") == ["Yulia Astuti"]
        assert await names(alice, f"{file}?tentang=trainer_reminder") == []
        everybody = ["Sri Wahyuni", "Suparno, S.Sn.", "Yulia Astuti"]
        await same(alice, f"{TASKS}?urut=name&tentang=trainer_invitation", "name", everybody)
        await same(alice, f"{TASKS}?cari=gula", "name", ["Yulia Astuti"])
        status, page_two = await alice.call("GET", f"{TASKS}?halaman=2")
        assert (status, page_two["items"], page_two["total"]) == (200, [], 3)
        text = (await alice.get(file)).body.decode()
        assert "0812" in text and "/narasumber/" not in text  # nobody's own link leaves in a file
        page = await alice.get(f"{CALLS}?cari=batok&tentang=trainer_invitation")
        ids = re.findall(r'name="chosen" value="([-0-9a-f]{36})"', page.text)
        assert len(ids) == 2 and "Yulia Astuti" not in page.words
        one = await alice.fill(CALLS, {}, f"{CALLS}/{ids[0]}")
        assert "Tercatat: sudah dihubungi." in one.words
        done = await alice.fill(CALLS, {"chosen": ids})
        assert "Tercatat: 1 sudah dihubungi." in done.words and "1 sudah dicatat sebelumnya." in done.words
        assert await names(alice, file) == ["Yulia Astuti"]
        assert (await alice.fill(CALLS, {})).status == 409
        assert "Tidak ada yang cocok." in (await alice.get(f"{CALLS}?cari=batok")).words


async def test_letters_are_sorted_and_filtered_into_their_file(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop = await office.draft(title="Batok Kelapa")
    await office.adds(workshop, venue_id=await office.venue())
    await finalized(office, await drafted(office, workshop, "participant_request", villages(3)))
    await drafted(office, workshop, "committee_assignment", sent("Zainal", "Budi"))
    async with site.signed_in() as alice:
        file = f"{LETTERS}/surat.csv"
        numbers = await names(alice, f"{file}?urut=number&status=ready")
        assert numbers == [] and len(await names(alice, f"{file}?status=making")) == 3
        assert await names(alice, f"{file}?urut=number") == sorted(
            await names(alice, file), key=lambda n: n or "~"
        )
        places = await names(alice, f"{file}?jenis=participant_request&urut=name", 3)
        assert places == sorted(places) and len(places) == 3
        by_name = "/letters?jenis=participant_request&urut=name"
        _status, listed = await alice.call("GET", by_name)
        assert [row["to"][0] for row in listed["items"]] == places and listed["total"] == 3
        assert len(await names(alice, f"{file}?bimtek={workshop}&cari=zainal")) == 1
        page = await alice.get(f"{LETTERS}?jenis=participant_request&urut=name&bimtek=x")
        assert "3 surat" in page.words and 'value="name" selected' in page.text
        ids = re.findall(r'name="chosen" value="([-0-9a-f]{36})"', page.text)
        history = await alice.get("/kelola/riwayat?mengenai=Letter&cari=Kepala+Desa+Contoh+2")
        assert "/DISPERIN/" in history.words and "Kepala Desa Contoh 2" in history.words
        assert "Kepala Desa Contoh 1" not in history.words  # each by its own number and addressee
        asked = await alice.get(f"{LETTERS}/kirim?" + "&".join(f"chosen={id}" for id in ids))
        assert "Tidak ada yang perlu dikirim" in asked.words  # villages get theirs by hand
        assert (await alice.get(f"{LETTERS}/kirim")).status == 409


async def _letters(office: Planner, number: int) -> None:
    workshop = await office.draft(title=f"Bimtek {number}")
    await drafted(office, workshop, "participant_request", villages(1))


async def _people(office: Planner, number: int) -> None:
    await office.person(Role.VIEWER, f"Panitia {number}")


async def _programmes(office: Planner, number: int) -> None:
    await programme(office, f"Kegiatan {number}")


async def _workshops(office: Planner, number: int) -> None:
    await office.draft(title=f"Bimtek {number}")


MORE: dict[str, Callable[[Planner, int], Awaitable[None]]] = {
    PROGRAMMES: _programmes,
    WORKSHOPS: _workshops,
    PEOPLE: _people,
    LETTERS: _letters,
}


@pytest.mark.parametrize("path", MORE)
async def test_one_row_and_three_ask_the_database_equally_often(site: Site, path: str) -> None:
    asked = []
    async with site.signed_in() as alice:
        await alice.get(path)  # what a connection looks up once
        for number in range(3):
            await MORE[path](site.office, number)
            with statements() as found:
                assert (await alice.get(path)).status == 200
            asked.append(len(found))
    assert asked[0] == asked[2] > 0, asked


async def test_one_call_to_make_and_three_ask_the_database_equally_often(site: Site, keys: Keys) -> None:
    office, asked = site.office, []
    async with site.signed_in() as alice:
        await alice.get(CALLS)
        for number in range(3):
            venue, trainer = await office.venue(), await office.trainer(f"Narasumber {number}", email="")
            workshop = await office.draft(venue, title=f"Bimtek {number}")
            await office.adds(workshop, venue_id=venue, trainers=(trainer,))
            await office.publishes(workshop)
            await invited(office, keys, workshop)
            with statements() as found:
                assert f"Narasumber {number}" in (await alice.get(CALLS)).words
            asked.append(len(found))
    assert asked[0] == asked[2] > 0, asked
