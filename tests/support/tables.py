"""Files that a list was downloaded as, read again."""

from __future__ import annotations

import csv
import io

from python_calamine import CalamineWorkbook


def rows_of(data: bytes) -> list[list[str]]:
    """The cells of a CSV or XLSX file, headings first."""
    if data.startswith(b"PK"):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [[str(cell) for cell in row] for row in sheet.to_python()]
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
