"""Answering a list as a file that a spreadsheet opens."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web

from shared.sheets import CSV, XLSX, Column, csv_bytes, xlsx_bytes
from shared.sheets.writing import Cell


async def exported(
    kind: str, name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> web.Response:
    """The rows as `name`.xlsx or `name`.csv (`kind`), never kept on the way.

    Written in a thread: a workbook of thousands of rows takes longer than others should wait.
    """
    if kind == "xlsx":
        data = await asyncio.to_thread(xlsx_bytes, title, columns, rows)
    else:
        data = await asyncio.to_thread(csv_bytes, columns, rows)
    return web.Response(
        body=data,
        content_type=XLSX if kind == "xlsx" else CSV,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "private, no-store",
        },
    )
