"""What an office adds to the points: answers that count, and who is new on a subject."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.registration.actions import facts, own
from services.registration.domain.questions import Kind as Asked
from services.registration.domain.questions import Question
from services.registration.store import selection as store
from shared.events.certificates import Certificate, CertificateState
from shared.events.scheduling import Programme, SignUp, Workshop
from shared.ids import new_id
from tests.registration.test_seats_page import call
from tests.registration.test_selection import chooses, page_of
from tests.support.factories import version
from tests.support.questions import asks, signs_up
from tests.support.registration import OFFICE, Office, newer, person, session, workshop
from tests.support.registration_site import Site

NIK = "1902010101809991"
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
