"""The reading itself, in a worker process. What a file claims to be is looked up in its bytes."""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import math
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from shared.sheets.reading import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, Sheet, Unreadable

_MOST_UNPACKED = 120 * 1024 * 1024  # bytes
_MOST_MEMBERS = 2_000
_MOST_RATIO = 200  # unpacked to packed; sheets of real offices stay below 40
_RATIO_FROM = 1024 * 1024  # bytes; below, a ratio says nothing
_FAR_COLUMN = 256  # cells beyond make the reader take memory for everything up to them
_HEADINGS_WITHIN = 20  # rows; above them may stand a title
_CERTAIN_DIGITS = 1e15  # from here on a figure of a spreadsheet may have lost its last digits
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NO_SHEETS = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"RIFF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|table|\?xml|meta)", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T)")
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr=["\'](\d+)')
_CELL_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr=["\']([A-Z]+)\d')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_ESCAPED = re.compile(r"^'(?=[=+\-@\t\r])")  # as our own CSV makes formulas harmless
_AS_TEXT = re.compile(r"^'(?=\+?\d)")  # as people keep a number from being taken for a figure
_ERROR = r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)"
_ONLY_ERROR = re.compile(_ERROR)
_HAS_ERROR = re.compile(rf'(?:^|[\t;,"]){_ERROR}', re.MULTILINE)
_JOINERS = "\u200c\u200d"  # some scripts are written with them
_UNREADABLE = "\ufffd"


def parse(name: str, data: bytes) -> Sheet:
    """The first table of an XLSX or CSV file. Raises Unreadable."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable("locked" if locked else "other_format")
    if data.startswith(b"PK"):
        rows, merged, notes = _xlsx(data)
        return _sheet(rows, merged, [*notes, *([] if name.lower().endswith(".xlsx") else ["is_xlsx"])])
    if data.startswith(_NO_SHEETS) or _MARKUP.match(data):
        raise Unreadable("not_a_sheet")
    rows, notes = _csv(data)
    wrong_name = name.lower().endswith((".xlsx", ".xls", ".ods"))
    return _sheet(rows, [], [*notes, *(["is_csv"] if wrong_name else [])])


# XLSX

Range = tuple[tuple[int, int], tuple[int, int]]  # (row, column) of the corners, from 0


def _xlsx(data: bytes) -> tuple[Iterable[list[str]], list[Range], list[str]]:
    notes = _looked_through(data)
    import python_calamine as calamine  # after the look: it opens whatever it is given

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        # A hidden sheet is somebody's list of choices, not the table.
        found = [
            book.get_sheet_by_index(at)
            for at, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
        filled = [sheet for sheet in found if sheet.height]
        if not filled:
            raise Unreadable("empty")
        first = filled[0]
        cells = first.to_python(skip_empty_area=False)
        merged = first.merged_cell_ranges or []
    except calamine.PasswordError:
        raise Unreadable("locked") from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, ValueError, OSError):
        raise Unreadable("broken") from None
    notes += ["other_sheets"] if len(filled) > 1 else []
    return ([_text(cell) for cell in row] for row in cells), merged, notes


def _looked_through(data: bytes) -> list[str]:
    """Unpack each part once, counting; notes of what is in the sheets. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            _check_members(members)
            notes: set[str] = set()
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    notes |= _look(member.filename, packed.read(member))
            return sorted(notes)
    except (
        *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError),
        *(NotImplementedError, RuntimeError),
    ):
        # Also a part that is longer than it says: its checksum is then another.
        raise Unreadable("broken") from None


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("locked")
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise Unreadable("bomb")
    for member in members:
        if member.file_size > max(_RATIO_FROM, _MOST_RATIO * member.compress_size):
            raise Unreadable("bomb")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable("other_format")
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_a_sheet")


def _look(name: str, content: bytes) -> set[str]:
    if _DOCTYPE.search(content):
        raise Unreadable("entities")
    if not name.startswith("xl/worksheets/"):
        return set()
    rows = max(content.count(b"<row"), *map(int, _ROW_NUMBER.findall(content)), 0)
    if rows > MOST_ROWS + _HEADINGS_WITHIN:
        raise Unreadable("too_many_rows", {"n": MOST_ROWS})
    letters = set(_CELL_COLUMN.findall(content))
    if any(_column_number(one.decode()) > _FAR_COLUMN for one in letters):
        raise Unreadable("too_many_columns", {"n": MOST_COLUMNS})
    found = {"formulas"} if _FORMULA.search(content) else set()
    return found | ({"errors"} if b't="e"' in content else set())


# CSV


def _csv(data: bytes) -> tuple[Iterable[list[str]], list[str]]:
    text, notes = _decoded(data)
    notes += ["errors"] if _HAS_ERROR.search(text) else []
    if len(_CONTROLS.findall(text[:10_000])) > 100:
        raise Unreadable("not_a_sheet")
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        return _csv_rows(rest, first.strip()[4]), notes
    return _csv_rows(text, _delimiter(text)), notes


def _decoded(data: bytes) -> tuple[str, list[str]]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace"), []
    start = data[:2000]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if zeros.count(0) > len(start) // 4:  # Latin letters, every second byte of them zero
            return data.decode(encoding, "replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), ["old_letters"]


def _delimiter(text: str) -> str:
    """Of comma, semicolon and tab the one that divides most of the first lines into equally many cells.

    The most frequent one may stand in the cells: a name with three degrees has more commas than its row has
    semicolons.
    """
    start = re.sub(r'"[^"]*"', "", text[:20_000])
    lines = [line for line in start.splitlines() if line.strip()][:10]

    def divides(sign: str) -> tuple[int, int]:
        counts = Counter(found for line in lines if (found := line.count(sign)))
        alike = max(counts.values(), default=0)
        return alike, sum(found * times for found, times in counts.items())

    return max(("\t", ";", ","), key=divides)


def _csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(1024 * 1024)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [_ESCAPED.sub("", _text(cell)) for cell in row]
    except csv.Error:
        raise Unreadable("broken") from None


# Both


def _text(cell: Any) -> str:
    """A cell as people read it. What cannot be read becomes U+FFFD, which no field takes."""
    if isinstance(cell, bool):
        return "Ya" if cell else "Tidak"
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            return _UNREADABLE
        if abs(cell) >= _CERTAIN_DIGITS:
            return f"{cell:.14E}".replace(".", ",")
        # As figures are written here: "1.125" would be more than a thousand.
        return str(int(cell)) if cell == int(cell) else f"{cell:.15g}".replace(".", ",")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    text = unicodedata.normalize("NFC", str(cell)).replace("\r\n", "\n")
    if not text.isascii():  # a number copied from WhatsApp stands between marks that nobody sees
        text = "".join(one for one in text if unicodedata.category(one) != "Cf" or one in _JOINERS)
    text = _AS_TEXT.sub("", text.strip())
    if _ONLY_ERROR.fullmatch(text):
        return ""
    return _CONTROLS.sub(_UNREADABLE, text)[: MOST_CHARACTERS + 1]


def _sheet(cells: Iterable[list[str]], merged: list[Range], notes: list[str]) -> Sheet:
    """Find the headings, and what stands under them."""
    rows = [list(row) for row in islice(cells, MOST_ROWS + _HEADINGS_WITHIN + 1)]
    at = _headings_at(rows)
    width = max((last + 1 for row in rows[at:] for last, cell in enumerate(row) if cell), default=0)
    if width > MOST_COLUMNS:
        raise Unreadable("too_many_columns", {"n": MOST_COLUMNS})
    _check_merged(merged, at)
    headings = _headings(rows[at], at, width)
    body = [
        (number, tuple((row + [""] * width)[:width]))
        for number, row in enumerate(rows[at + 1 :], start=at + 2)
        if any(row)
    ]
    if len(body) > MOST_ROWS:
        raise Unreadable("too_many_rows", {"n": MOST_ROWS})
    if not body:
        raise Unreadable("no_rows")
    return Sheet(headings, tuple(body), tuple(notes))


def _headings_at(rows: list[list[str]]) -> int:
    """The first row with two cells or more; a table of one column has none such."""
    filled = [sum(map(bool, row)) for row in rows[:_HEADINGS_WITHIN]]
    if not any(filled):
        raise Unreadable("empty")
    several = (at for at, count in enumerate(filled) if count > 1)
    return next(several, next(at for at, count in enumerate(filled) if count))


def _headings(row: list[str], at: int, width: int) -> tuple[str, ...]:
    """One for each column; a column without gets its letter."""
    headings, seen = [], dict[str, str]()
    for column, text in enumerate((row + [""] * width)[:width]):
        heading, here = " ".join(text.split())[:200], cell_name(column, at + 1)
        other = seen.setdefault(heading.casefold(), here)
        if heading and other != here:
            raise Unreadable("doubled", {"heading": heading, "cells": f"{other}, {here}"})
        headings.append(heading or f"({column_name(column)})")
    return tuple(headings)


def _check_merged(merged: list[Range], headings_at: int) -> None:
    """Above the headings a title may be merged; in the table nobody knows whose the text is."""
    found = [
        f"{cell_name(first[1], first[0] + 1)}:{cell_name(last[1], last[0] + 1)}"
        for first, last in merged
        if last[0] >= headings_at
    ]
    if found:
        raise Unreadable("merged", {"cells": ", ".join(found[:3]) + (" …" if len(found) > 3 else "")})


def column_name(column: int) -> str:
    """The letters of a column counted from 0: 0 → "A", 27 → "AB"."""
    name, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def cell_name(column: int, row: int) -> str:
    """ "B7" for column 1 (from 0) of row 7 (from 1)."""
    return f"{column_name(column)}{row}"


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
