"""Codes of an authenticator app (TOTP, RFC 6238): six digits, anew every 30 seconds."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

STEP = 30  # seconds
_NEIGHBOURS = (0, -1, 1)  # a phone's clock may be half a minute off
RECOVERY_CODES = 8


def new_secret() -> str:
    """160 random bits in base32, as apps read them."""
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """What the QR code holds: apps show "Bimtek" and the email beside the code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Bimtek")


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The 30 seconds this code belongs to, if it is right, near `now` and later than the last one taken.

    `now` is the wall clock: the app goes by it too.
    """
    totp, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    for step in (here + neighbour for neighbour in _NEIGHBOURS):
        right = totp.at(step * STEP)
        if step > last_step and hmac.compare_digest(right.encode(), code.encode("utf-8", "replace")):
            return step
    return None
