"""The office's own questions: what is asked, what is kept of it, and what no answer may do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import aiohttp
import pikepdf
import pytest
from PIL import Image
from playwright.async_api import Browser

from services.registration.actions import questions as actions
from services.registration.actions.erasing import erase
from services.registration.actions.office import By
from services.registration.domain import questions as rules
from services.registration.domain.questions import Fault, Form, Kind, Question, Unsound
from services.registration.domain.refusals import NotPossible
from services.registration.web.answers import MASK
from shared.events.scheduling import Role, Workshop
from shared.ids import new_id
from shared.papers import Unfit, harmless
from tests.support.browser import DESKTOP, assert_accessible, opened
from tests.support.browser import picture as picture_of
from tests.support.registration import OFFICE, workshop
from tests.support.registration_site import FORM, Answer, Site, Visitor

API = "/api/v1/registration"
ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
HAS = Question("", Kind.YES_NO, "Punya usaha?")
SINCE = Question(
    "", Kind.NUMBER, "Sejak tahun berapa?", required=True, when_key="punya_usaha", when_answer="yes"
)
SHAPE = Question("", Kind.ONE, "Bentuk kemasan", options=("Botol", "Kotak"), required=True)
PHOTO = Question("", Kind.FILE, "Foto produk")
SECRET = Question("", Kind.SHORT, "Penghasilan sebulan", sensitive=True)


def picture(kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Rumah Ibu Siti"
    Image.new("RGB", (40, 30), "white").save(made, kind, exif=exif)
    return made.getvalue()


def pdf(*, script: bool = False, password: str = "") -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if script:
            action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            document.Root.OpenAction = action
        document.save(made, encryption=pikepdf.Encryption(user=password) if password else False)
    return made.getvalue()


async def asks(site: Site, *questions: Question, of: Workshop | None = None) -> Workshop:
    """A workshop with these questions."""
    asked = of or workshop()
    await site.panitia.hears(asked)
    for one in questions:
        await site.panitia.db.run(actions.add, ALICE, asked.id, one)
    return asked


async def signs_up(
    visitor: Visitor, of: Workshop, files: Sequence[tuple[str, str, bytes]] = (), **given: str
) -> Answer:
    """The form as a browser without script sends it, in parts where it asks for a file."""
    path = f"/bimtek/{of.slug}/daftar"
    page = await visitor.get(path)
    fields: dict[str, str] = {**FORM, **given, "form_token": page.token()}
    if 'enctype="multipart/form-data"' not in page.text:
        return await visitor.post(path, fields)
    parts = aiohttp.FormData(fields, default_to_multipart=True)
    for field, name, data in files:
        parts.add_field(field, io.BytesIO(data), filename=name, content_type="application/octet-stream")
    return await visitor.post(path, parts)


async def stored(site: Site) -> dict[str, Any]:
    """The answers of the one registration there is."""
    async with site.panitia.db.read() as tx:
        return dict(await tx.fetchval("select answers from registration"))


# Lists that hold together


def test_a_question_hangs_only_on_what_is_asked_before_it() -> None:
    form = rules.added(Form(), [HAS, SINCE])
    assert [one.key for one in form.asked] == ["punya_usaha", "sejak_tahun_berapa"]
    tried: list[tuple[Callable[[], Form], Fault]] = [
        (lambda: rules.moved(form, "sejak_tahun_berapa", True), Fault.WHEN_UNKNOWN),
        (lambda: rules.without(form, "punya_usaha"), Fault.WHEN_UNKNOWN),
        (lambda: rules.changed(form, replace(form.asked[0], sensitive=True)), Fault.WHEN_KIND),
        (lambda: rules.changed(form, replace(form.asked[1], when_answer="mungkin")), Fault.WHEN_ANSWER),
    ]
    for change, fault in tried:
        with pytest.raises(Unsound) as refused:
            change()
        assert refused.value.fault is fault


def test_what_hangs_on_a_question_not_asked_is_not_asked() -> None:
    third = Question("", Kind.SHORT, "Nama pembeli", when_key="jual", when_answer="Pasar")
    sells = Question(
        "", Kind.ONE, "Jual", options=("Pasar", "Toko"), when_key="punya_usaha", when_answer="yes"
    )
    form = rules.added(Form(), [HAS, sells, third])
    answers = {"punya_usaha": False, "jual": "Pasar"}
    assert [one.key for one in rules.applying(form.asked, answers)] == ["punya_usaha"]
    assert len(rules.applying(form.asked, {**answers, "punya_usaha": True})) == 3


def test_keys_are_unlike_and_stay() -> None:
    form = rules.added(Form(), [SHAPE, SHAPE])
    assert [one.key for one in form.asked] == ["bentuk_kemasan", "bentuk_kemasan_2"]
    gone = rules.without(form, "bentuk_kemasan")
    assert rules.added(gone, [SHAPE]).asked[-1].key == "bentuk_kemasan_3"
    assert rules.replaced(form, form.asked[1:]).questions[-1].removed


# Answering


async def test_the_server_decides_what_applies(site: Site) -> None:
    asked = await asks(site, HAS, SINCE, SHAPE)
    async with site.visitor() as siti:
        page = await siti.get(f"/bimtek/{asked.slug}/daftar")
        assert "Diisi hanya bila “Punya usaha?” dijawab “Ya”." in page.words
        missing = await signs_up(siti, asked, q_punya_usaha="yes", q_bentuk_kemasan="Kaleng")
        assert missing.status == 422
        assert "Jawab “Sejak tahun berapa?”." in missing.words
        assert "Pilih salah satu jawaban dari daftar." in missing.words
        done = await signs_up(
            siti, asked, q_punya_usaha="no", q_sejak_tahun_berapa="abc", q_bentuk_kemasan="Botol"
        )
        assert done.url.startswith("/pendaftaran/"), done.words
    assert await stored(site) == {"punya_usaha": False, "bentuk_kemasan": "Botol"}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.SHORT, " dua   kata ", "dua kata"),
        (Kind.LONG, "satu\ndua", "satu\ndua"),
        (Kind.NUMBER, "1.250", 1250),
        (Kind.NUMBER, "2,5", 2.5),
        (Kind.DATE, "25-04-2017", "2017-04-25"),
        (Kind.DATE, "2017-04-25", "2017-04-25"),
        (Kind.YES_NO, "yes", True),
        (Kind.DISTRICT, "19.02.01", "19.02.01"),
        (Kind.DISTRICT, "luar", "luar"),
    ],
)
async def test_each_kind_is_kept_as_what_it_is(site: Site, kind: Kind, typed: str, kept: object) -> None:
    asked = await asks(site, Question("", kind, "Tanya"))
    async with site.visitor() as siti:
        await signs_up(siti, asked, q_tanya=typed)
    assert await stored(site) == {"tanya": kept}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.SHORT, "x" * 201),
        (Kind.LONG, "x" * 2001),
        (Kind.SHORT, "nul \x00"),
        (Kind.NUMBER, "banyak"),
        (Kind.NUMBER, "9" * 13),
        (Kind.DATE, "31-02-2017"),
        (Kind.DATE, "0001-01-01"),
        (Kind.YES_NO, "mungkin"),
        (Kind.DISTRICT, "99.99.99"),
    ],
)
async def test_what_is_no_answer_comes_back_with_its_mend(site: Site, kind: Kind, typed: str) -> None:
    asked = await asks(site, Question("", kind, "Tanya"))
    async with site.visitor() as siti:
        page = await signs_up(siti, asked, q_tanya=typed)
    assert page.status == 422 and 'id="e-q_tanya"' in page.text
    assert await site.panitia.states(asked) == {}


async def test_several_are_kept_as_a_list_and_changed_by_the_link(site: Site) -> None:
    asked = await asks(site, Question("", Kind.SEVERAL, "Alat", options=("Gergaji", "Amplas", "Pisau")))
    async with site.visitor() as siti:
        page = await siti.get(f"/bimtek/{asked.slug}/daftar")
        many = [*FORM.items(), ("form_token", page.token()), ("q_alat", "Gergaji"), ("q_alat", "Pisau")]
        card = await siti.post(f"/bimtek/{asked.slug}/daftar", many)
        assert await stored(site) == {"alat": ["Gergaji", "Pisau"]}
        form = await siti.get(f"{card.url}/ubah")
        assert form.text.count(" checked") >= 3  # both, and the sex
        await siti.fill(f"{card.url}/ubah", {**FORM, "q_alat": "Amplas"})
    assert await stored(site) == {"alat": ["Amplas"]}


# Secrets


async def test_a_sensitive_answer_is_sealed_masked_and_kept_when_left_empty(site: Site) -> None:
    asked = await asks(site, SECRET)
    async with site.visitor() as siti, site.organizer() as alice:
        card = await signs_up(siti, asked, q_penghasilan_sebulan="tujuh juta")
        assert "tujuh juta" not in json.dumps(await stored(site))
        own = await siti.get(f"{card.url}/ubah")
        assert "tujuh juta" not in own.text and "Sudah dijawab." in own.words
        await siti.fill(f"{card.url}/ubah", {**FORM, "business_name": "Bekemas"})
        assert "sealed" in (await stored(site))["penghasilan_sebulan"]
        async with site.panitia.db.read() as tx:
            id = await tx.fetchval("select id from registration")
        page = await alice.get(f"/kelola/peserta/orang/{id}")
        assert MASK in page.words and "tujuh juta" not in page.text
        sheet = await alice.get(f"/kelola/peserta/{asked.id}/peserta.csv")
        assert MASK in sheet.body.decode() and "tujuh juta" not in sheet.body.decode()
    events = await site.panitia.events()
    assert events and not any("tujuh juta" in one for one in events)


async def test_an_open_answer_would_be_seen_by_the_same_test(site: Site) -> None:
    """Negative control: the same question that is not sensitive."""
    asked = await asks(site, replace(SECRET, sensitive=False))
    async with site.visitor() as siti:
        await signs_up(siti, asked, q_penghasilan_sebulan="tujuh juta")
    assert "tujuh juta" in json.dumps(await stored(site))


# Files


async def test_a_photo_is_drawn_anew_sealed_and_handed_to_the_office(site: Site) -> None:
    asked = await asks(site, PHOTO)
    sent = picture("JPEG")
    assert b"Rumah Ibu Siti" in sent
    async with site.visitor() as siti, site.organizer() as alice:
        card = await signs_up(siti, asked, [("q_foto_produk", "batok.png", sent)])
        answer = (await stored(site))["foto_produk"]
        assert answer["name"] == "batok.jpg" and answer["media_type"] == "image/jpeg"
        async with site.panitia.db.read() as tx:
            id = await tx.fetchval("select id from registration")
            kept = await tx.fetchval("select bytes from file where id = $1", UUID(answer["file"]))
        assert b"JFIF" not in kept  # sealed
        page = await alice.get(f"/kelola/peserta/orang/{id}")
        assert "batok.jpg" in page.words
        file = await alice.get(f"/kelola/peserta/orang/{id}/berkas/foto_produk")
        assert file.body.startswith(b"\xff\xd8") and b"Rumah Ibu Siti" not in file.body
        # Another takes its place, and the first is gone.
        form = await siti.get(f"{card.url}/ubah")
        parts = aiohttp.FormData({**FORM, "form_token": form.token()}, default_to_multipart=True)
        parts.add_field("q_foto_produk", pdf(), filename="produk.pdf")
        await siti.post(f"{card.url}/ubah", parts)
        async with site.panitia.db.read() as tx:
            assert await tx.fetchval("select count(*) from file") == 1
        assert (await stored(site))["foto_produk"]["media_type"] == "application/pdf"
        # Whoever is erased takes their files along.
        await site.panitia.db.run(erase, site.panitia.now, ALICE, id)
        async with site.panitia.db.read() as tx:
            assert await tx.fetchval("select count(*) from file") == 0


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7 not really",
        pdf(script=True),
        pdf(password="rahasia"),
        b"MZ" + b"\0" * 500,
    ],
    ids=["svg", "no pdf", "pdf with script", "locked pdf", "program"],
)
async def test_what_is_no_photo_and_no_plain_pdf_is_refused(site: Site, data: bytes) -> None:
    asked = await asks(site, PHOTO)
    async with site.visitor() as siti:
        page = await signs_up(siti, asked, [("q_foto_produk", "foto.jpg", data)])
    assert page.status == 422 and "Pilih berkas PDF, atau foto" in page.words
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from file") == 0
    with pytest.raises(Unfit):
        harmless(data)


def test_a_pdf_that_does_nothing_passes_the_same_look() -> None:
    """Negative control: it is the script and the lock that are refused, not every PDF."""
    assert harmless(pdf()).media_type == "application/pdf"


async def test_parts_and_large_bodies_only_where_a_file_is_asked(site: Site) -> None:
    plain, files = await asks(site, HAS), await asks(site, PHOTO)
    async with site.visitor() as siti:
        for asked, status in ((plain, 415), (files, 200)):
            page = await siti.get(f"/bimtek/{asked.slug}/daftar")
            parts = aiohttp.FormData({**FORM, "form_token": page.token()}, default_to_multipart=True)
            assert (await siti.post(f"/bimtek/{asked.slug}/daftar", parts)).status == status
        large = await signs_up(siti, files, [("q_foto_produk", "foto.jpg", b"\xff\xd8" * 6_000_000)])
        assert large.status == 413 and "paling besar 10 MB" in large.words


# The office


async def test_the_builder_without_script(site: Site) -> None:
    asked = await asks(site)
    base = f"/kelola/peserta/{asked.id}/formulir"
    async with site.organizer() as alice:
        assert "Belum ada pertanyaan tambahan." in (await alice.get(base)).words
        wrong = await alice.fill(f"{base}/baru", {"label": "Kemasan", "kind": "one", "options": "Botol"})
        assert wrong.status == 422 and "paling sedikit dua pilihan" in wrong.words
        await alice.fill(f"{base}/baru", {"label": "Kemasan", "kind": "one", "options": "Botol\nKotak"})
        made = await alice.fill(f"{base}/baru", {"label": "Isi", "kind": "short", "when": "kemasan=Botol"})
        assert "Pertanyaan disimpan." in made.words and "“Kemasan” dijawab “Botol”" in made.words
        await alice.fill(f"{base}/baru", {"label": "Umur", "kind": "number", "required": "1"})
        await alice.post(f"{base}/tanya/umur/naik", {"form_token": made.token()})
        page = await alice.get(base)
        assert page.words.index("Umur") < page.words.index("Isi")
        refused = await alice.fill(f"{base}/tanya/kemasan/hapus", {})
        assert "bergantung pada pertanyaan yang tidak ditanyakan" in refused.words
        preview = await alice.get(f"{base}/pratinjau")
        assert "Begini peserta melihatnya." in preview.words and 'name="q_umur"' in preview.text
    async with site.organizer(Role.ADMIN) as admin:
        history = await admin.get("/kelola/peserta/riwayat")
        assert "Pertanyaan ditambah" in history.words


async def test_a_question_with_answers_goes_and_its_answers_stay(site: Site) -> None:
    asked = await asks(site, SHAPE)
    base = f"/kelola/peserta/{asked.id}/formulir"
    async with site.visitor() as siti, site.organizer() as alice:
        await signs_up(siti, asked, q_bentuk_kemasan="Botol")
        edit = await alice.get(f"{base}/tanya/bentuk_kemasan")
        assert "1 orang sudah menjawab." in edit.words
        other = await alice.fill(f"{base}/tanya/bentuk_kemasan", {"label": "Kemasan", "kind": "long"})
        assert other.status == 422 and "karena sudah ada yang menjawab" in other.words
        ask = await alice.get(f"{base}/tanya/bentuk_kemasan/hapus")
        assert "Jawaban 1 orang tetap tersimpan" in ask.words
        await alice.post(f"{base}/tanya/bentuk_kemasan/hapus", {"form_token": ask.token()})
        async with site.panitia.db.read() as tx:
            id = await tx.fetchval("select id from registration")
        page = await alice.get(f"/kelola/peserta/orang/{id}")
        assert "Bentuk kemasan" in page.words and "Botol" in page.words
        assert "Bentuk kemasan" in (await alice.get(f"/kelola/peserta/{asked.id}/peserta.csv")).body.decode()


async def test_questions_are_used_again_from_a_workshop_and_from_a_set(site: Site) -> None:
    first, second, third = await asks(site, HAS, SINCE), await asks(site), await asks(site)
    async with site.organizer() as alice:
        base = f"/kelola/peserta/{second.id}/formulir"
        await alice.fill(base, {"source_id": str(first.id)}, f"{base}/salin")
        kept = await alice.fill(base, {"name": "Usaha"}, f"{base}/susunan")
        assert "Susunan “Usaha” disimpan." in kept.words
        async with site.panitia.db.read() as tx:
            set_id = await tx.fetchval("select id from question_set")
        base = f"/kelola/peserta/{third.id}/formulir"
        page = await alice.fill(base, {"source_id": str(set_id)}, f"{base}/salin")
        assert "Punya usaha?" in page.words and "dijawab “Ya”" in page.words
        gone = await alice.fill(base, {}, f"{base}/susunan/{set_id}/hapus")
        assert "Susunan dihapus." in gone.words and "Punya usaha?" in gone.words


async def test_another_office_sees_and_changes_nothing(site: Site) -> None:
    asked = await asks(site, HAS)
    set_id = await site.panitia.db.run(actions.keep_set, ALICE, asked.id, "Usaha")
    charlie = By(f"Staff/{new_id()}", "Charlie", new_id())
    for action, given in (
        (actions.add, (asked.id, SHAPE)),
        (actions.remove, (asked.id, "punya_usaha")),
        (actions.copy, (asked.id, set_id)),
        (actions.keep_set, (asked.id, "Usaha")),
        (actions.delete_set, (set_id,)),
    ):
        with pytest.raises(NotPossible):
            await site.panitia.db.run(action, charlie, *given)


# Programs


async def call(
    visitor: Visitor, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, Any]:
    async with visitor.session.request(method, f"{API}/{path}", json=body, headers=headers) as response:
        return response.status, json.loads(await response.text())


async def test_programs_write_the_form_and_sign_people_up_by_it(site: Site) -> None:
    asked = await asks(site)
    async with site.organizer() as alice, site.visitor() as program:
        one = {"kind": "one", "label": "Kemasan", "options": ["Botol", "Kotak"], "required": True}
        two = {"kind": "number", "label": "Umur"}
        status, form = await call(alice, "PUT", f"workshops/{asked.id}/questions", {"questions": [one, two]})
        assert status == 200 and [each["field"] for each in form["questions"]] == ["q_kemasan", "q_umur"]
        status, problem = await call(
            alice, "PUT", f"workshops/{asked.id}/questions", {"questions": [{**one, "options": ["Botol"]}]}
        )
        assert status == 422 and problem["errors"][0]["field"] == "options"

        assert (await call(program, "GET", f"workshops/{asked.slug}/form"))[1]["questions"] == form[
            "questions"
        ]
        body = {**FORM, "workshop": asked.slug}
        for answers, fields in (
            ({}, {"answers.q_kemasan"}),
            ({"q_kemasan": "Kaleng", "q_umur": "40"}, {"answers.q_kemasan", "answers.q_umur"}),
            ({"q_kemasan": "Botol", "q_lain": 1}, {"answers.q_lain"}),
        ):
            given = {**body, "answers": answers}
            status, problem = await call(program, "POST", "sign-ups", given, **{"Idempotency-Key": "a"})
            assert (status, {error["field"] for error in problem["errors"]}) == (422, fields)
        given = {**body, "answers": {"q_kemasan": "Botol", "q_umur": 40}}
        assert (await call(program, "POST", "sign-ups", given, **{"Idempotency-Key": "b"}))[0] == 201
    assert await stored(site) == {"kemasan": "Botol", "umur": 40}


@pytest.mark.browser
async def test_a_question_shows_once_it_applies(site: Site, browser: Browser) -> None:
    asked = await asks(
        site, HAS, SINCE, PHOTO, SECRET, Question("", Kind.SEVERAL, "Alat", options=("A", "B"))
    )
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar") as page:
        since = page.locator("[name=q_sejak_tahun_berapa]")
        assert not await since.is_visible()
        await page.check("[name=q_punya_usaha][value=yes]")
        assert await since.is_visible()
        await assert_accessible(page)
        await picture_of(page, "form-questions")
        await since.fill("2010")
        await page.fill("[name=q_penghasilan_sebulan]", "tujuh juta")
        await page.fill("[name=nik]", "1902010101809991")
        draft = await page.evaluate("JSON.stringify(localStorage)")
        assert "2010" in draft
        assert "tujuh juta" not in draft and "1902010101809991" not in draft
        # Negative control: the same words where nothing forbids the draft are in it.
        await page.fill("[name=business_name]", "tujuh juta")
        assert "tujuh juta" in await page.evaluate("JSON.stringify(localStorage)")
        await page.check("[name=q_punya_usaha][value=no]")
        assert not await since.is_visible()
    async with opened(browser, f"{site.url}/bimtek/{asked.slug}/daftar", script=False) as page:
        assert await page.locator("[name=q_sejak_tahun_berapa]").is_visible()


@pytest.mark.browser
async def test_the_pages_of_the_builder(site: Site, browser: Browser) -> None:
    long = Question(
        "", Kind.LONG, "Ceritakan bagaimana selama ini hasil kerajinan Anda dijual, dan kepada siapa saja"
    )
    asked, empty = await asks(site, HAS, SINCE, SHAPE, PHOTO, SECRET, long), await asks(site)
    await site.panitia.db.run(actions.keep_set, ALICE, asked.id, "Usaha dan produk")
    member = await site.member()
    async with site.visitor() as visitor:
        await visitor.get(f"/uji/masuk/{member.id}")
        cookies = [
            {"name": cookie.key, "value": cookie.value, "url": site.url}
            for cookie in visitor.session.cookie_jar
        ]
        await signs_up(visitor, asked, q_punya_usaha="no", q_bentuk_kemasan="Botol")
    base = f"{site.url}/kelola/peserta"
    for name, path in (
        ("builder", f"{asked.id}/formulir"),
        ("builder-empty", f"{empty.id}/formulir"),
        ("builder-new", f"{asked.id}/formulir/baru"),
        ("builder-question", f"{asked.id}/formulir/tanya/bentuk_kemasan"),
        ("builder-remove", f"{asked.id}/formulir/tanya/bentuk_kemasan/hapus"),
        ("builder-preview", f"{asked.id}/formulir/pratinjau"),
    ):
        async with opened(browser, f"{base}/{path}", cookies=cookies) as page:
            await assert_accessible(page)
            await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
            await assert_accessible(page)
            await picture_of(page, name)
