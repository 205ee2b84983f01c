"""Writing one table as XLSX or CSV.

What people typed is data: in XLSX every text cell is written as text, and in CSV a text that a
spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
Cell = str | int | float | None
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the width of its column in characters."""

    title: str
    width: int = 18


def xlsx_bytes(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet: headings frozen, filters on. Long digits stay text and lose nothing."""
    import xlsxwriter  # here: it is large, and few processes ever write a workbook

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        # The file says when it was made; a fixed date keeps equal tables equal bytes.
        book.set_properties({"title": title, "created": datetime(2017, 1, 1)})  # noqa: DTZ001
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        count = 0
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.title, bold)
        for count, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(count, at, cell)
                elif cell is not None:
                    sheet.write_number(count, at, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, count), len(columns) - 1)
    return out.getvalue()


def csv_bytes(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it right; formulas are made harmless."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title for column in columns])
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _sheet_name(title: str) -> str:
    """Excel refuses some signs and more than 31 characters."""
    kept = "".join(" " if character in "[]:*?/\\'" else character for character in title).strip()
    return kept[:_LONGEST_SHEET_NAME].strip() or "Data"
