"""What an office takes along of its people: all of it, noted at everybody, nothing sealed unasked."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from services.registration.actions import exporting as actions
from services.registration.actions import selection
from services.registration.actions.exporting import Asked, export
from services.registration.actions.selection import Given, Remark
from services.registration.domain.access import Purpose, Sealed
from services.registration.domain.people import Person
from services.registration.domain.refusals import NotPossible
from services.registration.domain.selection import Criterion, Kind
from services.registration.rendering.archive import COLUMNS
from services.registration.store import access, exporting
from services.registration.store.registrations import Row
from shared.db import Tx
from shared.events.scheduling import Role, SignUp
from shared.ids import new_id
from tests.registration.test_retention import ALICE, SOMEBODY
from tests.support.questions import HAS, SECRET, asks, signs_up
from tests.support.registration import OFFICE, Office, person, workshop
from tests.support.registration_site import Site

PAGE, CALL = "/kelola/peserta/privasi/ekspor", "/api/v1/registration/exports"
WHY = "Serah terima kepada Dinas Koperasi (CONTOH)"
HANDOVER = Asked(Purpose.REPORTING, WHY)
SECRETS = (SOMEBODY.nik, SOMEBODY.needs)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def people(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in parts(data)["people.jsonl"].splitlines()]


async def two(panitia: Office) -> tuple[Row, Row]:
    """Of two workshops, the first with everything."""
    belitung, other = workshop(), workshop()
    await panitia.hears(belitung, other)
    formula = SOMEBODY._replace(business_name='=HYPERLINK("http://contoh.example")')
    return await panitia.signs_up(belitung, formula), await panitia.signs_up(other, person())


async def noted(panitia: Office, row: Row) -> list[str]:
    async with panitia.db.read() as tx:
        found = await access.of_person(tx, row.id, row.workshop_id)
    assert all((one.who, one.reason) == (ALICE.who, WHY) for one in found)
    return sorted(one.field for one in found)


async def test_everything_is_in_it_and_nothing_sealed(panitia: Office) -> None:
    full, plain = await two(panitia)
    made = await panitia.db.run(export, panitia.keys, ALICE, HANDOVER)
    files = parts(made.data)
    assert (made.people, sorted(files)) == (
        2,
        ["README.txt", "people.csv", "people.jsonl", "workshops.jsonl"],
    )
    found = {one["id"]: one for one in people(made.data)}
    assert found.keys() == {str(full.id), str(plain.id)}
    one = found[str(full.id)]
    assert tuple(one) == COLUMNS
    assert (one["nik"], one["needs"], one["disability"]) == ("***",) * 3
    nothing = found[str(plain.id)]
    assert (nothing["nik"], nothing["needs"], nothing["disability"]) == (None, None, "")
    assert one["business"] == SOMEBODY.business
    assert not [name for name, data in files.items() for secret in SECRETS if secret.encode() in data]
    assert len(files["workshops.jsonl"].splitlines()) == 2
    rows = list(csv.DictReader(io.StringIO(files["people.csv"].decode("utf-8-sig"))))
    assert {row["business_name"] for row in rows} == {'\'=HYPERLINK("http://contoh.example")', ""}
    assert await noted(panitia, full) == await noted(panitia, plain) == ["export"]


async def test_what_is_asked_for_is_opened_and_noted_where_there_is_something(panitia: Office) -> None:
    full, plain = await two(panitia)
    asked = replace(HANDOVER, sealed=frozenset({Sealed.NIK, Sealed.NEEDS}))
    made = await panitia.db.run(export, panitia.keys, ALICE, asked)
    one = next(one for one in people(made.data) if one["id"] == str(full.id))
    assert (one["nik"], one["needs"], one["disability"]) == (SOMEBODY.nik, SOMEBODY.needs, "***")
    assert "needs, nik" in parts(made.data)["README.txt"].decode()
    assert await noted(panitia, full) == ["export", "needs", "nik"]
    assert await noted(panitia, plain) == ["export"]


async def test_control_a_file_that_nobody_notes_is_noticed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_given: object, answers: bool) -> None:
        return None

    full, _plain = await two(panitia)
    monkeypatch.setattr(exporting, "log", nothing)
    await panitia.db.run(export, panitia.keys, ALICE, HANDOVER)
    assert await noted(panitia, full) == []


async def test_sensitive_answers_only_when_ticked_and_the_person_reads_of_it(site: Site) -> None:
    asked = await asks(site, HAS, SECRET)
    async with site.visitor() as siti, site.organizer(Role.ADMIN) as admin:
        card = await signs_up(siti, asked, q_punya_usaha="yes", q_penghasilan_sebulan="tujuh juta")
        said = {"purpose": "reporting", "reason": WHY, "workshop": str(asked.id)}
        covered = await admin.fill(PAGE, said)
        assert covered.body.startswith(b"PK")
        assert people(covered.body)[0]["answers"] == {"punya_usaha": True, "penghasilan_sebulan": "***"}
        opened = await admin.fill(PAGE, {**said, "sealed": "answers"})
        assert people(opened.body)[0]["answers"]["penghasilan_sebulan"] == "tujuh juta"
        data = await siti.get(f"{card.url}/data")
        assert "Ekspor data instansi, oleh" in data.words and WHY in data.words
        history = await admin.get("/kelola/peserta/riwayat")
        assert "Data peserta diekspor" in history.words
        assert "Jawaban yang dirahasiakan" in history.words
    async with site.panitia.db.read() as tx:
        fields = [one.field for one in await access.of_office(tx, OFFICE, 9)]
    assert fields == ["q_penghasilan_sebulan", "export", "export"]


async def test_without_a_reason_nothing_leaves_and_only_admins_take(site: Site) -> None:
    await two(site.panitia)
    async with site.organizer(Role.ADMIN) as admin:
        wrong = await admin.fill(PAGE, {"purpose": "reporting", "reason": " "})
        assert (wrong.status, wrong.body[:2]) == (422, b"<!")
        unknown = await admin.fill(PAGE, {"purpose": "reporting", "reason": WHY, "workshop": str(new_id())})
        assert unknown.status == 422
        async with admin.session.post(CALL, json={"purpose": "reporting", "reason": ""}) as answer:
            assert answer.status == 422
        async with admin.session.post(CALL, json={"purpose": "reporting", "reason": WHY}) as answer:
            told = await answer.json()
        assert told["people"] == len(people(base64.b64decode(told["file_base64"]))) == 2
    async with site.organizer() as alice:
        assert (await alice.get(PAGE)).status == 403
    with pytest.raises(NotPossible):
        await site.panitia.db.run(export, site.panitia.keys, ALICE, replace(HANDOVER, reason=""))


async def test_another_office_takes_none_of_them(panitia: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    full, _plain = await two(panitia)
    charlie = replace(ALICE, organization_id=new_id())
    assert (await panitia.db.run(export, panitia.keys, charlie, HANDOVER)).people == 0
    with pytest.raises(NotPossible):
        theirs = replace(HANDOVER, workshop_id=full.workshop_id)
        await panitia.db.run(export, panitia.keys, charlie, theirs)
    assert await noted(panitia, full) == []
    monkeypatch.setattr(actions, "MOST_EXPORTED", 1)
    with pytest.raises(NotPossible):
        await panitia.db.run(export, panitia.keys, ALICE, HANDOVER)


async def test_many_are_read_in_batches_and_each_is_there_once(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    belitung = workshop(9)
    await panitia.hears(belitung)
    ids = [str((await panitia.signs_up(belitung, Person(f"Orang {n}"))).id) for n in "abcdefg"]
    monkeypatch.setattr(actions, "EXPORTED_AT_ONCE", 3)
    made = await panitia.db.run(export, panitia.keys, ALICE, HANDOVER)
    assert [one["id"] for one in people(made.data)] == sorted(ids)


async def test_what_was_given_and_remarked_in_choosing_comes_along(panitia: Office) -> None:
    batok = workshop(2, sign_up=SignUp.APPROVAL)
    await panitia.hears(batok)
    row = await panitia.signs_up(batok)
    hand = Criterion("produk", Kind.HAND, "Produk cocok", 50)
    await panitia.db.run(selection.replace_all, ALICE, batok.id, [hand])
    given, remark = Given(row.id, hand.key, 4, None), Remark(row.id, "Siap mengajar tetangga.", "")
    await panitia.db.run(selection.score, panitia.now, ALICE, batok.id, [given], [remark])
    made = await panitia.db.run(export, panitia.keys, ALICE, HANDOVER)
    (one,) = people(made.data)
    assert (one["points"], one["note"]) == ({"produk": 4}, "Siap mengajar tetangga.")
    (said,) = map(json.loads, parts(made.data)["workshops.jsonl"].splitlines())
    assert [rule["label"] for rule in said["criteria"]] == ["Produk cocok"]


async def changes_meanwhile(panitia: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], set[str]]:
    """Somebody with a NIK signs up between the log and the people: (noted, in the file)."""
    belitung = workshop(9)
    await panitia.hears(belitung)
    there = await panitia.signs_up(belitung, person(full_name="Sudah Ada"))
    usual, comes = exporting.log, []

    async def then_somebody_comes(tx: Tx, *given: Any, **named: Any) -> None:
        await usual(tx, *given, **named)
        comes.append(await panitia.signs_up(belitung, SOMEBODY))

    monkeypatch.setattr(exporting, "log", then_somebody_comes)
    asked = replace(HANDOVER, sealed=frozenset({Sealed.NIK}))
    made = await panitia.db.run(export, panitia.keys, ALICE, asked)
    assert len(comes) == 1, "one attempt"
    found = {row.full_name for row in (there, *comes) if await noted(panitia, row)}
    return found, {one["full_name"] for one in people(made.data)}


async def test_who_is_in_the_file_is_who_was_noted_whoever_signs_up_meanwhile(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted_there, in_file = await changes_meanwhile(panitia, monkeypatch)
    assert noted_there == in_file == {"Sudah Ada"}


async def test_control_several_moments_put_somebody_in_the_file_whom_nobody_noted(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "ONE_MOMENT", "set transaction isolation level read committed")
    noted_there, in_file = await changes_meanwhile(panitia, monkeypatch)
    assert in_file - noted_there == {SOMEBODY.full_name}
