"""Material that trainers hand in: whose it is, what may be in it, and what its name keeps."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import aiohttp
import pytest
from PIL import Image

from services.scheduling.web.uploads import material
from shared.papers import Unfit, plain_name
from tests.support.scheduling_site import Site
from tests.support.trainer_page import asked
from tests.support.trainers import PDF


def upload(token: str, name: str, content: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # as browsers write the name
    form.add_field("form_token", token)
    form.add_field("material", content, filename=name, content_type="application/octet-stream")
    return form


async def test_material_is_the_offices_until_it_is_published(site: Site) -> None:
    workshop, _trainer, _session, link = await asked(site)
    path = f"{link}/materi/{workshop}"
    async with site.visitor() as anybody, site.signed_in() as alice:
        token = (await anybody.get(path)).token()
        assert "Berkas tersimpan" in (await anybody.post(path, upload(token, "Teknik dasar.pdf", PDF))).words
        token = (await anybody.get(path)).token()
        refused = await anybody.post(path, upload(token, "jahat.html", b"<script>"))
        assert refused.status == 422 and "Hanya PDF" in refused.words
        office_page = f"/kelola/jadwal/{workshop}/narasumber"
        page = await alice.get(office_page)
        assert "Teknik dasar.pdf" in page.words and "Hanya panitia" in page.words
        material_id = page.text.split("/materi/")[1].split('"')[0].split("/")[0]
        opened = await alice.get(f"/kelola/jadwal/{workshop}/materi/{material_id}")
        assert opened.body == PDF
        action = f"/kelola/jadwal/{workshop}/materi/{material_id}/bagikan"
        page = await alice.fill(office_page, {"published": "1"}, action)
        shared = "/narasumber/materi/" + page.text.split("/narasumber/materi/")[1].split('"')[0]
        assert "Teknik dasar.pdf" in (await anybody.get(shared)).words
        assert (await anybody.get(f"{shared}/{material_id}")).body == PDF
        async with anybody.session.get(f"{shared}/{material_id}") as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment")
        assert (await alice.fill(office_page, {"published": "barangkali"}, action)).status == 422
        assert (await anybody.get(f"{shared}/{material_id}")).status == 200
        await alice.fill(office_page, {}, action)
        assert (await anybody.get(f"{shared}/{material_id}")).status == 404
        await anybody.fill(path, {}, f"{path}/{material_id}/hapus")
        async with site.office.db.read() as tx:
            assert await tx.fetchval("select count(*) from file where media_type = 'application/pdf'") == 0


async def test_a_file_name_of_stray_bytes_is_kept_readable(site: Site) -> None:
    workshop, _trainer, _session, link = await asked(site)
    path = f"{link}/materi/{workshop}"
    async with site.visitor() as anybody:
        token = (await anybody.get(path)).token()
        body = b"".join(
            (
                b'--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n',
                token.encode(),
                b"\r\n--x\r\nContent-Disposition: form-data; "
                b'name="material"; filename="Batok \xff.pdf"\r\n\r\n',
                PDF,
                b"\r\n--x--\r\n",
            )
        )
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        async with anybody.session.post(path, data=body, headers=headers) as answer:
            page = await answer.text()
            assert answer.status == 200 and "Berkas tersimpan" in page
            assert "Batok.pdf" in page


def archive(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return kept.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it is this large."""
    small = io.BytesIO()
    Image.new("RGB", (1, 1)).save(small, "PNG")
    head, rest = small.getvalue()[:12], small.getvalue()[33:]
    size = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return head + size + struct.pack(">I", zlib.crc32(size)) + rest


def turned_by_words() -> bytes:
    """A JPEG turned by its camera, whose width is a word."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "abc"  # turned, and the camera's maker
    kept = io.BytesIO()
    Image.new("RGB", (30, 30)).save(kept, "JPEG", exif=exif)
    return kept.getvalue().replace(b"\x01\x0f\x00\x02", b"\x01\x00\x00\x02")


def test_material_is_told_by_its_content() -> None:
    picture = io.BytesIO()
    Image.new("RGBA", (20, 10)).save(picture, "PNG")
    assert material("C:\\foto\\../Batok.PNG", picture.getvalue()).name == "Batok.jpg"
    assert material("slide", archive("ppt/presentation.xml")).name == "slide.pptx"
    assert material("naskah.doc", archive("word/document.xml")).name == "naskah.docx"
    for content in (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04 broken",
        archive("word/document.xml", "word/vbaProject.bin"),
        archive("word/document.xml", "word/VBAPROJECT.BIN"),  # Word reads it all the same
        claiming(60_000, 60_000),  # more pixels than the library opens at all
        claiming(9_000, 9_000),
        turned_by_words(),
        archive("anything.txt"),
        b"\xff\xd8\xff broken",
    ):
        with pytest.raises(Unfit):
            material("berkas.pdf", content)


def typed(types: str, relations: str = "<Relationships/>", *more: str) -> bytes:
    """A document whose parts are what these say, whatever they are called."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("word/document.xml", "<w:document/>")
        parts.writestr("[Content_Types].xml", types)
        parts.writestr("word/_rels/document.xml.rels", relations)
        for name in more:
            parts.writestr(name, "x")
    return packed.getvalue()


def test_a_macro_under_another_name_is_one_and_a_word_in_a_link_is_none() -> None:
    plain = '<Types><Default Extension="bin" ContentType="application/octet-stream"/></Types>'
    macro = '<Types><Override PartName="/a" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    link = (
        '<Relationships><Relationship Type="http://x/hyperlink" Target="http://x/macro?vba"/></Relationships>'
    )
    runs = (
        '<Relationships><Relationship Type="http://x/relationships/vbaProject" Target="a"/></Relationships>'
    )
    assert material("a", typed(plain, link, "word/macro-photo.jpg")).name == "a.docx"
    for types, relations, more in (
        (macro, link, ()),
        (macro.replace("vba", "&#118;ba"), link, ()),
        (macro.encode("utf-16").decode("latin-1"), link, ()),  # no XML any more
        (plain.replace("octet-stream", "vnd.ms-word.document.macroEnabled.main+xml"), link, ()),
        (plain, runs, ()),
        (f'<!DOCTYPE Types [<!ENTITY v "vba">]>{plain}', link, ()),
        (plain, link, ("WORD/document.xml",)),  # two of one name: which one is read is anybody's guess
        (f"<Types>{' ' * 5_000_000}</Types>", link, ()),
    ):
        with pytest.raises(Unfit):
            material("a.docx", typed(types, relations, *more))


def test_signs_nobody_sees_do_not_stay_in_the_name_of_a_file() -> None:
    assert material("materi\u202efdp.exe", PDF).name == "materi fdp.pdf"
    assert plain_name("C:\\a/b\u2066cv\u200b.pdf\x00") == "b cv .pdf"
