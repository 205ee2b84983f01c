"""A table as a file to keep."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TypeVar

from aiohttp import web

from shared.sheets import CSV, XLSX, Table

R = TypeVar("R")


async def sheet_answer(table: Table[R], rows: Sequence[R], kind: str) -> web.Response:
    """The rows as "xlsx" or "csv"; made beside the loop, for a long list takes a while."""
    data = await asyncio.to_thread(table.file, rows, kind)
    return download(data, f"{table.name}.{kind}", XLSX if kind == "xlsx" else CSV)


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
