"""Reading a request's body with a limit, a deadline and a lowest speed, before any handler runs.

aiohttp has no body deadline, and its size limit is bypassed by multipart without a first boundary; so
the bytes are counted here as they arrive, and only then looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict

from shared.db import Busy
from shared.i18n import _
from shared.papers import plain_name
from shared.web.context import BODY, FILES, FORM, MULTIPART, STAFF, URLENCODED, UploadedFile
from shared.web.errors import BadRequest, TooLarge, TooSlow, WrongMediaType
from shared.web.forms import MOST_FIELDS
from shared.web.limit import limited
from shared.web.routes import Kind, Route

FORM_BYTES: Final = 256 * 1024
API_BYTES: Final = 1024 * 1024  # a phone's batch of marks
SECONDS: Final = 60.0
UPLOAD_SECONDS: Final = 120.0
FLOOR: Final = 100  # bytes a second
GRACE: Final = 10.0  # seconds before the floor counts: a phone may need that to find its network

MOST_UPLOADS: Final = 8  # requests with files at once; each holds its bytes twice until it is answered
UPLOADS_PER_ADDRESS: Final = "30/minute"

_LONGEST_NAME: Final = 200  # characters of a file's name

_uploads = 0


@contextmanager
def room_for(request: web.Request, files: int) -> Iterator[None]:
    """Inside the block the request may bring files of so many bytes. Before a byte is read it raises TooMany
    for an address that sent enough without signing in, Busy when as many as fit are under way."""
    global _uploads
    if not files:
        yield
        return
    if STAFF not in request:  # also at the desk's own addresses, which then answer that one has to sign in
        limited(request, "upload", UPLOADS_PER_ADDRESS)
    if _uploads >= MOST_UPLOADS:
        raise Busy(f"{MOST_UPLOADS} uploads are under way")
    _uploads += 1
    try:
        yield
    finally:
        _uploads -= 1


async def read_body(request: web.Request, route: Route, files: int) -> None:
    """Put BODY, and for a form FORM and FILES, on the request; `files`: most bytes of them, 0 for none.

    Raises Problems of errors.py.
    """
    kind = request.content_type if request.body_exists else ""
    if kind == MULTIPART and not files:
        raise WrongMediaType
    if route.kind is Kind.POST and kind not in ("", URLENCODED, MULTIPART):
        raise WrongMediaType
    limit = files + FORM_BYTES if files else API_BYTES if route.kind is Kind.API else FORM_BYTES
    seconds = UPLOAD_SECONDS if files else SECONDS
    body = await _read(request, limit, seconds) if (request.content_length or 0) <= limit else None
    if body is None:
        raise _too_large(request, route, files)
    request[BODY] = body
    # The stream is spent; aiohttp's own read(), text() and json() answer from this.
    request._read_bytes = body
    if route.kind is Kind.POST:
        request[FORM], request[FILES] = MultiDict(), MultiDict()
        if kind == MULTIPART:
            await _parse_multipart(request, body)
        else:
            _parse_urlencoded(request, body)


def _too_large(request: web.Request, route: Route, files: int) -> TooLarge:
    """Whoever sends a file reads how large it may be, and finds the way back to the form."""
    if not files or route.kind is not Kind.POST:
        return TooLarge()
    most = _("Pilih berkas yang lebih kecil; paling besar {n} MB.", n=files >> 20)
    return TooLarge(most, next_step=(request.path, _("Kembali ke formulir")))


async def _read(request: web.Request, limit: int, seconds: float) -> bytes | None:
    """The whole body, or None when more comes than the limit."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    body = bytearray()
    if request.content.is_eof():  # all of it came with the headers, as forms do
        body += request.content.read_nowait()
        return bytes(body) if len(body) <= limit else None
    try:
        while not request.content.at_eof():
            # The moment at which what has come would be below the floor.
            allowed = min(seconds, max(GRACE, len(body) / FLOOR))
            async with asyncio.timeout_at(start + allowed):
                body += await request.content.readany()
            if len(body) > limit:
                return None
    except TimeoutError as error:
        raise TooSlow from error
    return bytes(body)


def _parse_urlencoded(request: web.Request, body: bytes) -> None:
    form = request[FORM]
    try:
        pairs = body.decode("ascii").replace("+", " ").split("&", MOST_FIELDS)
        if len(pairs) > MOST_FIELDS:
            raise BadRequest
        for pair in filter(None, pairs):
            name, _equals, value = pair.partition("=")
            # Most have nothing to unquote, and asking first takes a third of parse_qsl's time.
            form.add(
                unquote(name, errors="strict") if "%" in name else name,
                unquote(value, errors="strict") if "%" in value else value,
            )
    except UnicodeError as error:
        raise BadRequest from error


async def _parse_multipart(request: web.Request, body: bytes) -> None:
    stream = aiohttp.StreamReader(BaseProtocol(asyncio.get_running_loop()), limit=len(body) + 1)
    stream.feed_data(body)
    stream.feed_eof()
    count = 0
    try:
        async for part in aiohttp.MultipartReader(request.headers, stream):
            count += 1
            if count > MOST_FIELDS or not isinstance(part, aiohttp.BodyPartReader) or not part.name:
                raise BadRequest
            data = bytes(await part.read(decode=False))
            name = _readable(part.name)
            if part.filename is None:
                request[FORM].add(name, data.decode())
            else:
                media_type = part.headers.get("Content-Type", "application/octet-stream")
                request[FILES].add(name, UploadedFile(_readable(part.filename), media_type, data))
    except (ValueError, aiohttp.ClientPayloadError, HttpProcessingError) as error:
        raise BadRequest from error


def _readable(name: str) -> str:
    """Bytes that are no UTF-8 arrive as lone surrogates, which PostgreSQL does not take."""
    return plain_name(name[:_LONGEST_NAME].encode(errors="replace").decode())
