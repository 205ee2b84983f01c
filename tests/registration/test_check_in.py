"""Questions asked on the spot: from the first day, by one's own link or by the office for somebody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser

from services.registration.actions import check_in
from services.registration.actions.answers import Answered
from services.registration.domain import questions as rules
from services.registration.domain.questions import Form, Kind, Moment, Question
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.web.answers import MASK
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.scheduling import Role, Workshop, WorkshopState
from shared.ids import new_id
from tests.registration.test_look import both, cookies_of, link
from tests.support.questions import ALICE, HAS, asks, call, signs_up, stored
from tests.support.registration import newer, workshop
from tests.support.registration_site import Site

SHIRT = Question("", Kind.ONE, "Ukuran baju", options=("M", "L"), required=True, moment=Moment.CHECK_IN)
HOPE = Question("", Kind.LONG, "Harapan Anda", moment=Moment.CHECK_IN)
INCOME = Question("", Kind.SHORT, "Penghasilan sekarang", sensitive=True, moment=Moment.CHECK_IN)
SALES = Question(
    "",
    Kind.NUMBER,
    "Penjualan sebulan",
    moment=Moment.CHECK_IN,
    when_key="punya_usaha",
    when_answer="yes",
)
FIRST_DAY = datetime(2017, 4, 24, 17, 0, tzinfo=UTC)  # 25 April, 00.00 WIB


def test_what_hangs_on_the_sign_up_is_decided_there() -> None:
    form = rules.added(Form(), [HAS, SALES, SHIRT])
    owner, other = {"punya_usaha": True}, {"punya_usaha": False}
    assert [one.key for one in rules.at_check_in(form, owner)] == ["penjualan_sebulan", "ukuran_baju"]
    assert [one.key for one in rules.at_check_in(form, other)] == ["ukuran_baju"]
    assert not any(one.when_key for one in rules.at_check_in(form, owner))
    assert rules.open_at_check_in(form, {**owner, "penjualan_sebulan": None, "ukuran_baju": "M"}) == []


def test_the_order_in_which_questions_were_written_does_not_matter() -> None:
    """One of check-in may stand before the question of the sign-up that it hangs on."""
    form = rules.added(Form(), [HAS, SALES])
    turned = Form(tuple(reversed(form.questions)))
    assert [one.key for one in rules.open_at_check_in(turned, {"punya_usaha": True})] == ["penjualan_sebulan"]
    # Negative control: in the order of the list alone nobody would be asked.
    assert rules.applying(turned.asked, {"punya_usaha": True}) == [turned.questions[1]]


async def test_somebody_answers_by_their_own_link_from_the_first_day(site: Site, clock: MovedClock) -> None:
    asked = await asks(site, HAS, SHIRT, HOPE, INCOME, SALES)
    async with site.visitor() as siti, site.organizer() as alice:
        form = await siti.get(f"/bimtek/{asked.slug}/daftar")
        assert "Ukuran baju" not in form.words
        card = await signs_up(siti, asked, q_punya_usaha="yes")
        assert "Pertanyaan saat hadir" not in card.words
        clock.move_to(FIRST_DAY - timedelta(minutes=1))
        early = await siti.get(f"{card.url}/saat-hadir")
        assert early.url == card.url and "mulai hari pertama Bimtek" in early.words
        clock.move_to(FIRST_DAY)
        assert "Panitia menanyakan 4 hal" in (await siti.get(card.url)).words
        wrong = await siti.fill(f"{card.url}/saat-hadir", {"q_ukuran_baju": "XL"})
        assert wrong.status == 422 and "Pilih salah satu jawaban dari daftar." in wrong.words
        given = {"q_ukuran_baju": "L", "q_penghasilan_sekarang": "2 juta", "q_penjualan_sebulan": "1.250"}
        done = await siti.fill(f"{card.url}/saat-hadir", given)
        assert "jawaban Anda tersimpan" in done.words and "sudah Anda jawab" in done.words
        answers = await stored(site)
        assert answers["ukuran_baju"] == "L" and answers["penjualan_sebulan"] == 1250
        assert answers["punya_usaha"] is True and answers["harapan_anda"] is None
        assert "2 juta" not in str(answers["penghasilan_sekarang"])
        # It stands where the other answers stand: at the person, in the file, in one's own data.
        async with site.panitia.db.read() as tx:
            id = await tx.fetchval("select id from registration")
        page = (await alice.get(f"/kelola/peserta/orang/{id}")).words
        assert "Ukuran baju L" in page and f"Penghasilan sekarang {MASK}" in page
        file = (await alice.get(f"/kelola/peserta/{asked.id}/peserta.csv")).body.decode()
        assert "Ukuran baju" in file and ",L," in file and "2 juta" not in file
        assert "Ukuran baju" in (await siti.get(f"{card.url}/data")).words
        # Changing what was said at sign-up leaves it.
        await siti.fill(f"{card.url}/saat-hadir", {"q_ukuran_baju": "M", "q_harapan_anda": "Belajar"})
        answers = await stored(site)
        assert (answers["ukuran_baju"], answers["harapan_anda"]) == ("M", "Belajar")
        assert answers["penghasilan_sekarang"]["sealed"]  # left empty: as before


async def test_the_office_sees_who_has_not_answered_and_answers_for_them(
    site: Site, clock: MovedClock
) -> None:
    asked = await asks(site, SHIRT)
    rows = [await site.panitia.signs_up(asked) for _ in range(2)]
    clock.move_to(asked.ends_at + timedelta(days=1))  # typed in from paper
    async with site.organizer() as alice:
        page = await alice.get(f"/kelola/peserta/{asked.id}/saat-hadir")
        assert "2 orang belum menjawab" in page.words and "0 dari 2 peserta" in page.words
        path = f"/kelola/peserta/orang/{rows[0].id}/saat-hadir"
        assert (await alice.fill(path, {})).status == 422
        page = await alice.fill(path, {"q_ukuran_baju": "M"})
        assert page.url == f"/kelola/peserta/{asked.id}/saat-hadir"
        assert "1 orang belum menjawab" in page.words and rows[1].full_name in page.words
        async with site.organizer(Role.ADMIN) as admin:
            trail = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Pertanyaan saat hadir dijawab lewat panitia" in trail
        call_path = f"registrations/{rows[1].id}/check-in"
        status, shown = await call(alice, "GET", call_path)
        assert (status, shown["why_not"]) == (200, "") and shown["questions"][0]["answered"] == 0
        status, problem = await call(alice, "PUT", call_path, {"answers": {"q_ukuran_baju": "XL"}})
        assert status == 422 and problem["errors"][0]["field"] == "answers.q_ukuran_baju"
        assert (await call(alice, "PUT", call_path, {"answers": {"q_ukuran_baju": "L"}}))[0] == 200
        status, left = await call(alice, "GET", f"workshops/{asked.id}/check-in")
        assert (status, left) == (200, {"asked": 2, "items": []})
    async with site.organizer(office_id=new_id()) as other:
        assert (await other.get(f"/kelola/peserta/{asked.id}/saat-hadir")).status == 404
        assert (await other.get(path)).status == 404
        assert (await call(other, "PUT", call_path, {"answers": {"q_ukuran_baju": "M"}}))[0] == 404
    assert (await site.panitia.row(rows[1].id)).answers == {"ukuran_baju": "L"}


async def test_programs_answer_by_the_own_link_too(site: Site, clock: MovedClock) -> None:
    asked = await asks(site, SHIRT)
    async with site.visitor() as siti:
        card = await signs_up(siti, asked)
        path = f"registrations/{card.url.rpartition('/')[2]}/check-in"
        body = {"answers": {"q_ukuran_baju": "L"}}
        assert (await call(siti, "PUT", path, body))[0] == 409
        assert await stored(site) == {}
        clock.move_to(FIRST_DAY)
        status, shown = await call(siti, "PUT", path, body)
        assert status == 200 and shown["questions"][0]["answered"] == 1
    assert await stored(site) == {"ukuran_baju": "L"}


Step = Callable[[Site, Workshop, MovedClock], Awaitable[None]]


async def _ended(site: Site, asked: Workshop, clock: MovedClock) -> None:
    clock.move_to(asked.ends_at)


async def _early(site: Site, asked: Workshop, clock: MovedClock) -> None:
    clock.move_to(FIRST_DAY - timedelta(seconds=1))


async def _cancelled(site: Site, asked: Workshop, clock: MovedClock) -> None:
    clock.move_to(FIRST_DAY)
    await site.panitia.hears(newer(asked, state=WorkshopState.CANCELLED, reason="Banjir"))


async def _in_time(site: Site, asked: Workshop, clock: MovedClock) -> None:
    """Negative control: the same answer is kept on the first day."""
    clock.move_to(FIRST_DAY)


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (_ended, Reason.TOO_LATE),
        (_early, Reason.TOO_EARLY),
        (_cancelled, Reason.WORKSHOP_CANCELLED),
        (_in_time, None),
    ],
)
async def test_the_action_itself_knows_when(
    site: Site, clock: MovedClock, when: Step, reason: Reason | None
) -> None:
    asked = await asks(site, SHIRT)
    row = await site.panitia.signs_up(asked)
    await when(site, asked, clock)
    answered = Answered({"ukuran_baju": "M"})
    if reason is None:
        await site.panitia.db.run(check_in.answer, clock.now(), row.id, answered)
        assert await stored(site) == {"ukuran_baju": "M"}
        return
    with pytest.raises(NotPossible) as refused:
        await site.panitia.db.run(check_in.answer, clock.now(), row.id, answered)
    assert refused.value.reason is reason and await stored(site) == {}


async def test_who_waits_is_not_asked(site: Site, clock: MovedClock) -> None:
    asked = await asks(site, SHIRT, of=workshop(1))
    await site.panitia.signs_up(asked)
    waits = await site.panitia.signs_up(asked)
    clock.move_to(FIRST_DAY)
    with pytest.raises(NotPossible):
        await site.panitia.db.run(check_in.answer, clock.now(), waits.id, Answered({"ukuran_baju": "M"}))


async def test_the_builder_lets_an_office_choose_the_moment(site: Site) -> None:
    asked = await asks(site, HAS)
    async with site.organizer() as alice:
        path = f"/kelola/peserta/{asked.id}/formulir"
        given = {"label": "Ukuran baju", "kind": "one", "options": "M\nL", "moment": "check_in"}
        made = await alice.fill(f"{path}/baru", {**given, "when": "punya_usaha=yes"})
        assert made.status == 200, made.words
        assert "Saat hadir" in (await alice.get(path)).words
        preview = (await alice.get(f"{path}/pratinjau")).words
        assert preview.index("Pertanyaan saat hadir") < preview.index("Ukuran baju")
        edit = await alice.get(f"{path}/tanya/ukuran_baju")
        assert '<option value="check_in" selected' in edit.text
        _status, form = await call(alice, "GET", f"workshops/{asked.id}/questions")
        assert [one["moment"] for one in form["questions"]] == ["sign_up", "check_in"]


@pytest.mark.browser
@pytest.mark.slow
async def test_its_pages_at_both_sizes(site: Site, browser: Browser, keys: Keys, clock: MovedClock) -> None:
    asked = await asks(site, SHIRT, HOPE, INCOME)
    cookies = await cookies_of(site)
    office = f"/kelola/peserta/{asked.id}/saat-hadir"
    await both(browser, site, office, "check-in-office-nobody", cookies)
    rows = [await site.panitia.signs_up(asked) for _ in range(3)]
    person = f"/kelola/peserta/orang/{rows[0].id}/saat-hadir"
    await both(browser, site, person, "check-in-office-early", cookies)
    clock.move_to(FIRST_DAY)
    await both(browser, site, link(keys, rows[0]), "check-in-card")
    await both(browser, site, f"{link(keys, rows[0])}/saat-hadir", "check-in")
    await both(browser, site, office, "check-in-office", cookies)
    await both(browser, site, person, "check-in-office-person", cookies)
    await both(browser, site, f"/kelola/peserta/{asked.id}/formulir", "check-in-builder", cookies)
    await both(browser, site, f"/kelola/peserta/{asked.id}/formulir/baru", "check-in-question", cookies)
    await both(browser, site, f"/kelola/peserta/{asked.id}/formulir/pratinjau", "check-in-preview", cookies)
    for row in rows:
        answered = Answered(dict.fromkeys(("ukuran_baju", "harapan_anda", "penghasilan_sekarang")))
        await site.panitia.db.run(check_in.answer, clock.now(), row.id, answered, ALICE)
    await both(browser, site, office, "check-in-office-all", cookies)
    await both(browser, site, link(keys, rows[0]), "check-in-card-done")
