"""Telling an office's other systems: what they read, how it is signed, when it is tried again."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from shared.events.registration import EVENTS, Registration

TYPES = tuple(event.name for event in EVENTS)
TRIAL = "WebhookTrial"  # what "Kirim uji coba" sends
MOST_HOOKS = 20  # of one office
RETRIES = (1, 10, 60, 600, 3_600, 21_600)  # seconds after the first, second … failure
DISABLED_AFTER = timedelta(days=3)  # without a single success
KEPT = timedelta(days=30)
OLD_SECRET_SIGNS = timedelta(hours=24)
LEASE = timedelta(minutes=2)  # of a delivery that is being sent; longer than a batch can take
PER_HOOK, AT_ONCE = 4, 40  # deliveries claimed together

_PREFIX = "whsec_"
_SECRET_BYTES = 32
_PORT = r"(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_REST = rf"(?::{_PORT})?(?:/[!$-;=?-~]*)?"  # no fragment, no quotes, no angle brackets
HTTPS = rf"^https://[A-Za-z0-9][A-Za-z0-9.-]{{0,199}}{_REST}$"
_LOOPBACK = re.compile(rf"http://(?:localhost|127\.0\.0\.1){_REST}")
_HTTPS = re.compile(HTTPS)
MOST_URL = 500


class State(StrEnum):
    """Whether a hook is told anything. `FAILED`: it took nothing for days; what happens is kept for it."""

    ON = "on"
    OFF = "off"
    FAILED = "failed"


class Standing(StrEnum):
    """Of one delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an office says of one of its systems."""

    name: str
    url: str
    types: tuple[str, ...]


def is_address(url: str, *, loopback: bool) -> bool:
    """Whether people may name this address at all; where it leads is checked when connecting."""
    return bool(_HTTPS.fullmatch(url) or (loopback and _LOOPBACK.fullmatch(url)))


def told(document: Registration) -> dict[str, Any]:
    """What the other system reads of a registration: that it is there and how it stands, not who it is.

    No name, phone, email or hash of the card: whoever receives it is outside of what erasing, masking and
    the access log can reach. A system that may know more reads the participants by their call.
    """
    return {
        "id": document.id,
        "version": document.version,
        "organization_id": document.organization_id,
        "workshop_id": document.workshop_id,
        "state": document.state,
        "merged_into": document.merged_into,
        "registered_at": document.registered_at,
    }


def new_secret() -> str:
    """As Standard Webhooks writes it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signatures(secrets_: Iterable[str], id: UUID, timestamp: int, body: bytes) -> str:
    """The header webhook-signature: HMAC-SHA256 over `id.timestamp.body`, one for each secret.

    Source: Standard Webhooks, "Signature scheme".
    """
    signed = f"{id}.{timestamp}.".encode() + body
    keys = [base64.b64decode(secret.removeprefix(_PREFIX)) for secret in secrets_]
    return " ".join("v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode() for key in keys)


def after_failure(attempts: int) -> int | None:
    """Seconds until the next attempt after so many; None: there is none."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None
