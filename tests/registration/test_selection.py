"""An office chooses: what counts, who has how many points, who is approved, and the list that stays."""

from __future__ import annotations

import asyncio
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pypdfium2
import pytest

from services.registration.actions import erasing, office, selection
from services.registration.actions.office import By
from services.registration.actions.selection import Given
from services.registration.domain.selection import Criterion, Kind
from services.registration.store import selection as store
from services.registration.store.registrations import Row
from shared.crypto import Keys
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role, SignUp, Workshop
from shared.ids import new_id
from tests.registration.test_quotas import YULI
from tests.registration.test_seats_page import call
from tests.support.registration import OFFICE, Office, person, session, workshop
from tests.support.registration_site import Site

PRODUCT = Criterion("produk", Kind.HAND, "Produk cocok", 50)
NEW = Criterion("baru", Kind.NEW, "Peserta baru", 20)
BUDI = replace(YULI, who=f"Staff/{UUID(int=8)}", name="Budi")


def chooses(capacity: int = 2, **given: Any) -> Workshop:
    return workshop(capacity, sign_up=SignUp.APPROVAL, **given)


def page_of(of: Workshop) -> str:
    return f"/kelola/peserta/{of.id}/seleksi"


async def asked(site: Site, of: Workshop, *names: str, **given: Any) -> list[Row]:
    return [await site.panitia.signs_up(of, person(full_name=name, **given)) for name in names]


async def gives(panitia: Office, of: Workshop, row: Row, points: int | None, seen: int | None, by: By) -> Any:
    given = [Given(row.id, PRODUCT.key, points, seen)]
    return await panitia.db.run(selection.score, panitia.now, by, of.id, given)


async def test_an_office_chooses_by_points_and_prints_the_list(site: Site) -> None:
    days = (session(datetime(2017, 4, 10, 1, 0, tzinfo=UTC)),)
    earlier, batok = workshop(5, title="Bimtek Gula Aren", sessions=days), chooses()
    await site.panitia.hears(earlier, batok)
    trained = person(full_name="Hendra Trained")
    await site.panitia.signs_up(earlier, trained)
    old = await site.panitia.signs_up(batok, trained)
    rukmini, suyatno, dwi = await asked(site, batok, "Rukmini", "Suyatno", "Dwi", business_name="Batok Jaya")
    async with site.organizer() as alice:
        empty = await alice.get(page_of(batok))
        assert "Belum ada kriteria." in empty.words and "4 orang menunggu keputusan" in empty.words
        form = f"{page_of(batok)}/kriteria-baru"
        wrong = await alice.fill(form, {"label": "Asal", "kind": "district", "weight": "5"})
        assert wrong.status == 422 and "Pilih paling sedikit satu yang dihitung." in wrong.words
        await alice.fill(form, {"label": "Peserta baru", "kind": "new", "weight": "20"})
        twice = await alice.fill(form, {"label": "Baru lagi", "kind": "new", "weight": "1"})
        assert twice.status == 422 and "Kriteria ini sudah ada." in twice.words
        made = await alice.fill(form, {"label": "Produk cocok", "kind": "hand", "weight": "50"})
        assert "Peserta baru 20" in made.words and "Belum dinilai 4" in made.words
        sheet = await alice.get(f"{page_of(batok)}/nilai")
        boxes = re.findall(r'name="(s\.([0-9a-f-]{36})\.\w+)"', sheet.text)
        wanted = {str(old.id): "5", str(rukmini.id): "2", str(dwi.id): "4"}
        fields = {box: wanted.get(id, "") for box, id in boxes}
        seen = {f"w{box[1:]}": "" for box, _id in boxes}
        kept = await alice.post(f"{page_of(batok)}/nilai", {"form_token": sheet.token(), **fields, **seen})
        assert "3 isian disimpan." in kept.words
        order = re.findall(r"Hendra Trained|Rukmini|Suyatno|Dwi", kept.words.split("Urutan nilai")[1])
        assert list(dict.fromkeys(order)) == ["Dwi", "Hendra Trained", "Rukmini", "Suyatno"]  # 60, 50, 40, 20
        ask = await alice.get(f"/kelola/peserta/{batok.id}/banyak?act=setujui&teratas=2")
        assert "Setujui 2 orang?" in ask.words and "Rukmini" not in ask.words
        token = ask.token()
        chosen = re.findall(r'name="chosen" value="([^"]+)"', ask.text)
        assert chosen == [str(dwi.id), str(old.id)]
        path = f"/kelola/peserta/{batok.id}/banyak"
        await alice.post(path, {"form_token": token, "act": "setujui", "chosen": chosen})
        rest = await alice.get(f"{path}?act=tolak&sisanya=1")
        assert "2 orang belum terpilih?" in rest.words
        remaining = re.findall(r'name="chosen" value="([^"]+)"', rest.text)
        told = {"form_token": rest.token(), "act": "tolak", "chosen": remaining, "reason": "Kursi terbatas."}
        await alice.post(path, told)
        papers = await alice.fill(
            f"{page_of(batok)}/daftar", {"number": "5/SK/2017", "dated": "2017-04-20", "reserve": "1"}
        )
        assert "Daftar disimpan." in papers.words and "5/SK/2017" in papers.words
        pdf = await alice.get(f"{page_of(batok)}/daftar/1.pdf")
        text = pdf_text(pdf.body)
        assert "DAFTAR PESERTA TERPILIH" in text and "Dwi" in text and "Batok Jaya" in text
        assert "Rukmini" not in text and "versi 1" in text and "hal. 1 dari 1" in text
        assert (await alice.get(f"{page_of(batok)}/daftar/1.xlsx")).body[:2] == b"PK"
        assert (await alice.get(f"{page_of(batok)}/daftar/2.pdf")).status == 404
        file = await alice.get(f"{page_of(batok)}/penilaian.csv?keputusan=semua")
        assert "Dwi" in file.text and dwi.phone not in file.text and "6281" not in file.text
    states = [(await site.panitia.row(row.id)).state for row in (dwi, old, rukmini, suyatno)]
    assert states == [State.CONFIRMED, State.CONFIRMED, State.NOT_SELECTED, State.NOT_SELECTED]
    assert "not_selected" in await site.panitia.letters(rukmini)
    async with site.organizer(Role.ADMIN) as admin:
        history = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Kriteria seleksi diubah" in history and "Daftar peserta terpilih disimpan" in history


def pdf_text(body: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(body))
    return " ".join(
        "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\r", "\n").split()
    )


async def with_criteria(panitia: Office, of: Workshop) -> None:
    await panitia.hears(of)
    await panitia.db.run(selection.replace_all, YULI, of.id, [PRODUCT, NEW])


async def test_two_who_score_at_once_do_not_overwrite_each_other(panitia: Office) -> None:
    batok = chooses()
    await with_criteria(panitia, batok)
    row = await panitia.signs_up(batok)
    both = await asyncio.gather(
        gives(panitia, batok, row, 5, None, YULI), gives(panitia, batok, row, 1, None, BUDI)
    )
    assert sorted(kept for kept, _overtaken in both) == [0, 1]
    (lost,) = [overtaken for _kept, overtaken in both if overtaken]
    async with panitia.db.read() as tx:
        stands = await store.stands(tx, row.id, PRODUCT.key)
    assert (lost[0].points, lost[0].by_name) == stands
    kept, _none = await gives(panitia, batok, row, 3, lost[0].points, BUDI)
    assert kept == 1
    kept, overtaken = await gives(panitia, batok, row, None, 5, YULI)
    assert (kept, overtaken[0].points) == (0, 3)
    kept, _none = await gives(panitia, batok, row, None, 3, YULI)
    assert kept == 1


async def test_the_control_that_does_not_look_loses_a_score(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = store.SCORE.replace("where hand_score.points = $4", "where true or $4::int is null")
    monkeypatch.setattr(store, "SCORE", careless)
    batok = chooses()
    await with_criteria(panitia, batok)
    row = await panitia.signs_up(batok)
    await gives(panitia, batok, row, 5, None, YULI)
    kept, overtaken = await gives(panitia, batok, row, 1, None, BUDI)
    assert (kept, overtaken) == (1, []), "the five points are gone and nobody was told"


async def test_approved_at_once_are_never_more_than_the_seats(site: Site) -> None:
    batok = chooses(2)
    await with_criteria(site.panitia, batok)
    people = await asked(site, batok, "A a", "B b", "C c", "D d", "E e")
    body = {"act": "setujui", "ids": [str(row.id) for row in people]}
    async with site.organizer() as alice, site.organizer() as bob:
        path = f"/workshops/{batok.id}/decisions"
        answers = await asyncio.gather(*(call(who, "POST", path, body) for who in (alice, bob)))
    assert sum(told["done"] for _status, told in answers) == 5
    assert await site.panitia.states(batok) == {State.CONFIRMED: 2, State.WAITLISTED: 3}
    seats = await site.panitia.seats(batok)
    assert (seats.taken, seats.waiting) == (2, 3)


async def test_a_kept_list_stays_and_an_erased_name_leaves_it(site: Site, keys: Keys) -> None:
    batok = chooses(3)
    panitia = site.panitia
    await with_criteria(panitia, batok)
    hendra, dwi = await asked(site, batok, "Hendra", "Dwi")
    await gives(panitia, batok, hendra, 4, None, YULI)
    async with site.visitor() as visitor:
        code = keys.decrypt(hendra.manage_sealed, purpose="manage_code")
        assert "Produk cocok 4 dari 5" in (await visitor.get(f"/pendaftaran/{code}/data")).words
    for row in (hendra, dwi):
        await panitia.db.run(office.approve, panitia.now, YULI, row.id)
    day = date(2017, 4, 20)
    keep, now = selection.keep_list, panitia.now
    assert await panitia.db.run(keep, now, YULI, batok.id, "", day, False) == 1
    await panitia.db.run(office.cancel, panitia.now, YULI, dwi.id, "Sakit")
    assert await panitia.db.run(keep, now, YULI, batok.id, "", day, False) == 2
    await panitia.db.run(erasing.erase, panitia.now, YULI, hendra.id)

    async def papers(tx: Tx) -> list[store.Paper]:
        return await store.papers(tx, batok.id, OFFICE)

    newest, first = await panitia.db.run(papers)
    assert [one.name for one in first.chosen] == ["Dwi", ""] and [one.name for one in newest.chosen] == [""]
    async with panitia.db.read() as tx:
        assert await store.of_person(tx, hendra.id) == {}
        assert "Hendra" not in str(await tx.fetch("select chosen, reserve from decision_paper"))
    async with site.organizer() as alice:
        text = pdf_text((await alice.get(f"{page_of(batok)}/daftar/1.pdf")).body)
        assert "data sudah dihapus" in text and "Dwi" in text


async def test_nobody_else_scores_or_reads(site: Site) -> None:
    batok = chooses()
    await with_criteria(site.panitia, batok)
    (hendra,) = await asked(site, batok, "Hendra")
    score = {"scores": [{"registration_id": str(hendra.id), "criterion": "produk", "points": 5}]}
    base = f"/workshops/{batok.id}/selection"
    async with site.organizer(office_id=new_id()) as charlie:
        for path in ("", "/nilai", "/kriteria-baru", "/kriteria/baru", "/daftar", "/daftar/1.pdf"):
            assert (await charlie.get(page_of(batok) + path)).status == 404, path
        for method, path, body in (
            ("GET", "", None),
            ("PUT", "/criteria", {"criteria": []}),
            ("POST", "/scores", score),
            ("POST", "/lists", {"dated": "2017-04-20"}),
        ):
            assert (await call(charlie, method, base + path, body))[0] == 404, path
    async with site.organizer(Role.VIEWER) as viewer:
        assert "Hendra" in (await viewer.get(page_of(batok))).words
        assert (await viewer.get(f"{page_of(batok)}/nilai")).status == 403


async def test_programs_choose_the_same(site: Site) -> None:
    batok, other = chooses(), chooses(class_label="Kelas B")
    await site.panitia.hears(batok, other)
    _hendra, dwi = await asked(site, batok, "Hendra", "Dwi")
    base = f"/workshops/{batok.id}/selection"
    rules = [
        {"kind": "hand", "label": "Produk cocok", "weight": 50},
        {"kind": "woman", "label": "P", "weight": 5},
    ]
    async with site.organizer() as alice:
        status, told = await call(alice, "PUT", f"{base}/criteria", {"criteria": rules})
        assert status == 200 and told["best"] == 55 and told["waiting"][0]["parts"] == [None, 5]
        key = told["criteria"][0]["key"]
        given = [{"registration_id": str(dwi.id), "criterion": key, "points": 5}]
        status, told = await call(alice, "POST", f"{base}/scores", {"scores": given})
        assert (status, told["kept"]) == (200, 1)
        status, told = await call(alice, "POST", f"{base}/scores", {"scores": given})
        assert told["kept"] == 0 and told["overtaken"][0]["points"] == 5
        status, told = await call(alice, "GET", base)
        assert [one["full_name"] for one in told["waiting"]] == ["Dwi", "Hendra"]
        unknown = [{"registration_id": str(new_id()), "criterion": key, "points": 5}]
        assert (await call(alice, "POST", f"{base}/scores", {"scores": unknown}))[0] == 409
        assert (await call(alice, "POST", f"{base}/lists", {"dated": "2017-04-20"}))[0] == 409
        bad = [{"kind": "district", "label": "Asal", "weight": 5}]
        assert (await call(alice, "PUT", f"{base}/criteria", {"criteria": bad}))[0] == 422
        copied = await alice.fill(page_of(other), {"source_id": str(batok.id)}, f"{page_of(other)}/salin")
        assert "Kriteria disalin." in copied.words and "Produk cocok" in copied.words
        assert json.loads((await alice.get(f"/api/v1/registration{base}/lists")).text) == {"papers": []}
