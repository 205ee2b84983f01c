"""The office writes its form: by pages, from another workshop or a set, and by programs."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from services.registration.actions import questions as actions
from services.registration.actions.office import By
from services.registration.domain.questions import Kind, Question
from services.registration.domain.refusals import NotPossible
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.browser import DESKTOP, assert_accessible, opened
from tests.support.browser import picture as picture_of
from tests.support.questions import (
    ALICE,
    HAS,
    PHOTO,
    SECRET,
    SHAPE,
    SINCE,
    asks,
    call,
    signs_up,
    stored,
)
from tests.support.registration_site import FORM, Site


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
