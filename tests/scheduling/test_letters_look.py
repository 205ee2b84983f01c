"""Letters on a phone and a desktop, and on paper: none, one, many, wrong, stuck, void, real-length text."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser

from services.scheduling.actions import letter_delivery, letters
from services.scheduling.actions.workshops import Timetable
from services.scheduling.domain.letters import Addressee, Person, to_trainer, typed_people
from services.scheduling.jobs import make_letters
from services.scheduling.rendering.letter import render
from tests.support.browser import opened
from tests.support.letters import TEACHER, drafted, finalized, sent, signing_office, signs, villages, worded
from tests.support.papers import MM, box_of, standard_of, text_of
from tests.support.scheduling import FIRST_DAY
from tests.support.scheduling_look import looked_at, signed_in
from tests.support.scheduling_site import Site

LONG = (
    "Ir. Hj. Raden Ayu Siti Nur'aini Kusumawardhani-Soedibyo, M.Si.; 196805121993032004; "
    "Pembina Utama Muda (IV/c); Kepala Bidang Pengembangan Industri Kecil dan Menengah"
)


@pytest.mark.slow
@pytest.mark.browser
async def test_letters_are_readable_everywhere(site: Site, browser: Browser) -> None:
    office = site.office
    venue = await office.venue("Sanggar Belitong Kreasi Masa Kini (Bekemas)")
    suparno = await office.trainer(
        "Suparno Adi Nugroho, S.Sn., M.Sn.", email="suparno.adi.nugroho@contoh.example"
    )
    batok = await office.draft(venue, class_label="Angkatan II", timetable=Timetable(4, FIRST_DAY))
    await office.adds(batok, "19.00", "20.30", venue_id=venue, trainers=(suparno,))
    path = f"{site.url}/kelola/jadwal/{batok}/surat"
    async with opened(browser, f"{site.url}/masuk") as page:
        await signed_in(page, office.by.email)
        await page.goto(f"{site.url}/kelola/surat")
        await looked_at(page, "letters-none")
        await page.goto(path)
        await looked_at(page, "letters-workshop-none")
        unsigned = await drafted(office, batok, "committee_assignment", sent("Hendra Wijaya", "Siti"))
        await page.goto(f"{site.url}/kelola/surat/kumpulan/{unsigned}")
        await looked_at(page, "letters-batch-unsigned")
        await signs(office)
        await page.goto(f"{path}/permohonan-peserta")
        await page.select_option("#f-district", label="Membalong")
        await page.click("button:has-text('Tampilkan desa')")
        await page.wait_for_selector("text=Kepala Desa Kembiri")
        await looked_at(page, "letters-form-villages")
        await page.click("button:has-text('Simpan dan lihat draf')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "letters-form-wrong")
        await page.goto(f"{path}/tugas-panitia")
        await looked_at(page, "letters-form-committee")
        await page.goto(f"{path}/undangan-narasumber")
        await page.click("summary:has-text('Naskah untuk surat ini')")
        await looked_at(page, "letters-form-wording")
        many = await drafted(office, batok, "participant_request", villages(30))
        await page.goto(f"{site.url}/kelola/surat/kumpulan/{many}")
        await looked_at(page, "letters-batch-drafts")
        await page.goto(f"{site.url}/kelola/surat/kumpulan/{unsigned}/final")
        await looked_at(page, "letters-final")
        rows = await finalized(office, many)
        await make_letters(site.running)
        await page.goto(f"{site.url}/kelola/surat/kumpulan/{many}")
        await looked_at(page, "letters-batch-making")
        one = [to_trainer(Person(name="Suparno Adi Nugroho, S.Sn., M.Sn.", trainer_id=suparno))]
        invitation = await drafted(office, batok, "trainer_invitation", one)
        (letter,) = await finalized(office, invitation)
        (odd,) = await finalized(office, await drafted(office, batok, "committee_assignment", sent("漢字")))
        while await make_letters(site.running):
            pass
        await page.goto(f"{site.url}/kelola/surat/{odd.id}")
        await looked_at(page, "letter-stuck")
        await page.goto(f"{site.url}/kelola/surat/kumpulan/{invitation}/kirim")
        await looked_at(page, "letters-send")
        await office.db.run(letter_delivery.send, office.now, office.by, [letter.id])
        await office.db.run(letter_delivery.handed, office.now, office.by, letter.id, "Ibu Suparno")
        await page.goto(f"{site.url}/kelola/surat/{letter.id}")
        await looked_at(page, "letter-sent")
        await page.goto(f"{site.url}/kelola/surat/{letter.id}/perbaiki")
        await looked_at(page, "letter-correct")
        await page.goto(f"{site.url}/kelola/surat/{rows[0].id}/batalkan")
        await looked_at(page, "letter-void")
        await office.db.run(letters.void, office.now, office.by, rows[0].id, "Desa sudah bergabung")
        await page.goto(f"{site.url}/kelola/surat/{rows[0].id}")
        await looked_at(page, "letter-voided")
        await page.goto(f"{site.url}/kelola/surat")
        await looked_at(page, "letters-many")
        await page.goto(f"{site.url}/kelola/surat?bahasa=en")
        await looked_at(page, "letters-english")
        await page.goto(f"{site.url}/kelola/surat/naskah?bahasa=id")
        await looked_at(page, "letters-rules")
        await page.goto(f"{site.url}/kelola/surat/naskah/tugas-panitia")
        await page.fill("#f-task", "Bertugas di {tempatnya}")
        await page.click("button:has-text('Periksa saja')")
        await page.wait_for_selector("#salah")
        await looked_at(page, "letters-text-wrong")
        await page.goto(f"{site.url}/kelola/surat/penomoran/undangan")
        await looked_at(page, "letters-numbering")
        await page.goto(f"{site.url}/kelola/jadwal/{batok}")
        await looked_at(page, "workshop-with-letters")


def emblem() -> bytes:
    picture = Image.new("RGBA", (260, 320), (0, 0, 0, 0))
    ImageDraw.Draw(picture).polygon(
        [(10, 10), (250, 10), (250, 200), (130, 310), (10, 200)], fill=(12, 92, 60, 255)
    )
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def pages(pdf: bytes, name: str) -> list[str]:
    """The words of each page; A4 upright, an archive file, nothing beyond the margins, kept as pictures."""
    document = pypdfium2.PdfDocument(pdf)
    assert standard_of(pdf) == "3B"
    folder = os.environ.get("BIMTEK_PICTURES")
    for at in range(len(document)):
        page = document[at]
        assert [round(side / MM) for side in page.get_size()] == [210, 297]
        textpage = page.get_textpage()
        for rect in range(textpage.count_rects()):
            left, bottom, right, top = (side / MM for side in textpage.get_rect(rect))
            words = textpage.get_text_bounded(*textpage.get_rect(rect))
            if "CONTOH" not in words and "DRAF" not in words and words.strip():
                assert left > 24.5 and right < 191.2 and bottom > 7 and top < 285, (at, words)
        if folder:
            page.render(scale=1.3).to_pil().save(Path(folder) / f"paper-{name}-{at + 1}.png")
    return text_of(pdf)


def test_an_invitation_on_paper_is_one_page_with_everything_an_office_expects() -> None:
    (village,) = villages(1)
    pdf = render(
        worded("participant_request", village, people=5), "005/008/DISPERIN/IV/2017", emblem(), False
    )
    (page,) = pages(pdf, "request")
    for words in (
        "PEMERINTAH PROVINSI KEPULAUAN BANGKA BELITUNG",
        "Nomor : 005/008/DISPERIN/IV/2017",
        "Sifat : Biasa",
        "Lampiran : -",
        "Hal : Permohonan Pengiriman Peserta",
        "Pangkalpinang, 10 April 2017",
        "Yth. Kepala Desa Contoh 1",
        "Hari/Tanggal : Selasa s.d. Jumat, 25 s.d. 28 April 2017",
        "Waktu : 08.00 WIB s.d. selesai",
        "Jumlah peserta yang dimohonkan sebanyak 5 orang;",
        "a.n. Kepala Dinas Perindustrian, Perdagangan,",
        "Sekretaris,",
        "NIP 196805121993032004",
    ):
        assert words in page, words


def test_a_surat_tugas_for_one_fits_a_page_and_never_leaves_the_signature_alone() -> None:
    (one,) = typed_people(LONG)
    pdf = render(worded("committee_assignment", Addressee(people=(one,))), "094/001/2017", b"", False)
    (page,) = pages(pdf, "one")
    assert "Kepada : Nama : Ir. Hj. Raden Ayu Siti Nur'aini" in page and "Halaman" not in page
    for count in (2, 12, 25, 50):
        people = tuple(one.model_copy(update={"name": f"{one.name} {at}"}) for at in range(count))
        face = worded("committee_assignment", Addressee(people=people))
        *_others, last = pages(render(face, "094/002/2017", emblem(), False), f"people-{count}")
        # Text and signature together.
        assert "3. Melaporkan hasil" in last and "Dra. Sri Wahyuni, M.Si." in last
    assert f"Halaman {len(_others) + 1} dari {len(_others) + 1}" in last


def test_a_timetable_is_a_page_of_its_own_and_names_places_when_they_differ() -> None:
    invited = to_trainer(Person(name="Suparno Adi Nugroho, S.Sn., M.Sn.", trainer_id=TEACHER))
    pdf = render(worded("trainer_invitation", invited, schedule=True), "", emblem(), True)
    letter, *timetable = pages(pdf, "invitation")
    assert "DRAF" in letter and "Lampiran : 1 (satu) berkas" in letter
    assert "Materi : Mengenal batok kelapa: sifat, jenis dan pemilihan bahan baku; Praktik" in letter
    assert "JADWAL KEGIATAN" in timetable[0] and "Balai Desa Kembiri" in timetable[-1]


def test_what_people_type_is_never_markup() -> None:
    people = (
        Person(name="#pagebreak() *A* $x$ `b` <l> @c \\ Hendra", position='#import "@preview/x:1.0.0"'),
    )
    (page,) = pages(
        render(worded("committee_assignment", Addressee(people=people)), "1/2017", b"", False), "odd"
    )
    assert "#pagebreak() *A* $x$ `b` <l> @c \\ Hendra" in page


def test_an_office_with_the_longest_name_keeps_its_letterhead() -> None:
    name = "Dinas Perindustrian, Perdagangan, Koperasi, Usaha Kecil dan Menengah Kabupaten Belitung Timur"
    office = signing_office(name=name, example=False)
    face = worded("committee_assignment", Addressee(people=tuple(typed_people(LONG))), office)
    (page,) = pages(render(face, "094/001/2017", emblem(), False), "long-office")
    assert "CONTOH" not in page.replace("(CONTOH)", "")
    top = box_of(render(face, "094/001/2017", emblem(), False), "SURAT TUGAS")[0]
    assert top[1] > 200  # the letterhead takes the upper quarter at most
