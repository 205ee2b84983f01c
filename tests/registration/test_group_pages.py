"""The pages and calls of contact persons, and the office's page of them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from services.registration.actions import questions, reaching, retention
from services.registration.actions.sign_up import Admitted
from services.registration.domain.questions import Kind, Question
from services.registration.web.trap import TRAP
from shared.clock import MovedClock
from shared.events.scheduling import NikRule, Role, SignUp, Workshop
from shared.ids import new_id
from shared.mail import MailResult
from tests.registration.test_groups import SARI, YULI, add, made
from tests.support.registration import OFFICE, newer, person, workshop
from tests.support.registration_site import Answer, Site, Visitor
from tests.support.traces import places

SARI_TYPES = {
    "name": "Sari Penyuluh",
    "phone": "0812 9990 0777",
    "email": "sari@contoh.example",
    "role": "adviser",
    "institution": "Desa Contoh",
    "acting": "1",
}
OWN = {"Sec-Fetch-Site": "same-origin"}


def rows(*people: tuple[str, str], **more: str) -> dict[str, str]:
    """What a filled form sends: name and sex of each."""
    fields = {"district_code": "19.02.01", **more}
    for number, (name, sex) in enumerate(people, start=1):
        fields |= {f"p{number}_full_name": name, f"p{number}_gender": sex}
    return fields


async def begun(sari: Visitor, of: Workshop) -> Answer:
    return await sari.fill(f"/bimtek/{of.slug}/daftar-beberapa", SARI_TYPES)


async def call(who: Visitor, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
    headers = {**OWN, "Origin": str(who.session._base_url).rstrip("/")}
    headers |= {"Idempotency-Key": key} if key else {}
    async with who.session.request(
        method, f"/api/v1/registration{path}", json=body, headers=headers
    ) as answered:
        return answered.status, json.loads(await answered.text() or "null")


async def test_an_adviser_signs_a_village_up_without_javascript(site: Site) -> None:
    belitung = workshop(2)
    await site.panitia.hears(belitung)
    async with site.visitor() as sari:
        assert "Daftarkan beberapa orang" in (await sari.get(f"/bimtek/{belitung.slug}")).words
        page = await begun(sari, belitung)
        assert re.fullmatch(r"/kelompok/[0-9A-Z]{26}", page.url), page.url
        assert "Belum ada orang di daftar ini." in page.words and "0 dari 50 orang" in page.words
        assert 'name="robots" content="noindex' in page.text
        assert 'og:title" content="Bimtek"' in page.text
        many = await sari.fill(
            page.url, rows(("Siti Aminah", "P"), ("Budi", ""), ("Rusdi", "L"), ("Mina", "P"))
        )
        assert many.status == 422 and "3 orang didaftarkan." in many.words
        assert 'name="p1_full_name" type="text" value="Budi"' in many.text, "the fault stays, as typed"
        assert "Siti Aminah" in many.words and "Daftar tunggu, urutan ke-1" in many.words
        done = await sari.post(page.url, {"form_token": many.token(), **rows(("Budi", "L"))})
        assert done.status == 200 and "1 orang didaftarkan." in done.words and "urutan ke-2" in done.words
        card = re.findall(r"/pendaftaran/[0-9A-Z]{26}", done.text)[0]
        assert "Siti Aminah" in (await sari.get(card)).words
        change = await sari.get(f"{card}/ubah")
        fields = {"full_name": "Siti Aminah", "gender": "P", "district_code": "19.02.01", "phone": ""}
        saved = await sari.post(f"{card}/ubah", {"form_token": change.token(), **fields})
        assert "Data Anda sudah diperbarui." in saved.words, "still without a phone"
        path = re.findall(r"/kelompok/[0-9A-Z]{26}/orang/[0-9a-f-]{36}/batal", done.text)[0]
        ask = await sari.get(path)
        assert "Batalkan pendaftaran Siti Aminah?" in ask.words
        gone = await sari.post(path, {"form_token": ask.token()})
        assert "Pendaftaran itu sudah dibatalkan." in gone.words and "3 dari 50 orang" in gone.words
        assert "urutan ke-1" in gone.words and "urutan ke-2" not in gone.words, "a seat moved on"


async def test_what_is_wrong_is_told_and_everything_typed_stays(site: Site) -> None:
    belitung = workshop(9, nik=NikRule.REQUIRED)
    await site.panitia.hears(belitung)
    async with site.visitor() as sari:
        start = await sari.fill(f"/bimtek/{belitung.slug}/daftar-beberapa", {"name": "Sari"})
        assert start.status == 422 and "Centang pernyataan" in start.words
        page = await begun(sari, belitung)
        nothing = await sari.fill(page.url, rows())
        assert nothing.status == 422 and "Tulis paling sedikit satu orang." in nothing.words
        wrong = await sari.fill(
            page.url, {**rows(("Siti", "P"), p1_phone="12", p1_nik="1"), "district_code": ""}
        )
        assert wrong.status == 422 and "NIK terdiri dari 16 angka" in wrong.words
        assert "Orang ke-1: Nomor HP tidak lengkap" in wrong.words and "Pilih kecamatan" in wrong.words
        assert 'value="12"' in wrong.text
        more = await sari.fill(page.url, {**rows(("Siti", "P")), "more": "1"})
        assert more.status == 200 and 'value="Siti"' in more.text and "p10_full_name" in more.text
        trapped = await sari.fill(page.url, {**rows(("Siti", "P")), TRAP: "x"})
        assert "Siti" not in trapped.words
        one = await sari.fill(f"{page.url}/tambah", {"full_name": "Siti", "gender": "P"})
        assert one.status == 422 and "isian yang perlu diperbaiki" in one.words
    assert await site.panitia.states(belitung) == {}


async def test_a_link_nobody_knows_and_a_person_of_another_list(site: Site) -> None:
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    stranger = await site.panitia.signs_up(belitung)
    async with site.visitor() as sari:
        assert (await sari.get(f"/kelompok/{'A' * 26}")).status == 404
        page = await begun(sari, belitung)
        assert (await sari.get(f"{page.url}/orang/{stranger.id}/batal")).status == 404
        code = page.url.rpartition("/")[2]
        status, _none = await call(sari, "POST", f"/groups/{code}/people/{stranger.id}/cancel")
        assert status == 404


async def test_an_office_makes_a_link_and_its_contact_fills_it(site: Site) -> None:
    belitung = workshop(5, sign_up=SignUp.NOMINATION)
    await site.panitia.hears(belitung)
    office = f"/kelola/peserta/{belitung.id}/narahubung"
    async with site.organizer() as alice, site.visitor() as sari:
        assert belitung.slug not in (await sari.get("/")).text, "unlisted"
        closed = await sari.get(f"/bimtek/{belitung.slug}/daftar-beberapa")
        assert "Peserta diusulkan oleh narahubung" in closed.words and 'name="acting"' not in closed.text
        assert "Belum ada narahubung." in (await alice.get(office)).words
        past = await alice.fill(office, {**SARI_TYPES, "most": "2", "deadline": "2017-01-01T00:00"})
        assert past.status == 422 and "Pilih waktu yang akan datang" in past.words
        link = await alice.fill(office, {**SARI_TYPES, "most": "2", "deadline": "2017-04-20T12:00"})
        assert "Tautan dibuat." in link.words and "0 dari 2" in link.words
        assert "wa.me/6281299900777?text=" in link.text
        path = re.findall(r"/kelompok/[0-9A-Z]{26}", link.text)[0]
        first = await sari.get(path)
        assert "Sebelum mendaftarkan" in first.words and "Kamis, 20 April 2017 pukul 12.00 WIB" in first.words
        refused = await sari.fill(path, {}, f"{path}/pernyataan")
        assert refused.status == 422 and "Centang pernyataan" in refused.words
        await sari.fill(path, {"acting": "1"}, f"{path}/pernyataan")
        full = await sari.fill(path, rows(("Siti", "P"), ("Budi", "L"), ("Rusdi", "L")))
        assert full.status == 422 and "Kuota daftar Anda sudah penuh." in full.words
        assert "2 dari 2 orang" in full.words
        shown = await alice.get(link.url)
        assert "Siti" in shown.words and "2 dari 2" in shown.words and "Kuota penuh" in shown.words
        saved = await alice.fill(link.url, {"most": "3"})
        assert "Kuota dan batas waktu disimpan." in saved.words
        again = await alice.post(f"{link.url}/tautan", {"form_token": saved.token()})
        assert "Tautan dikirim lagi lewat email." in again.words
        ask = await alice.get(f"{link.url}/tarik")
        assert "2 orang yang sudah terdaftar tetap terdaftar" in ask.words
        gone = await alice.post(f"{link.url}/tarik", {"form_token": ask.token()})
        assert "Tautan ditarik." in gone.words and path not in gone.text
        assert "Panitia menarik tautan ini." in (await sari.get(path)).words
    async with site.organizer(Role.VIEWER) as viewer:
        assert path not in (await viewer.get(link.url)).text, "who only reads does not get the link"
    async with site.organizer(office_id=new_id()) as other:
        assert (await other.get(link.url)).status == 404 and (await other.get(office)).status == 404
    async with site.organizer(Role.ADMIN) as admin:
        history = await admin.get("/kelola/peserta/riwayat")
        for word in ("dibuat", "ditarik", "dikirim lagi"):
            assert f"Tautan narahubung {word}" in history.words


async def test_one_by_one_where_an_answer_must_be_given(site: Site) -> None:
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    asked = Question(key="", kind=Kind.SHORT, label="Ukuran baju?", required=True)
    await site.panitia.db.run(questions.add, YULI, belitung.id, asked)
    async with site.visitor() as sari:
        page = await begun(sari, belitung)
        assert "orang ditambahkan satu per satu" in page.words and "p1_full_name" not in page.text
        fields = {"full_name": "Siti", "gender": "P", "district_code": "19.02.01"}
        missing = await sari.fill(f"{page.url}/tambah", fields)
        assert missing.status == 422 and "Jawab “Ukuran baju?”" in missing.words
        name = re.findall(r'name="(q_[a-z0-9_]+)"', missing.text)[0]
        added = await sari.fill(f"{page.url}/tambah", {**fields, name: "L"})
        assert "1 orang didaftarkan." in added.words and added.url == page.url


async def test_programs_do_the_same(site: Site) -> None:
    belitung, closed = workshop(2), workshop(2, sign_up=SignUp.NOMINATION)
    await site.panitia.hears(belitung, closed)
    siti = {"full_name": "Siti", "gender": "P", "district_code": "19.02.01"}
    async with site.visitor() as sari, site.organizer() as alice:
        path = f"/workshops/{belitung.slug}/groups"
        status, group = await call(sari, "POST", path, SARI_TYPES, "one")
        assert status == 201 and group["declared"] and group["left"] == 50
        assert (await call(sari, "POST", path, SARI_TYPES, "one"))[1] == group
        assert (await call(sari, "POST", f"/workshops/{closed.slug}/groups", SARI_TYPES, "two"))[0] == 409
        own = f"/groups/{group['url'].rpartition('/')[2]}"
        people = [siti, {**siti, "full_name": "Budi"}, {**siti, "full_name": "Rusdi"}]
        status, added = await call(sari, "POST", f"{own}/people", {"people": people}, "a")
        assert status == 200 and [one["state"] for one in added["outcomes"]] == ["confirmed"] * 2 + [
            "waitlisted"
        ]
        assert (await call(sari, "POST", f"{own}/people", {"people": people}, "a"))[1] == added
        wrong = {"people": [siti, {**siti, "answers": {"q_none": "x"}}]}
        status, told = await call(sari, "POST", f"{own}/people", wrong, "b")
        assert status == 422 and "people.1.answers.q_none" in json.dumps(told)
        first = added["outcomes"][0]["registration_id"]
        status, left = await call(sari, "POST", f"{own}/people/{first}/cancel")
        assert status == 200 and [one["state"] for one in left["people"]] == [
            "cancelled",
            "confirmed",
            "confirmed",
        ]
        lists = f"/workshops/{closed.id}/contact-persons"
        wish = {key: value for key, value in SARI_TYPES.items() if key != "acting"} | {"most": 1}
        status, link = await call(alice, "POST", lists, wish, "make")
        assert status == 201 and (await call(alice, "POST", lists, wish, "make"))[1] == link
        code = link["url"].rpartition("/")[2]
        status, refused = await call(sari, "POST", f"/groups/{code}/people", {"people": [siti]}, "c")
        assert refused["outcomes"][0]["refused"].startswith("Centang dahulu pernyataan")
        assert (await call(sari, "POST", f"/groups/{code}/declaration", {"acting": "1"}))[1]["declared"]
        status, got = await call(sari, "POST", f"/groups/{code}/people", {"people": [siti, siti]}, "d")
        assert [one["state"] for one in got["outcomes"]] == ["confirmed", None] and got["left"] == 0
        one = f"/contact-persons/{link['id']}"
        assert (await call(alice, "PUT", f"{one}/terms", {"most": 4}))[1]["left"] == 3
        assert (await call(alice, "PUT", f"{one}/terms", {"most": 4, "deadline": "9999-12-31T23:59:59Z"}))[
            0
        ] == 422
        assert (await call(alice, "POST", f"{one}/link"))[0] == 200
        assert (await call(alice, "POST", f"{one}/withdraw"))[1]["withdrawn"]
        assert (await call(alice, "POST", f"{one}/link"))[0] == 409
        assert [one["name"] for one in (await call(alice, "GET", lists))[1]["groups"]] == ["Sari Penyuluh"]
    async with site.organizer(office_id=new_id()) as other:
        assert (await call(other, "POST", f"{one}/withdraw"))[0] == 404
        assert (await call(other, "GET", lists))[0] == 404


async def test_a_sealed_answer_sent_twice_is_one_person(site: Site) -> None:
    """Sealing makes the same answer look different each time: what was typed tells that it is the same."""
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    secret = Question("sakit", Kind.SHORT, "Penyakit yang perlu kami tahu", sensitive=True)
    await site.panitia.db.run(questions.add, YULI, belitung.id, secret)
    site.forget_what_was_read()
    async with site.visitor() as sari:
        page = await begun(sari, belitung)
        form = await sari.get(f"{page.url}/tambah")
        key = form.text.split('name="q_')[1].split('"')[0]
        siti = {"full_name": "Siti", "phone": "", "gender": "P", "district_code": "19.02.01", "consent": "1"}
        fields = {"form_token": form.token(), **siti, f"q_{key}": "Asma"}
        for _press in range(2):
            told = await sari.post(f"{page.url}/tambah", fields)
            assert "1 orang didaftarkan." in told.words
        code = page.url.rpartition("/")[2]
        one = {
            "full_name": "Budi",
            "gender": "L",
            "district_code": "19.02.01",
            "answers": {f"q_{key}": "Asma"},
        }
        calls = [await call(sari, "POST", f"/groups/{code}/people", {"people": [one]}, "x") for _ in range(2)]
        assert calls[0][0] < 300 and calls[0] == calls[1], calls
    assert sum((await site.panitia.states(belitung)).values()) == 2


async def test_the_office_filters_its_people_by_list(site: Site) -> None:
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung)
    await add(site.panitia, group, person(full_name="Siti"))
    await site.panitia.signs_up(belitung, person(full_name="Hendra"))
    path = f"/kelola/peserta/{belitung.id}"
    async with site.organizer() as alice:
        listed = await alice.get(f"{path}?narahubung={group.id}&kolom=narahubung")
        assert "Siti" in listed.words and "Hendra" not in listed.words and "Sari Penyuluh" in listed.words
        everybody = await alice.get(f"{path}?kolom=narahubung")
        assert "Siti" in everybody.words and "Hendra" in everybody.words
        assert (await alice.get(f"{path}/peserta.csv")).text.count("Sari Penyuluh") == 1
        call_path = f"/workshops/{belitung.id}/participants?narahubung={group.id}"
        (_status, told) = await call(alice, "GET", call_path)
        assert [one["group_id"] for one in told["items"]] == [str(group.id)]


async def test_whoever_is_on_a_list_reads_who_put_them_there_until_the_list_is_too_old(
    site: Site, clock: MovedClock
) -> None:
    belitung, db = workshop(5), site.panitia.db
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung)
    (put,) = await add(site.panitia, group, person(full_name="Siti"))
    assert isinstance(put, Admitted)
    own = "/pendaftaran/" + site.panitia.keys.decrypt(put.manage_sealed, purpose="manage_code")
    async with site.organizer() as alice:
        person_page = await alice.get(f"/kelola/peserta/orang/{put.registration_id}")
        assert "Didaftarkan oleh Sari Penyuluh , 0812-9990-0777" in person_page.words
        assert f"/narahubung/{group.id}" in person_page.text
    async with site.visitor() as siti:
        assert "Didaftarkan oleh Sari Penyuluh, Desa Contoh" in (await siti.get(f"{own}/data")).words
        told = json.loads((await siti.get(f"{own}/data.json")).text)
        assert told["signed_up_by"] == "Sari Penyuluh, Desa Contoh" and SARI.phone not in str(told)
        clock.move_to(belitung.ends_at + timedelta(days=20 * 366))
        while await db.run(retention.retire, clock.now(), OFFICE):
            pass
        assert await places(db, ("sari", SARI.phone)) == []
        assert "Sari" not in (await siti.get(f"{own}/data")).words


async def test_a_deadline_and_a_cancelled_workshop_close_the_list(site: Site) -> None:
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung)
    path = "/kelompok/" + site.panitia.keys.decrypt(group.code_sealed, purpose="group_code")
    await site.panitia.hears(newer(belitung, sign_up_closes_at=site.panitia.now))
    async with site.visitor() as sari:
        page = await sari.get(path)
        assert "Pendaftaran sudah ditutup." in page.words and "p1_full_name" not in page.text
        assert (await sari.get(f"{path}/tambah")).url == path


async def test_a_deadline_that_is_over_is_refused_by_page_and_call_alike(
    site: Site, clock: MovedClock
) -> None:
    """One that is over already may stay while the quota is changed."""
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung, deadline=datetime(2017, 4, 10, 5, 0, 30, tzinfo=UTC))
    page = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    terms = f"/contact-persons/{group.id}/terms"
    over = ("2017-04-10T12:00", "2017-04-10T05:00:30Z")  # the same moment, on the page and in a call
    past = ("2017-04-09T12:00", "2017-04-09T05:00:00Z")
    async with site.organizer() as alice:
        clock.move_to(datetime(2017, 4, 12, tzinfo=UTC))
        for number, (local, moment) in enumerate((over, past), start=3):
            shown = await alice.fill(page, {"most": str(number), "deadline": local})
            status, told = await call(alice, "PUT", terms, {"most": number + 10, "deadline": moment})
            said = "Pilih waktu yang akan datang"
            if (local, moment) == over:
                assert (shown.status, status, told["most"]) == (200, 200, 13)
                assert told["deadline"] == "2017-04-10T05:00:30Z", "not even its seconds changed"
            else:
                assert (shown.status, status) == (422, 422)
                assert said in shown.words and said in json.dumps(told)


async def test_a_list_refused_by_the_mail_server_is_told_to_the_office(site: Site) -> None:
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung)
    refused = MailResult("group_link", group.subject, "made", SARI.email, "refused", "550 no such user")
    await site.panitia.db.run(reaching.on_mail, site.panitia.now, refused)
    async with site.organizer() as alice:
        page = await alice.get(f"/kelola/peserta/{belitung.id}/narahubung/{group.id}")
        assert "Email tidak sampai" in page.words and "Kirim lagi lewat email" not in page.words
