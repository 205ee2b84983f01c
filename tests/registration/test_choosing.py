"""What an office adds to the points: answers that count, who is new on a subject, notes, and filters."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from services.registration.actions import erasing, facts, groups, office, own, selection
from services.registration.actions.selection import Remark
from services.registration.domain.groups import Contact
from services.registration.domain.questions import Kind as Asked
from services.registration.domain.questions import Question
from services.registration.domain.refusals import NotPossible
from services.registration.domain.selection import Criterion, Kind
from services.registration.store import score_notes, seats
from services.registration.store import selection as store
from services.registration.store.registrations import Row
from shared.crypto import Keys
from shared.db import Tx
from shared.events.certificates import Certificate, CertificateState
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Programme, Role, SignUp, Workshop
from shared.ids import new_id
from tests.registration.test_quotas import YULI
from tests.registration.test_seats_page import call
from tests.registration.test_selection import BUDI, PRODUCT, asked, chooses, page_of, with_criteria
from tests.support.databases import execute
from tests.support.factories import version
from tests.support.questions import asks, signs_up
from tests.support.registration import OFFICE, Office, newer, person, session, workshop
from tests.support.registration_site import Site

NIK = "1902010101809991"
SUBJECT = Criterion("materi", Kind.NEW_SUBJECT, "Baru di materi ini", 30)
EARLIER = datetime(2016, 4, 11, 1, 0, tzinfo=UTC)
SHAPE = Question("", Asked.ONE, "Bentuk kemasan", options=("Botol", "Kotak", "Karung"))
TOOLS = Question("", Asked.SEVERAL, "Alat di rumah", options=("Gergaji", "Bor", "Amplas"))
OWNS = Question("", Asked.YES_NO, "Punya usaha")
HEALTH = Question("", Asked.YES_NO, "Punya alergi", sensitive=True)


async def test_answers_of_the_offices_own_questions_give_points(site: Site) -> None:
    of = await asks(site, SHAPE, TOOLS, OWNS, HEALTH)
    await site.panitia.hears(newer(of, sign_up=SignUp.APPROVAL))
    site.forget_what_was_read()
    page = page_of(of)
    async with site.visitor() as visitor:
        for name, given in (
            ("Ani", {"q_bentuk_kemasan": "Botol", "q_alat_di_rumah": "Bor", "q_punya_usaha": "yes"}),
            ("Budi", {"q_bentuk_kemasan": "Kotak", "q_alat_di_rumah": ["Gergaji", "Amplas"]}),
            ("Citra", {"q_bentuk_kemasan": "Karung", "q_punya_usaha": "no", "q_punya_alergi": "yes"}),
        ):
            await signs_up(visitor, of, (), full_name=name, **given)
    async with site.organizer() as alice:
        form = await alice.get(f"{page}/kriteria-baru")
        assert 'value="bentuk_kemasan=Botol"' in form.text and "punya_alergi=" not in form.text
        sealed = {"label": "Alergi", "kind": "answer", "weight": "5", "answer": "punya_alergi=yes"}
        assert (await alice.fill(f"{page}/kriteria-baru", sealed)).status == 422
        for label, weight, answers in (
            ("Kemasan", "4", ["bentuk_kemasan=Botol", "bentuk_kemasan=Kotak"]),
            ("Alat", "3", ["alat_di_rumah=Bor", "alat_di_rumah=Amplas"]),
            ("Usaha", "2", ["punya_usaha=yes"]),
        ):
            fields: dict[str, str | list[str]] = {"label": label, "kind": "answer", "weight": weight}
            fields["answer"] = answers
            assert (await alice.fill(f"{page}/kriteria-baru", fields)).status == 200
        _status, told = await call(alice, "GET", f"/workshops/{of.id}/selection")
    found = {one["full_name"]: (one["total"], one["parts"]) for one in told["waiting"]}
    assert found == {"Ani": (9, [4, 3, 2]), "Budi": (7, [4, 3, 0]), "Citra": (0, [0, 0, 0])}


async def new_on_it(panitia: Office, of: Workshop) -> dict[str, bool]:
    async with panitia.db.read() as tx:
        people = await store.applicants(tx, of.id, OFFICE, ["pending"])
        names = await tx.fetch("select id, full_name from registration where workshop_id = $1", of.id)
    by_id = {row["id"]: row["full_name"] for row in names}
    return {by_id[one.id]: one.new_subject for one in people}


async def trained_before(panitia: Office) -> Workshop:
    """Last year: Hendra on this programme, Dwi on this title under another, Ani on another subject. Citra
    gave the seat up, and so did Eka, who has the certificate. Fitri was trained by another office."""
    programme = Programme(id=new_id(), title="Pelatihan IKM", year=2016)
    same = workshop(9, title="Kelas Dasar", programme=programme)
    titled = workshop(9, title="bimtek batok")
    other = workshop(9, title="Bimtek Anyaman")
    theirs = workshop(9, title="Bimtek Batok", organization_id=new_id())
    await panitia.hears(same, titled, other, theirs)
    now = chooses(9, title="Bimtek Batok", programme=programme)
    await panitia.hears(now)
    for of, name in ((same, "Hendra"), (titled, "Dwi"), (other, "Ani"), (same, "Citra"), (same, "Eka")):
        row = await panitia.signs_up(of, trainee(name))
        if name in ("Citra", "Eka"):
            await panitia.db.run(own.cancel, panitia.now, row.id)
        if name == "Eka":
            certificate = Certificate(
                id=new_id(), version=version(), organization_id=OFFICE, workshop_id=same.id,
                registration_id=row.id, state=CertificateState.ISSUED, number="1", issued_at=EARLIER,
            )  # fmt: skip
            await panitia.db.run(facts.take_certificates, [certificate])
    await panitia.signs_up(theirs, trainee("Fitri"))
    await panitia.hears(*(newer(of, sessions=(session(EARLIER),)) for of in (same, titled, other, theirs)))
    for name in ("Hendra", "Dwi", "Ani", "Citra", "Eka", "Fitri", "Gita"):
        await panitia.signs_up(now, trainee(name))
    return now


def trainee(name: str) -> Any:
    """The same person each time: some by NIK, some by name and phone."""
    at = ("Hendra", "Dwi", "Ani", "Citra", "Eka", "Fitri", "Gita").index(name)
    return person(full_name=name, phone=f"62812999700{at:02}", nik=NIK if name == "Hendra" else "")


async def test_new_on_the_subject_is_who_was_never_trained_on_it_by_this_office(panitia: Office) -> None:
    now = await trained_before(panitia)
    assert await new_on_it(panitia, now) == {
        "Hendra": False, "Dwi": False, "Ani": True, "Citra": True, "Eka": False, "Fitri": True, "Gita": True,
    }  # fmt: skip


async def test_control_a_statement_that_forgets_the_subject_takes_nobody_for_new(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = "(there.programme_id = here.programme_id or there.title = here.title)"
    assert store.APPLICANTS.count(subject) == 2
    monkeypatch.setattr(store, "APPLICANTS", store.APPLICANTS.replace(subject, "true"))
    now = await trained_before(panitia)
    assert (await new_on_it(panitia, now))["Ani"] is False


async def test_points_for_who_is_new_on_the_subject(site: Site) -> None:
    now = await trained_before(site.panitia)
    async with site.organizer() as alice:
        fields = {"label": "Baru di materi ini", "kind": "new_subject", "weight": "30"}
        made = await alice.fill(f"{page_of(now)}/kriteria-baru", fields)
        assert "Baru di materi ini 30" in made.words
        _status, told = await call(alice, "GET", f"/workshops/{now.id}/selection")
    assert [one["full_name"] for one in told["waiting"]][-3:] == ["Hendra", "Dwi", "Eka"]


# Notes

WORDS = "Sudah punya mesin bubut, siap mengajar tetangga."


async def remarks(panitia: Office, of: Workshop, row: Row, words: str, seen: str, by: Any = YULI) -> Any:
    return await panitia.db.run(selection.score, panitia.now, by, of.id, [], [Remark(row.id, words, seen)])


async def test_a_note_stands_on_the_sheet_and_nobody_else_reads_it(site: Site, keys: Keys) -> None:
    batok = chooses()
    await with_criteria(site.panitia, batok)
    hendra, dwi = await asked(site, batok, "Hendra", "Dwi")
    sheet = f"{page_of(batok)}/nilai"
    async with site.organizer() as alice, site.visitor() as visitor, site.organizer(Role.ADMIN) as admin:
        said = {f"n.{hendra.id}": f"  {WORDS}  ", f"v.{hendra.id}": "", f"n.{dwi.id}": "", f"v.{dwi.id}": ""}
        kept = await alice.fill(sheet, said)
        assert "1 isian disimpan." in kept.words and f"Catatan: {WORDS}" in kept.words
        again = await alice.get(sheet)
        assert WORDS in again.text and "ditulis" in again.words
        assert WORDS in (await alice.get(f"{page_of(batok)}/penilaian.csv")).text
        long = await alice.fill(
            sheet, {f"n.{dwi.id}": "a" * 301, f"n.{hendra.id}": "lain", f"v.{hendra.id}": WORDS}
        )
        assert long.status == 422 and "paling banyak 300 huruf" in long.words
        assert "a" * 301 in long.text and ">lain</textarea>" in long.text, "all that was typed stays"
        nik = await alice.fill(sheet, {f"n.{dwi.id}": "NIK-nya 1902 0145 0580 9991"})
        assert nik.status == 422 and "Jangan tulis NIK" in nik.words
        path = f"/pendaftaran/{keys.decrypt(hendra.manage_sealed, purpose='manage_code')}"
        assert WORDS not in (await visitor.get(path)).text
        assert WORDS in (await visitor.get(f"{path}/data")).text, "it is their own data (UU 27/2022 pasal 7)"
        other = f"/pendaftaran/{keys.decrypt(dwi.manage_sealed, purpose='manage_code')}"
        for public in (f"/bimtek/{batok.slug}", other, f"{other}/data"):
            assert WORDS not in (await visitor.get(public)).text
        assert "Catatan seleksi ditulis" in (history := await admin.get("/kelola/peserta/riwayat")).words
        assert WORDS not in history.text
    assert WORDS not in "".join(await site.panitia.events())
    await site.panitia.db.run(erasing.erase, site.panitia.now, YULI, hendra.id)
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from score_note") == 0


async def test_two_who_write_at_once_do_not_overwrite_each_other(site: Site) -> None:
    batok = chooses()
    await with_criteria(site.panitia, batok)
    (hendra,) = await asked(site, batok, "Hendra")
    assert await remarks(site.panitia, batok, hendra, "satu", "") == (1, [])
    kept, (lost,) = await remarks(site.panitia, batok, hendra, "dua", "", BUDI)
    assert (kept, lost.note, lost.by_name) == (0, "satu", YULI.name)
    async with site.organizer() as alice:
        shown = await alice.fill(
            f"{page_of(batok)}/nilai", {f"n.{hendra.id}": "tiga", f"v.{hendra.id}": "nol"}
        )
        assert shown.status == 409 and f"Hendra, catatan {YULI.name}: satu" in shown.words
        assert ">tiga</textarea>" in shown.text and 'value="satu"' in shown.text, "to be saved again, seen"
    assert await remarks(site.panitia, batok, hendra, "", "satu") == (1, [])
    assert (await remarks(site.panitia, batok, hendra, "", "satu"))[0] == 0
    with pytest.raises(NotPossible):
        await remarks(site.panitia, batok, hendra._replace(id=new_id()), "x", "")


async def test_control_a_note_that_does_not_look_is_lost(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = score_notes.WRITE.replace("where score_note.note = $3", "where true or $3 = ''")
    monkeypatch.setattr(score_notes, "WRITE", careless)
    batok = chooses()
    await with_criteria(panitia, batok)
    row = await panitia.signs_up(batok)
    await remarks(panitia, batok, row, "satu", "")
    assert await remarks(panitia, batok, row, "dua", "", BUDI) == (1, []), (
        "the first is gone and nobody knows"
    )


# Filters


async def five(site: Site) -> tuple[Workshop, dict[str, Row]]:
    """Three seats; Ani and Budi of Membalong, Budi and Eka on a list; Dwi is approved, Citra from afar."""
    batok = chooses(3)
    await with_criteria(site.panitia, batok)
    panitia = site.panitia
    code = groups.new_code(panitia.keys)
    contact = Contact("Penyuluh", "6281299900777", role="adviser")
    await panitia.db.run(groups.nominate, panitia.now, YULI, code, batok.id, contact, 9, None)
    await panitia.db.run(groups.declare, panitia.now, code.id)
    rows = {}
    for name, district, group in (
        ("Ani", "19.02.02", None), ("Budi", "19.02.02", code.id), ("Citra", "", None),
        ("Dwi", "19.02.01", None), ("Eka", "19.01.01", code.id),
    ):  # fmt: skip
        who = person(full_name=name, district_code=district)
        rows[name] = await panitia.signs_up(batok, who, group_id=group)
    given = [selection.Given(rows[name].id, PRODUCT.key, at, None) for name, at in (("Ani", 1), ("Citra", 5))]
    await panitia.db.run(selection.score, panitia.now, YULI, batok.id, given)
    await panitia.db.run(office.approve, panitia.now, YULI, rows["Dwi"].id)
    return batok, rows


async def test_the_order_is_narrowed_and_keeps_its_places(site: Site) -> None:
    batok, rows = await five(site)
    expected = {
        "": {"Citra": 1, "Ani": 2, "Budi": 3, "Eka": 4},
        "asal=19.02.02": {"Ani": 2, "Budi": 3},
        "asal=19.02": {"Ani": 2, "Budi": 3},
        "asal=luar": {"Citra": 1},
        "tampil=kursi": {"Citra": 1, "Ani": 2},
        "tampil=diusulkan": {"Budi": 3, "Eka": 4},
        "tampil=belum": {"Budi": 3, "Eka": 4},
        "keputusan=semua": {"Citra": 1, "Ani": 2, "Budi": 3, "Dwi": 4, "Eka": 5},
        "asal=19.02&tampil=diusulkan": {"Budi": 3},
        "asal=99.99.99": {},
    }
    async with site.organizer() as alice:
        for narrow, places in expected.items():
            _status, told = await call(alice, "GET", f"/workshops/{batok.id}/selection?{narrow}")
            assert {one["full_name"]: one["place"] for one in told["waiting"]} == places, narrow
            page = await alice.get(f"{page_of(batok)}?{narrow}")
            named = set(re.findall(r'/orang/[0-9a-f-]+">(\w+)</a>', page.text))
            assert named == set(places), narrow
            if narrow != "keputusan=semua":
                sheet = await alice.get(f"{page_of(batok)}/nilai?{narrow}")
                assert {name for name in rows if name in sheet.words} == set(places), narrow
        file = (await alice.get(f"{page_of(batok)}/penilaian.csv?asal=19.02.02")).text
        assert "Ani" in file and "Budi" in file and "Citra" not in file and "Dwi" not in file
        assert (await call(alice, "GET", f"/workshops/{batok.id}/selection?tampil=semua"))[0] == 422
        everything = await alice.get(f"{page_of(batok)}?keputusan=semua")
        assert everything.text.count('name="chosen"') == 4, "about Dwi it is decided"


async def test_who_is_asked_about_is_who_was_shown(site: Site) -> None:
    batok, rows = await five(site)
    many = f"/kelola/peserta/{batok.id}/banyak"
    async with site.organizer() as alice:
        page = await alice.get(f"{page_of(batok)}?asal=19.02.02")
        assert "Setujui yang teratas dari yang disaring" in page.words
        ask = await alice.get(f"{many}?act=setujui&teratas=1&asal=19.02.02")
        assert re.findall(r'name="chosen" value="([^"]+)"', ask.text) == [str(rows["Ani"].id)]
        rest = await alice.get(f"{many}?act=tolak&sisanya=1&tampil=diusulkan")
        chosen = re.findall(r'name="chosen" value="([^"]+)"', rest.text)
        assert set(chosen) == {str(rows["Budi"].id), str(rows["Eka"].id)}


# Two at once


async def approve_at_once(panitia: Office, seats_there: int, people: int) -> Mapping[State, int]:
    """Two members of staff approve everybody, each beginning at another end."""
    batok = chooses(seats_there)
    await panitia.hears(batok)
    rows = [await panitia.signs_up(batok) for _ in range(people)]

    async def one(by: Any, line: list[Row]) -> None:
        for row in line:
            await panitia.db.run(office.approve, panitia.now, by, row.id)

    half = people // 2
    await asyncio.gather(one(YULI, rows[:half]), one(BUDI, rows[half:]))
    return await panitia.states(batok)


async def test_two_who_approve_at_once_give_no_more_than_the_seats(panitia: Office) -> None:
    assert await approve_at_once(panitia, 3, 12) == {State.CONFIRMED: 3, State.WAITLISTED: 9}


async def test_control_who_approves_without_the_lock_and_the_guard_gives_more(
    panitia: Office, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read the row before either counts. The row's lock, the guarded update and the constraint each
    prevent it: the variant is without all three."""
    both_looked, looks = asyncio.Barrier(2), 0
    usual = seats.lock

    async def look_together(tx: Tx, ids: Any) -> Any:
        nonlocal looks
        looks += 1
        found = await usual(tx, ids)
        if looks <= 2:
            await both_looked.wait()
        return found

    batok = chooses(1)
    await panitia.hears(batok)
    rows = [await panitia.signs_up(batok) for _ in range(2)]
    await execute(dsn, "alter table registration.seat drop constraint seat_never_oversold")
    monkeypatch.setattr(seats, "LOCK", seats.LOCK.replace("for update", ""))
    monkeypatch.setattr(
        seats, "COUNTED", seats.COUNTED.replace("seat.taken + change.taken <= seat.seats", "true")
    )
    monkeypatch.setattr(
        seats, "COUNT", seats.COUNT.replace("seat.taken + change.taken <= seat.seats", "true")
    )
    monkeypatch.setattr(seats, "lock", look_together)
    pairs = zip((YULI, BUDI), rows, strict=True)
    await asyncio.gather(
        *(panitia.db.run(office.approve, panitia.now, by, row.id) for by, row in pairs),
        return_exceptions=True,
    )
    assert await panitia.states(batok) == {State.CONFIRMED: 2}, "one seat, two people"
