"""What every request goes through, in this order.

A page that is kept; else compression, errors, language, session and access, body and form
token; then the handler. The headers of `add_headers` come last of all, also on answers that stream.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Mapping
from functools import cache

import brotli
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import Histogram

from shared import i18n
from shared.db import Busy, KeyReused, Unavailable
from shared.i18n import _
from shared.logging import logger
from shared.loops import Turns, somebody_waits
from shared.web import csrf, session, tokens
from shared.web.answers import ask_again, ask_sign_in, problem_answer
from shared.web.body import read_body, room_for
from shared.web.context import LANGUAGE, NOTICES_SHOWN, ORGANIZATION, STAFF, is_api, route_of, running
from shared.web.errors import BY_STATUS, Away, Broken, Invalid, NotFound, Problem, Refused
from shared.web.kept import COMPLETE, Kept
from shared.web.routes import Route
from shared.web.tokens import is_secure

log = logger(__name__)

KEPT: web.AppKey[Kept] = web.AppKey("kept", Kept)
TURNS: web.AppKey[Turns] = web.AppKey("turns", Turns)
SERIES: web.AppKey[dict[tuple[str, str, int], Histogram]] = web.AppKey("series", dict)
_LANGUAGE = "bahasa"  # the query's name and the cookie's
_YEAR = 365 * 24 * 3600
_SMALLEST_COMPRESSED = 1_000  # bytes
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@cache
def security_headers(*, secure: bool) -> Mapping[str, str]:
    """What every answer carries; `secure` when people reach us by https."""
    headers = {
        "Content-Security-Policy": CSP,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=()",
    }
    return {**headers, "Strict-Transport-Security": "max-age=31536000"} if secure else headers


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every way to fail becomes one friendly page or one RFC 9457 answer."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem_answer(request, problem)
    except (Unavailable, Busy) as away:
        log.warning("unavailable", path=_place(request), reason=str(away))
        return problem_answer(request, Away())
    except csrf.FormExpired:
        return ask_again(
            request,
            _("Halaman ini terlalu lama terbuka, atau Anda baru masuk atau keluar. Isian Anda masih ada."),
        )
    except KeyReused:
        if is_api(request):
            return problem_answer(
                request, Invalid(_("Idempotency-Key ini sudah dipakai untuk kiriman lain."))
            )
        return ask_again(
            request,
            _("Formulir ini sudah pernah dikirim dengan isian lain. Kirim lagi bila isian ini juga benar."),
        )
    except web.HTTPException as error:
        if error.status < 400:
            raise
        kind = BY_STATUS.get(error.status, Problem)
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return problem_answer(request, kind(headers=allow))
    except (ConnectionError, TimeoutError) as error:
        log.exception("request failed", path=_place(request), reason=str(error))
        return problem_answer(request, Away())
    except Exception:
        log.exception("request failed", path=_place(request))
        return problem_answer(request, Broken())


def _place(request: web.Request) -> str:
    """The address as the log may keep it: with the names of its codes in place of the codes."""
    route = route_of(request)
    return route.path if route else "unknown"


def _language_of(request: web.Request) -> str:
    """`?bahasa=` decides; then the cookie; then Indonesian."""
    asked = request.query.get(_LANGUAGE) if request.query_string else None
    if asked in i18n.LANGUAGES:
        return str(asked)
    remembered = request.cookies.get(_LANGUAGE, i18n.INDONESIAN)
    return remembered if remembered in i18n.LANGUAGES else i18n.INDONESIAN


@web.middleware
async def language(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Use the language asked for, and remember it when it was asked for just now."""
    chosen = _language_of(request)
    i18n.set_language(chosen)
    request[LANGUAGE] = chosen
    response = await handler(request)
    if request.query_string and request.query.get(_LANGUAGE) == chosen and not response.prepared:
        response.set_cookie(
            _LANGUAGE, chosen, max_age=_YEAR, samesite="Lax", httponly=True, secure=is_secure(request)
        )
    return response


@web.middleware
async def kept(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A kept page at once, before anything else costs time."""
    start = time.perf_counter()
    route = route_of(request)
    if route is not None and route.kept and "bahasa=" not in request.query_string:
        page = request.app[KEPT].fresh(request, _language_of(request))
        if page is not None:
            _observe(request, route, page.status, start)
            return page
    response = await handler(request)
    _observe(request, route, response.status, start)
    return response


def _observe(request: web.Request, route: Route | None, status: int, start: float) -> None:
    """Time to answer, by the route's name: never an id, a code or an address."""
    key = (route.name, request.method, status) if route else ("unknown", "", status)
    series = request.app[SERIES]
    observed = series.get(key)
    if observed is None:
        observed = series[key] = running(request).metrics.requests.labels(*key)
    observed.observe(time.perf_counter() - start)


@web.middleware
async def keeping(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Make a page that will be kept; everything else passes."""
    route = route_of(request)
    if route is None or not route.kept:
        return await handler(request)
    return await request.app[KEPT].made(request, request[LANGUAGE], handler)


@web.middleware
async def access(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Load the session and refuse who may not: to sign in when nobody is, 403 for another role."""
    if "%00" in request.raw_path:
        raise NotFound  # no address of ours has a NUL, and PostgreSQL takes none in a text
    route = route_of(request)
    cookies = request.cookies
    if route is None or route.kept or not cookies or session.cookie_name(request) not in cookies:
        seen = False
    else:
        try:
            seen = await session.load(request)
        except Unavailable:
            await _read_typed(request, route)  # it is shown again for one more press
            raise
    if route is not None and not route.access.is_public:
        if STAFF not in request:
            await _read_typed(request, route)
            return ask_sign_in(request)
        if not route.access.allows(request[STAFF].role):
            raise Refused
    response = await handler(request)
    if seen:
        session.renew(request, response)
    return response


async def _read_typed(request: web.Request, route: Route) -> None:
    """What was posted goes no further, but whoever typed it must not lose it."""
    if request.method not in _SAFE:
        csrf.check_origin(request)
        files = await _files_now(request, route)
        with room_for(request, files):
            await read_body(request, route, files)


async def _files_now(request: web.Request, route: Route) -> int:
    """Most bytes of files that this address takes now; 0: none."""
    if not route.files or route.files_where is None or await route.files_where(request):
        return route.files
    return 0


@web.middleware
async def posted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Read and check the body of anything that may change something."""
    route = route_of(request)
    if route is not None and request.method not in _SAFE:
        csrf.check_origin(request)
        await request.app[TURNS].begin()
        files = await _files_now(request, route)
        with room_for(request, files):
            await read_body(request, route, files)
            csrf.check(request, route)
            with somebody_waits():
                response = await handler(request)
    else:
        response = await handler(request)
    if not response.prepared:
        tokens.seal_notices(request, response)
        if NOTICES_SHOWN in request:
            tokens.forget_notices(response)
    return response


@web.middleware
async def compressed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """HTML and JSON made now, in the smallest form the caller reads."""
    response = await handler(request)
    if (
        isinstance(response, web.Response)
        and not response.prepared
        and "Content-Encoding" not in response.headers
        and response.content_type in ("text/html", "application/json", "text/calendar")
        and isinstance(response.body, bytes | bytearray)
        and len(response.body) >= _SMALLEST_COMPRESSED
    ):
        accepted = request.headers.get("Accept-Encoding", "")
        if "br" in accepted:
            response.body = brotli.compress(bytes(response.body), quality=4)
            response.headers["Content-Encoding"] = "br"
        elif "gzip" in accepted:
            response.body = gzip.compress(bytes(response.body), 5, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
    return response


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Security headers on every answer; a handler may only make them stricter."""
    response.headers.popall("Server", None)  # aiohttp's version is nobody's business
    if COMPLETE in response:
        return
    route = route_of(request)
    headers = response.headers
    for name, value in security_headers(secure=is_secure(request)).items():
        headers.setdefault(name, value)
    if route is not None and route.camera:
        headers["Permissions-Policy"] = "camera=(self)"
    if route is not None and (route.capability or not route.access.is_public):
        headers["X-Robots-Tag"] = "noindex, nofollow"
        headers.setdefault("Cache-Control", "no-store")
    elif request.method not in _SAFE or STAFF in request or ORGANIZATION in request:
        headers.setdefault("Cache-Control", "no-store")
    else:
        headers.setdefault("Cache-Control", "no-cache")


IN_ORDER: tuple[Middleware, ...] = (
    kept,
    compressed,
    errors,
    language,
    keeping,
    access,
    posted,
)
