"""What cells of a list are meant to say, and what no cell can."""

from __future__ import annotations

import io

import aiohttp

from services.registration.actions import questions
from services.registration.domain.business import BusinessPart
from services.registration.domain.questions import Kind, Question
from services.registration.web import views
from tests.support.importing import applies, counts, opened, path_of, people, send
from tests.support.questions import ALICE, HAS, PHOTO, asks, picture
from tests.support.registration_site import FORM, Site

COPIED = "\u202a+62 812\u20119990\u20110001\u202c"  # from WhatsApp


async def test_a_figure_of_a_workbook_is_the_figure_it_is(site: Site) -> None:
    """In words "1.125" is more than a thousand; the figure 1.125 is a little more than one."""
    one = await asks(site, Question("", Kind.NUMBER, "Luas"), Question("", Kind.NUMBER, "Modal"))
    heads = ("Nama", "L/P", "Kecamatan", "Luas", "Modal")
    rows = [heads, ("Ani", "P", "Badau", 1.125, "1.125"), ("Budi", "L", "Badau", 1 / 3, 0.1 + 0.2)]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (2, 0, 0, 0), look.words
        await applies(alice, look)
    said = {name: row["answers"] for name, row in (await people(site, one)).items()}
    assert (said["Ani"]["luas"], said["Ani"]["modal"]) == (1.125, 1125)
    assert (said["Budi"]["luas"], said["Budi"]["modal"]) == (0.3333, 0.3)


async def test_half_a_worker_is_no_whole_number(site: Site) -> None:
    one = await opened(site)
    await site.panitia.db.run(questions.set_business, ALICE, one.id, list(BusinessPart))
    rows = [
        ("Nama", "L/P", "Kecamatan", "Pekerja perempuan"),
        *(("Ani", "P", "Badau", n) for n in (2.5, "2.5")),
    ]
    async with site.organizer() as alice:
        assert counts(await send(alice, path_of(one), rows)) == (0, 0, 0, 2)
        look = await send(alice, path_of(one), [rows[0], ("Ani", "P", "Badau", "1.250 orang")])
        await applies(alice, look)
    assert (await people(site, one))["Ani"]["business"]["workers_female"] == 1250


async def test_what_nobody_sees_in_a_cell_does_not_count(site: Site) -> None:
    one = await opened(site)
    rows = [
        ("Nama", "L/P", "HP", "Email", "Kecamatan", "Hadir 25-04-2017"),
        (
            "Ani",
            "P",
            COPIED,
            "ani@contoh.example\u200b",
            "Badau\ufeff",
            "x",
        ),
        ("Budi", "L", "'081299900002", "", "Badau", ""),
        ("#N/A", "L", "", "", "Badau", ""),
    ]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (2, 0, 0, 1), look.words
        await applies(alice, look)
    found = await people(site, one)
    assert (found["Ani"]["phone"], found["Ani"]["email"]) == ("6281299900001", "ani@contoh.example")
    assert found["Budi"]["phone"] == "6281299900002"


async def test_a_file_that_must_come_is_asked_for_on_the_persons_own_page(site: Site) -> None:
    """No cell holds a photo: the office is told before its yes, and the person until it is there."""
    photo = Question("", Kind.FILE, "Foto KTP", required=True)
    label = Question("", Kind.FILE, "Foto label", required=True, when_key="punya_usaha", when_answer="yes")
    one = await asks(site, HAS, photo, label, PHOTO)
    rows = [
        ("Nama", "L/P", "HP", "Kecamatan", "Punya usaha?"),
        ("Ani", "P", "081299900001", "Badau", "tidak"),
    ]
    said = "Berkas tidak dapat dikirim lewat lembar kerja: Foto KTP; Foto label."
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (1, 0, 0, 0) and said in look.words, look.words
        await applies(alice, look)
        without = await asks(site, HAS, PHOTO)
        assert "Berkas tidak dapat" not in (await send(alice, path_of(without), rows)).words
    row = await site.panitia.row((await people(site, one))["Ani"]["id"])
    own = f"/pendaftaran/{views.manage_code(site.panitia.keys, row)}"
    async with site.visitor() as ani:
        page = await ani.get(own)
        assert "Panitia masih menunggu berkas Anda Foto KTP Kirim sekarang" in page.words, page.words
        form = await ani.get(f"{own}/ubah")
        fields = {**FORM, "full_name": "Ani", "q_punya_usaha": "no", "form_token": form.token()}
        parts = aiohttp.FormData(fields, default_to_multipart=True)
        parts.add_field("q_foto_ktp", io.BytesIO(picture()), filename="ktp.png", content_type="image/png")
        page = await ani.post(f"{own}/ubah", parts)
        assert (page.status, "Panitia masih menunggu" in page.words) == (200, False), page.words
