"""What a list's address asks for: a page, and a text to look for."""

from __future__ import annotations

from aiohttp import web


def page_number(request: web.Request) -> int:
    """`?halaman=`, from 1; anything else is the first page."""
    asked = request.query.get("halaman", "1")
    return min(max(int(asked), 1), 100_000) if asked.isdecimal() and len(asked) < 7 else 1


def typed(request: web.Request) -> str:
    """`?cari=` as it was meant, shortened to what a name can be."""
    return request.query.get("cari", "").replace("\x00", "").strip()[:100]


def searched(request: web.Request) -> str:
    """`?cari=` for `like`: `%` and `_` mean themselves."""
    return typed(request).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
