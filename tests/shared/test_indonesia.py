"""NIK, phones, districts, numbers in words."""

from __future__ import annotations

from datetime import date

import pytest

from shared.indonesia import (
    check_nib,
    check_nik,
    check_nip,
    district,
    districts_of,
    holiday,
    lies_in,
    normal_phone,
    province_name,
    provinces,
    roman,
    shown_phone,
    terbilang,
    villages_of,
)


def test_a_womans_day_of_birth_has_forty_added() -> None:
    facts = check_nik("190201 550785 9991", today=date(2017, 4, 1))
    assert (facts.problem, facts.gender, facts.birth_date) == (None, "P", date(1985, 7, 15))
    assert facts.district_code == "19.02.01"


def test_the_century_is_the_one_that_lets_the_person_be_born() -> None:
    assert check_nik("1902011507169991", today=date(2017, 4, 1)).birth_date == date(2016, 7, 15)
    assert check_nik("1902011507189991", today=date(2017, 4, 1)).birth_date == date(1918, 7, 15)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("19020115078599", "14 angka"),
        ("1902011507859991x", "hanya berisi angka"),
        ("0002011507859991", "kode wilayah"),
        ("1902013202859991", "tanggal lahir"),
        ("1902011507850000", "Empat angka terakhir"),
        ("١٩٠٢٠١١٥٠٧٨٥٩٩٩١", "hanya berisi angka"),
    ],
)
def test_a_wrong_nik_says_where_to_look(typed: str, says: str) -> None:
    problem = check_nik(typed).problem
    assert problem is not None and says in problem


@pytest.mark.parametrize(
    "typed",
    [
        "0812 3456 7890",
        "+62 812-3456-7890",
        "6281234567890",
        "81234567890",
        "\u202a+62 812\u20113456\u20117890\u202c",  # as it is copied from WhatsApp
    ],
)
def test_a_phone_has_one_normal_form(typed: str) -> None:
    assert normal_phone(typed) == "6281234567890"


@pytest.mark.parametrize("typed", ["", "12", "abc", "0812345", "08123456789012345"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        normal_phone(typed)


def test_a_phone_is_shown_as_people_write_it() -> None:
    assert shown_phone("6281234567890") == "0812-3456-7890"


def test_districts_are_grouped_by_regency_and_sorted() -> None:
    groups = dict(districts_of("19"))
    belitung = groups["Kabupaten Belitung"]
    assert [one.name for one in belitung] == sorted(one.name for one in belitung)
    assert {"Tanjungpandan", "Membalong"} <= {one.name for one in belitung}
    assert sum(len(found) for found in groups.values()) == 47


def test_a_district_knows_its_regency() -> None:
    found = district("19.02.01")
    assert found is not None and found.full_name == "Tanjungpandan, Kabupaten Belitung"
    assert district("99.99.99") is None
    assert district("19.02") is None
    assert district("19.02.01; drop") is None


def test_a_kecamatan_lies_in_what_its_code_begins_with_part_by_part() -> None:
    assert all(lies_in("19.02.01", place) for place in ("19.02.01", "19.02", "19"))
    assert not any(lies_in("19.02.01", place) for place in ("19.02.0", "19.0", "19.03", "19.02.01.2001"))
    assert not lies_in("", "19.02"), "outside the province"


def test_provinces() -> None:
    assert province_name("19") == "Kepulauan Bangka Belitung"
    assert len(provinces()) == 38


def test_numbers_in_words_and_roman() -> None:
    assert [terbilang(number) for number in (32, 11, 100, 0)] == [
        "tiga puluh dua",
        "sebelas",
        "seratus",
        "nol",
    ]
    assert [roman(month) for month in range(1, 13)] == [
        *("I", "II", "III", "IV", "V", "VI"),
        *("VII", "VIII", "IX", "X", "XI", "XII"),
    ]
    with pytest.raises(ValueError, match="13"):
        roman(13)


def test_office_numbers() -> None:
    assert check_nip("19800101 200501 1 001") == "198001012005011001"
    assert check_nip("198013012005011001") is None
    assert check_nip("198001012005013001") is None
    assert check_nib("1234567890123") == "1234567890123"
    assert check_nib("123456789012") is None


def test_holidays_include_the_shared_leave_days() -> None:
    assert holiday(date(2017, 8, 17)) is not None
    assert holiday(date(2017, 4, 25)) is None
    assert holiday(date(2024, 4, 8)) is not None  # cuti bersama before Idul Fitri


def test_a_kecamatan_has_its_kelurahan_and_desa_by_name() -> None:
    found = villages_of("19.02.02")
    assert ("19.02.02.2005", "Kembiri") in found
    assert [name for _code, name in found] == sorted(name for _code, name in found)
    assert any(code.startswith("19.02.01.1") for code, _name in villages_of("19.02.01"))


@pytest.mark.parametrize("code", ["", "19.02", "99.99.99", "19.02.02.2005", "19.02.02\x00"])
def test_what_is_no_kecamatan_has_no_villages(code: str) -> None:
    assert villages_of(code) == []
