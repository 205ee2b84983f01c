"""A trainer's papers and tax number are private: for organizers only, and each opening is on record."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from services.scheduling.actions import trainer_papers as actions
from services.scheduling.actions.trainers import delete_trainer
from services.scheduling.domain.refusals import Invalid
from shared.crypto import Keys, Unreadable
from shared.events.scheduling import Role
from shared.papers import MOST_BYTES, Paper, Unfit, paper
from tests.support.registration_site import Answer
from tests.support.scheduling import Planner
from tests.support.scheduling_site import Member, Site

PDF = b"%PDF-1.7\n% riwayat hidup yang rahasia\n%%EOF\n"
NUMBER = "091234567890123"


def picture(**saved: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(made, "JPEG", **saved)
    return made.getvalue() + b"<script>alert(1)</script>"


async def rows(office: Planner, query: str) -> list[Any]:
    async with office.db.read() as tx:
        return [tuple(row) for row in await tx.fetch(query)]


async def acts(office: Planner) -> list[str]:
    return [what for (what,) in await rows(office, "select what from audit order by id")]


async def adds(
    member: Member, trainer_id: UUID, data: bytes, name: str = "cv.pdf", kind: str = "cv"
) -> Answer:
    return await member.sends_file(f"/kelola/narasumber/{trainer_id}/berkas", name, data, kind=kind)


async def opens(member: Member, trainer_id: UUID, paper_id: object) -> Any:
    address = f"/kelola/narasumber/{trainer_id}/berkas"
    token = (await member.get(address)).token()
    return await member.session.post(f"{address}/{paper_id}/buka", data={"form_token": token})


async def test_a_paper_is_kept_opened_on_record_and_deleted_with_its_bytes(site: Site) -> None:
    office, suparno = site.office, await site.office.trainer()
    async with site.signed_in() as alice:
        page = await adds(alice, suparno, PDF, "../CV Suparno <b>.pdf")
        assert "Hanya panitia dan admin yang dapat membukanya." in page.words
        assert "CV Suparno &lt;b&gt;.pdf" in page.text
        ((paper_id, name),) = await rows(office, "select id, name from trainer_document")
        assert name == "CV Suparno <b>.pdf"
        assert "paper opened" not in await acts(office)
        async with await opens(alice, suparno, paper_id) as answer:
            assert await answer.read() == PDF
            assert answer.headers["Content-Disposition"] == 'attachment; filename="cv.pdf"'
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in answer.headers["Cache-Control"]
        assert "Berkas pribadi dibuka" in (await alice.get("/kelola/riwayat")).words
        gone = await alice.fill(f"/kelola/narasumber/{suparno}/berkas/{paper_id}/hapus", {})
        assert "Berkas dihapus." in gone.words
        assert await rows(office, "select id from file") == []


async def test_only_organizers_and_only_of_the_office(site: Site) -> None:
    office, suparno = site.office, await site.office.trainer()
    kept = Paper("application/pdf", ".pdf", PDF)
    paper_id = await office.db.run(actions.keep_paper, office.by, suparno, "cv", "cv.pdf", kept)
    for role in (Role.VIEWER, Role.APPROVER, Role.OPERATOR):
        async with site.signed_in(await office.person(role)) as member:
            assert (await member.get(f"/kelola/narasumber/{suparno}/berkas")).status == 403
            token = (await member.get("/masuk")).token()
            address = f"/kelola/narasumber/{suparno}/berkas/{paper_id}/buka"
            assert (await member.post(address, {"form_token": token})).status == 403
    other = await office.trainer("Sri Wahyuni")
    async with site.signed_in() as alice:
        async with await opens(alice, other, paper_id) as answer:  # the paper of somebody else
            assert answer.status == 404
        async with await opens(alice, suparno, paper_id) as answer:  # the way that does work
            assert answer.status == 200
    assert (await acts(office)).count("paper opened") == 1


async def test_nothing_private_leaves_by_another_way(site: Site, keys: Keys) -> None:
    office, suparno = site.office, await site.office.trainer()
    kept = Paper("application/pdf", ".pdf", PDF)
    await office.db.run(actions.keep_paper, office.by, suparno, "cv", "cv.pdf", kept)
    await office.db.run(actions.set_npwp, office.by, keys, suparno, NUMBER)
    hall = await office.venue()
    workshop = await office.draft(hall)
    await office.adds(workshop, venue_id=hall, trainers=(suparno,))
    await office.publishes(workshop)
    everything = [
        str(await rows(office, f"select {table}::text from {table}"))
        for table in ("outbox", "audit", "mail", "trainer", "once")
    ]
    async with site.signed_in() as alice:
        for path in ("/kelola/narasumber", f"/kelola/narasumber/{suparno}", "/kelola/riwayat", "/kalender"):
            everything.append((await alice.get(path)).text)
        everything.append(str(await alice.call("GET", f"/trainers/{suparno}")))
        everything.append((await alice.get("/kelola/narasumber/narasumber.csv")).text)
    assert any("Suparno" in text for text in everything)  # it does look at what is there
    for text in everything:
        assert NUMBER not in text and "rahasia" not in text


async def test_the_tax_number_is_sealed_and_its_opening_on_record(site: Site, keys: Keys) -> None:
    office, suparno = site.office, await site.office.trainer()
    address = f"/kelola/narasumber/{suparno}/berkas"
    async with site.signed_in() as alice:
        wrong = await alice.fill(address, {"npwp": "123"}, action=f"{address}/npwp")
        assert wrong.status == 422
        assert "NPWP terdiri dari 15 atau 16 angka." in wrong.words
        page = await alice.fill(address, {"npwp": "09.123.456.7-890.123"}, action=f"{address}/npwp")
        assert "Nomornya tersimpan, disandikan." in page.words
        assert NUMBER not in page.text
        opened = await alice.fill(address, {}, action=f"{address}/npwp/buka")
        assert NUMBER in opened.words
        assert (await acts(office))[-2:] == ["tax number kept", "tax number opened"]
        ((sealed,),) = await rows(office, "select npwp from trainer")
        assert NUMBER.encode() not in sealed
        with pytest.raises(Unreadable):
            keys.decrypt(sealed, purpose="nik")
        gone = await alice.fill(address, {"npwp": ""}, action=f"{address}/npwp")
        assert "NPWP dihapus." in gone.words
    assert await rows(office, "select npwp from trainer") == [(None,)]


async def test_what_is_no_paper_is_refused_at_the_field(site: Site) -> None:
    suparno = await site.office.trainer()
    async with site.signed_in() as alice:
        for name, data in (
            ("cv.pdf", b"<html><script>alert(1)</script></html>"),
            ("cv.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("cv.jpg", b"\xff\xd8\xff half a picture"),
            ("cv.docx", b"PK\x03\x04"),
        ):
            page = await adds(alice, suparno, data, name)
            assert page.status == 422
            assert "Pilih berkas PDF, atau foto JPEG, PNG atau WebP, paling besar 5 MB." in page.words
        assert (await adds(alice, suparno, b"")).status == 422
        assert (await adds(alice, suparno, b"%PDF-" + b"x" * (MOST_BYTES + 400_000))).status == 413
    assert await rows(site.office, "select id from file") == []


def test_a_picture_is_drawn_anew() -> None:
    exif = Image.Exif()
    exif[0x010E] = "rumah saya"
    kept = paper(picture(exif=exif))
    assert (kept.media_type, kept.ending) == ("image/jpeg", ".jpg")
    assert b"script" not in kept.data and b"rumah saya" not in kept.data
    with pytest.raises(Unfit):
        paper(b"%PDF-" + b"x" * MOST_BYTES)


async def test_a_trainer_has_at_most_twenty_papers_and_takes_them_along(office: Planner) -> None:
    suparno, kept = await office.trainer(), Paper("application/pdf", ".pdf", PDF)
    for _number in range(actions.MOST_PAPERS):
        await office.db.run(actions.keep_paper, office.by, suparno, "other", "a.pdf", kept)
    with pytest.raises(Invalid):
        await office.db.run(actions.keep_paper, office.by, suparno, "other", "a.pdf", kept)
    await office.db.run(delete_trainer, office.by, suparno)
    assert await rows(office, "select id from file") == []


async def test_a_name_that_turns_the_direction_of_writing_is_kept_without_that(site: Site) -> None:
    trainer = await site.office.trainer()
    async with site.signed_in() as alice:
        page = await alice.sends_file(
            f"/kelola/narasumber/{trainer}/berkas", "cv\u202efdp.exe", b"%PDF-1.7 contoh", kind="cv"
        )
        assert "cv fdp.exe" in page.words and "\u202e" not in page.text
