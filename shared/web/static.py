"""The files of `static/` from memory, compressed once, under an address that changes with the content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from aiohttp import web

from shared.web.errors import NotFound

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static"
_COMPRESSED = {"text/css", "text/javascript", "image/svg+xml", "application/manifest+json", "text/plain"}
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".webmanifest": "application/manifest+json"}


@dataclass(frozen=True, slots=True)
class File:
    media_type: str
    plain: bytes
    br: bytes | None
    gzip: bytes | None


@cache
def content_hash() -> str:
    """Twelve hex digits over every name and byte of the folder."""
    total = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(FOLDER).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]


def url(name: str) -> str:
    """The address of a file: `static("bimtek.css")`. A name that is not there is an error."""
    if not (FOLDER / name).is_file():
        raise FileNotFoundError(f"no static file {name}")
    return f"{PREFIX}/{content_hash()}/{name}"


@cache
def _file(name: str) -> File | None:
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER) or not path.is_file():
        return None
    plain = path.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type not in _COMPRESSED:
        return File(media_type, plain, None, None)
    return File(media_type, plain, brotli.compress(plain, quality=11), gzip.compress(plain, 9, mtime=0))


async def serve(request: web.Request) -> web.Response:
    """One file; for ever in caches under its own hash, asked again under an old one."""
    name = request.match_info["name"]
    # Only names that exist get into the cache, so strangers cannot fill it.
    file = _file(name) if ".." not in name and (FOLDER / name).is_file() else None
    if file is None:
        raise NotFound
    body, encoding = best(request, file.plain, file.br, file.gzip)
    response = web.Response(body=body, content_type=file.media_type)
    if file.media_type.startswith("text/"):
        response.charset = "utf-8"
    fresh = request.match_info["hash"] == content_hash()
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    if file.br is not None:
        response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def best(request: web.Request, plain: bytes, br: bytes | None, zipped: bytes | None) -> tuple[bytes, str]:
    """The smallest form the caller reads, and its Content-Encoding ("" for plain)."""
    accepted = request.headers.get("Accept-Encoding", "")
    if br is not None and "br" in accepted:
        return br, "br"
    if zipped is not None and "gzip" in accepted:
        return zipped, "gzip"
    return plain, ""
