"""A list as a file that a spreadsheet opens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from aiohttp import web

from shared.sheets import CSV, XLSX, Column, Table, csv_bytes, xlsx_bytes
from shared.sheets.writing import Cell
from shared.web.errors import TooManyRows

# Rows of a file: writing so many takes about two seconds. A list is read with one more, so that a file
# that would not hold all of it is refused instead of being cut off without a word.
MOST_ROWS = 20_000
READ_ROWS = MOST_ROWS + 1

R = TypeVar("R")


async def sheet_answer(table: Table[R], rows: Sequence[R], kind: str) -> web.Response:
    """The rows of a table as "xlsx" or "csv". Raises TooManyRows."""
    return await _written(table.name, kind, len(rows), partial(table.file, rows, kind))


async def exported(
    kind: str, name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> web.Response:
    """Rows that nobody reads back as `name`.xlsx or `name`.csv (`kind`). Raises TooManyRows."""
    write = partial(xlsx_bytes, title, columns, rows) if kind == "xlsx" else partial(csv_bytes, columns, rows)
    return await _written(name, kind, len(rows), write)


async def _written(name: str, kind: str, rows: int, write: Callable[[], bytes]) -> web.Response:
    """Written in a thread: a workbook of thousands of rows takes longer than others should wait."""
    if rows > MOST_ROWS:
        raise TooManyRows
    return download(await asyncio.to_thread(write), f"{name}.{kind}", XLSX if kind == "xlsx" else CSV)


def download(data: bytes, name: str, media_type: str) -> web.Response:
    """A file that is kept, never shown in our pages: whatever is in it runs nowhere. `name` is ours."""
    return web.Response(
        body=data,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
