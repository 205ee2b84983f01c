"""Form tokens, once-keys and one-time notices.

A form token is a random id with its time, signed for whoever is signed in (or nobody). It proves that
the form came from our own page, and its id is the key under which the first send is done and every
repeat (a double click, a lost answer) gets the same outcome. A token made on the answer to a form says
so: whoever corrects a form has spent their time on the first one.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time

from aiohttp import web
from itsdangerous import BadData, BadSignature, URLSafeTimedSerializer

from shared.encoding import as_json
from shared.i18n import _
from shared.web import signing
from shared.web.context import (
    BODY,
    FILES,
    FORM,
    STAFF,
    TOKEN_AGE,
    TOKEN_EXPIRED,
    TOKEN_ID,
    URLENCODED,
    running,
)
from shared.web.errors import BadRequest

FORM_TOKEN = "form_token"
_TOKEN_SENT = f"{FORM_TOKEN}="
LIFE = 7 * 24 * 3600  # seconds
_AGAIN = "~"  # begins the id of a token made on the answer to a form
_IDEMPOTENCY = re.compile(r"[\x21-\x7e]{1,128}")
_NOTICE_COOKIE = "kabar"
_SAID: web.ResponseKey[list[str]] = web.ResponseKey("said", list)
_NOTICE_LENGTH = 600  # characters; a notice is a sentence


class Expired(Exception):
    """A token that was ours: too old, or made for another sign-in than the present one."""


class Forged(Exception):
    """No token, or one we never made."""


def _stamper(request: web.Request) -> signing.Stamper:
    return signing.stamper(running(request).keys.cookie, "form token")


_now = time.time  # as the wall says: a form takes real seconds


def _holder(request: web.Request) -> str:
    return str(request[STAFF].staff_id) if STAFF in request else "-"


def form_token(request: web.Request) -> str:
    """A fresh token for a form on the page being made."""
    again = _AGAIN if TOKEN_ID in request or TOKEN_EXPIRED in request else ""
    text = f"{again}{secrets.token_urlsafe(16)}.{_holder(request)}"
    return _stamper(request).sign(text, int(_now()))


def check_form_token(request: web.Request, token: str) -> tuple[str, float]:
    """The token's id, and the seconds since its page was made. Raises Expired or Forged."""
    try:
        text, made = _stamper(request).read(token)
    except BadSignature as error:
        raise Forged from error
    age = _now() - made
    key, _dot, holder = text.partition(".")
    if not 0 <= age <= LIFE or holder != _holder(request):
        raise Expired
    return key, age


def sent_too_soon(request: web.Request) -> bool:
    """Whether a form was sent sooner after its page was made than anybody can fill it in.

    Never one that was sent before and is corrected, nor one that has waited too long.
    """
    least = running(request).settings.fill_seconds
    if TOKEN_ID not in request or request[TOKEN_ID].startswith(_AGAIN):
        return False
    return request[TOKEN_AGE] < least


def form_key(request: web.Request) -> str:
    """The once-key of the posted form, for `db.once`. Raises BadRequest for an expired form."""
    if request.get(TOKEN_EXPIRED) or TOKEN_ID not in request:
        raise BadRequest(_("Formulir ini sudah kedaluwarsa. Buka kembali halamannya."))
    return request[TOKEN_ID]


def idempotency_key(request: web.Request) -> str:
    """The caller's key for one unit of work. Raises BadRequest when missing or not 1–128 visible ASCII.

    It is theirs alone: two people, perhaps of two offices, who both call theirs "1" never meet.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _IDEMPOTENCY.fullmatch(key):
        raise BadRequest("Idempotency-Key: 1 to 128 visible ASCII characters")
    return f"{_holder(request)} {key}"


def call_key(request: web.Request) -> str | None:
    """The key of a call that may have one; None where the caller gave none. Raises BadRequest."""
    return idempotency_key(request) if "Idempotency-Key" in request.headers else None


def fingerprint(request: web.Request) -> bytes:
    """What names the thing that was asked, so that a key used again for something else is noticed.

    It is kept, and a form may hold a NIK: under a key of ours nobody with the table can try numbers out.
    """
    parts: list[object] = [request.method, request.path]
    body = request.get(BODY, b"")
    if request.content_type == URLENCODED:  # as it was sent: the same form is sent again in the same words
        said = body.decode("latin-1").split("&")
        parts.append(sorted(one for one in said if not one.startswith(_TOKEN_SENT)))
    elif FORM in request:  # parts of a multipart body stand between words that differ each time
        parts.append(sorted(pair for pair in request[FORM].items() if pair[0] != FORM_TOKEN))
        files = request[FILES].items() if FILES in request else ()
        parts.append(sorted((name, hashlib.sha256(file.data).hexdigest()) for name, file in files))
    else:
        parts.append(body.hex())
    return running(request).keys.index(as_json(parts).decode(), purpose="request")


def _notices(request: web.Request) -> URLSafeTimedSerializer:
    return signing.serializer(running(request).keys.cookie, "notice")


def flash(response: web.StreamResponse, text: str) -> None:
    """Say this once, on the next page this person sees."""
    response[_SAID] = [*response.get(_SAID, []), text[:_NOTICE_LENGTH]]


def seal_notices(request: web.Request, response: web.StreamResponse) -> None:
    """Turn what `flash` left on the answer into a signed cookie; call before the answer is sent."""
    if _SAID in response:
        response.set_cookie(
            _NOTICE_COOKIE,
            _notices(request).dumps(response[_SAID]),
            max_age=300,
            httponly=True,
            samesite="Lax",
            secure=is_secure(request),
        )


def take_notices(request: web.Request) -> list[str]:
    """What is to be said now; empty for a cookie that is not ours."""
    sealed = request.cookies.get(_NOTICE_COOKIE)
    if not sealed:
        return []
    try:
        texts = _notices(request).loads(sealed)
    except (BadData, UnicodeEncodeError):  # bytes that are no UTF-8 arrive as lone surrogates
        return []
    return [str(text) for text in texts] if isinstance(texts, list) else []


def forget_notices(response: web.StreamResponse) -> None:
    response.del_cookie(_NOTICE_COOKIE, path="/")


def is_secure(request: web.Request) -> bool:
    """Whether people reach us by https, as the installation's public address says."""
    return running(request).settings.secure
