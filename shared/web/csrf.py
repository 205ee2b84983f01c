"""Did this POST come from our own page? The form token decides; the browser's own word comes first."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from shared.i18n import N_, _
from shared.web.context import FORM, TOKEN_AGE, TOKEN_EXPIRED, TOKEN_ID, running
from shared.web.errors import Refused, WrongMediaType
from shared.web.routes import Kind, Route
from shared.web.tokens import FORM_TOKEN, Expired, Forged, check_form_token

_FOREIGN = N_("Kiriman ini tidak berasal dari halaman kami. Buka halamannya di sini, lalu kirim dari sana.")


class FormExpired(Exception):
    """A form of ours that is too old, or was made before signing in or out."""


def check_origin(request: web.Request) -> None:
    """Refuse what the browser says comes from elsewhere. Raises Refused.

    `Sec-Fetch-Site` cannot be set by a page. Where an old browser sends none, a real Origin must be ours;
    `Origin: null` alone says nothing either way, so the token decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
        raise Refused(_(_FOREIGN))
    origin = request.headers.get("Origin")
    if origin in (None, "null"):
        return
    ours = urlsplit(running(request).settings.public_url)
    try:
        theirs = urlsplit(origin)
    except ValueError:
        raise Refused(_(_FOREIGN)) from None
    if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc) and theirs.netloc != request.host:
        raise Refused(_(_FOREIGN))


def check(request: web.Request, route: Route) -> None:
    """Raises Refused, WrongMediaType, or FormExpired unless the handler shows the form again itself."""
    check_origin(request)
    if route.kind is Kind.API:
        # A page elsewhere cannot send JSON here without asking first, and we answer no preflight.
        if request.body_exists and request.content_type != "application/json":
            raise WrongMediaType
        return
    try:
        token = str(request[FORM].get(FORM_TOKEN, ""))
        request[TOKEN_ID], request[TOKEN_AGE] = check_form_token(request, token)
    except Forged as error:
        raise Refused(_(_FOREIGN)) from error
    except Expired as error:
        request[TOKEN_EXPIRED] = True
        if not route.reads_form:
            raise FormExpired from error
