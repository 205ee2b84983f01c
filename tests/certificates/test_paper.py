"""The paper itself: what stands on it, that everything fits, and that a phone can read its code."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from services.certificates.domain.face import Material
from services.certificates.rendering.certificate import render
from services.certificates.rendering.qr import LEAST_MM, TooLong, qr_code
from services.certificates.sealing.check import SealState, claimed_codes, seal_state
from services.certificates.sealing.keys import SealKey, seal_key
from services.certificates.sealing.seal import Seal
from shared.pdf.typesetter import CannotTypeset, Typesetter
from tests.support.certificates import wording
from tests.support.papers import MM, box_of, qr_of, sealed_by, standard_of, text_of

INNER = 16.5  # mm: the frame's innermost line
PAGE = (297.0, 210.0)
LONG_TITLE = (
    "Bimbingan Teknis Peningkatan Kapasitas Pelaku Industri Kecil dan Menengah Kerajinan Batok Kelapa, "
    "Anyaman Pandan, dan Pengolahan Gula Aren dalam rangka Pengembangan Sentra Industri Daerah"
)
NAMES = [
    "Ni",
    "Suparman",
    "Siti Nur'aini",
    "Hj. Siti Nurhaliza binti Abdul Karim",
    "Prof. Dr. Ir. Raden Ajeng Siti Nur'aini Kusumawardhani-Soedibyo, S.H., M.Hum., Ph.D., CIPM",
    "Muhammad " * 12 + "Ali, S.Kom.",
    "W" * 120,
]


@pytest.mark.parametrize("size", [(320, 71), (320, 320), (71, 320)])
def test_an_emblem_of_any_shape_leaves_the_letterhead_whole(size: tuple[int, int]) -> None:
    """It stands left of the lines, and none of them is broken because of it."""
    file = BytesIO()
    Image.new("RGB", size, (12, 92, 60)).save(file, "PNG")
    name = "Dinas Perindustrian, Perdagangan, Koperasi, Usaha Kecil dan Menengah Kabupaten Belitung Timur"
    pdf = render(wording(emblem_png=file.getvalue(), office=name))
    (line,) = box_of(pdf, name)
    front = pypdfium2.PdfDocument(pdf)[0]
    (emblem,) = front.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    left, bottom, right, top = (value / MM for value in emblem.get_bounds())
    assert left > INNER and right < line[0] and line[2] < PAGE[0] - INNER
    assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.02)


def test_it_says_everything_an_office_expects() -> None:
    front, back = text_of(render(wording()))
    for words in (
        "PEMERINTAH PROVINSI KEPULAUAN BANGKA BELITUNG",
        "Nomor: 001/BTK-KL/DISPERIN/IV/2017",
        "Siti Nurhaliza Rahmadani",
        "Peserta",
        "Bimtek Kerajinan Batok Kelapa",
        "25 s.d. 28 April 2017",
        "Belitong Kreasi Masa Kini (Bekemas), Tanjungpandan",
        "setara 32 (tiga puluh dua) Jam Pelajaran (JP).",
        "Tanjungpandan, 28 April 2017",
        "Kepala Dinas Perindustrian",
        "Dra. Sri Wahyuni, M.Si.",
        "NIP 196805121993032004",
        "K7M4-9QXT-2BWF",
        "Bukan tanda tangan elektronik (TTE) tersertifikasi, bukan segel elektronik PSrE.",
    ):
        assert words in front
    assert "SERTIFIKAT" in front.replace(" ", "")  # its letters stand apart
    assert "Daftar Materi" in back and "Kunjungan ke sentra kerajinan Membalong" in back
    assert "Sugeng Riyadi, S.Sn." in back and "Jumlah Jam Pelajaran 32" in back


def test_it_is_an_archive_file_in_a4_landscape_without_any_nik() -> None:
    pdf = render(wording())
    assert standard_of(pdf) == "3B"
    page = pypdfium2.PdfDocument(pdf)[0]
    assert [round(value / 72 * 25.4) for value in page.get_size()] == [297, 210]
    assert "NIK" not in "".join(text_of(pdf)).replace("TEKNIK", "")
    assert render(wording()) == pdf  # the same values give the same bytes


def test_an_example_office_prints_a_watermark_and_a_real_one_does_not() -> None:
    assert "CONTOH · BUKAN DOKUMEN RESMI" in text_of(render(wording(example=True)))[0]
    assert "BUKAN DOKUMEN RESMI" not in text_of(render(wording(example=False)))[0]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: f"{len(name)} characters")
def test_every_name_fits_between_the_frame_and_is_never_cut(name: str) -> None:
    pdf = render(wording(name=name, activity=LONG_TITLE))
    front = text_of(pdf)[0]
    assert name.replace(" ", "") in front.replace(" ", "")
    lines = box_of(pdf, name.split()[0]) + box_of(pdf, name.split()[-1])
    for left, bottom, right, top in lines:
        assert INNER + 5 < left < right < PAGE[0] - INNER - 5
        assert INNER < bottom < top < PAGE[1] - INNER
    (signed,) = box_of(pdf, "Tanjungpandan, 28 April 2017")
    (jp,) = box_of(pdf, "Jam Pelajaran (JP).")
    assert jp[1] > signed[3], "the middle reaches into the signature block"


def test_names_up_to_45_characters_are_one_big_line_and_longer_ones_two() -> None:
    ((_, bottom, _, top),) = box_of(render(wording(name="Suparman")), "Suparman")
    assert top - bottom > 9  # 40 pt
    long = NAMES[4]
    first, last = (box_of(render(wording(name=long)), word)[0] for word in ("Prof.", "CIPM"))
    assert first[1] > last[3]


def test_a_long_list_of_materi_flows_to_a_further_page_with_its_heading() -> None:
    rows = tuple(
        Material(subject=f"Materi ke-{at}", trainers="Dwi Hartono, S.Sn.", jp=2) for at in range(1, 41)
    )
    pages = text_of(render(wording(materials=rows, jp=80)))
    assert len(pages) == 3
    assert all("Judul Materi" in page for page in pages[1:])
    assert "Materi ke-40" in pages[2] and "Jumlah Jam Pelajaran 80" in pages[2]


def test_what_looks_like_markup_is_printed_as_it_was_typed() -> None:
    name = '#panic("x") *tebal* $1$ @ref <a>'
    assert name in text_of(render(wording(name=name, activity="\\ #include [x]")))[0]


def test_a_letter_the_font_lacks_is_named_and_nothing_is_printed() -> None:
    with pytest.raises(CannotTypeset) as refused:
        render(wording(name="Siti 字"))
    assert refused.value.letters == "字"


def test_a_design_that_would_reach_for_the_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "main.typ").write_text('#import "@preview/cetz:0.4.0": canvas')
    with pytest.raises(ValueError, match=r"main\.typ imports a package"):
        Typesetter(tmp_path, "main.typ")


def test_the_code_is_read_from_paper_and_opens_the_verification_page() -> None:
    paper = wording()
    assert qr_of(render(paper)) == paper.url
    code = qr_code(paper.url)
    assert code.side_mm > LEAST_MM
    with pytest.raises(TooLong):
        qr_code("https://bimtek.example/" + "x" * 600)


# The seal


def test_the_seal_holds_for_other_programs_and_keeps_the_archive_format(seal: SealKey) -> None:
    stamp = Seal(seal)
    for number in range(3):  # the second and third come from the kept pattern
        paper = wording(number=f"00{number}/X/2017")
        sealed = stamp.seal(render(paper), paper.url)
        assert sealed_by(sealed, seal)
        assert seal_state(sealed, seal) is SealState.INTACT
        assert standard_of(sealed) == "3B"
        assert claimed_codes(sealed) == (paper.url[-26:],)


def test_any_changed_byte_is_seen_wherever_it_lies(seal: SealKey) -> None:
    """The seal's own padding is the one part it cannot cover; the hash in the table covers that too."""
    paper = wording()
    sealed = Seal(seal).seal(render(paper), paper.url)
    chance = random.Random(2017)
    start = sealed.index(b"/Contents <", len(sealed) // 2)
    padding = range(start, sealed.index(b">", start) + 1)
    for region in range(40):
        at = chance.randrange(region * len(sealed) // 40, (region + 1) * len(sealed) // 40)
        changed = bytearray(sealed)
        changed[at] ^= 1 << chance.randrange(8)
        if at not in padding:
            assert seal_state(bytes(changed), seal) is not SealState.INTACT, at
        assert paper.url[-26:] in claimed_codes(bytes(changed)), at


def test_something_added_behind_the_seal_is_seen(seal: SealKey) -> None:
    paper = wording()
    sealed = Seal(seal).seal(render(paper), paper.url)
    assert seal_state(sealed + b"\n%% more", seal) is SealState.CHANGED
    assert seal_state(render(paper), seal) is SealState.NONE
    assert seal_state(b"no pdf at all", seal) is SealState.NONE


def test_another_key_is_not_ours(seal: SealKey, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = seal_key(tmp_path_factory.mktemp("other"), "lain.example", datetime(2017, 1, 1, tzinfo=UTC))
    paper = wording()
    assert seal_state(Seal(other).seal(render(paper), paper.url), seal) is SealState.NONE


def test_the_key_is_made_once_and_readable_by_nobody_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    began = datetime(2017, 1, 1, tzinfo=UTC)
    first, second = (seal_key(folder, "bimtek.contoh.example", began) for _ in range(2))
    assert first.fingerprint == second.fingerprint
    assert (folder / "seal.pem").stat().st_mode & 0o777 == 0o600
    assert first.certificate.not_valid_before_utc == began
    assert first.certificate.not_valid_after_utc.year == 2047
