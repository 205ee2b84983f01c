"""Letters: looked at as drafts, numbered once and without a gap, never changed, mailed once."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import asyncpg
import pytest

from services.scheduling.actions import letter_delivery, letter_making, letter_rules, letters, mail_ends
from services.scheduling.actions import workshops as workshop_actions
from services.scheduling.domain.letter_numbers import Numbering
from services.scheduling.domain.letters import Person, to_trainer
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.jobs import make_letters
from services.scheduling.store import letter_deliveries, letter_files
from services.scheduling.store import letter_rules as rules_store
from services.scheduling.store import letters as store
from services.scheduling.store import offices as office_store
from services.scheduling.store.letters import Filter
from shared import files
from shared.db import Tx
from shared.events.scheduling import PaperKind
from shared.mail import MailResult
from tests.support import letters as support
from tests.support.letters import details, drafted, finalized, invited, of_batch, sent, signs, villages
from tests.support.papers import standard_of, text_of
from tests.support.scheduling import MEMBALONG, Planner
from tests.support.scheduling_site import Site
from tests.support.settle import ended_or_blocked
from tests.support.trainers import invited as invited_by_mail
from tests.support.trainers import mails


async def course(office: Planner, **given: Any) -> tuple[UUID, UUID]:
    """A draft with one trainer who has an address, and one session; (workshop, trainer)."""
    venue = await office.venue()
    values: dict[str, Any] = {
        "email": "suparno@contoh.example",
        "nip": "196805121993032004",
        "rank": "Penata (III/c)",
        "position": "Perajin batok",
        "phone": "6281299900077",
    }
    trainer = await office.trainer("Suparno Adi Nugroho, S.Sn.", **{**values, **given})
    workshop = await office.draft(venue)
    await office.adds(workshop, venue_id=venue, trainers=(trainer,))
    return workshop, trainer


async def pdf_of(office: Planner, letter_id: UUID, ordinal: int = 0) -> bytes:
    async with office.db.read() as tx:
        made = await letter_files.editions(tx, letter_id)
        kept = await files.get(tx, made[ordinal - 1].file_id)
    assert kept is not None
    return kept.data


async def made(site: Site) -> None:
    """Every file that is wanted."""
    while await make_letters(site.running):
        pass


def tokens(page: Any) -> dict[str, str]:
    """The fields of a form as they stand."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        named = re.search(r' name="(\w+)"', tag)
        if named and ("checkbox" not in tag or " checked" in tag):
            found.setdefault(named[1], (re.search(r' value="([^"]*)"', tag) or ["", ""])[1])
    for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', page.text, re.S):
        found[name] = text.replace("&#34;", '"').replace("&amp;", "&")
    return found


def pairs(fields: dict[str, Any], **many: list[str]) -> list[tuple[str, str]]:
    single = [(name, value) for name, value in fields.items() if name not in many]
    return [*single, *((name, value) for name, values in many.items() for value in values)]


async def test_an_invitation_from_the_form_to_the_mailbox(site: Site) -> None:
    """Alice writes to a trainer: draft, look, number, file, mail; and nobody is mailed twice."""
    office = site.office
    await signs(office)
    workshop, trainer = await course(office)
    async with site.signed_in() as alice:
        tab = await alice.get(f"/kelola/jadwal/{workshop}")
        assert f"/kelola/jadwal/{workshop}/surat" in tab.text
        form = await alice.get(f"/kelola/jadwal/{workshop}/surat/undangan-narasumber")
        fields = tokens(form) | {"trainers": str(trainer), "nature": "Penting", "schedule": "1"}
        fields["letter_date"] = "2017-04-10"
        answer = await alice.post(f"/kelola/jadwal/{workshop}/surat/undangan-narasumber", fields)
        assert answer.status == 200 and "Suparno Adi Nugroho, S.Sn., Perajin batok" in answer.words
        batch = UUID(answer.url.rpartition("/")[2])
        (draft,) = await of_batch(office, batch)
        look = await alice.get(f"/kelola/surat/{draft.id}/berkas.pdf")
        first, second = text_of(look.body)
        assert "DRAF" in first and "Yth. Suparno Adi Nugroho, S.Sn." in first and "Sifat : Penting" in first
        assert "Selasa, 25 April 2017" in first and "09.00 s.d. 10.30 WIB" in first
        assert "JADWAL KEGIATAN" in second and "Membentuk batok kelapa" in second
        assert "6281299900077" not in first + second and "0812-9990-0077" not in first + second
        page = await alice.get(f"/kelola/surat/kumpulan/{batch}/final")
        assert "Bila kosong: 005/001/DISPERIN/IV/2017" in page.words
        final = await alice.fill(f"/kelola/surat/kumpulan/{batch}/final", {"numbers": ""})
        assert "1 surat sudah bernomor" in final.words and "Sedang dibuat" in final.words
        await made(site)
        pdf = await pdf_of(office, draft.id)
        first, _second = text_of(pdf)
        assert "Nomor : 005/001/DISPERIN/IV/2017" in first and "Dra. Sri Wahyuni, M.Si." in first
        assert "DRAF" not in first and "CONTOH · BUKAN DOKUMEN RESMI" in first
        assert standard_of(pdf) == "3B"
        assert (await alice.get(f"/kelola/surat/{draft.id}/berkas.pdf")).body == pdf
        confirm = await alice.get(f"/kelola/surat/kumpulan/{batch}/kirim")
        assert "suparno@contoh.example" in confirm.words
        await alice.fill(f"/kelola/surat/kumpulan/{batch}/kirim", {})
        again = await alice.get(f"/kelola/surat/kumpulan/{batch}/kirim")
        assert "Tidak ada yang perlu dikirim" in again.words
        listed = await alice.get("/kelola/surat?cari=005/001&jenis=trainer_invitation&status=queued")
        assert "005/001/DISPERIN/IV/2017" in listed.words and "Email antre" in listed.words
    async with office.db.read() as tx:
        (mail,) = await tx.fetch("select * from mail where purpose = 'letter_sent'")
        (kept,) = mail["attachments"]
        attached = await files.get(tx, UUID(kept["file"]))
    assert mail["recipient"] == "suparno@contoh.example" and attached is not None and attached.data == pdf
    assert kept["name"] == "surat-005-001-disperin-iv-2017.pdf"


async def test_several_places_at_once_are_numbered_printed_and_handed_over(site: Site) -> None:
    """Villages from the region codes and one that was typed: a letter each, all in one file or in a ZIP."""
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    path = f"/kelola/jadwal/{workshop}/surat/permohonan-peserta"
    async with site.signed_in() as alice:
        form = await alice.get(path)
        shown = await alice.post(path, tokens(form) | {"district": MEMBALONG, "show": "1"})
        assert "Kepala Desa Kembiri" in shown.words and "Camat Membalong" in shown.words
        fields: dict[str, Any] = tokens(shown) | {
            "letter_date": "2017-04-10",
            "asked": "5",
            "nature": "Biasa",
        }
        fields["addressees"] = "Ketua Sentra Gula Aren; Desa Kembiri"
        fields.pop("show", None)
        answer = await alice.post(path, pairs(fields, places=["19.02.02.2005", MEMBALONG]))
        assert answer.status == 200, answer.words
        batch = UUID(answer.url.rpartition("/")[2])
        rows = await of_batch(office, batch)
        assert [row.name for row in rows] == [
            "Kepala Desa Kembiri",
            "Camat Membalong",
            "Ketua Sentra Gula Aren",
        ]
        nothing = await alice.get(f"/kelola/surat/kumpulan/{batch}/surat.zip")
        assert nothing.status == 409
        await finalized(office, batch, ("", "007/SEKRETARIAT/2017"))
        await made(site)
        packed = await alice.get(f"/kelola/surat/kumpulan/{batch}/surat.zip")
        with ZipFile(BytesIO(packed.body)) as archive:
            names = archive.namelist()
            alone = [archive.read(name) for name in names]
        assert names == [
            "01-surat-005-001-disperin-iv-2017.pdf",
            "02-surat-007-sekretariat-2017.pdf",
            "03-surat-005-002-disperin-iv-2017.pdf",
        ]
        whole = await alice.get(f"/kelola/surat/kumpulan/{batch}/cetak.pdf")
        assert text_of(whole.body) == [page for pdf in alone for page in text_of(pdf)]
        village, district, typed = (text_of(pdf)[0] for pdf in alone)
        assert "Kecamatan Membalong, Kabupaten Belitung" in village and "sebanyak 5 orang" in village
        assert "Tembusan: Camat Membalong" in village and "Tembusan" not in district
        assert "di Desa Kembiri" in typed
        detail = await alice.get(f"/kelola/surat/{rows[0].id}")
        assert "Sudah diserahkan langsung" in detail.words
        wrong = await alice.fill(
            f"/kelola/surat/{rows[0].id}", {"to": ""}, f"/kelola/surat/{rows[0].id}/diserahkan"
        )
        assert wrong.status == 422
        done = await alice.fill(
            f"/kelola/surat/{rows[0].id}", {"to": "Ibu Rahayu"}, f"/kelola/surat/{rows[0].id}/diserahkan"
        )
        assert "Sudah diserahkan" in done.words and "diterima Ibu Rahayu" in done.words
        book = await alice.get("/kelola/surat/surat.csv?status=handed")
        assert "005/001/DISPERIN/IV/2017" in book.text and "007/SEKRETARIAT" not in book.text


async def test_a_surat_tugas_for_several_people_pasted_from_a_spreadsheet(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    path = f"/kelola/jadwal/{workshop}/surat/tugas-panitia"
    pasted = "Siti Nurhaliza, S.E.\t196805121993032004\tPenata (III/c)\tKetua panitia\nHendra; ; ; Anggota"
    async with site.signed_in() as alice:
        form = await alice.get(path)
        fields = tokens(form) | {"letter_date": "2017-04-10", "together": "1", "people": pasted}
        wrong = await alice.post(path, fields | {"people": "Siti; 1234"})
        assert wrong.status == 422 and "NIP yang bukan 18 angka" in wrong.words and "Siti; 1234" in wrong.text
        nobody = await alice.post(path, fields | {"people": ""})
        assert nobody.status == 422 and "paling sedikit satu penerima" in nobody.words
        answer = await alice.post(path, fields)
        batch = UUID(answer.url.rpartition("/")[2])
        (draft,) = await of_batch(office, batch)
        words = text_of((await alice.get(f"/kelola/surat/{draft.id}/berkas.pdf")).body)[0]
        assert "SURAT TUGAS" in words and "MENUGASKAN" in words
        assert "1 Siti Nurhaliza, S.E. 196805121993032004 Penata (III/c) Ketua panitia" in words
        assert "2 Hendra - - Anggota" in words
        # Whom a letter named is offered for the next, with everything that was written of them.
        assert (
            "Siti Nurhaliza, S.E. · 196805121993032004 · Penata (III/c) · Ketua panitia"
            in (await alice.get(path)).words
        )


async def test_numbers_have_no_gap_and_no_twin_whoever_hurries(office: Planner) -> None:
    """Ten acts numbered at once; one that is refused gives its number back."""
    await signs(office)
    workshop, _trainer = await course(office)
    acts = [await drafted(office, workshop, "participant_request", villages(3)) for _ in range(10)]
    unsigned = await drafted(office, workshop, "participant_request", villages(2), letter_date="2016-12-30")
    with pytest.raises(Invalid, match="letter_unsigned"):
        await finalized(office, unsigned)
    await asyncio.gather(*(finalized(office, act) for act in acts))
    async with office.db.read() as tx:
        rows = await tx.fetch("select ordinal from letter where state = 'final' order by ordinal")
    assert [row["ordinal"] for row in rows] == list(range(1, 31))
    with pytest.raises(WrongState):
        await finalized(office, acts[0])


async def test_without_the_counter_two_letters_would_get_one_number(
    office: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the story above: with a number that is only looked up, the wall refuses."""
    await signs(office)
    workshop, _trainer = await course(office)
    acts = [await drafted(office, workshop, "participant_request", villages(1)) for _ in range(6)]

    async def looked_up(tx: Tx, organization_id: UUID, paper: PaperKind, series: Any) -> int:
        found = await tx.fetchval(
            "select coalesce(max(ordinal), 0) from letter where paper = $1", paper.value
        )
        await asyncio.sleep(0.05)
        return int(found) + 1

    async def unlocked(tx: Tx, organization_id: UUID) -> None:
        return None

    async def never(tx: Tx, organization_id: UUID, number: str) -> bool:
        return False

    monkeypatch.setattr(rules_store, "take", looked_up)
    monkeypatch.setattr(office_store, "lock", unlocked)
    monkeypatch.setattr(store, "number_used", never)
    done = await asyncio.gather(*(finalized(office, act) for act in acts), return_exceptions=True)
    assert any(isinstance(one, asyncpg.UniqueViolationError) for one in done)


async def test_a_number_of_the_secretariat_is_never_given_again(office: Planner) -> None:
    await signs(office)
    workshop, _trainer = await course(office)
    first = await drafted(office, workshop, "participant_request", villages(2))
    rows = await finalized(office, first, ("005/002/DISPERIN/IV/2017", ""))
    assert [row.number for row in rows] == ["005/002/DISPERIN/IV/2017", "005/001/DISPERIN/IV/2017"]
    second = await drafted(office, workshop, "trainer_invitation", invited("Suparno"))
    (row,) = await finalized(office, second)
    assert row.number == "005/003/DISPERIN/IV/2017"  # 002 stands on a letter
    third = await drafted(office, workshop, "committee_assignment", sent("Hendra"))
    (row,) = await finalized(office, third)
    assert row.number == "094/001/DISPERIN/IV/2017"  # surat tugas are counted apart
    fourth = await drafted(office, workshop, "participant_request", villages(1))
    with pytest.raises(Invalid, match="number_used"):
        await finalized(office, fourth, ("005/002/DISPERIN/IV/2017",))


async def test_a_final_letter_never_changes_and_a_correction_keeps_its_number(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "committee_assignment", sent("Hendra", "Siti Nurhaliza"))
    (row,) = await finalized(office, batch)
    await made(site)
    before = await pdf_of(office, row.id)
    await signs(office, name="Dinas Lain (CONTOH)", address="Jalan Lain")
    with pytest.raises(WrongState):
        await office.db.run(
            letters.change, office.by, batch, details("committee_assignment"), sent("Orang Lain")
        )
    with pytest.raises(WrongState):
        await office.db.run(letters.delete, office.by, batch)
    assert await pdf_of(office, row.id) == before
    async with site.signed_in() as alice:
        path = f"/kelola/surat/{row.id}/perbaiki"
        fields = tokens(await alice.get(path))
        assert fields["people"] == "Hendra\nSiti Nurhaliza"
        fields |= {"people": "Hendra Wijaya\nSiti Nurhaliza", "reason": "Nama Hendra kurang lengkap"}
        done = await alice.post(path, fields | {"letter_date": "2020-01-01"})
        assert "Terbitan baru sedang dibuat" in done.words
        await made(site)
        page = await alice.get(f"/kelola/surat/{row.id}")
        assert "Terbitan 2" in page.words and "Nama Hendra kurang lengkap" in page.words
        old = await alice.get(f"/kelola/surat/{row.id}/berkas.pdf?terbitan=1")
    assert old.body == before
    words = text_of(await pdf_of(office, row.id, 2))[0]
    assert "Hendra Wijaya" in words and f"NOMOR: {row.number}" in words and "10 April 2017" in words
    assert "DINAS LAIN (CONTOH)" in words  # a correction is made of what is true now


async def test_a_void_letter_keeps_its_number_and_says_why(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "participant_request", villages(2))
    first, second = await finalized(office, batch)
    await made(site)
    async with site.signed_in() as alice:
        path = f"/kelola/surat/{first.id}/batalkan"
        assert (await alice.fill(path, {"reason": ""})).status == 422
        done = await alice.fill(path, {"reason": "Salah alamat"})
        assert "Batal" in done.words and "Salah alamat" in done.words
        assert (await alice.fill(f"/kelola/surat/{second.id}", {"reason": "Lagi"}, path)).status == 409
        voided = await alice.get("/kelola/surat?status=void")
        assert first.number in voided.words and second.number not in voided.words
        book = await alice.get("/kelola/surat/surat.csv")
        assert "Salah alamat" in book.text
    again = await drafted(office, workshop, "participant_request", villages(1))
    (row,) = await finalized(office, again)
    assert row.number == "005/003/DISPERIN/IV/2017"
    async with office.db.read() as tx:
        packed = await letter_files.files(tx, office.office_id, batch)
    assert [id for id, _position, _data in packed] == [second.id]
    with pytest.raises(WrongState, match="letter_void"):
        await office.db.run(letter_delivery.handed, office.now, office.by, first.id, "Siapa")


async def test_the_workshop_of_a_numbered_letter_is_not_deleted(office: Planner) -> None:
    await signs(office)
    workshop, _trainer = await course(office)
    draft = await drafted(office, workshop, "participant_request", villages(1))
    other, _other = await course(office, email="")
    await drafted(office, other, "participant_request", villages(1))
    await office.db.run(workshop_actions.delete_draft, office.by, other)  # its letters were drafts only
    await finalized(office, draft)
    with pytest.raises(WrongState, match="letters"):
        await office.db.run(workshop_actions.delete_draft, office.by, workshop)


async def test_a_draft_deleted_while_its_letters_get_numbers_says_so(office: Planner, dsn: str) -> None:
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "participant_request", villages(2))
    done, go_on = asyncio.Event(), asyncio.Event()

    async def numbers(tx: Tx) -> None:
        await letters.finalize(tx, office.now, office.by, batch, (), support.URL)
        done.set()
        await go_on.wait()

    one = asyncio.create_task(office.db.run(numbers))
    await done.wait()
    other = asyncio.create_task(office.db.run(workshop_actions.delete_draft, office.by, workshop))
    await ended_or_blocked(other, dsn)
    go_on.set()
    _numbered, refused = await asyncio.gather(one, other, return_exceptions=True)
    assert isinstance(refused, WrongState)


async def test_two_presses_and_a_corrected_letter_make_one_file_each(site: Site) -> None:
    """A file made for a wording that was corrected meanwhile is thrown away; so is a second one."""
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    (row,) = await finalized(office, await drafted(office, workshop, "committee_assignment", sent("Hendra")))
    (order,) = await office.db.run(letter_making.claim)
    assert not await office.db.run(letter_making.claim)  # it is somebody's already
    (whole,) = sent("Hendra Wijaya")
    given = (row.id, details("committee_assignment"), whole, "Nama", support.URL)
    await office.db.run(letters.correct, office.now, office.by, *given)
    assert not await office.db.run(letter_making.keep, office.now, order, b"%PDF old wording")
    (order,) = await office.db.run(letter_making.claim)
    assert await office.db.run(letter_making.keep, office.now, order, b"%PDF new wording")
    assert not await office.db.run(letter_making.keep, office.now, order, b"%PDF twice")
    assert await pdf_of(office, row.id) == b"%PDF new wording"


async def test_what_cannot_be_printed_says_which_letter_and_can_be_corrected(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "committee_assignment", sent("Hendra 漢字"))
    (row,) = await of_batch(office, batch)
    async with site.signed_in() as alice:
        look = await alice.get(f"/kelola/surat/{row.id}/berkas.pdf")
        assert look.status == 409 and "漢" in look.words
        await finalized(office, batch)
        await made(site)
        page = await alice.get(f"/kelola/surat/{row.id}")
        assert "Berkas gagal dibuat" in page.words and "漢" in page.words
        assert "Berkas surat gagal dibuat" in (await alice.get("/kelola")).words
        path = f"/kelola/surat/{row.id}/perbaiki"
        await alice.post(path, tokens(await alice.get(path)) | {"people": "Hendra", "reason": "Huruf asing"})
        await made(site)
        page = await alice.get(f"/kelola/surat/{row.id}")
        assert "Siap disampaikan" in page.words and row.number in page.words
    assert "Hendra" in text_of(await pdf_of(office, row.id))[0]


async def test_only_a_mail_that_failed_is_followed_by_another(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, trainer = await course(office)
    addressees = [to_trainer(Person(name="Suparno", trainer_id=trainer))]
    (row,) = await finalized(office, await drafted(office, workshop, "trainer_invitation", addressees))
    assert await office.db.run(letter_delivery.send, office.now, office.by, [row.id]) == 0  # no file yet
    await made(site)
    async with site.signed_in() as alice:
        asked = await alice.get(f"/kelola/surat/kirim?chosen={row.id}")
        assert "Kirim 1 email?" in asked.words and "suparno@contoh.example" in asked.words
    together = [office.db.run(letter_delivery.send, office.now, office.by, [row.id]) for _ in range(3)]
    assert sum(await asyncio.gather(*together)) == 1
    async with office.db.read() as tx:
        (delivery,) = await letter_deliveries.of_letter(tx, row.id)
    result = MailResult(
        "letter_sent", row.subject, str(delivery.id), delivery.address, "refused", "550 no user"
    )
    await office.db.run(mail_ends.on_mail, office.now, result)
    (shown,) = await of_batch(office, row.batch_id)
    assert shown.shown == "failed"
    async with site.signed_in() as alice:
        assert "Email surat gagal, perlu tindakan" in (await alice.get("/kelola")).words
        path = f"/kelola/surat/kirim?chosen={row.id}"
        sent_again = await alice.fill(path, {"chosen": str(row.id)}, "/kelola/surat/kirim")
        assert "1 email masuk antrean." in sent_again.words
    (shown,) = await of_batch(office, row.batch_id)
    assert shown.shown == "queued"
    async with office.db.read() as tx:
        newest, first = await letter_deliveries.of_letter(tx, row.id)
        mails = await tx.fetchval("select count(*) from mail where purpose = 'letter_sent'")
    assert {newest.state, first.state} == {"queued", "failed"} and mails == 2
    good = replace(result, occasion=str(newest.id if newest.state == "queued" else first.id), state="sent")
    await office.db.run(mail_ends.on_mail, office.now, good)
    assert await office.db.run(letter_delivery.send, office.now, office.by, [row.id]) == 0


async def test_the_wording_is_the_offices_own_and_goes_back(site: Site) -> None:
    office = site.office
    workshop, _trainer = await course(office)
    path = "/kelola/surat/naskah/tugas-panitia"
    async with site.signed_in() as alice:
        fields = tokens(await alice.get(path))
        assert "Kembalikan ke awal" not in (await alice.get(path)).words
        wrong = await alice.post(path, fields | {"task": "Bertugas di {tempatnya}"})
        assert (
            wrong.status == 422 and "{tempatnya} tidak dikenal" in wrong.words and "{tempat}" in wrong.words
        )
        broken = await alice.post(path, fields | {"task": "Bertugas di {tempat", "check": "1"})
        assert broken.status == 422 and "tidak berpasangan" in broken.words
        looked = await alice.post(path, fields | {"task": "Bertugas di {tempat}", "check": "1"})
        assert "Naskah ini dapat dipakai" in looked.words
        assert "Naskah sendiri" not in (await alice.get("/kelola/surat/naskah")).words
        await alice.post(path, fields | {"task": "Bertugas di {tempat}"})
        assert "Naskah sendiri" in (await alice.get("/kelola/surat/naskah")).words
        form = await alice.get(f"/kelola/jadwal/{workshop}/surat/tugas-panitia")
        assert tokens(form)["task"] == "Bertugas di {tempat}"
        await alice.fill(path, {}, f"{path}/awal")
        assert tokens(await alice.get(path)) | {"form_token": ""} == fields | {"form_token": ""}


async def test_numbering_is_checked_and_shown_before_it_is_kept(site: Site) -> None:
    path = "/kelola/surat/penomoran/tugas"
    async with site.signed_in() as alice:
        for template, said in (
            ("{urut}/{bulan}", "harus memuat {urut} dan {tahun}"),
            ("{urut}/{tahun}/{apa}", "Gunakan hanya kata"),
            ("{urut:>9}/{tahun}", "Hanya {urut} yang boleh diberi lebar"),
            ("{urut/{tahun}", "tidak berpasangan"),
        ):
            answer = await alice.fill(path, {"template": template})
            assert answer.status == 422 and said in answer.words, template
        answer = await alice.fill(path, {"template": "{unit}/{urut}/{tahun}"})
        assert answer.status == 422 and "Isi kode unit" in answer.words
        shown = await alice.fill(path, {"template": "ST/{urut:04}/{tahun}", "show": "1"})
        assert "ST/0007/2017" in shown.words
        kept = await alice.fill(path, {"template": "ST/{urut:04}/{tahun}"})
        assert "Penomoran tersimpan" in kept.words and "ST/0007/2017" in kept.words
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    (row,) = await finalized(office, await drafted(office, workshop, "committee_assignment", sent("Hendra")))
    assert row.number == "ST/0001/2017"
    coded = Numbering("{urut}/{kegiatan}/{tahun}", "", "")
    await office.db.run(letter_rules.put_numbering, office.by, PaperKind.ASSIGNMENT_LETTER, coded)
    (row,) = await finalized(office, await drafted(office, workshop, "committee_assignment", sent("Hendra")))
    assert row.number == "2/BATOK/2017"


async def test_the_same_by_the_api(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, trainer = await course(office)
    async with site.signed_in() as alice:
        body = {"kind": "trainer_assignment", "letter_date": "2017-04-10", "signed_at": "Pangkalpinang"}
        status, answer = await alice.call("POST", f"/workshops/{workshop}/letters", body)
        assert status == 422 and "trainers" in str(answer["errors"])
        status, made_ = await alice.call(
            "POST", f"/workshops/{workshop}/letters", body | {"trainers": [str(trainer)]}
        )
        assert status == 201
        batch = made_["id"]
        status, shown = await alice.call("GET", f"/letter-batches/{batch}")
        assert status == 200 and shown["letters"][0]["people"] == ["Suparno Adi Nugroho, S.Sn."]
        assert any("{nomor_dpa}" in line for line in shown["left_out"])
        status, numbered = await alice.call("POST", f"/letter-batches/{batch}/final", {})
        assert (status, numbered) == (200, {"letters": 1})
        await made(site)
        status, mailed = await alice.call("POST", f"/letter-batches/{batch}/mails")
        assert (status, mailed) == (200, {"mails": 1})
        status, listed = await alice.call("GET", "/letters?jenis=trainer_assignment")
        (letter,) = listed["items"]
        assert letter["number"] == "094/001/DISPERIN/IV/2017" and letter["state"] == "queued"
        correction = {
            **body,
            "reason": "Jabatan",
            "people": [{"name": "Suparno Adi Nugroho, S.Sn.", "position": "Guru"}],
        }
        status, _ = await alice.call("PUT", f"/letters/{letter['id']}", correction)
        assert status == 200
        await made(site)
        assert "Guru" in text_of((await alice.get(letter["file"])).body)[0]
        # The corrected edition is another one: it may be mailed, once.
        assert (await alice.call("POST", f"/letter-batches/{batch}/mails"))[1] == {"mails": 1}
        assert (await alice.call("POST", f"/letter-batches/{batch}/mails"))[1] == {"mails": 0}
        status, _ = await alice.call("POST", f"/letters/{letter['id']}/void", {"reason": "Keliru"})
        assert status == 200
        status, rule = await alice.call("GET", "/letter-numbering/assignment_letter")
        assert rule["example"] == "094/007/DISPERIN/IV/2017" or rule["example"].startswith(
            "094/007/DISPERIN/"
        )


async def test_another_office_finds_nothing_to_mail(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    (row,) = await finalized(office, await drafted(office, workshop, "participant_request", villages(1)))
    stranger = replace(office.by, organization_id=UUID(int=1))
    assert await office.db.run(letter_delivery.send, office.now, stranger, [row.id]) == 0
    for act in (letters.void, letter_delivery.handed):
        with pytest.raises(Missing):
            await office.db.run(act, office.now, stranger, row.id, "Alasan")
    async with office.db.read() as tx:
        assert await store.count(tx, stranger.organization_id, Filter()) == 0


async def test_a_trainer_finds_their_letters_on_their_own_page(site: Site) -> None:
    """By the link they have; a letter of somebody else, a draft and a void one are not there."""
    office = site.office
    await signs(office)
    workshop, trainer = await course(office)
    await office.publishes(workshop)
    await invited_by_mail(office, site.running.keys, workshop)
    link = (await mails(office.db, site.running.keys))[-1].link
    mine = [to_trainer(Person(name="Suparno", trainer_id=trainer))]
    (letter,) = await finalized(office, await drafted(office, workshop, "trainer_invitation", mine))
    (other,) = await finalized(
        office, await drafted(office, workshop, "committee_assignment", sent("Hendra"))
    )
    await drafted(office, workshop, "trainer_invitation", mine)
    async with site.visitor() as suparno:
        assert "Surat untuk Anda" not in (await suparno.get(link)).words  # not made yet
        await made(site)
        page = await suparno.get(link)
        assert page.words.count("005/0") == 1 and letter.number in page.words
        kept = await suparno.get(f"{link}/surat/{letter.id}")
        assert kept.body == await pdf_of(office, letter.id)
        assert (await suparno.get(f"{link}/surat/{other.id}")).status == 404
        await office.db.run(letters.void, office.now, office.by, letter.id, "Salah nama")
        assert (await suparno.get(f"{link}/surat/{letter.id}")).status == 404
        assert "Surat untuk Anda" not in (await suparno.get(link)).words
