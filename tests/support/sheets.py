"""Spreadsheets as offices send them, and as somebody would who means harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter

TITLES = ("Nama", "Keahlian", "No HP")
_SHEET = "xl/worksheets/sheet1.xml"


def xlsx(rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = (), sheets: int = 1) -> bytes:
    """A workbook; texts that begin with "=" are formulas in it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for number in range(sheets):
            sheet = book.add_worksheet(f"Lembar {number + 1}")
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            for cells in merged:
                sheet.merge_range(cells, "gabung")
    return out.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its parts replaced; `sheet` is the first sheet, others are added."""
    out = io.BytesIO()
    named = {_SHEET if name == "sheet" else name: content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in named:
                new.writestr(member.filename, old.read(member))
        for name, content in named.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet_xml(data: bytes) -> bytes:
    """The XML of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(_SHEET)
