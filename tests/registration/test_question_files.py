"""Files as answers: drawn anew, sealed, and refused where they could do something."""

from __future__ import annotations

from uuid import UUID

import aiohttp
import pytest

from services.registration.actions.erasing import erase
from shared.papers import Unfit, harmless
from tests.support.questions import (
    ALICE,
    HAS,
    PHOTO,
    asks,
    pdf,
    picture,
    signs_up,
    stored,
)
from tests.support.registration_site import FORM, Site


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
