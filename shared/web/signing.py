"""Signed texts that travel through the browser: sessions, form tokens, notices, held forms.

The key of each purpose is derived once from the installation's cookie key, so that one purpose's text
is never taken for another's, and signing costs one HMAC.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import Any, Final

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.signer import SigningAlgorithm


class _HmacSha256(SigningAlgorithm):
    """The same signature as the library's own, in one call instead of three objects: half the time."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha256")


_SIGNER: Final[dict[str, Any]] = {
    "key_derivation": "none",
    "digest_method": hashlib.sha256,
    "algorithm": _HmacSha256(),
}


def _key(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, f"bimtek {purpose}".encode(), "sha256")


@cache
def signer(secret: bytes, purpose: str) -> TimestampSigner:
    """Signs plain texts with the time."""
    return TimestampSigner(_key(secret, purpose), **_SIGNER)


@cache
def serializer(secret: bytes, purpose: str) -> URLSafeTimedSerializer:
    """Signs JSON data with the time, URL-safe and compressed where that is shorter."""
    return URLSafeTimedSerializer(_key(secret, purpose), signer_kwargs=_SIGNER)
