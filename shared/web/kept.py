"""Public pages as kept bytes: the same for everybody, at most one second old, compressed once.

Measured 19 times rendering. Only routes marked `kept` come here; their pages show no form token, no
staff and no notice, so nothing of one visitor can reach another.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import brotli
from aiohttp import web
from multidict import CIMultiDict

from shared.db import Unavailable
from shared.web.routes import Handler

SECONDS = 1.0
MOST = 512  # pages; strangers may invent query strings


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one encoding, ready to send."""

    etag: str
    headers: CIMultiDict[str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    until: float  # loop time
    forms: dict[str, Form]  # by Content-Encoding, "" for none


@dataclass(slots=True)
class Making:
    """A page that somebody makes while others wait for it."""

    lock: asyncio.Lock
    failed_at: float = 0.0  # loop time


COMPLETE: web.ResponseKey[bool] = web.ResponseKey("complete", bool)  # its headers are all there


class Kept:
    """The kept pages of one application. `headers` are what every page of it carries."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self._making: dict[tuple[str, str], Making] = {}

    def fresh(self, request: web.Request, language: str) -> web.Response | None:
        """The page as it is kept; None when there is none or it is too old."""
        page = self._pages.get((request.raw_path, language))
        if page is None or page.until < asyncio.get_running_loop().time():
            return None
        return _respond(request, page)

    async def made(self, request: web.Request, language: str, handler: Handler) -> web.StreamResponse:
        """The page newly made and kept; concurrent askers wait for the one being made.

        Raises Unavailable for all of them when it could not be made: one after the other they would wait
        for an answer that does not come.
        """
        key, came = (request.raw_path, language), asyncio.get_running_loop().time()
        making = self._making.setdefault(key, Making(asyncio.Lock()))
        try:
            async with making.lock:
                kept = self.fresh(request, language)
                if kept is not None:
                    return kept
                if making.failed_at > came:
                    raise Unavailable("the page could not be made for who asked first")
                try:
                    response = await handler(request)
                except Unavailable:
                    making.failed_at = asyncio.get_running_loop().time()
                    raise
                if not isinstance(response, web.Response) or response.status != 200:
                    return response
                return _respond(request, self._keep(key, response))
        finally:
            if not making.lock.locked():
                self._making.pop(key, None)

    def _keep(self, key: tuple[str, str], response: web.Response) -> Page:
        plain = bytes(response.body) if isinstance(response.body, bytes | bytearray) else b""
        bodies = {
            "": plain,
            "gzip": gzip.compress(plain, 5, mtime=0),
            "br": brotli.compress(plain, quality=5),
        }
        tag = hashlib.sha256(plain).hexdigest()[:20]
        forms = {
            encoding: self._form(f'"{tag}{encoding}"', encoding, response.headers["Content-Type"], body)
            for encoding, body in bodies.items()
        }
        page = Page(asyncio.get_running_loop().time() + SECONDS, forms)
        self._pages[key] = page
        self._pages.move_to_end(key)
        if len(self._pages) > MOST:
            self._pages.popitem(last=False)
        return page

    def _form(self, etag: str, encoding: str, content_type: str, body: bytes) -> Form:
        headers = CIMultiDict(self._headers)
        headers["ETag"] = etag
        headers["Cache-Control"] = "no-cache"
        headers["Vary"] = "Cookie, Accept-Encoding"
        headers["Content-Type"] = content_type
        if encoding:
            headers["Content-Encoding"] = encoding
        return Form(etag, headers, body)


def _respond(request: web.Request, page: Page) -> web.Response:
    accepted = request.headers.get("Accept-Encoding", "")
    form = page.forms["br" if "br" in accepted else "gzip" if "gzip" in accepted else ""]
    if form.etag in request.headers.get("If-None-Match", ""):
        unchanged = {name: value for name, value in form.headers.items() if not name.startswith("Content-")}
        response = web.Response(status=304, headers=unchanged)
    else:
        response = web.Response(body=form.body, headers=form.headers)
        response[COMPLETE] = True
    return response
