"""Files that are no lists, what spreadsheets do to numbers, and what of an upload is written down."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from services.registration.actions import answers
from services.registration.domain.questions import Kind, Question
from services.registration.jobs import forget_uploads
from services.registration.settings import MOST_IMPORTED
from shared import staff
from shared.clock import MovedClock
from shared.events.scheduling import NikRule, Role, SignUp, Workshop
from shared.sheets import kept
from tests.support.factories import organization
from tests.support.importing import (
    ANI,
    BUDI,
    HEADINGS,
    NIK,
    TORN,
    applies,
    counts,
    opened,
    path_of,
    people,
    send,
    sends,
)
from tests.support.questions import HAS, PHOTO, SECRET, SHAPE, SINCE, asks
from tests.support.registration import OFFICE, person
from tests.support.registration_site import Site

OTHER = UUID("01900000-0000-7000-8000-00000000000f")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([HEADINGS], "Hanya ada judul kolom, belum ada baris data di bawahnya."),
        ([HEADINGS, *[BUDI] * (MOST_IMPORTED + 1)], "Lebih dari 500 baris."),
        ([("Nama", "nama"), ("Ani", "Budi")], "Judul kolom “nama” ada lebih dari satu: A1, B1."),
        ([ANI, BUDI], "Baris pertama berisi data, bukan judul kolom."),
    ],
)
async def test_a_table_that_is_no_list_is_refused_with_words(
    site: Site, rows: list[Sequence[Any]], words: str
) -> None:
    one = await opened(site)
    async with site.organizer() as alice:
        page = await send(alice, path_of(one), rows)
        assert (page.status, words in page.words) == (422, True), page.words
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from sheet_import") == 0


async def test_another_kind_of_file_and_none_are_refused(site: Site) -> None:
    one = await opened(site)
    async with site.organizer() as alice:
        for data, words in ((b"", "Pilih berkas XLSX atau CSV"), (b"%PDF-1.7", "Ini bukan lembar kerja")):
            page = await sends(alice, path_of(one), "data.xlsx", data)
            assert (page.status, words in page.words) == (422, True)


async def test_what_a_spreadsheet_took_for_figures_is_read_or_said(site: Site) -> None:
    one = await opened(site)
    rows = [
        HEADINGS,
        ("Ani", "P", 81299900001, "", int(NIK), "Badau", "", ""),
        ("Budi", "L", 81299900002.0, "", "", "Badau", "", ""),
        ("=A1", "L", "'=1+1", "", "1,90201E+15", "Badau", "", ""),
        ("Dedi", "L", "6,28129990003E+12", "", "", "Badau", "", ""),
    ]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows, "data.xlsx")
        assert counts(look) == (1, 0, 0, 3), look.words
        assert "E2 Nomor ini terpotong oleh aplikasi lembar kerja" in look.words
        assert "Ada rumus. Rumusnya tidak dihitung" in look.words
        assert "C5 Nomor ini terpotong" in look.words and "E4 Nomor ini terpotong" in look.words
        formula = await send(alice, path_of(one), [("Nama", "HP"), ("=A1+B1", "081")], "data.csv")
        assert "A2 Sel ini berisi rumus" in formula.words
        await applies(alice, look)
    assert (await people(site, one))["Budi"]["phone"] == "6281299900002"


async def test_the_offices_own_questions_are_columns_too(site: Site) -> None:
    one = await asks(
        site, HAS, SINCE, SHAPE, PHOTO, SECRET, Question("", Kind.DATE, "Mulai usaha"),
        Question("", Kind.SEVERAL, "Hari", options=("Senin", "Rabu")),
    )  # fmt: skip
    office = site.panitia
    heads = (
        "Nama", "L/P", "Kecamatan", "Punya usaha?", "Sejak tahun berapa?", "Bentuk kemasan", "Mulai usaha",
        "Penghasilan sebulan", "Hari",
    )  # fmt: skip
    rows = [
        heads,
        ("Ani", "P", "Badau", "ya", 2009, "botol", "25-04-2009", "dua juta", "senin; Rabu"),
        ("Budi", "L", "Badau", "ya", "", "Kaleng", "kemarin", "", "Minggu"),
    ]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (1, 0, 0, 1), look.words
        assert "E3 Jawab “Sejak tahun berapa?”." in look.words and "G3 Tulis tanggal yang benar" in look.words
        assert "F3 Pilih salah satu jawaban dari daftar." in look.words and "dua juta" not in look.text
        await applies(alice, look)
        change = await send(
            alice, path_of(one), [heads, ("Ani", "", "Badau", "tidak", "", "Kotak", "", "tiga juta", "")]
        )
        assert "Sudah ada Ani (" in change.words  # nothing tells her apart
        row = (await people(site, one))["Ani"]
        coded = [
            ("Kode kartu", *heads),
            (row["card_code"], "Ani", "", "", "tidak", "", "Kotak", "", "3 juta", ""),
        ]
        change = await send(alice, path_of(one), coded)
        assert "Bentuk kemasan: Botol → Kotak" in change.words and "3 juta" not in change.text, change.words
        await applies(alice, change)
    said = (await people(site, one))["Ani"]["answers"]
    assert (said["punya_usaha"], said["bentuk_kemasan"], said["mulai_usaha"]) == (
        False,
        "Kotak",
        "2009-04-25",
    )
    assert "sejak_tahun_berapa" not in said and said["hari"] == ["Senin", "Rabu"]
    assert answers.opened(office.keys, said["penghasilan_sebulan"]) == "3 juta"


async def test_columns_are_said_once_and_remembered_for_the_office(site: Site) -> None:
    one, two = await opened(site), await opened(site, title="Bimtek Gula Aren")
    rows = [("Orangnya", "Cowok/cewek", "Tinggal di"), ("Ani", "P", "Badau")]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look)[3] == 1 and "3 kolom belum dikenal" in look.words
        said = {"column_0": "full_name", "column_1": "gender", "column_2": "district_code"}
        mapped = await alice.post(f"{look.url}/kolom", {"form_token": look.token(), **said})
        assert counts(mapped) == (1, 0, 0, 0)
    async with site.organizer() as bob:
        assert counts(await send(bob, path_of(two), rows)) == (1, 0, 0, 0)


async def test_a_closed_workshop_takes_changes_and_nobody_new(site: Site, clock: MovedClock) -> None:
    one, office = await opened(site), site.panitia
    await office.signs_up(one, person(full_name="Budi", phone="6281299900002", email=""))
    async with site.organizer() as alice:
        before = await send(alice, path_of(one), [HEADINGS, ANI])
        clock.move_to(one.sign_up_closes_at)
        rows = [HEADINGS, ANI, ("Budi", "L", "081299900002", "budi@contoh.example", "", "", "", "")]
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (0, 1, 0, 1) and "Pendaftaran sudah ditutup." in look.words
        assert counts(await applies(alice, look)) == (0, 1, 0, 1)
        assert counts(await applies(alice, before)) == (0, 0, 0, 1)
    assert set(await people(site, one)) == {"Budi"}


async def test_the_office_itself_needs_no_link_where_people_are_nominated(site: Site) -> None:
    one = await opened(site, sign_up=SignUp.NOMINATION)
    two = await opened(site, sign_up=SignUp.APPROVAL)
    async with site.organizer() as alice:
        for workshop_, state in ((one, "confirmed"), (two, "pending")):
            look = await send(alice, path_of(workshop_), [HEADINGS, ANI])
            assert counts(await applies(alice, look)) == (1, 0, 0, 0)
            assert (await people(site, workshop_))["Ani Lestari"]["state"] == state


async def test_where_no_nik_is_asked_none_is_taken(site: Site) -> None:
    off, must = await opened(site, nik=NikRule.OFF), await opened(site, nik=NikRule.REQUIRED)
    async with site.organizer() as alice:
        look = await send(alice, path_of(off), [HEADINGS, ANI])
        assert "1 kolom belum dikenal" in look.words
        await applies(alice, look)
        assert (await people(site, off))["Ani Lestari"]["nik_sealed"] is None
        look = await send(alice, path_of(must), [HEADINGS, BUDI])
        assert "E2 Isi NIK." in look.words


async def test_nobody_else_finds_the_upload(site: Site) -> None:
    one, two = await opened(site), await opened(site)
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), [HEADINGS, ANI, TORN])
        assert (await alice.get(look.url.replace(str(one.id), str(two.id)))).status == 404
    await site.running.db.run(staff.keep_organization, organization(OTHER))
    for office_id in (OFFICE, OTHER):  # a colleague, and another office
        async with site.organizer(office_id=office_id) as bob:
            assert (await bob.get(path_of(one))).status == (200 if office_id == OFFICE else 404)
            for address in (look.url, f"{look.url}/salah.csv"):
                assert (await bob.get(address)).status == 404
    async with site.organizer(Role.VIEWER) as viewer:
        assert (await viewer.get(path_of(one))).status == 403


SECRETS = (NIK, "Kursi roda", "Ani Lestari", "Belitung.csv")


async def written(site: Site) -> str:
    """Everything the service has written down about uploads, as the database has it."""
    async with site.panitia.db.read() as tx:
        rows = await tx.fetch("select to_jsonb(i) as whole from sheet_import i")
        rows += await tx.fetch("select to_jsonb(h) as whole from sheet_heading h")
        rows += await tx.fetch("select to_jsonb(a) as whole from audit a")
    return json.dumps([row["whole"] for row in rows])


async def test_what_is_uploaded_rests_sealed_and_goes_when_it_is_done(site: Site) -> None:
    one = await opened(site)
    async with site.organizer() as alice:
        for secret in SECRETS:
            assert secret not in await written(site)
        look = await send(alice, path_of(one), [HEADINGS, ANI, TORN], "Belitung.csv")
        said = {"column_0": "full_name", "column_1": "gender", "column_5": "district_code"}
        mapped = await alice.post(f"{look.url}/kolom", {"form_token": look.token(), **said})
        assert not [secret for secret in SECRETS if secret in await written(site)]
        await applies(alice, mapped)
        assert not [secret for secret in SECRETS if secret in await written(site)]
        place = await the_place(site, one)
        async with site.panitia.db.read() as tx:
            upload = await kept.find(tx, place, UUID(look.url.rpartition("/")[2]))
        assert upload is not None
        assert [cells[0] for _number, cells in upload.sheet.rows] == ["Citra"]


async def test_the_look_at_what_is_written_would_find_it(site: Site) -> None:
    """The control: the same upload, not sealed."""
    one = await opened(site)
    with patch("shared.sheets.kept._sealed", lambda _keys, _whole: None):
        async with site.organizer() as alice:
            await send(alice, path_of(one), [HEADINGS, ANI], "Belitung.csv")
    assert [secret for secret in SECRETS if secret in await written(site)] == list(SECRETS)


async def the_place(site: Site, one: Workshop) -> kept.Place:
    async with site.panitia.db.read() as tx:
        owner = await tx.fetchval("select owner from sheet_import")
    return kept.Place(OFFICE, "participant", f"Workshop/{one.id}", owner, site.panitia.keys)


async def test_after_a_week_an_upload_is_forgotten(site: Site) -> None:
    one = await opened(site)
    async with site.organizer() as alice:
        await send(alice, path_of(one), [HEADINGS, ANI])
    await site.panitia.db.run(lambda tx: tx.execute("update sheet_import set at = now() - interval '8 days'"))
    assert await forget_uploads(site.running) == 1


async def test_programs_import_the_same_way(site: Site) -> None:
    one = await opened(site)
    calls = f"/api/v1/registration/workshops/{one.id}/imports"
    content = b64encode(f"Nama;Cewek;HP;NIK;Kecamatan\nAni;P;081299900001;{NIK};Badau\nBudi;;;;x\n".encode())

    async with site.organizer() as alice:

        async def call(method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
            async with alice.session.request(method, path, json=body) as answer:
                return answer.status, await answer.json(content_type=None)

        status, seen = await call("POST", calls, {"name": "data.csv", "content": content.decode()})
        assert (status, seen["columns"][1]) == (201, {"heading": "Cewek", "field": ""})
        fields = ["full_name", "gender", "phone", "nik", "district_code"]
        status, seen = await call("PUT", f"{calls}/{seen['id']}/columns", {"fields": fields})
        assert (status, seen["counts"]) == (200, {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1})
        assert seen["rows"][0]["cells"] == ["Ani", "P", "081299900001", "••••••", "Badau"]
        assert NIK not in json.dumps(seen)
        assert (await call("POST", f"{calls}/{seen['id']}/apply", {}))[0] == 422
        for _n in range(2):
            status, done = await call("POST", f"{calls}/{seen['id']}/apply", {"consent": "1"})
            assert (status, done["new"], done["wrong"]) == (200, 1, 1)
        assert (await call("GET", f"{calls}/{seen['id']}"))[0] == 409
        for wrong in ("%%%", b64encode(b"%PDF-1.7").decode()):
            assert (await call("POST", calls, {"content": wrong}))[0] == 422
    assert set(await people(site, one)) == {"Ani"}
