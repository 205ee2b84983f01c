"""Letters without a database: numbers, wording with fields, addressees, dates in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.scheduling.domain import letter_facts, letter_numbers, letter_texts, letters
from services.scheduling.domain.letter_numbers import Numbering, Series
from services.scheduling.domain.letter_texts import Unknown
from services.scheduling.domain.letters import Addressee, Details, Person
from services.scheduling.domain.refusals import Invalid
from shared.events.scheduling import PaperKind

APRIL = date(2017, 4, 10)
NIP = "197001011995031001"
SARI, BAYU = UUID(int=1), UUID(int=2)


# Numbers


def test_the_usual_number_has_the_archive_code_of_its_kind() -> None:
    rule = letter_numbers.usual(PaperKind.INVITATION_LETTER, "DISPERIN")
    letter_numbers.check(rule)
    assert letter_numbers.number(rule, APRIL, 7, "IKM") == "005/007/DISPERIN/IV/2017"


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{urut", "number_braces"),
        ("{nomor}/{tahun}", "number_field"),
        ("{urut.__class__}/{tahun}", "number_field"),
        ("{urut!r}/{tahun}", "number_spec"),
        ("{urut:3}/{tahun}", "number_spec"),
        ("{urut}/{tahun:04}", "number_spec"),
        ("{urut:03}/{unit}", "number_lacks"),
        ("{unit}/{tahun}", "number_lacks"),
        ("{urut}/{unit}/{tahun}", "number_unit"),
        ("{urut}/{klasifikasi}/{tahun}", "number_classification"),
        ("{urut}/{tahun}/" + "panjang" * 12, "number_long"),
    ],
)
def test_a_template_that_could_not_number_is_refused(template: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        letter_numbers.check(Numbering(template, unit="", classification=""))
    assert refused.value.problem == problem


def test_a_unit_that_no_number_shows_counts_with_the_others() -> None:
    shown = Numbering("{urut}/{unit}/{tahun}", "DISPERIN", "")
    hidden = Numbering("{urut}/{tahun}", "DISPERIN", "")
    assert letter_numbers.series(shown, APRIL) == Series("DISPERIN", 2017)
    assert letter_numbers.series(hidden, APRIL) == Series("", 2017)


# Wording


@pytest.mark.parametrize("kind", letter_texts.KINDS)
def test_the_wording_that_comes_with_bimtek_is_whole(kind: str) -> None:
    assert letter_texts.check(kind, letter_texts.BUILT_IN[kind]) == []
    assert set(letter_texts.BUILT_IN[kind]) == set(letter_texts.parts_of(kind))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"task": ""}, Unknown("task", "empty")),
        ({"task": "Mengajar {bimtek"}, Unknown("task", "braces")),
        ({"task": "Mengajar {nik}"}, Unknown("task", "field", "nik")),
        ({"task": "Mengajar {bimtek.__class__}"}, Unknown("task", "field", "bimtek.__class__")),
        ({"task": "Mengajar {}"}, Unknown("task", "field", "")),
        ({"copies": "x" * 4001}, Unknown("copies", "long")),
    ],
)
def test_a_wording_that_cannot_be_filled_says_where(changed: dict[str, str], found: Unknown) -> None:
    text = {**letter_texts.BUILT_IN["trainer_assignment"], **changed}
    assert letter_texts.check("trainer_assignment", text) == [found]


def test_a_line_whose_field_is_not_known_is_left_out_and_named() -> None:
    printed, left_out = letter_texts.lines(
        "DPA Nomor {nomor_dpa}\nKegiatan {bimtek}\n\n  Tanpa   isian ", {"bimtek": "Batok", "nomor_dpa": ""}
    )
    assert printed == ["Kegiatan Batok", "Tanpa isian"]
    assert left_out == ["DPA Nomor {nomor_dpa}"]


def test_braces_in_a_title_stay_what_they_are() -> None:
    printed, left_out = letter_texts.lines("Acara {bimtek}", {"bimtek": "{nomor_dpa} {", "nomor_dpa": "1"})
    assert (printed, left_out) == (["Acara {nomor_dpa} {"], [])


def test_a_numbered_list_ends_as_lists_do() -> None:
    assert letter_texts.items(["Datang.", "Mengajar ;", "Pulang"]) == ["Datang;", "Mengajar;", "Pulang."]


# Addressees


def test_a_village_head_has_the_title_of_the_village() -> None:
    desa = letters.to_place("19.02.02.2005", "Kembiri")
    kelurahan = letters.to_place("19.02.01.1001", "Parit")
    assert desa.lines[0] == "Kepala Desa Kembiri" and kelurahan.lines[0] == "Lurah Parit"
    assert desa.lines[1:] == ("Kecamatan Membalong, Kabupaten Belitung", "di Tempat")
    assert letters.to_place("19.02.02").lines[0] == "Camat Membalong"


@pytest.mark.parametrize("code", ["", "19", "99.99.99", "19.02.02.2005", "19.02.02.9005", "19.02.02\x00"])
def test_a_place_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        letters.to_place(code)


def test_the_last_of_typed_lines_is_the_place() -> None:
    one, other = letters.typed_addressees("Yth. Ketua Sentra; Desa Kembiri\n ; \nKepala SMK 1")
    assert one.lines == ("Ketua Sentra", "di Desa Kembiri")
    assert other.lines == ("Kepala SMK 1", "di Tempat")
    assert one.shown == "Ketua Sentra, di Desa Kembiri" and other.shown == "Kepala SMK 1"


@pytest.mark.parametrize("words", ["a;b;c;d;e;f", "x" * 121])
def test_an_address_nobody_could_write_on_an_envelope_is_refused(words: str) -> None:
    with pytest.raises(Invalid):
        letters.typed_addressees(words)


def test_people_come_from_a_spreadsheet_or_as_they_are_typed() -> None:
    pasted = f"Sari Contoh, S.T.\t{NIP}\tPenata (III/c)\tKepala Seksi\nBayu Contoh; -; -; Staf"
    sari, bayu = letters.typed_people(pasted)
    assert sari == Person(name="Sari Contoh, S.T.", nip=NIP, rank="Penata (III/c)", position="Kepala Seksi")
    assert bayu == Person(name="Bayu Contoh", position="Staf")
    assert letters.typed_people(letters.person_line(sari)) == [sari]


@pytest.mark.parametrize(
    ("words", "problem"),
    [("Sari; 123", "person_nip"), ("S", "person_line"), ("Sari;;;;lebih", "person_line")],
)
def test_a_person_that_cannot_be_read_is_refused(words: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        letters.typed_people(words)
    assert refused.value.problem == problem


def test_who_is_typed_again_stays_the_trainer_and_gets_the_details() -> None:
    known, typed = Person(name="Sari Contoh", trainer_id=SARI), Person(name="SARI CONTOH", nip=NIP)
    (one,) = letters.once_each([known, typed])
    assert (one.nip, one.trainer_id) == (NIP, SARI)


def test_one_letter_for_all_or_one_for_each() -> None:
    people = [Person(name="Sari"), Person(name="Bayu")]
    (together,) = letters.assigned(people, together=True)
    assert together.name == "Sari +1" and together.shown == "Sari, Bayu"
    assert [one.name for one in letters.assigned(people, together=False)] == ["Sari", "Bayu"]


@pytest.mark.parametrize(
    ("addressees", "problem"),
    [
        ([], "nobody_chosen"),
        ([Addressee(people=(Person(name="Sari"),))] * 101, "too_many_letters"),
        ([Addressee(people=(Person(name="Sari"),) * 51)], "too_many_people"),
    ],
)
def test_one_act_makes_letters_somebody_can_look_through(addressees: list[Addressee], problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        letters.checked("committee_assignment", addressees)
    assert (refused.value.field, refused.value.problem) == ("people", problem)


# What a letter says of a workshop


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2017, 4, 25), (2017, 4, 25), "Selasa, 25 April 2017"),
        ((2017, 4, 25), (2017, 4, 28), "Selasa s.d. Jumat, 25 s.d. 28 April 2017"),
        ((2017, 4, 28), (2017, 5, 2), "Jumat s.d. Selasa, 28 April s.d. 2 Mei 2017"),
        ((2017, 12, 30), (2018, 1, 2), "Sabtu s.d. Selasa, 30 Desember 2017 s.d. 2 Januari 2018"),
    ],
)
def test_only_what_differs_is_repeated(
    first: tuple[int, int, int], last: tuple[int, int, int], words: str
) -> None:
    assert letter_facts.days_text(date(*first), date(*last)) == words


def test_a_trainers_letter_speaks_of_their_own_sessions() -> None:
    to_sari = letters.to_trainer(Person(name="Sari Contoh", trainer_id=SARI))
    said = letter_facts.facts(course(), details(), to_sari)
    assert said["materi"] == "Ukir batok"
    assert said["hari_tanggal"] == "Selasa, 25 April 2017"
    assert said["waktu"] == "09.00 s.d. 12.00 WIB"
    assert said["jumlah_jp"] == "8", "the whole workshop's, as on the certificate"


def test_what_was_typed_goes_before_what_the_schedule_says() -> None:
    typed = details(held_on="Menyusul", hours="Pagi", place="Balai Desa", people=5)
    said = letter_facts.facts(course(), typed, letters.to_place("19.02.02.2005", "Kembiri"))
    assert (said["hari_tanggal"], said["waktu"], said["tempat"]) == ("Menyusul", "Pagi", "Balai Desa")
    assert (said["wilayah"], said["kecamatan"]) == ("Desa Kembiri", "Membalong")
    assert said["jumlah_peserta"] == "5"


def test_a_workshop_without_sessions_leaves_its_days_open() -> None:
    said = letter_facts.facts(course(lessons=()), details(), letters.typed_addressee("Ketua Sentra"))
    assert (said["hari_tanggal"], said["waktu"], said["jumlah_jp"], said["wilayah"]) == ("", "", "", "")
    assert said["tempat"].startswith("Sanggar Bekemas")


def test_days_and_hours_are_those_of_the_workshops_zone() -> None:
    east = course(zone="Asia/Jayapura", lessons=(lesson(at(25, 22), SARI),))
    said = letter_facts.facts(east, details(), letters.typed_addressee("Ketua Sentra"))
    assert said["hari_tanggal"].startswith("Rabu") and said["waktu"].startswith("07.00")
    assert said["waktu"].endswith("WIT")


def at(day: int, hour: int) -> datetime:
    return datetime(2017, 4, day, hour, tzinfo=UTC)


def lesson(begins: datetime, trainer: UUID, subject: str = "Ukir batok") -> letter_facts.Lesson:
    """Three hours, 4 JP."""
    return letter_facts.Lesson(
        kind="materi",
        subject=subject,
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        minutes=180,
        venue="Sanggar Bekemas",
        address="Jalan Contoh 1",
        district_code="19.02.01",
        trainers=((trainer, "Contoh"),),
    )


def course(
    zone: str = "Asia/Jakarta", lessons: tuple[letter_facts.Lesson, ...] | None = None
) -> letter_facts.Course:
    """Two days, one for each trainer."""
    both = (lesson(at(25, 2), SARI), lesson(at(26, 2), BAYU, "Pemasaran"))
    return letter_facts.Course(
        title="Bimtek Kerajinan Batok Kelapa",
        zone=zone,
        rounding="down",
        capacity=15,
        requirements="Usia 18 tahun ke atas.",
        closes_at=at(20, 9),
        contact_name="Panitia Contoh",
        contact_whatsapp="6281200009999",
        venue="Sanggar Bekemas",
        address="Jalan Contoh 1",
        district_code="19.02.01",
        page="",
        office="Dinas Contoh",
        programme={},
        lessons=both if lessons is None else lessons,
    )


def details(held_on: str = "", hours: str = "", place: str = "", people: int | None = None) -> Details:
    return Details(
        letter_date=APRIL,
        signed_at="Pangkalpinang",
        held_on=held_on,
        hours=hours,
        place=place,
        people=people,
        text={},
    )
