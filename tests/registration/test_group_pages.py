"""The pages and calls by which a contact person signs others up."""

from __future__ import annotations

import json
import re
from typing import Any

from services.registration.actions import questions
from services.registration.domain.questions import Kind, Question
from services.registration.web.trap import TRAP
from shared.events.scheduling import NikRule, SignUp, Workshop
from shared.ids import new_id
from tests.registration.test_groups import YULI, made
from tests.support.registration import newer, workshop
from tests.support.registration_site import Answer, Site, Visitor

SARI_TYPES = {
    "name": "Sari Penyuluh",
    "phone": "0812 9990 0777",
    "email": "sari@contoh.example",
    "role": "adviser",
    "institution": "Desa Contoh",
    "acting": "1",
}
PROGRAM_SAYS = {"full_name": "Siti", "gender": "P", "district_code": "19.02.01"}
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


async def refuses_the_key(who: Visitor, path: str, body: Any, key: str) -> None:
    """The key was used here with another content: the answer of every call, in words that name the key."""
    status, problem = await call(who, "POST", path, body, key)
    assert status == 422 and "Idempotency-Key" in problem["detail"], problem


async def test_programs_sign_up_and_cancel_as_the_pages_do(site: Site) -> None:
    belitung, closed = workshop(2), workshop(2, sign_up=SignUp.NOMINATION)
    await site.panitia.hears(belitung, closed)
    siti = PROGRAM_SAYS
    async with site.visitor() as sari:
        path = f"/workshops/{belitung.slug}/groups"
        status, group = await call(sari, "POST", path, SARI_TYPES, "one")
        assert status == 201 and group["declared"] and group["left"] == 50
        assert (await call(sari, "POST", path, SARI_TYPES, "one"))[1] == group
        await refuses_the_key(sari, path, {**SARI_TYPES, "name": "Orang lain"}, "one")
        assert (await call(sari, "POST", f"/workshops/{closed.slug}/groups", SARI_TYPES, "two"))[0] == 409
        own = f"/groups/{group['url'].rpartition('/')[2]}"
        people = [siti, {**siti, "full_name": "Budi"}, {**siti, "full_name": "Rusdi"}]
        status, added = await call(sari, "POST", f"{own}/people", {"people": people}, "a")
        assert status == 200 and [one["state"] for one in added["outcomes"]] == ["confirmed"] * 2 + [
            "waitlisted"
        ]
        assert (await call(sari, "POST", f"{own}/people", {"people": people}, "a"))[1] == added
        await refuses_the_key(sari, f"{own}/people", {"people": [siti, siti]}, "a")
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


async def test_programs_of_an_office_keep_the_lists_of_contacts(site: Site) -> None:
    closed = workshop(2, sign_up=SignUp.NOMINATION)
    await site.panitia.hears(closed)
    siti = PROGRAM_SAYS
    async with site.visitor() as sari, site.organizer() as alice:
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
