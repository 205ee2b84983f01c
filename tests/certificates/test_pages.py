"""Checking a certificate, with a browser that knows nothing but HTML."""

from __future__ import annotations

import random
import re
from io import BytesIO

import aiohttp

from services.certificates import actions
from services.certificates.rendering.certificate import render
from shared.events.certificates import PublicReason
from shared.ids import shown
from tests.support.certificates import OFFICE, wording
from tests.support.certificates_site import Site
from tests.support.registration_site import Answer, Visitor


async def _hands_in(visitor: Visitor, pdf: bytes) -> Answer:
    form = aiohttp.FormData()
    form.add_field("form_token", (await visitor.get("/sertifikat")).token())
    form.add_field("file", BytesIO(pdf), filename="sertifikat.pdf", content_type="application/pdf")
    return await visitor.post("/sertifikat", form)


async def test_whoever_scans_the_code_reads_whose_it_is(site: Site) -> None:
    _story, row = await site.issued()
    async with site.visitor() as anybody:
        page = await anybody.get(f"/sertifikat/{row.code}")
        assert page.status == 200
        for words in (
            "Asli",
            row.name,
            f"Sertifikat nomor {row.number}",
            "25 s.d. 28 April 2017",
            "32 Jam Pelajaran (JP)",
        ):
            assert words in page.words
        assert 'name="robots" content="noindex' in page.text
        title = re.search(r'og:title" content="([^"]*)"', page.text)
        assert title and row.name not in title[1]
        lower = await anybody.get(f"/sertifikat/{row.code.lower()}")
        assert row.name in lower.words

        file = await anybody.get(f"/sertifikat/{row.code}.pdf")
        assert file.body == await site.desk.pdf(row)
        async with anybody.session.get(f"/sertifikat/{row.code}.pdf") as response:
            etag = response.headers["ETag"]
        async with anybody.session.get(
            f"/sertifikat/{row.code}.pdf", headers={"If-None-Match": etag}
        ) as response:
            assert response.status == 304
        unknown = await anybody.get("/sertifikat/" + "0" * 26)
        assert unknown.status == 404 and "tidak kami kenal" in unknown.words


async def test_the_code_under_the_qr_is_typed_in_any_way(site: Site) -> None:
    _story, row = await site.issued(1)
    (edition,) = await site.desk.editions(row)
    async with site.visitor() as anybody:
        for typed in (shown(edition.check_code), edition.check_code.lower(), f" {edition.code} "):
            page = await anybody.fill("/sertifikat", {"code": typed})
            assert page.url == f"/sertifikat/{edition.code}" and row.name in page.words
        for typed in ("AAAA-BBBB-CCCC", row.number, ""):
            page = await anybody.fill("/sertifikat", {"code": typed})
            assert page.status == 422 and row.name not in page.words


async def test_a_file_is_genuine_only_if_every_byte_is(site: Site) -> None:
    _story, row = await site.issued(1)
    pdf = await site.desk.pdf(row)
    async with site.visitor() as anybody:
        genuine = await _hands_in(anybody, pdf)
        assert "Asli" in genuine.words and row.number in genuine.words
        chance = random.Random(17)
        for region in range(16):
            at = chance.randrange(region * len(pdf) // 16, (region + 1) * len(pdf) // 16)
            changed = bytearray(pdf)
            changed[at] ^= 1 << chance.randrange(8)
            page = await _hands_in(anybody, bytes(changed))
            assert "Berkas ini sudah diubah" in page.words, at
            assert row.name in page.words  # whose code it carries
        assert "Berkas ini sudah diubah" in (await _hands_in(anybody, pdf + b"\n")).words


async def test_a_code_copied_onto_another_name_shows_the_true_name(site: Site) -> None:
    _story, row = await site.issued(1)
    url = f"{site.url}/sertifikat/{row.code}"
    forged = render(wording(name="Orang Lain, S.H.", number=row.number, url=url))
    async with site.visitor() as anybody:
        page = await _hands_in(anybody, forged)
        assert "Berkas ini sudah diubah" in page.words
        assert row.name in page.words and "Orang Lain" not in page.words
        scanned = await anybody.get(f"/sertifikat/{row.code}")
        assert row.name in scanned.words and "Orang Lain" not in scanned.words


async def test_strange_files_are_unknown_and_large_ones_refused(site: Site) -> None:
    async with site.visitor() as anybody:
        for strange in (b"hello", b"%PDF-1.7\n" + b"\x00" * 5000, render(wording())):
            assert "Tidak kami kenal" in (await _hands_in(anybody, strange)).words
        large = await _hands_in(anybody, b"x" * (11 * 1024 * 1024))
        assert large.status == 413 and "paling besar 10 MB" in large.words
        assert 'href="/sertifikat">Kembali ke formulir' in large.text


async def test_revoked_is_public_with_its_reason_and_the_note_stays_inside(site: Site) -> None:
    _story, row = await site.issued(1)
    pdf = await site.desk.pdf(row)
    await site.revokes(row)
    async with site.visitor() as anybody:
        page = await anybody.get(f"/sertifikat/{row.code}")
        assert "Dicabut" in page.words and "diterbitkan keliru" in page.words
        assert "rahasia kantor" not in page.text
        assert (await anybody.get(f"/sertifikat/{row.code}.pdf")).status == 410
        handed_in = await _hands_in(anybody, pdf)
        assert "Dicabut" in handed_in.words and "diterbitkan keliru" in handed_in.words
        answer = await anybody.get(f"/api/v1/certificates/verify/{row.code}")
        assert '"answer":"revoked"' in answer.text and '"reason":"diterbitkan_keliru"' in answer.text
    async with site.member() as approver:
        inside = await approver.get(f"/kelola/sertifikat/satu/{row.id}")
        assert "rahasia kantor" in inside.words


async def test_a_replaced_edition_leads_to_the_new_one(site: Site) -> None:
    _story, row = await site.issued(1)
    await site.desk.db.run(actions.correct, OFFICE, row.id, "Nama Benar", PublicReason.SPELLING, "x")
    await site.desk.makes()
    async with site.visitor() as anybody:
        old = await anybody.get(f"/sertifikat/{row.code}")
        assert "Sudah diganti" in old.words and "salah penulisan" in old.words
        link = re.search(r'href="(/sertifikat/[0-9A-Z]{26})"', old.text)
        assert link and "Nama Benar" in (await anybody.get(link[1])).words


async def test_the_owner_has_a_page_of_their_own(site: Site) -> None:
    _story, row = await site.issued(1)
    async with site.visitor() as owner:
        page = await owner.get(f"/sertifikat/saya/{row.holder_code}")
        assert row.name in page.words and "Unduh sertifikat (PDF)" in page.words
        assert f"/sertifikat/{row.code}.pdf" in page.text
        assert (await owner.get("/sertifikat/saya/" + "0" * 26)).status == 404


async def test_the_seal_is_described_honestly_and_its_key_can_be_had(site: Site) -> None:
    async with site.visitor() as anybody:
        page = await anybody.get("/sertifikat/kunci")
        assert "Bukan tanda tangan elektronik (TTE) tersertifikasi" in page.words
        pem = await anybody.get("/sertifikat/kunci.pem")
        assert pem.body.startswith(b"-----BEGIN CERTIFICATE-----") and b"PRIVATE" not in pem.body
        english = await anybody.get("/sertifikat/kunci?bahasa=en")
        assert "Not a certified electronic signature" in english.words
