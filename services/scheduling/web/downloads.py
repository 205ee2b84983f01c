"""A kept file as an answer: always to be saved, never shown as a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from services.scheduling.store.materials import Material
from shared import files
from shared.web import NotFound, running


async def download(request: web.Request, material: Material) -> web.Response:
    async with running(request).db.read() as tx:
        file = await files.get(tx, material.file_id)
    if file is None:
        raise NotFound
    return web.Response(
        body=file.data,
        content_type=file.media_type,
        headers={"Content-Disposition": f"attachment; filename*=utf-8''{quote(material.name, safe='')}"},
    )


def pdf_answer(data: bytes, name: str) -> web.Response:
    """The bytes as a page of the browser's own viewer, kept nowhere on the way."""
    return web.Response(
        body=data,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
