"""Letters: looked at as drafts, numbered once and without a gap, never changed, mailed once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from services.scheduling.actions import letter_delivery, letters, mail_ends
from services.scheduling.domain.letters import Person, to_trainer
from services.scheduling.domain.refusals import Missing
from services.scheduling.store import letter_deliveries
from services.scheduling.store import letters as store
from services.scheduling.store.letters import Filter
from shared import files
from shared.mail import MailResult
from tests.support.letters import drafted, finalized, of_batch, sent, signs, villages
from tests.support.letters_site import course, made, pairs, pdf_of, tokens
from tests.support.papers import standard_of, text_of
from tests.support.scheduling import MEMBALONG
from tests.support.scheduling_site import Site
from tests.support.trainers import invited as invited_by_mail
from tests.support.trainers import mails


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
