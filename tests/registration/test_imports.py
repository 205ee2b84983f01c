"""People from a spreadsheet: looked at first, then the good rows, and the wrong ones go home to be mended."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from typing import Any
from unittest.mock import patch

from services.registration.actions.sealing import needs_of
from services.registration.actions.sign_up import NIK_PURPOSE
from services.registration.store import imports
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role
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
)
from tests.support.registration import person
from tests.support.registration_site import Answer, Site


async def test_new_changed_and_wrong_are_seen_before_anything_happens(site: Site) -> None:
    one, office = await opened(site), site.panitia
    await office.signs_up(one, person(full_name="Budi", phone="6281299900002", email="", gender="L"))
    async with site.organizer(Role.ADMIN) as alice:
        look = await send(alice, path_of(one), [HEADINGS, ANI, (*BUDI[:3], "budi@contoh.example"), TORN])
        assert counts(look) == (1, 1, 0, 1)
        assert "Email: kosong → budi@contoh.example" in look.words
        assert "C4 Nomor HP tidak lengkap" in look.words and "D4 Alamat email ini tidak lengkap" in look.words
        assert "F4 Kecamatan ini tidak ada di provinsi kita" in look.words and "E4 NIK" in look.words
        assert NIK not in look.text and "Kursi roda" not in look.text
        assert set(await people(site, one)) == {"Budi"}
        done = await applies(alice, look)
        assert counts(done) == (1, 1, 0, 1)
        history = await alice.get("/kelola/peserta/riwayat")
        assert "Peserta diimpor" in history.words and "Data yang diubah: Email" in history.words
    found = await people(site, one)
    assert set(found) == {"Budi", "Ani Lestari"}
    ani = found["Ani Lestari"]
    assert (ani["district_code"], ani["phone"], ani["state"]) == ("19.02.02", "6281299900001", "confirmed")
    assert office.keys.decrypt(ani["nik_sealed"], purpose=NIK_PURPOSE) == NIK
    assert needs_of(office.keys, await office.row(ani["id"])) == "Kursi roda"
    assert found["Budi"]["email"] == "budi@contoh.example"


async def test_the_yes_says_that_they_agreed_and_it_is_noted_who_said_so(site: Site) -> None:
    one = await opened(site)
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), [HEADINGS, ANI])
        refused = await alice.post(f"{look.url}/terapkan", {"form_token": look.token()})
        assert (refused.status, await people(site, one)) == (422, {})
        assert "Centang pernyataan ini" in refused.words
        await applies(alice, look)
    ani = (await people(site, one))["Ani Lestari"]
    assert (ani["consent_channel"], ani["consent_version"] != "") == ("import", True)
    async with site.panitia.db.read() as tx:
        assert ani["consent_by"] == f"Staff/{await tx.fetchval('select id from staff')}"
    async with site.organizer() as bob:
        page = await bob.get(f"/kelola/peserta/orang/{ani['id']}")
        assert "lewat daftar dari panitia, dinyatakan oleh Alice Rahmawati" in page.words


async def test_who_is_known_by_card_nik_or_phone_and_name_is_changed_and_never_doubled(site: Site) -> None:
    one, office = await opened(site), site.panitia
    card = await office.signs_up(one, person(full_name="Ani", email="", district_code="19.02.02"))
    await office.signs_up(one, person(full_name="Budi", nik=NIK, phone="", email="lama@contoh.example"))
    await office.signs_up(one, person(full_name="Citra", phone="6281299900003", business_name="Gula Aren"))
    code = f"{card.card_code[:4]}-{card.card_code[4:]}".lower()
    rows = [
        ("Kode kartu", "Nama", "No HP", "NIK", "Email", "Usaha"),
        (code, "Ani Lestari", "0812 9990 0001", "", "ani@contoh.example", ""),
        ("", "Budi Santoso", "", NIK, "", "Batok"),
        ("", "CITRA", "081299900003", "", "", ""),
    ]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (0, 3, 0, 0), look.words
        assert "Nama usaha: kosong → Batok" in look.words
        assert counts(await applies(alice, look)) == (0, 3, 0, 0)
        again = await send(alice, path_of(one), rows)
        assert counts(again) == (0, 0, 3, 0)
    found = await people(site, one)
    assert set(found) == {"Ani Lestari", "Budi Santoso", "CITRA"}
    # An empty cell is nobody's wish to forget what was known.
    assert found["Budi Santoso"]["email"] == "lama@contoh.example"
    assert found["CITRA"]["business_name"] == "Gula Aren"
    assert found["Ani Lestari"]["district_code"] == "19.02.02"


async def test_a_change_is_told_counted_and_keeps_the_place(site: Site) -> None:
    one, office = await opened(site, 1), site.panitia
    first = await office.signs_up(one, person(full_name="Ani", phone="6281299900001"))
    await office.signs_up(one, person(full_name="Budi"))
    before = list(await office.events())
    async with site.organizer() as alice:
        rows = [("Nama", "HP", "Nama untuk sertifikat"), ("Ani", "081299900001", "Ani Lestari, S.Pd.")]
        await applies(alice, await send(alice, path_of(one), rows))
    row = await office.row(first.id)
    assert (row.certificate_name, row.queue, row.state) == (
        "Ani Lestari, S.Pd.",
        first.queue,
        State.CONFIRMED,
    )
    told = list(await office.events())[len(before) :]
    assert [json.loads(event)["type"] for event in told] == ["RegistrationChanged"]


async def test_seats_go_in_the_order_of_the_rows_and_everybody_is_told(site: Site) -> None:
    one, office = await opened(site, 2), site.panitia
    rows = [("Nama", "L/P", "HP", "Email", "Kecamatan")]
    rows += [
        (f"Orang {n}", "P", f"0812999000{n:02}", f"o{n}@contoh.example" if n % 2 else "", "Badau")
        for n in range(1, 5)
    ]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert "Masih ada 2 kursi kosong" in look.words
        await applies(alice, look)
    found = await people(site, one)
    states = [found[f"Orang {n}"]["state"] for n in range(1, 5)]
    assert states == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    rows_of = [await office.row(found[f"Orang {n}"]["id"]) for n in range(1, 5)]
    assert [await office.letters(row) for row in rows_of] == [["sign_up_confirmed"], [], ["waitlisted"], []]
    assert [await office.tasks(row) for row in rows_of] == [[], ["sign_up_confirmed"], [], ["waitlisted"]]


async def test_the_wrong_rows_come_home_and_sent_again_make_no_doubles(site: Site) -> None:
    one = await opened(site)
    async with site.organizer() as alice:
        done = await applies(alice, await send(alice, path_of(one), [HEADINGS, ANI, BUDI, TORN]))
        assert counts(done) == (2, 0, 0, 1)
        for kind in ("xlsx", "csv"):
            async with alice.session.get(f"{done.url}/salah.{kind}") as answer:
                data = await answer.read()
        wrong = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert wrong[0] == [*HEADINGS, "Yang perlu diperbaiki"]
        assert wrong[1][0] == "Citra" and "E4: NIK" in wrong[1][-1]
        half = [wrong[0], [*TORN[:5], "Badau", "", "", wrong[1][-1]]]
        still = await applies(alice, await send(alice, path_of(one), [*half, (*ANI, "")], "lagi.csv"))
        assert counts(still) == (0, 0, 1, 1)  # nothing good in it: nothing is asked
        mended = [wrong[0], ["Citra", "P", "0812 9990 0003", "", "", "Badau", "", "", "sudah"]]
        third = await applies(alice, await send(alice, path_of(one), mended, "lagi.csv"))
        assert counts(third) == (1, 0, 0, 0)
        whole = await send(alice, path_of(one), [HEADINGS, ANI, BUDI, mended[1][:8]])
        assert counts(whole) == (0, 0, 3, 0)
    assert set(await people(site, one)) == {"Ani Lestari", "Budi", "Citra"}


async def test_pressed_often_and_sent_twice_at_once_it_is_done_once(site: Site) -> None:
    one = await opened(site)
    async with site.organizer() as alice:
        looks = [await send(alice, path_of(one), [HEADINGS, ANI, BUDI]) for _n in range(2)]
        answers = await asyncio.gather(*(applies(alice, look) for look in looks for _n in range(3)))
        assert {answer.status for answer in answers} == {200}
        for look in looks:  # what found another under way is pressed again
            await applies(alice, look)
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from registration") == 2
        assert sorted(await tx.fetchval("select array_agg(outcome ->> 'new') from sheet_import")) == [
            "0",
            "2",
        ]


async def test_control_two_imports_at_once_double_somebody(site: Site) -> None:
    """The same two files where nothing holds the second one back: both look before either has added."""
    one, both = await opened(site), asyncio.Barrier(2)
    read = imports.people

    async def together(*given: Any) -> Any:
        found = await read(*given)
        await both.wait()
        return found

    async with site.organizer() as alice:
        looks = [await send(alice, path_of(one), [HEADINGS, ANI]) for _n in range(2)]
        with (
            patch("shared.sheets.kept.BUSY", "select $1 = 'nothing is ever under way'"),
            patch("services.registration.store.imports.people", together),
        ):
            await asyncio.gather(*(alice.post(f"{look.url}/terapkan", yes(look)) for look in looks))
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from registration") == 2


def yes(look: Answer) -> dict[str, str]:
    return {"form_token": look.token(), "consent": "1"}


async def test_what_stopped_half_way_goes_on_without_doubles(site: Site) -> None:
    one = await opened(site)
    nobody = ("Dedi", "L", "", "", "", "Badau", "", "")  # nothing tells him apart from another Dedi
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), [HEADINGS, ANI, nobody])
        with patch("services.registration.actions.imports.finish", side_effect=RuntimeError("power cut")):
            assert (await applies(alice, look)).status == 500
        assert len(await people(site, one)) == 2
        assert counts(await applies(alice, look)) == (2, 0, 0, 0)
    assert len(await people(site, one)) == 2


async def test_people_whom_nothing_tells_apart_are_asked_about(site: Site) -> None:
    one, office = await opened(site), site.panitia
    await office.signs_up(one, person(full_name="Dedi", phone="", email="", district_code="19.02.01"))
    gone = await office.signs_up(one, person(full_name="Eka", phone="6281299900005"))
    await office.leaving.cancel(office.now, gone.id)
    rows = [
        ("Kode kartu", "Nama", "L/P", "HP", "Kecamatan"),
        ("", "Dedi", "L", "081299900009", "Tanjungpandan"),
        ("", "Eka", "P", "081299900005", "Badau"),
        ("ZZZZ-ZZZZ", "Fitri", "P", "", "Badau"),
        ("", "Gita", "P", "081299900007", "Badau"),
        ("", "gita", "P", "0812 9990 0007", "Badau"),
        ("", "Hana", "P", "", "Badau"),
        ("", "Hana", "P", "", "Badau"),
    ]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (2, 0, 0, 5), look.words
        assert "Sudah ada Dedi (" in look.words and "pernah mendaftar di sini" in look.words
        assert "Kode kartu ini tidak ada di Bimtek ini." in look.words
        assert (
            "Baris ini sama dengan baris 5." in look.words and "Baris ini sama dengan baris 7." in look.words
        )


async def test_a_family_shares_a_phone_and_two_niks_are_two_people(site: Site) -> None:
    one = await opened(site)
    other = "1902014501909991"
    rows = [HEADINGS, ANI, ("Ani Lestari", "P", "081299900001", "", other, "Membalong", "", "")]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (2, 0, 0, 0)


async def test_a_nik_that_was_missing_is_filled_in_and_one_that_is_there_stays(site: Site) -> None:
    one, office = await opened(site), site.panitia
    row = await office.signs_up(one, person(full_name="Ani", phone="6281299900001"))
    rows = [("Kode kartu", "Nama", "NIK"), (row.card_code, "Ani", NIK)]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert "NIK: kosong → ••••••" in look.words and NIK not in look.text
        await applies(alice, look)
        other = await send(alice, path_of(one), [rows[0], (row.card_code, "Ani", "1902014501909991")])
        assert "tetapi NIK-nya lain" in other.words
    found = (await people(site, one))["Ani"]
    assert office.keys.decrypt(found["nik_sealed"], purpose=NIK_PURPOSE) == NIK
