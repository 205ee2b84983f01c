"""Spreadsheets are read as they are meant; what would do harm or lose something is refused with its mend."""

from __future__ import annotations

import asyncio
import io
import struct
import zipfile
from collections.abc import AsyncIterator

import pytest

from shared.sheets import Column, csv_bytes, xlsx_bytes
from shared.sheets.importing import plain
from shared.sheets.reading import MOST_BYTES, MOST_ROWS, NOTES, PROBLEMS, Sheet, SheetReader, Unreadable
from tests.support.sheets import TITLES, repacked, sheet_xml, xlsx

ROWS = (TITLES, ("Suparno, S.Sn.", "ukir batok", "0812-9990-0001"), ("Sri", "gula aren", ""))
BODY = ((2, ("Suparno, S.Sn.", "ukir batok", "0812-9990-0001")), (3, ("Sri", "gula aren", "")))


@pytest.fixture(scope="module")
async def reader() -> AsyncIterator[SheetReader]:
    one = SheetReader()
    yield one
    await one.close()


async def problem(reader: SheetReader, data: bytes, name: str = "data.xlsx") -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        await reader.read(name, data)
    assert refused.value.text  # its sentence takes the facts it has
    return refused.value


async def test_a_workbook_is_read(reader: SheetReader) -> None:
    sheet = await reader.read("data.xlsx", xlsx(ROWS))
    assert sheet == Sheet(TITLES, BODY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_text_is_read_in_any_of_its_forms(reader: SheetReader, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in (*ROWS, ("José", "anyaman", ""))]
    sheet = await reader.read("data.csv", "\r\n".join(lines).encode(encoding))
    assert sheet.headings == TITLES
    assert sheet.rows == (*BODY, (4, ("José", "anyaman", "")))
    assert sheet.notes == (("old_letters",) if encoding == "cp1252" else ())


async def test_excels_own_hint_names_the_delimiter(reader: SheetReader) -> None:
    sheet = await reader.read("data.csv", b"sep=;\r\nNama;Harga\r\nSri;1,5\r\n")
    assert sheet.rows == ((2, ("Sri", "1,5")),)


@pytest.mark.parametrize(
    ("text", "headings", "first"),
    [
        (
            "Nama;HP\nAni, S.Pd., M.Pd.;0812\nBudi, A.Md.;0813\n",
            ("Nama", "HP"),
            ("Ani, S.Pd., M.Pd.", "0812"),
        ),
        ("Nama;Luas\nAni;1,5\nBudi;2,5\n", ("Nama", "Luas"), ("Ani", "1,5")),
        ("Nama,Hari\nAni,Senin; Rabu; Jumat\nBudi,Rabu\n", ("Nama", "Hari"), ("Ani", "Senin; Rabu; Jumat")),
        ("Nama\tAlamat\nAni\tJl. A, No. 1; RT 2\n", ("Nama", "Alamat"), ("Ani", "Jl. A, No. 1; RT 2")),
    ],
)
async def test_what_stands_in_cells_does_not_divide_them(
    reader: SheetReader, text: str, headings: tuple[str, ...], first: tuple[str, ...]
) -> None:
    sheet = await reader.read("data.csv", text.encode())
    assert (sheet.headings, sheet.rows[0][1]) == (headings, first)


async def test_what_nobody_sees_and_errors_are_no_text(reader: SheetReader) -> None:
    text = "Nama,HP,Kota\nSri\u200b,'0812,#REF!\n\u202aYulia\u202c,'+62 812,'kutip '=x\n"
    sheet = await reader.read("data.csv", text.encode())
    assert sheet.rows == ((2, ("Sri", "0812", "")), (3, ("Yulia", "+62 812", "'kutip '=x")))
    assert sheet.notes == ("errors",)


async def test_a_merged_title_and_empty_rows_are_passed_over(reader: SheetReader) -> None:
    rows = [("gabung", "", ""), ("", "", ""), *ROWS, ("", "", ""), ("Yulia", "", "")]
    sheet = await reader.read("data.xlsx", xlsx(rows, merged=["A1:C1"]))
    assert sheet.headings == TITLES
    assert [number for number, _cells in sheet.rows] == [4, 5, 7]


async def test_figures_days_and_choices_become_text(reader: SheetReader) -> None:
    cells = (40, 12.5, True, 3.27123412341234e15, 812999000123)
    sheet = await reader.read("data.xlsx", xlsx([("a", "b", "c", "d", "e"), cells]))
    assert sheet.rows[0][1] == ("40", "12,5", "Ya", "3,27123412341234E+15", "812999000123")


async def test_formulas_are_never_worked_out(reader: SheetReader) -> None:
    """What was stored is read, and said so; in CSV a formula is the text it is."""
    data = xlsx([("a", "b"), ("x", '=HYPERLINK("http://contoh.example")')])
    sheet = await reader.read("data.xlsx", data)
    assert sheet.rows[0][1] == ("x", "0")  # what the writing program stored
    assert sheet.notes == ("formulas",)
    sheet = await reader.read("data.csv", b"a,b\nx,=1+1\n")
    assert sheet.rows[0][1] == ("x", "=1+1")


async def test_what_we_wrote_is_what_we_read(reader: SheetReader) -> None:
    columns = [Column(title) for title in TITLES]
    rows = [("=1+1", "+62 812", "-"), ("'kutip", "@x", "196503121990031004")]
    for name, data in (("a.csv", csv_bytes(columns, rows)), ("a.xlsx", xlsx_bytes("A", columns, rows))):
        sheet = await reader.read(name, data)
        assert [cells for _number, cells in sheet.rows] == rows, name


async def test_what_a_file_is_counts_more_than_its_name(reader: SheetReader) -> None:
    assert (await reader.read("data.csv", xlsx(ROWS))).notes == ("is_xlsx",)
    assert (await reader.read("data.xlsx", b"a,b\n1,2\n")).notes == ("is_csv",)
    assert (await reader.read("data.xlsx", xlsx(ROWS, sheets=2))).notes == ("other_sheets",)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b"\x00" * 100, "empty"),
        (b"a,b\n", "no_rows"),
        (b"a,b\n,\n\n", "no_rows"),
        (b"%PDF-1.7 ...", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_sheet"),
        (b"<html><table><tr><td>Nama</td></tr></table></html>", "not_a_sheet"),
        (bytes(range(1, 32)) * 50, "not_a_sheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "other_format"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600,
            "locked",
        ),
        (b"PK\x03\x04 and nothing more", "broken"),
        (b"Nama,nama\nSri,Yulia\n", "doubled"),
        (b"a,b\n" + b"x,y\n" * (MOST_ROWS + 1), "too_many_rows"),
        ((",".join(f"k{n}" for n in range(61)) + "\n" + ",".join("x" * 61)).encode(), "too_many_columns"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_no_table_is_refused(reader: SheetReader, data: bytes, expected: str) -> None:
    assert (await problem(reader, data)).problem == expected


async def test_doubled_headings_and_merged_cells_are_named_by_their_cells(reader: SheetReader) -> None:
    doubled = await problem(reader, xlsx([("Nama", "x", "nama "), ("a", "b", "c")]))
    assert doubled.facts == {"heading": "nama", "cells": "A1, C1"}
    merged = await problem(reader, xlsx([*ROWS, ("", "x", "")], merged=["A3:A4"]))
    assert (merged.problem, merged.facts) == ("merged", {"cells": "A3:A4"})
    assert (await reader.read("data.xlsx", xlsx(ROWS))).rows == BODY  # the same without


async def test_a_zip_bomb_is_not_unpacked(reader: SheetReader) -> None:
    bomb = repacked(xlsx(ROWS), **{"xl/media/bomb.xml": b"\x00" * 40_000_000})
    assert len(bomb) < 100_000
    assert (await problem(reader, bomb)).problem == "bomb"
    many = repacked(xlsx(ROWS), **{f"xl/{number}.xml": b"<a/>" for number in range(2_001)})
    assert (await problem(reader, many)).problem == "bomb"


async def test_a_part_that_says_it_is_small_is_found_out(reader: SheetReader) -> None:
    """The sizes in a zip's index are only claims."""
    honest = repacked(xlsx(ROWS), **{"xl/styles.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    lying = bytearray(honest)
    with zipfile.ZipFile(io.BytesIO(honest)) as packed:
        entry = packed.getinfo("xl/styles.xml")
    real, claimed = struct.pack("<I", entry.file_size), struct.pack("<I", 1000)
    at = lying.find(real)
    while at >= 0:
        lying[at : at + 4] = claimed
        at = lying.find(real, at + 4)
    assert (await problem(reader, bytes(lying))).problem == "broken"
    assert (await problem(reader, honest)).problem == "bomb"


async def test_an_xml_bomb_is_not_expanded(reader: SheetReader) -> None:
    entities = b'<!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = sheet_xml(xlsx(ROWS)).replace(b"<worksheet", entities + b"<worksheet", 1)
    assert (await problem(reader, repacked(xlsx(ROWS), sheet=content))).problem == "entities"


async def test_a_million_rows_and_a_far_cell_are_counted_before_they_are_read(reader: SheetReader) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_001))
    content = sheet_xml(xlsx(ROWS))
    head, _sep, rest = content.partition(b"<sheetData>")
    full = head + b"<sheetData>" + rows + b"</sheetData>" + rest.partition(b"</sheetData>")[2]
    refused = await problem(reader, repacked(xlsx(ROWS), sheet=full))
    assert (refused.problem, refused.facts) == ("too_many_rows", {"n": MOST_ROWS})
    far = content.replace(b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>')
    assert (await problem(reader, repacked(xlsx(ROWS), sheet=far))).problem == "too_many_columns"


async def test_a_nul_is_never_text(reader: SheetReader) -> None:
    for name, data in (
        ("a.csv", b"Nama,Kota\nSri\x00,Belitung\n"),
        ("a.xlsx", xlsx([("Nama", "Kota"), ("Sri\x00", "Belitung")])),
    ):
        sheet = await reader.read(name, data)
        assert sheet.rows[0][1] == ("Sri\ufffd", "Belitung"), name


async def test_what_takes_too_long_or_too_much_ends_and_the_next_file_is_read() -> None:
    here = "tests.support.slow_sheets"
    for target, limits in ((f"{here}:sleep", {"seconds": 0.5}), (f"{here}:swell", {"megabytes": 200})):
        reader = SheetReader(target=target, **limits)
        try:
            assert (await problem(reader, b"a,b\n1,2\n")).problem == "too_long"
            assert (await problem(reader, b"a,b\n1,2\n")).problem == "too_long"
        finally:
            await reader.close()


async def test_several_at_once_wait_for_each_other(reader: SheetReader) -> None:
    sheets = await asyncio.gather(*(reader.read("a.xlsx", xlsx(ROWS)) for _number in range(5)))
    assert {sheet.rows for sheet in sheets} == {BODY}


def test_every_sentence_says_a_mend() -> None:
    for sentence in (*PROBLEMS.values(), *NOTES.values()):
        assert sentence.endswith(".")


def test_headings_are_compared_without_their_dress() -> None:
    assert plain("  No.  HP/WA ") == plain("no hp wa")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
async def test_a_damaged_workbook_is_refused_whatever_broke(reader: SheetReader, method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>" * 50)
    data = bytearray(packed.getvalue())
    start = data.find(b"xl/workbook.xml") + len("xl/workbook.xml")
    data[start : start + 30] = bytes(byte ^ 0xFF for byte in data[start : start + 30])
    assert (await problem(reader, bytes(data))).problem == "broken"


async def test_figures_that_are_none_are_refused_or_read_as_nothing(reader: SheetReader) -> None:
    whole = xlsx([TITLES, ("Sri", 5, "")])
    sheet = sheet_xml(whole)
    long = sheet.replace(b'<row r="2"', b'<row r="' + b"9" * 5000 + b'"')
    assert (await problem(reader, repacked(whole, sheet=long))).problem == "broken"
    assert b"<v>5</v>" in sheet
    for figure in (b"NaN", b"inf", b"-inf"):
        read = await reader.read(
            "data.xlsx", repacked(whole, sheet=sheet.replace(b"<v>5<", b"<v>%s<" % figure))
        )
        assert read.rows[0][1][1] == "\ufffd"
