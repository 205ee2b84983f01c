"""One table that people keep in a spreadsheet: its columns for writing, and how each is read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.i18n import _
from shared.sheets.writing import Cell, Column, csv_bytes, xlsx_bytes

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Field(Generic[R]):
    """One column.

    `key` is the field of the form that checks it. `read` makes what that form takes of a cell's text, and
    raises ValueError with the sentence for people. `digits` is a number that is a text (phone, NIP): a
    spreadsheet that took it for a figure has lost some of it.
    """

    key: str
    title: str  # msgid: the heading
    shown: Callable[[R], Cell]  # the cell of a row
    synonyms: tuple[str, ...] = ()  # other headings, in any language
    width: int = 18  # characters
    digits: bool = False
    read: Callable[[str], object] = str


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """All columns, in the order they are written."""

    name: str  # of the file, without its ending
    title: str  # msgid, of the sheet
    fields: tuple[Field[R], ...]

    def field(self, key: str) -> Field[R]:
        """Raises KeyError."""
        return {field.key: field for field in self.fields}[key]

    def file(self, rows: Iterable[R], kind: str) -> bytes:
        """The rows as "xlsx" or "csv", headings in the language in use."""
        columns = [Column(_(field.title), field.width) for field in self.fields]
        cells = [[field.shown(row) for field in self.fields] for row in rows]
        if kind == "xlsx":
            return xlsx_bytes(_(self.title), columns, cells)
        return csv_bytes(columns, cells)
