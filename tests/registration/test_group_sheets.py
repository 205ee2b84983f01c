"""A contact person's list from a spreadsheet: looked at first, added once, wrong rows go home for mending."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp
import pytest

from services.registration.actions import contacts, groups
from services.registration.actions.office import merge
from services.registration.actions.sign_up import NIK_PURPOSE
from services.registration.domain.questions import Kind, Question
from services.registration.settings import GROUP_SHEET_BYTES
from services.registration.store import groups as store
from services.registration.store import imports
from services.registration.store.groups import Group
from services.registration.web.trap import TRAP
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.scheduling import SignUp, Workshop
from shared.sheets import kept
from tests.conftest import DatabaseOf
from tests.registration.test_groups import YULI, add, again, made
from tests.support.importing import ANI, BUDI, HEADINGS, NIK, TORN, counts, opened, people, send, sends
from tests.support.questions import ALICE, SECRET, asks
from tests.support.registration import person
from tests.support.registration_site import Answer, Site, Visitor
from tests.support.registration_site import site as opened_site

PATH = "/impor"


def link(site: Site, group: Group) -> str:
    return "/kelompok/" + site.panitia.keys.decrypt(group.code_sealed, purpose="group_code")


async def adds(who: Visitor, look: Answer) -> Answer:
    return await who.post(f"{look.url}/terapkan", {"form_token": look.token()})


async def listed(site: Site, most: int = 5, **given: Any) -> tuple[Workshop, Group, str]:
    one = await opened(site, **given)
    group = await made(site.panitia, one, most)
    return one, group, link(site, group) + PATH


async def test_a_village_comes_in_from_the_offices_columns(site: Site) -> None:
    one, group, path = await listed(site, sign_up=SignUp.NOMINATION)
    async with site.visitor() as sari:
        page = await sari.get(path.removesuffix(PATH))
        assert f'href="{path}"' in page.text
        async with sari.session.get(f"{path}/kosong.xlsx") as answer:
            assert (answer.status, len(await answer.read()) > 1000) == (200, True)
        look = await send(sari, path, [HEADINGS, ANI, BUDI, TORN])
        assert counts(look) == (2, 0, 0, 1) and "C4 Nomor HP tidak lengkap" in look.words
        assert NIK not in look.text and "Kursi roda" not in look.text
        assert not await people(site, one)
        done = await adds(sari, look)
        assert counts(done) == (2, 0, 0, 1)
        page = await sari.get(path.removesuffix(PATH))
        assert "2 orang di daftar ini" in page.words and "Ani Lestari" in page.words
    found = await people(site, one)
    ani = found["Ani Lestari"]
    assert (ani["group_id"], ani["consent_channel"], ani["consent_by"]) == (group.id, "group", "")
    assert site.panitia.keys.decrypt(ani["nik_sealed"], purpose=NIK_PURPOSE) == NIK
    rows = [await site.panitia.row(found[name]["id"]) for name in ("Ani Lestari", "Budi")]
    assert await site.panitia.letters(rows[0]) == ["sign_up_confirmed"]
    assert await site.panitia.tasks(rows[1]) == ["sign_up_confirmed"]


async def test_wrong_rows_are_mended_and_sent_again_without_doubles(site: Site) -> None:
    one, _group, path = await listed(site)
    async with site.visitor() as sari:
        done = await adds(sari, await send(sari, path, [HEADINGS, ANI, BUDI, TORN]))
        async with sari.session.get(f"{done.url}/salah.csv") as answer:
            wrong = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
        mended = ["Citra", "P", "0812 9990 0003", "", "", "Badau", "", "", wrong[1][-1]]
        look = await send(sari, path, [wrong[0], mended], "lagi.csv")
        await adds(sari, look)
        whole = await send(sari, path, [HEADINGS, ANI, BUDI, mended[:8]])
        assert counts(whole) == (0, 0, 3, 0)
        # What is known of them is theirs: another email in the file changes nothing.
        other = await send(sari, path, [HEADINGS, (*ANI[:3], "lain@contoh.example", *ANI[4:])])
        assert counts(other) == (0, 0, 1, 0)
        await asyncio.gather(*(adds(sari, look) for _n in range(3)))
    found = await people(site, one)
    assert set(found) == {"Ani Lestari", "Budi", "Citra"}
    assert found["Ani Lestari"]["email"] == "ani@contoh.example"


async def test_a_stranger_does_not_learn_who_else_has_signed_up(site: Site) -> None:
    """Whoever is in the workshop by another way is new here, as on the form; the office reads the flag."""
    one, group, path = await listed(site)
    office = site.panitia
    known = await office.signs_up(one, person(full_name="Ani Lestari", phone="6281299900001", nik=NIK))
    coded = [("Kode kartu", *HEADINGS), (known.card_code, *ANI)]
    async with site.visitor() as sari:
        look = await send(sari, path, [HEADINGS, ANI])
        assert counts(look) == (1, 0, 0, 0)
        look = await send(sari, path, coded)
        assert counts(look) == (1, 0, 0, 0) and "Kode kartu" in look.words  # a column that is not known
        await adds(sari, look)
    assert (await again(office, group.id)).people == 1


async def test_control_a_look_among_everybody_would_tell(site: Site) -> None:
    one, _group, path = await listed(site)
    await site.panitia.signs_up(one, person(full_name="Ani Lestari", phone="6281299900001", nik=NIK))
    read = imports.people

    async def of_all(tx: Any, workshop_id: Any, office: Any, _group: Any) -> Any:
        return await read(tx, workshop_id, office, None)

    async with site.visitor() as sari:
        with patch("services.registration.store.imports.people", of_all):
            assert counts(await send(sari, path, [HEADINGS, ANI])) == (0, 0, 1, 0)


async def test_who_was_merged_is_not_added_again_and_nothing_is_told_of_whom_they_became(site: Site) -> None:
    one, _group, path = await listed(site)
    office = site.panitia
    kept = await office.signs_up(one, person(full_name="Ani Rahasia", phone="6281299900009"))
    async with site.visitor() as sari:
        await adds(sari, await send(sari, path, [HEADINGS, ANI]))
        gone = (await people(site, one))["Ani Lestari"]
        await office.db.run(merge, office.now, ALICE, gone["id"], kept.id)
        look = await send(sari, path, [HEADINGS, ANI])
        assert counts(look) == (0, 0, 1, 0) and "Rahasia" not in look.text
        other = await send(sari, path, [HEADINGS, ("Ani Rahasia", "P", "081299900009", *BUDI[3:])])
        assert counts(other) == (1, 0, 0, 0), "who is not on the list is new here"


async def test_quota_deadline_and_declaration_hold_as_on_the_form(site: Site, clock: MovedClock) -> None:
    one, group, path = await listed(site, 2)
    office = site.panitia
    await add(office, group, person(full_name="Eka"))
    async with site.visitor() as sari:
        look = await send(sari, path, [HEADINGS, ANI, BUDI])
        assert counts(look) == (1, 0, 0, 1) and "Kuota daftar Anda sudah penuh" in look.words
        await add(office, await again(office, group.id), person(full_name="Fitri"))
        assert counts(await adds(sari, look)) == (0, 0, 0, 2)
        clock.move_to(one.sign_up_closes_at)
        assert (await sari.get(path)).url == path.removesuffix(PATH)  # nothing to upload any more
        late = await office_list(site, one)
        assert "Pendaftaran sudah ditutup" in (await sari.get(late)).words
    undeclared = await made(office, await opened(site), declares=False)
    async with site.visitor() as sari:
        assert (await sari.get(link(site, undeclared) + PATH)).url == link(site, undeclared)
    assert set(await people(site, one)) == {"Eka", "Fitri"}


async def office_list(site: Site, one: Workshop) -> str:
    async with site.panitia.db.read() as tx:
        (group, *_others) = await store.of_workshop(tx, one.id, one.organization_id)
    return link(site, group)


async def test_what_has_stopped_half_way_goes_on(site: Site) -> None:
    one, _group, path = await listed(site)
    async with site.visitor() as sari:
        look = await send(sari, path, [HEADINGS, ANI, ("Dedi", "L", "", "", "", "Badau", "", "")])
        with patch("services.registration.actions.imports.finish", side_effect=RuntimeError("power cut")):
            assert (await adds(sari, look)).status == 500
        assert counts(await adds(sari, look)) == (2, 0, 0, 0)
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from registration") == 2
    assert len(await people(site, one)) == 2


async def test_files_come_only_where_a_list_can_grow_and_only_small_ones(site: Site) -> None:
    one, group, path = await listed(site)
    big = b"Nama,L/P\n" + b"Ani,P\n" * (GROUP_SHEET_BYTES // 6 + 100_000)
    async with site.visitor() as sari:
        answer = await sends(sari, path, "besar.csv", big)
        assert (answer.status, await uploads(site)) == (413, 0)
        for data, words in ((b"%PDF-1.7", "Ini bukan lembar kerja"), (b"", "Pilih berkas XLSX atau CSV")):
            page = await sends(sari, path, "data.xlsx", data)
            assert (page.status, words in page.words) == (422, True)
        robot = await sends(sari, path, "data.csv", b"Nama,L/P\nAni,P\n", **{TRAP: "https://contoh.example"})
        assert (robot.status, await uploads(site)) == (200, 0)
        await site.panitia.db.run(groups.withdraw, site.panitia.now, YULI, group.id)
        token = (await sari.get("/pendaftaran")).token()
        form = aiohttp.FormData({"form_token": token}, quote_fields=False)
        form.add_field("file", io.BytesIO(b"Nama,L/P\nAni,P\n"), filename="data.csv")
        refused = await sari.post(path, form)
        assert (refused.status, await uploads(site)) == (415, 0)
    assert not await people(site, one)


async def uploads(site: Site) -> int:
    async with site.panitia.db.read() as tx:
        return int(await tx.fetchval("select count(*) from sheet_import"))


async def test_a_list_keeps_its_latest_uploads_only(site: Site) -> None:
    _one, _group, path = await listed(site)
    async with site.visitor() as sari:
        looks = [await send(sari, path, [HEADINGS, ANI]) for _n in range(7)]
        assert await uploads(site) == 5
        assert [(await sari.get(look.url)).status for look in looks[1:3]] == [404, 200]


@pytest.mark.parametrize("dropped", [True, False])
async def test_who_deletes_their_data_leaves_no_file_either(
    site: Site, monkeypatch: pytest.MonkeyPatch, dropped: bool
) -> None:
    """The control: nothing drops what they uploaded and never said yes to."""
    _one, group, path = await listed(site)
    if not dropped:
        monkeypatch.setattr(kept, "DROP", "select $1")
    async with site.visitor() as sari:
        await send(sari, path, [HEADINGS, ANI])
    await site.panitia.db.run(contacts.delete, group.id, group.link_mark)
    assert await uploads(site) == (0 if dropped else 1)


async def test_another_list_does_not_open_the_upload_and_it_rests_sealed(site: Site) -> None:
    one, _group, path = await listed(site)
    other = link(site, await made(site.panitia, one))
    async with site.visitor() as sari:
        look = await send(sari, path, [HEADINGS, ANI, TORN])
        for address in (look.url, f"{look.url}/salah.xlsx"):
            assert (await sari.get(address.replace(path, other + PATH))).status == 404
    async with site.panitia.db.read() as tx:
        whole = json.dumps(await tx.fetchval("select to_jsonb(i) from sheet_import i"))
    assert not [secret for secret in (NIK, "Kursi roda", "Ani") if secret in whole]


async def test_questions_are_columns_and_a_file_that_must_come_is_not_for_sheets(site: Site) -> None:
    size = Question("", Kind.ONE, "Ukuran baju", options=("M", "L"), required=True)
    one = await asks(site, size, SECRET)
    path = link(site, await made(site.panitia, one)) + PATH
    heads = ("Nama", "L/P", "Kecamatan", "Ukuran baju", "Penghasilan sebulan")
    async with site.visitor() as sari:
        rows = [heads, ("Ani", "P", "Badau", "l", "dua juta"), ("Budi", "L", "Badau", "", "")]
        look = await send(sari, path, rows)
        assert counts(look) == (1, 0, 0, 1) and "D3 Jawab “Ukuran baju”." in look.words
        await adds(sari, look)
        photo = Question("", Kind.FILE, "Foto KTP", required=True)
        two = await asks(site, photo)
        without = link(site, await made(site.panitia, two))
        assert (await sari.get(without + PATH)).url == without
        assert "Tambah dari lembar kerja" not in (await sari.get(without)).words
    said = (await people(site, one))["Ani"]["answers"]
    assert said["ukuran_baju"] == "L" and "sealed" in said["penghasilan_sebulan"]


@pytest.mark.parametrize("seconds", [0, 3])
async def test_a_file_that_comes_too_soon_is_asked_for_again(
    database_of: DatabaseOf, keys: Keys, clock: MovedClock, tmp_path: Path, seconds: int
) -> None:
    """With 0 seconds, the control, it is read."""
    async with opened_site(
        await database_of("registration"), keys, clock, tmp_path, fill_seconds=seconds
    ) as site:
        one = await opened(site)
        path = link(site, await made(site.panitia, one)) + PATH
        async with site.visitor() as sari:
            page = await send(sari, path, [HEADINGS, ANI])
            assert (page.status, await uploads(site)) == ((422, 0) if seconds else (200, 1))
            assert ("Berkas dikirim terlalu cepat" in page.words) is bool(seconds)
