"""The papers of a breach: whose data, which, when and how, what is done, and nobody who was not touched."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.cli import breach as command
from services.registration.actions import groups, office
from services.registration.actions.breach import Papers, Whose, papers
from services.registration.actions.exporting import export
from services.registration.actions.opening import open_field
from services.registration.domain.access import Purpose
from services.registration.domain.breach import Breach
from services.registration.domain.groups import Contact
from services.registration.store import breach as store
from services.registration.store.registrations import Row
from shared import staff
from shared.clock import wall
from shared.db import Database
from shared.ids import new_id
from shared.settings import BadSetting, Settings
from tests.registration.test_exporting import HANDOVER
from tests.registration.test_retention import ALICE, SOMEBODY
from tests.support.factories import organization
from tests.support.registration import OFFICE, Office, person, workshop

Work = Callable[[dict[str, Database]], Awaitable[str]]
ZONE = "Asia/Jakarta"


def told() -> Breach:
    now = wall()
    return Breach(
        office="Dinas Perindustrian (CONTOH)",
        since=now - timedelta(hours=1),
        until=now + timedelta(hours=1),
        known_at=now,
        how="Komputer panitia dipakai orang lain.",
        measures="Sesi ditutup, kata sandi diganti.",
    )


async def three(panitia: Office) -> list[Row]:
    """Of two workshops: one whose NIK is opened, one without email, one whom nothing happens to."""
    belitung, other = workshop(), workshop()
    await panitia.hears(belitung, other)
    opened = await panitia.signs_up(belitung, SOMEBODY)
    phone_only = await panitia.signs_up(belitung, person(full_name="Budi", email=""))
    safe = await panitia.signs_up(other, person(full_name="Citra Selamat"))
    await panitia.db.run(open_field, panitia.keys, ALICE, opened.id, "nik", Purpose.ASKED, "")
    return [opened, phone_only, safe]


async def written(panitia: Office, whose: Whose, said: Breach | None = None) -> Papers:
    made: Papers = await panitia.db.run(papers, said or told(), whose, ZONE, "0717 000")
    return made


def listed(made: Papers) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(made.files["daftar-peserta.csv"].decode("utf-8-sig")))
    return {row["Nama"]: row for row in rows}


async def test_by_the_log_it_names_who_was_opened_and_what(panitia: Office) -> None:
    await three(panitia)
    made = await written(panitia, Whose(OFFICE))
    assert made.people == 1
    row = listed(made)["Siti Aminah"]
    assert row["Data yang terungkap"].split(", ") == [
        "nama",
        "nomor HP/WhatsApp",
        "alamat email",
        "NIK",
        "kecamatan dan desa",
        "data usaha",
        "jawaban formulir",
    ], "needs and disability stayed shut"
    assert (row["Lewat"], row["Email"]) == ("email", SOMEBODY.email)
    letter = made.files["surat-lembaga.txt"].decode()
    for part in ("pasal 46", "1 orang", "- NIK: 1 orang", told().how, told().measures, "1 orang lewat email"):
        assert part in letter, part
    whole = b"".join(made.files.values()).decode()
    assert SOMEBODY.nik not in whole and SOMEBODY.needs not in whole
    assert "Citra" not in whole
    async with panitia.db.read() as tx:
        (kept,) = await tx.fetch("select who, after from audit where what = 'breach reported'")
    assert (kept["who"], kept["after"]) == ("breach-report", {"number": 1})


async def test_a_file_that_was_taken_touches_everybody_in_it(panitia: Office) -> None:
    _opened, phone_only, safe = await three(panitia)
    taken = replace(HANDOVER, workshop_id=phone_only.workshop_id)
    await panitia.db.run(export, panitia.keys, ALICE, taken)
    made = await written(panitia, Whose(OFFICE))
    assert set(listed(made)) == {"Siti Aminah", "Budi"} and safe.full_name not in listed(made)
    assert listed(made)["Budi"]["Lewat"] == "WhatsApp/telepon"
    assert (
        "1 orang lewat email, 1 orang lewat WhatsApp atau telepon" in made.files["surat-lembaga.txt"].decode()
    )


async def test_everybody_of_a_stolen_backup_and_only_the_fields_that_were_in_it(panitia: Office) -> None:
    _opened, _phone_only, safe = await three(panitia)
    everybody = Whose(OFFICE, everybody=True, fields=("name", "phone"))
    assert {row["Data yang terungkap"] for row in listed(await written(panitia, everybody)).values()} == {
        "nama, nomor HP/WhatsApp"
    }
    all_of_it = listed(await written(panitia, Whose(OFFICE, everybody=True)))["Siti Aminah"]
    assert "disabilitas" in all_of_it["Data yang terungkap"], "it is masked, and in clear in a backup"
    assert "NIK" not in all_of_it["Data yang terungkap"], "it is sealed in a backup"
    with_keys = Whose(OFFICE, everybody=True, fields=("nik", "needs"))
    lost = listed(await written(panitia, with_keys))["Siti Aminah"]["Data yang terungkap"]
    assert lost == "NIK, kebutuhan khusus"
    one = Whose(OFFICE, safe.workshop_id, everybody=True)
    assert set(listed(await written(panitia, one))) == {"Citra Selamat"}


async def test_nobody_outside_the_time_the_account_and_the_office(panitia: Office) -> None:
    await three(panitia)
    past = replace(told(), since=wall() - timedelta(days=3), until=wall() - timedelta(days=2))
    assert (await written(panitia, Whose(OFFICE), past)).people == 0
    assert (await written(panitia, Whose(OFFICE, who=f"Staff/{new_id()}"))).people == 0
    assert (await written(panitia, Whose(OFFICE, who=ALICE.who))).people == 1
    assert (await written(panitia, Whose(new_id(), everybody=True))).people == 0


async def merged_and_listed(panitia: Office) -> None:
    """Siti's NIK is opened at a registration that is merged afterwards; a penyuluh signed Budi up, whose
    disability is opened, and another one somebody whom nothing happens to."""
    belitung = workshop()
    await panitia.hears(belitung)
    kept = await panitia.signs_up(belitung, person(full_name="Siti yang tinggal", phone="", email=""))
    twice = await panitia.signs_up(belitung, SOMEBODY)
    ids = []
    for name in ("Penyuluh Ratna", "Penyuluh Jauh"):
        code = groups.new_code(panitia.keys)
        contact = Contact(name, "6281299900777", "ratna@contoh.example", "adviser")
        await panitia.db.run(groups.nominate, panitia.now, ALICE, code, belitung.id, contact, 9, None)
        await panitia.db.run(groups.declare, panitia.now, code.id, code.sealed)
        ids.append(code.id)
    budi = person(full_name="Budi", disability="yes")
    listed = await panitia.signs_up(belitung, budi, group_id=ids[0])
    await panitia.signs_up(belitung, person(full_name="Citra Selamat"), group_id=ids[1])
    for row, field in ((twice, "nik"), (listed, "disability")):
        await panitia.db.run(open_field, panitia.keys, ALICE, row.id, field, Purpose.ASKED, "")
    await panitia.db.run(office.merge, panitia.now, ALICE, twice.id, kept.id)


async def test_who_was_merged_later_and_who_signed_people_up_are_told_too(panitia: Office) -> None:
    await merged_and_listed(panitia)
    made = listed(await written(panitia, Whose(OFFICE)))
    assert {name: row["Sebagai"] for name, row in made.items()} == {
        "Siti yang tinggal": "peserta",
        "Budi": "peserta",
        "Penyuluh Ratna": "narahubung",
    }
    siti = made["Siti yang tinggal"]
    assert "NIK" in siti["Data yang terungkap"] and siti["Email"] == SOMEBODY.email, "from the row that ended"
    assert made["Penyuluh Ratna"]["Data yang terungkap"] == "nama, nomor HP/WhatsApp, alamat email"
    assert made["Penyuluh Ratna"]["Dari"] == made["Budi"]["Dari"] != ""
    everybody = listed(await written(panitia, Whose(OFFICE, everybody=True)))
    assert set(everybody) == {*made, "Citra Selamat", "Penyuluh Jauh"}
    with_keys = Whose(OFFICE, everybody=True, fields=("nik",))
    assert set(listed(await written(panitia, with_keys))) == {"Siti yang tinggal"}, "nobody else has lost one"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("on merged.merged_into = became.id and merged.state = 'merged'", "on false"),
        ("having $5 or count(o.person) > 0", "having $5 and count(o.person) > 0"),
        ("having $5 or count(o.person) > 0", ""),
    ],
)
async def test_control_a_report_that_forgets_them_is_noticed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    assert right in store.TOUCHED
    monkeypatch.setattr(store, "TOUCHED", store.TOUCHED.replace(right, wrong))
    with pytest.raises(AssertionError):
        await test_who_was_merged_later_and_who_signed_people_up_are_told_too(panitia)


async def test_control_a_report_that_forgets_the_log_is_noticed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three(panitia)
    monkeypatch.setattr(store, "TOUCHED", store.TOUCHED.replace("at >= $3 and", "at < $3 and"))
    assert (await written(panitia, Whose(OFFICE))).people == 0


def test_it_is_due_after_three_days_by_the_hour() -> None:
    said = told()
    assert said.due_at - said.known_at == timedelta(hours=72)


async def test_the_command_writes_a_folder_only_its_owner_reads(
    panitia: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three(panitia)
    document = organization(OFFICE)
    await panitia.db.run(staff.keep_organization, document)
    works: list[Work] = []

    def keep(_settings: object, work: Work) -> int:
        works.append(work)
        return 0

    monkeypatch.setattr(command, "with_databases", keep)
    monkeypatch.setattr(Settings, "load", lambda **_given: None)
    said, folder = told(), tmp_path / "laporan"
    asked = command.Asked(
        folder, "", said.since, said.until, said.known_at, said.how, said.measures, None, False, None, ()
    )
    command.report(asked, None)
    told_back = await works[0]({"registration": panitia.db})
    assert told_back.startswith("1 people are touched.")
    assert sorted(path.name for path in folder.iterdir()) == [
        "daftar-peserta.csv",
        "pesan-peserta.txt",
        "surat-lembaga.txt",
    ]
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    assert document.name in (folder / "pesan-peserta.txt").read_text()
    with pytest.raises(BadSetting):
        command.report(asked, None)
    command.report(replace(asked, folder=tmp_path / "lain", office="tidak ada"), None)
    with pytest.raises(SystemExit):
        await works[1]({"registration": panitia.db})
