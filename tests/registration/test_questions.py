"""The office's own questions: which apply, what is kept of an answer, and what stays secret."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from services.registration.domain import questions as rules
from services.registration.domain.questions import Fault, Form, Kind, Question, Unsound
from services.registration.web.answers import MASK
from tests.support.questions import (
    HAS,
    SECRET,
    SHAPE,
    SINCE,
    asks,
    signs_up,
    stored,
)
from tests.support.registration_site import FORM, Site

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
