"""The audit trail is searched by person, act, thing and days, and taken along as it is filtered."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared import audit, staff
from shared.db import Tx
from shared.events.scheduling import Role
from shared.web import sheets
from tests.support.counting import statements
from tests.support.factories import organization
from tests.support.scheduling import Planner
from tests.support.scheduling_site import Member, Site
from tests.support.tables import rows_of

PATH = "/kelola/riwayat"


async def happened(
    office: Planner, at: datetime, what: str, subject: str, who: str = "", note: str = ""
) -> None:
    """Something was done at this moment of the database's clock."""

    async def act(tx: Tx) -> None:
        await tx.execute(
            "insert into audit (at, organization_id, who, what, subject, after) "
            "values ($1, $2, $3, $4, $5, $6)",
            at,
            office.office_id,
            who or f"Staff/{office.by.staff_id}",
            what,
            subject,
            {"note": note},
        )

    await office.db.run(act)


async def acts(member: Member, query: str) -> list[str]:
    """What the page lists, by the words of its notes, as its file says it too."""
    page = await member.get(f"{PATH}?{query}")
    assert page.status == 200
    file = rows_of((await member.get(f"{PATH}/riwayat.csv?{query}")).body)
    notes = [row[6] for row in file[1:]]
    assert all(note in page.words for note in notes), (notes, page.words)
    return notes


async def test_an_auditor_finds_who_did_what_to_what_and_when(site: Site) -> None:
    office = site.office
    joko = await office.person(Role.ORGANIZER, "Joko Purnomo")
    venue = f"Venue/{await office.venue('Aula Dinas')}"
    # 27 April 2017 begins in Belitung while it is still the 26th in Greenwich.
    await happened(office, datetime(2017, 4, 26, 16, 59, tzinfo=UTC), "venue changed", venue, note="malam")
    await happened(office, datetime(2017, 4, 26, 17, 0, tzinfo=UTC), "venue changed", venue, note="pagi")
    him = f"Staff/{joko.staff_id}"
    at = datetime(2017, 4, 28, 3, tzinfo=UTC)
    await happened(office, at, "letter voided", f"Letter/{uuid4()}", him, "surat")
    await happened(office, at, "letter made final", f"Letters/{uuid4()}", him, "surat kumpulan")
    await happened(office, at, "request withdrawn", f"Request/{uuid4()}", "Request/1", "pengusul")
    in_2017 = "dari=2017-04-01&sampai=2017-12-31"
    async with site.signed_in() as alice:
        assert await acts(alice, in_2017) == ["pengusul", "surat kumpulan", "surat", "pagi", "malam"]
        assert await acts(alice, "dari=2017-04-27&sampai=2017-04-27") == ["pagi"]
        assert await acts(alice, "sampai=2017-04-26") == ["malam"]
        assert await acts(alice, f"{in_2017}&siapa={him}") == ["surat kumpulan", "surat"]
        assert await acts(alice, f"{in_2017}&siapa=others") == ["pengusul"]
        assert await acts(alice, "tindakan=letter+voided") == ["surat"]
        assert await acts(alice, "mengenai=Letter") == ["surat kumpulan", "surat"]  # one thing to people
        assert await acts(alice, f"{in_2017}&mengenai=Venue&cari=aula") == ["pagi", "malam"]
        assert await acts(alice, f"{in_2017}&mengenai=Venue&cari=surat") == []
        page = await alice.get(f"{PATH}?siapa=others&dari=2017-04-01")
        assert "Pengusul, lewat tautannya sendiri" in page.words
        page = await alice.get(f"{PATH}?siapa={him}&dari=2017-04-01")
        assert f'<option value="{him}" selected>Joko Purnomo' in page.text
        assert 'value="2017-04-01"' in page.text and "2 perubahan" in page.words
        nothing = await alice.get(f"{PATH}?siapa={him}&tindakan=venue+added")
        assert "Tidak ada perubahan yang cocok." in nothing.words and "Tampilkan semua" in nothing.words


async def test_days_that_make_no_sense_are_said_at_the_field(site: Site) -> None:
    async with site.signed_in() as alice:
        for query, mend in (
            ("dari=kemarin", "Tulis tanggal seperti 2017-04-25, atau kosongkan."),
            ("dari=0001-01-01", "Pilih tanggal antara tahun 2000 dan 2100."),
            ("sampai=9999-12-31", "Pilih tanggal antara tahun 2000 dan 2100."),
            (
                "dari=2017-05-01&sampai=2017-04-01",
                "Tanggal akhir harus sama dengan atau sesudah tanggal awal.",
            ),
        ):
            for path in (PATH, f"{PATH}/riwayat.xlsx"):  # the file of a wrong filter is the page that says so
                page = await alice.get(f"{path}?{query}")
                assert page.status == 422 and mend in page.words
        assert (await alice.get(f"{PATH}?siapa=x&tindakan=%27&mengenai=x&halaman=-1")).status == 200


async def test_the_file_says_each_value_from_what_to_what_and_runs_nothing(site: Site) -> None:
    office = site.office
    trainer = await office.trainer("Suparno, S.Sn.", skills=["ukir"])
    async with site.signed_in() as alice:
        form = {
            "name": "=HYPERLINK(1)",
            "skills": "ukir, pewarnaan",
            "home": "Surakarta",
            "note": "NIK 1902014504900001",
        }
        saved = await alice.fill(f"/kelola/narasumber/{trainer}", form)
        assert "tersimpan" in saved.words
        for kind in ("csv", "xlsx"):
            answer = await alice.get(f"{PATH}/riwayat.{kind}?tindakan=trainer+changed")
            head, *rows = rows_of(answer.body)
            assert head == ["Waktu (WIB)", "Siapa", "Apa", "Mengenai", "Isian", "Dari", "Menjadi"]
            shown = "'=HYPERLINK(1)" if kind == "csv" else "=HYPERLINK(1)"  # in XLSX a text cell is a text
            assert [row[1:] for row in rows] == [
                ["Alice Rahmawati", "Narasumber diubah", shown, "Nama", "Suparno, S.Sn.", shown],
                ["Alice Rahmawati", "Narasumber diubah", shown, "Keahlian", "ukir", "ukir, pewarnaan"],
                ["Alice Rahmawati", "Narasumber diubah", shown, "Catatan", "", f"NIK {'•' * 16}"],
            ]
        assert (await alice.get(f"{PATH}/riwayat.csv?bahasa=en&tindakan=trainer+changed")).body.count(
            b"changed"
        ) == 3


async def test_a_trail_too_long_for_one_file_is_not_cut_off(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        await site.office.trainer(f"Narasumber {number}")
    async with site.signed_in() as alice:
        monkeypatch.setattr(sheets, "MOST_ROWS", 3)
        refused = await alice.get(f"{PATH}/riwayat.csv?tindakan=trainer+added")
        assert refused.status == 422 and "Persempit dahulu dengan pencarian atau saringan" in refused.words
        assert (await alice.get(f"{PATH}/riwayat.csv?tindakan=trainer+deleted")).status == 200


async def test_the_page_asks_the_database_equally_often_for_one_change_and_for_three(site: Site) -> None:
    office = site.office
    asked = []
    async with site.signed_in() as alice:
        for number in range(4):
            await office.trainer(f"Narasumber {number}")
            with statements() as found:
                page = await alice.get(f"{PATH}?tindakan=trainer+added")
            assert f"{number + 1} perubahan" in page.words
            asked.append(len(found))
    assert asked[1] == asked[3] > 0, asked


async def test_nobody_else_reads_the_trail(site: Site) -> None:
    office = site.office
    await office.trainer("Suparno, S.Sn.")
    budi = await office.person(Role.ORGANIZER)
    other = organization()

    async def elsewhere(tx: Tx) -> None:
        await staff.keep_organization(tx, other)
        await audit.record(tx, "Staff/1", other.id, "trainer added", "Trainer/1", None, {"name": "Rahasia"})

    await office.db.run(elsewhere)
    async with site.signed_in(budi) as organizer, site.signed_in() as alice:
        for path in (PATH, f"{PATH}/riwayat.csv"):
            assert (await organizer.get(path)).status == 403
            page = await alice.get(path)
            assert page.status == 200 and "Rahasia" not in page.body.decode()
